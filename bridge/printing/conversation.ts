import type { SlipProgress } from '#shared/counter/state.ts';
import { Bell } from './bell.ts';
import type { Clock } from '../clock.ts';
import type { EncodedSlip } from './encode.ts';
import { Face, type DrawerLevel, type PrinterShown } from './face.ts';
import { Introduction, type Meeting } from './introduction.ts';
import { freshId, GET_READY, PADDING, processIdQuestion, RESUME, SENSOR_STATUS, statusQuestion } from './questions.ts';
import {
	conditionAfter,
	conditionOf,
	isHolding,
	splitReplies,
	tellsOfError,
	type PartReply,
	type PrinterCondition,
	type PrinterReply,
	type StatusSubject,
} from './status.ts';
import { writeInPieces, type PrinterLine, type Transport } from './transport.ts';

/** How a slip ended; `waiting` where nothing of it has left. */
export type Outcome = Exclude<SlipProgress, 'sending' | 'expired' | 'unkept'>;

/** What a slip is told to whoever submitted it, while it prints. */
export type SlipEvents = {
	/** Before the first byte leaves: what it does comes first. */
	readonly begin: () => void;
	/** All its words are on paper, and the blade is stuck. */
	readonly uncut: () => void;
};

export type ConversationOptions = Meeting & {
	readonly clock: Clock;
	/** The level of the drawer's contact that means open; `null` where it has none. */
	readonly drawerOpenIs?: DrawerLevel | null | undefined;
	/** Whenever it changes. */
	readonly onState: (shown: PrinterShown) => void;
	/** What is known of the printer has changed. */
	readonly onLearned?: () => void;
	/** Once for each connection on which it was asked who it is, where it is the one that is meant. */
	readonly onMet?: () => void;
	/** Aborts: nothing new begins, and what is under way has `DRAIN_MS_MAX` to end. */
	readonly signal: AbortSignal;
};

