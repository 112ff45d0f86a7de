import { initialState, next, type CounterMachine } from '#shared/counter/machine.ts';
import type {
	Away,
	CounterEffect,
	CounterEvent,
	CounterState,
	PrintedSlip,
	SlipProgress,
	Unsaved,
} from '#shared/counter/state.ts';
import type { MemberId, VisitId } from '#shared/kernel/ids.ts';
import { ok } from '#shared/kernel/result.ts';
import { UNDO_MS_MAX, type RequestMalformed, type ReversalAnswer } from '#shared/protocol/reversal.ts';
import type { CounterSetup, MemberView } from '#shared/protocol/views.ts';
import type { RecordVisit, VisitAnswer, VisitRefusal } from '#shared/protocol/visit.ts';
import { BookingDesk, type Booked } from './booking-desk.ts';
import type { Clock } from '../clock.ts';
import { Conflicts } from './conflicts.ts';
import { seek, type Guests } from './guests.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { SlipOrder } from '../printing/spool.ts';
import { Returns } from './returns.ts';
import type { Runner } from './runner.ts';
import type { ServerLink } from '../link/server-link.ts';
import type { SignIn } from './sign-in.ts';

/** Refusals that say: the guest is not as shown any more. */
const MOVED: readonly string[] = ['quote_changed', 'insufficient_points'];

type Parts = {
	readonly link: Pick<
		ServerLink,
		| 'isOnline'
		| 'record'
		| 'recordBatch'
		| 'settledConflicts'
		| 'findVisits'
		| 'standingBill'
		| 'quoteReversal'
		| 'reverse'
	>;
	/** `null` for whom this counter does not know. */
	readonly nameOf: (memberId: MemberId) => string | null;
	readonly signIn: SignIn;
	readonly guests: Pick<Guests, 'known' | 'lookUp' | 'shown' | 'seeAgain'>;
	/** `null` before the first contact with the server. */
	readonly house: () => CounterSetup | null;
	/** Asks the server for the house as it is now. */
	readonly renewHouse: () => Promise<void>;
	readonly outbox: Outbox;
	readonly print: (answer: VisitAnswer) => void;
	readonly printReversal: (answer: ReversalAnswer) => void;
	readonly printAgain: (slip: PrintedSlip) => void;
	readonly show: (state: CounterState) => void;
	/** Before anything comes of it. */
	readonly heard?: (event: CounterEvent) => void;
	/** A visit from the outbox that the server would not book: nothing is lost, somebody has to look. */
	readonly onUnbooked: (visitId: VisitId, refusal: VisitRefusal | RequestMalformed) => void;
	/** A guest is on the screen, as the server knows them. */
	readonly saw: (member: MemberView) => void;
	readonly now: () => string;
	readonly clock: Pick<Clock, 'sleep'>;
};

/**
 * Runs the counter's conversation: feeds the machine, does what it asks for, and brings the answers back. Every confirmed
 * visit lies in the outbox, on disk, before anybody is asked about it.
 */
export class Counter implements Runner {
	readonly #parts: Parts;
	readonly #desk: BookingDesk;
	readonly #returns: Returns;
	readonly #conflicts: Conflicts;
	#machine: CounterMachine;

