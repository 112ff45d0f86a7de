import type { PrinterState, SlipProgress } from '#shared/counter/state.ts';
import { Bell } from './bell.ts';
import type { Clock } from '../clock.ts';
import type { EncodedSlip } from './encode.ts';
import { freshId, GET_READY, PADDING, processIdQuestion, RESUME, SENSOR_STATUS, statusQuestion } from './questions.ts';
import {
	conditionAfter,
	conditionOf,
	faultOf,
	GOOD,
	isHolding,
	splitReplies,
	tellsOfError,
	type PartReply,
	type PrinterCondition,
	type PrinterReply,
	type StatusSubject,
} from './status.ts';
import type { PrinterLine, Transport } from './transport.ts';

/** What is known of a printer beyond one connection. */
export type PrinterMemory = {
	/** It has answered a question about its state: silence means that it is gone. */
	answersStatus: boolean;
	/** It knows GS ( H, as far as anybody knows. */
	answersProcessId: boolean;
	/** A slip broke off: the printer may wait for the rest of a picture. */
	brokeOff: boolean;
};

/** How a slip ended; `waiting` where nothing of it has left. */
export type Outcome = Exclude<SlipProgress, 'sending'>;

export type ConversationOptions = {
	readonly memory: PrinterMemory;
	readonly clock: Clock;
	/** Whenever it changes. */
	readonly onState: (kind: PrinterState['kind']) => void;
	/** Aborts: nothing new begins, and what is under way has `DRAIN_MS_MAX` to end. */
	readonly signal: AbortSignal;
};

const HEARTBEAT_MS = 1_000;
/** A printer that answers at all answers within this, even without paper. */
const ANSWER_MS_MAX = 2_000;
/** From "worked through" to "on paper": the mechanics of a slip. */
const PROCESS_ID_MS_MAX = 5_000;
/** A printer that has not said a word about a whole slip for this long will not. */
const SILENT_MS_MAX = 10_000;
/** The line takes nothing for this long although nothing holds the printer: it is dead. */
const STALL_MS_MAX = 30_000;
/** A blade that is still stuck grinds at every try. */
const RECOVER_MS = 5_000;
/** For a slip under way when the bridge ends. */
export const DRAIN_MS_MAX = 5_000;
/** How often a wait looks up without news. */
const LOOK_UP_MS = 250;
/** Connects and keeps watch. Rejects where the printer cannot be reached. */
export async function openConversation(transport: Transport, options: ConversationOptions): Promise<Conversation> {
	const conversation = new Conversation(options);
	await conversation.open(transport);
	return conversation;
}

/**
 * One connection to one printer: asks how it is, and prints one slip at a time.
 *
 * What may have reached the paper is never sent again. Paper that ends in the middle is waited for: the printer holds
 * the rest and goes on by itself.
 *
 * Source: Epson ESC/POS command reference (DLE EOT, GS a, GS r, GS ( H, DLE ENQ).
 */
export class Conversation {
	readonly #options: ConversationOptions;
	readonly #news: Bell;
	readonly #gone = new AbortController();
	#line: PrinterLine | undefined;
	#writing: Promise<void> = Promise.resolve();
	/** Since when the line has not taken all it was given. */
	#stuckSinceMs: number | undefined;
	#part: PartReply = [];
	#condition = GOOD;
	#tellsByItself = false;
	#shown: PrinterState['kind'] | undefined;
	#asking: Promise<unknown> = Promise.resolve();
	#answer: ((byte: number) => void) | undefined;
	#processIds = new Set<string>();
	/** Answers to GS r that are still to come: only the last one speaks of the slip that is being printed. */
	#owedAnswers = 0;
	#workedThrough = false;
	#hasSpoken = false;
	#wasAsked = false;

	constructor(options: ConversationOptions) {
		this.#options = options;
		this.#news = new Bell(options.clock);
	}

	/** Aborts when the line is gone. */
	get gone(): AbortSignal {
		return this.#gone.signal;
	}