type Lost = 'absent' | 'busy' | 'stranger';

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
/** A slow line takes minutes for a slip of pictures, but never long for one piece. */
const PIECE_BYTES = 4_096;
/** How often a wait looks up without news. */
const LOOK_UP_MS = 250;
/** A line that is taken and let go within this was never served: another machine has the printer. */
const SERVED_MS_MIN = 250;

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
	readonly #face: Face;
	readonly #introduction: Introduction;
	readonly #gone = new AbortController();
	#line: PrinterLine | undefined;
	#writing: Promise<void> = Promise.resolve();
	/** Since when the line has not taken all it was given. */
	#stuckSinceMs: number | undefined;
	#part: PartReply = [];
	#tellsByItself = false;
	#isPrinting = false;
	#lost: Lost = 'absent';
	#whenSilent: 'absent' | 'busy' = 'absent';
	#openedAtMs = 0;
	#known: Promise<void> | undefined;
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
		this.#face = new Face(options);
		this.#introduction = new Introduction({
			write: (bytes) => void this.#write(bytes).catch(() => this.#end()),
			clock: options.clock,
			gone: this.#gone.signal,
			answerMsMax: ANSWER_MS_MAX,
		});
	}

	get #condition(): PrinterCondition {
		return this.#face.condition;
	}

	/** Aborts when the line is gone. */
	get gone(): AbortSignal {
		return this.#gone.signal;
	}

	/** What is said of the printer once the line is gone. */
	get lost(): Lost {
		return this.#lost;
	}

	async open(transport: Transport): Promise<void> {
		const { clock, signal } = this.#options;
		const events = { data: (bytes: Uint8Array) => this.#hear(bytes), closed: () => this.#end() };
		this.#line = await transport.open(events, signal);
		this.#whenSilent = transport.silence;
		this.#openedAtMs = clock.elapsedMs();
		this.#write(Uint8Array.from(GET_READY)).catch(() => this.#end());
		void this.#keepWatch();
	}

	close(): void {
		this.#end();
	}

	/** Asks, and waits, until the printer can print; false where that does not come, or nobody wants it any more. */
	async ready(isWanted: () => boolean): Promise<boolean> {
		const { clock, signal } = this.#options;
		const ended = AbortSignal.any([this.#gone.signal, signal]);
		while (!ended.aborted && isWanted()) {
			if (this.#isMute) return true;
			const answered = (await this.#ask(4)) !== undefined && (await this.#askCause());
			this.#show();
			if (!answered && this.#hasSpoken && this.#stuckSinceMs === undefined) this.#end();
			if (answered && !isHolding(this.#condition)) {
				await (this.#known ??= this.#getToKnow());
				if (!isHolding(this.#condition)) return !this.#gone.signal.aborted;
			}
			await clock.sleep(LOOK_UP_MS, ended);
		}
		return false;
	}

	/** Prints one slip and tells what is known about it in the end. */
	async print(slip: EncodedSlip, { begin, uncut }: SlipEvents): Promise<Outcome> {
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
		this.#isPrinting = true;
		this.#write(bytes).catch(() => this.#end());
		const outcome = await this.#verdict(ids, uncut);
		this.#isPrinting = false;
		memory.brokeOff = outcome === 'unknown';
		return outcome;
	}

	/** It takes what it gets and never says a word: all that can be known is what was sent. */
	get #isMute(): boolean {
		return this.#wasAsked && !this.#hasSpoken && !this.#options.memory.answersStatus;
	}

	async #verdict(
		ids: { readonly text: string; readonly cut: string } | undefined,
		uncut: () => void,
	): Promise<Outcome> {
		const { clock, signal, memory } = this.#options;
		let isUncut = false;
		let quietSinceMs = clock.elapsedMs();
		let workedThroughAtMs: number | undefined;
		let closingSinceMs: number | undefined;
		for (;;) {
			const nowMs = clock.elapsedMs();
			if (ids && this.#processIds.has(ids.cut)) return 'confirmed';
			const hasText = ids !== undefined && this.#processIds.has(ids.text);
			if (hasText && this.#condition.cutterStuck && !isUncut) {
				isUncut = true;
				uncut();
			}
			// With every word printed only the cut is open: nobody needs another slip.
			if (this.#gone.signal.aborted && hasText) return isUncut ? 'uncut' : 'confirmed';
			if (this.#workedThrough) workedThroughAtMs ??= nowMs;
			if (this.#gone.signal.aborted) return workedThroughAtMs === undefined ? 'unknown' : 'processed';

			if (isHolding(this.#condition) || this.#stuckSinceMs !== undefined) quietSinceMs = nowMs;
			if (workedThroughAtMs !== undefined) {
				if (!ids) return 'processed';
				if (nowMs - Math.max(workedThroughAtMs, quietSinceMs) >= PROCESS_ID_MS_MAX) {
					memory.answersProcessId &&= this.#processIds.size > 0;
					this.#options.onLearned?.();
					return 'processed';
				}
			} else if (nowMs - quietSinceMs >= (this.#isMute ? ANSWER_MS_MAX : SILENT_MS_MAX)) {
				return 'sent';
			}
			if (signal.aborted) closingSinceMs ??= nowMs;
			if (closingSinceMs !== undefined && nowMs - closingSinceMs >= DRAIN_MS_MAX) {
				if (hasText) return isUncut ? 'uncut' : 'confirmed';
				return 'unknown';
			}
			await this.#news.wait(LOOK_UP_MS);
		}
	}

	async #keepWatch(): Promise<void> {
		const { clock, memory } = this.#options;
		let recoveredAtMs = -Infinity;
		while (!this.#gone.signal.aborted) {
			if (this.#stuckSinceMs === undefined) {
				const answered = (await this.#askAll()) || (await this.#askAgainPadded());
				if (!answered && memory.answersStatus && this.#stuckSinceMs === undefined)
					return this.#end(this.#hasSpoken ? 'absent' : this.#whenSilent);
				this.#show();
				if (answered && !isHolding(this.#condition)) await (this.#known ??= this.#getToKnow());
			} else if (!isHolding(this.#condition) && clock.elapsedMs() - this.#stuckSinceMs >= STALL_MS_MAX) {
				return this.#end();
			}
			if (this.#condition.cutterStuck && !this.#condition.broken && clock.elapsedMs() - recoveredAtMs >= RECOVER_MS) {
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
		if (!memory.answersStatus) {
			memory.answersStatus = true;
			this.#options.onLearned?.();
		}
		this.#learn(conditionAfter(this.#condition, subject, answer));
		return answer;
	}

	/** In order, each when the one before has been taken: a question never lands inside a picture. */
	#write(bytes: Uint8Array): Promise<void> {
		const { clock } = this.#options;
		const written = this.#writing.then(async () => {
			await writeInPieces(bytes, PIECE_BYTES, async (piece) => {
				this.#stuckSinceMs = clock.elapsedMs();
				await this.#line?.write(piece);
			});
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
			case 'name':
				return this.#introduction.hear(reply.text);
			case 'block':
				return;
		}
	}

	/** Asks once for each connection which printer this is, while it can answer. */
	async #getToKnow(): Promise<void> {
		if (this.#isMute) return;
		const isHeld = (): boolean => isHolding(this.#condition) || this.#gone.signal.aborted;
		const before = JSON.stringify(this.#options.memory);
		const met = await this.#introduction.meet(this.#options, isHeld);
		if (before !== JSON.stringify(this.#options.memory)) this.#options.onLearned?.();
		if (met === 'held') this.#known = undefined;
		if (met === 'stranger') this.#end('stranger');
		if (met === 'met') this.#options.onMet?.();
	}

	#learn(condition: PrinterCondition): void {
		this.#face.learn(condition);
		this.#news.ring();
	}

	#show(): void {
		if (!this.#gone.signal.aborted) this.#face.show(this.#isPrinting);
	}

	/** @param lost what is said of the printer from now on */
	#end(lost: Lost = 'absent'): void {
		if (this.#gone.signal.aborted) return;
		const isUnserved = !this.#hasSpoken && this.#options.clock.elapsedMs() - this.#openedAtMs < SERVED_MS_MIN;
		this.#lost = isUnserved ? this.#whenSilent : lost;
		this.#gone.abort();
		this.#line?.close();
		this.#news.ring();
	}
}