	constructor(parts: Parts) {
		this.#parts = parts;
		this.#machine = initialState(parts.now());
		this.#desk = new BookingDesk({
			...parts,
			onWaiting: (waitingVisits) => this.feed({ kind: 'outbox-changed', waitingVisits }),
			onDelivered: (visitId, answer) => {
				if (answer.ok) this.feed({ kind: 'visit-answered', visitId, answer });
				else parts.onUnbooked(visitId, answer.error);
				if (!answer.ok || answer.value.points.owed !== undefined) this.#conflicts.tell();
			},
		});
		this.#conflicts = new Conflicts({ ...parts, feed: (event) => this.feed(event) });
		this.#returns = new Returns({
			...parts,
			withdraw: (command) => this.#desk.withdraw(command),
			heardOf: (visitId) => this.#desk.heardOf(visitId),
			print: parts.printReversal,
			feed: (event) => this.feed(event),
		});
		this.#tellKept();
	}

	get state(): CounterState {
		return this.#machine.view;
	}

	feed(event: CounterEvent): void {
		this.#parts.heard?.(event);
		const { state, effects } = next(this.#machine, event);
		this.#machine = state;
		this.#parts.show(state.view);
		for (const effect of effects) void this.#run(effect);
	}

	/** The outbox could not be opened before: what waits in it goes out. */
	found(): void {
		this.#tellKept();
		void this.#desk.deliver();
	}

	/** The server is there: what waits goes out, oldest first. */
	online(): void {
		this.feed({ kind: 'server-changed', server: { kind: 'online' } });
		void this.#desk.deliver();
		void this.#conflicts.ask().catch(() => undefined);
	}

	offline(): void {
		this.feed({ kind: 'server-changed', server: { kind: 'offline', since: this.#parts.now() } });
	}

	slipMoved(order: SlipOrder, slip: SlipProgress): void {
		if (order.kind === 'visit') this.feed({ kind: 'slip-moved', visitId: order.answer.visitId, slip });
		if (order.kind === 'reversal')
			this.feed({ kind: 'reversal-slip-moved', reversalId: order.answer.reversalId, slip });
	}

	close(): void {
		this.#desk.close();
		this.#conflicts.close();
		this.#returns.close();
	}

	#tellKept(): void {
		this.feed({ kind: 'outbox-changed', waitingVisits: this.#parts.outbox.count() });
		this.#conflicts.tell();
	}

	/** Whoever has gone meanwhile was told nothing. */
	#saw(member: MemberView): void {
		const { guest } = this.state;
		if (guest.kind === 'shown' && guest.member === member) this.#parts.saw(member);
	}

	async #run(effect: CounterEffect): Promise<void> {
		const { signIn, guests, print } = this.#parts;
		switch (effect.kind) {
			case 'look-up': {
				const { swipe, card } = effect;
				for await (const { freshness, answer } of seek(guests, card)) {
					this.feed({ kind: 'member-answered', swipe, freshness, answer });
					if (answer.ok && freshness === 'live') this.#saw(answer.value);
				}
				return;
			}
			case 'sign-in':
				return this.feed({ kind: 'sign-in-answered', answer: await signIn(effect.pin) });
			case 'record':
				return this.#record(effect.command);
			case 'print':
				return print(effect.answer);
			case 'print-again':
				return this.#parts.printAgain(effect.slip);
			case 'sign-conflict':
			case 'put-away':
				return this.#conflicts.run(effect);
			default:
				return this.#returns.run(effect);
		}
	}

	async #record(command: RecordVisit): Promise<void> {
		const member = command.memberId ? (this.#parts.guests.shown(command.memberId) ?? null) : null;
		// From the moment of sending, so that the key never promises more than the server gives.
		const undoUntil = new Date(Date.parse(this.#parts.now()) + UNDO_MS_MAX).toISOString();
		await this.#desk.record(
			command,
			this.#parts.house(),
			member,
			(answer) => void this.#answer(command, answer, undoUntil),
		);
	}

	async #answer(command: RecordVisit, answer: Booked, undoUntil: string): Promise<void> {
		if (!answer.ok && this.#isOfAnotherProgramme(answer.error)) await this.#parts.renewHouse();
		if (!answer.ok && MOVED.includes(answer.error.code)) await this.#showAgain(command);
		this.feed({ kind: 'visit-answered', visitId: command.id, answer, undoUntil });
	}

	/** A new programme came into force while the counter was on. */
	#isOfAnotherProgramme(refusal: VisitRefusal | Away | Unsaved): boolean {
		return (
			refusal.code === 'quote_changed' && refusal.quote.programmeVersion !== this.#parts.house()?.programme.version
		);
	}

	/** The guest's points have moved since they were shown; the cashier confirms again what stands now. */
	async #showAgain(command: RecordVisit): Promise<void> {
		const member = command.memberId && (await this.#parts.guests.seeAgain(command.memberId));
		if (!member) return;
		this.feed({ kind: 'member-answered', swipe: this.#machine.swipes, freshness: 'live', answer: ok(member) });
	}
}