	async open(transport: Transport): Promise<void> {
		const events = { data: (bytes: Uint8Array) => this.#hear(bytes), closed: () => this.#end() };
		this.#line = await transport.open(events, this.#options.signal);
		this.#write(Uint8Array.from(GET_READY)).catch(() => this.#end());
		void this.#keepWatch();
	}

	close(): void {
		this.#end();
	}

	/** Asks, and waits, until the printer can print; false where that does not come. */
	async ready(): Promise<boolean> {
		const { clock, signal } = this.#options;
		const ended = AbortSignal.any([this.#gone.signal, signal]);
		while (!ended.aborted) {
			if (this.#isMute) return true;
			const answered = (await this.#ask(4)) !== undefined && (await this.#askCause());
			this.#show();
			if (answered && !isHolding(this.#condition)) return !this.#gone.signal.aborted;
			await clock.sleep(LOOK_UP_MS, ended);
		}
		return false;
	}

	/**
	 * Prints one slip and tells what is known about it in the end.
	 *
	 * @param begin called before the first byte leaves: what it does comes first
	 */
	async print(slip: EncodedSlip, begin: () => void): Promise<Outcome> {
		if (this.#gone.signal.aborted || isHolding(this.#condition)) return 'waiting';

		const { memory } = this.#options;
		const ids = memory.answersProcessId ? { text: freshId(), cut: freshId() } : undefined;
		const bytes = Uint8Array.from([
			...(memory.brokeOff ? PADDING : []),
			...slip.body,
			...(ids ? processIdQuestion(ids.text) : []),
			...slip.cut,
			...(ids ? processIdQuestion(ids.cut) : []),
			...SENSOR_STATUS,
		]);
		this.#processIds.clear();
		this.#workedThrough = false;
		begin();
		this.#owedAnswers++;
		this.#write(bytes).catch(() => this.#end());
		const outcome = await this.#verdict(ids);
		memory.brokeOff = outcome === 'unknown';
		return outcome;
	}

	/** It takes what it gets and never says a word: all that can be known is what was sent. */
	get #isMute(): boolean {
		return this.#wasAsked && !this.#hasSpoken && !this.#options.memory.answersStatus;
	}

	async #verdict(ids: { readonly text: string; readonly cut: string } | undefined): Promise<Outcome> {
		const { clock, signal, memory } = this.#options;
		let quietSinceMs = clock.elapsedMs();
		let workedThroughAtMs: number | undefined;
		let closingSinceMs: number | undefined;
		for (;;) {
			const nowMs = clock.elapsedMs();
			if (ids && this.#processIds.has(ids.cut)) return 'confirmed';
			// With every word printed only the cut is open: nobody needs another slip.
			if (this.#gone.signal.aborted && ids && this.#processIds.has(ids.text)) return 'confirmed';
			if (this.#workedThrough) workedThroughAtMs ??= nowMs;
			if (this.#gone.signal.aborted) return workedThroughAtMs === undefined ? 'unknown' : 'processed';

			if (isHolding(this.#condition) || this.#stuckSinceMs !== undefined) quietSinceMs = nowMs;
			if (workedThroughAtMs !== undefined) {
				if (!ids) return 'processed';
				if (nowMs - Math.max(workedThroughAtMs, quietSinceMs) >= PROCESS_ID_MS_MAX) {
					memory.answersProcessId &&= this.#processIds.size > 0;
					return 'processed';
				}
			} else if (nowMs - quietSinceMs >= (this.#isMute ? ANSWER_MS_MAX : SILENT_MS_MAX)) {
				return 'sent';
			}
			if (signal.aborted) closingSinceMs ??= nowMs;
			if (closingSinceMs !== undefined && nowMs - closingSinceMs >= DRAIN_MS_MAX) return 'unknown';
			await this.#news.wait(LOOK_UP_MS);
		}
	}

	async #keepWatch(): Promise<void> {
		const { clock, memory } = this.#options;
		let recoveredAtMs = -Infinity;
		while (!this.#gone.signal.aborted) {
			if (this.#stuckSinceMs === undefined) {
				const answered = (await this.#askAll()) || (await this.#askAgainPadded());
				if (!answered && memory.answersStatus && this.#stuckSinceMs === undefined) return this.#end();
				this.#show();
			} else if (!isHolding(this.#condition) && clock.elapsedMs() - this.#stuckSinceMs >= STALL_MS_MAX) {
				return this.#end();
			}
			if (this.#condition.cutterStuck && clock.elapsedMs() - recoveredAtMs >= RECOVER_MS) {
				recoveredAtMs = clock.elapsedMs();
				this.#write(RESUME).catch(() => this.#end());
			}
			await clock.sleep(HEARTBEAT_MS, this.#gone.signal);
		}
	}

	/** A slip broke off in the middle of a picture: until that is full, the printer takes questions for its dots. */
	async #askAgainPadded(): Promise<boolean> {
		if (!this.#options.memory.brokeOff || this.#hasSpoken) return false;
		this.#write(Uint8Array.from([...PADDING, ...GET_READY])).catch(() => this.#end());
		return this.#askAll();
	}

	/** A printer that tells by itself is only asked whether it is there. */
	async #askAll(): Promise<boolean> {
		if ((await this.#ask(1)) === undefined) return false;
		if (!this.#tellsByItself) {
			await this.#ask(4);
			await this.#askCause();
		}
		return true;
	}

	async #askCause(): Promise<boolean> {
		const cause = await this.#ask(2);
		if (cause !== undefined && tellsOfError(cause)) await this.#ask(3);
		return cause !== undefined;
	}

	/** One question at a time: the answer does not say which question it belongs to. */
	#ask(subject: StatusSubject): Promise<number | undefined> {
		const asked = this.#asking.then(() => this.#askNow(subject));
		this.#asking = asked;
		return asked;
	}

	async #askNow(subject: StatusSubject): Promise<number | undefined> {
		await this.#writing.catch(() => undefined);
		if (this.#gone.signal.aborted) return undefined;
		const { clock, memory } = this.#options;
		const answered = new AbortController();
		let answer: number | undefined;
		this.#answer = (byte) => {
			answer = byte;
			answered.abort();
		};
		this.#write(statusQuestion(subject)).catch(() => this.#end());
		await clock.sleep(ANSWER_MS_MAX, AbortSignal.any([answered.signal, this.#gone.signal]));
		this.#answer = undefined;
		this.#wasAsked = true;
		if (answer === undefined) return undefined;
		memory.answersStatus = true;
		this.#learn(conditionAfter(this.#condition, subject, answer));
		return answer;
	}

	/** In order, each when the one before has been taken: a question never lands inside a picture. */
	#write(bytes: Uint8Array): Promise<void> {
		const { clock } = this.#options;
		const written = this.#writing.then(async () => {
			this.#stuckSinceMs = clock.elapsedMs();
			await this.#line?.write(bytes);
			this.#stuckSinceMs = undefined;
		});
		this.#writing = written;
		return written;
	}

	#hear(bytes: Uint8Array): void {
		const { replies, part } = splitReplies(this.#part, bytes);
		this.#part = part;
		this.#hasSpoken ||= replies.length > 0;
		for (const reply of replies) this.#understand(reply);
		this.#news.ring();
	}

	#understand(reply: PrinterReply): void {
		switch (reply.kind) {
			case 'automatic':
				this.#tellsByItself = true;
				this.#learn(conditionOf(reply.bytes));
				this.#show();
				return;
			case 'real-time':
				return this.#answer?.(reply.byte);
			case 'in-order':
				if (this.#owedAnswers > 0) this.#owedAnswers--;
				this.#workedThrough = this.#owedAnswers === 0;
				return;
			case 'process-id':
				this.#processIds.add(reply.id);
				this.#options.memory.answersProcessId = true;
				return;
			case 'block':
				return;
		}
	}

	#learn(condition: PrinterCondition): void {
		this.#condition = condition;
		this.#news.ring();
	}

	#show(): void {
		const kind = faultOf(this.#condition) ?? 'ready';
		if (this.#gone.signal.aborted || kind === this.#shown) return;
		this.#shown = kind;
		this.#options.onState(kind);
	}

	#end(): void {
		if (this.#gone.signal.aborted) return;
		this.#gone.abort();
		this.#line?.close();
		this.#news.ring();
	}
}
