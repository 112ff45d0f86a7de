import type { Away, Unsaved } from '#shared/counter/state.ts';
import type { VisitId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { sum } from '#shared/kernel/money.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import { billOf } from '#shared/ledger/visit/bill-of.ts';
import { pointsLeftAway, pointsSpentOn, pointsTendered } from '#shared/ledger/visit/points-away.ts';
import { provisionalAnswer } from '#shared/ledger/visit/provisional-answer.ts';
import { quote } from '#shared/loyalty/quote.ts';
import { standingAlone } from '#shared/loyalty/standing-alone.ts';
import { BATCH_BYTES_MAX, BATCH_MAX } from '#shared/protocol/sockets.ts';
import type { CounterSetup, MemberView } from '#shared/protocol/views.ts';
import { withdrawnAnswer } from '#shared/ledger/visit/withdrawn-answer.ts';
import type { ReversalAnswer, ReverseVisit } from '#shared/protocol/reversal.ts';
import type { RecordVisit, VisitAnswer, VisitRefusal } from '#shared/protocol/visit.ts';
import type { Outbox, Outcome } from '../outbox/outbox.ts';
import type { ServerLink } from '../link/server-link.ts';

export type Booked = Result<VisitAnswer, VisitRefusal | Away | Unsaved>;

type Parts = {
	readonly link: Pick<ServerLink, 'isOnline' | 'record' | 'recordBatch'>;
	readonly outbox: Outbox;
	/** What the outbox told the server and what came of it: a visit that stands, or one that somebody has to look at. */
	readonly onDelivered: (visitId: VisitId, answer: Outcome) => void;
	readonly onWaiting: (visits: number) => void;
	readonly now: () => string;
};

/** A link that breaks settles nothing: then somebody looks again. */
const NEXT_ANSWER_MS_MAX = 500;

type Alone = { readonly command: RecordVisit; readonly house: CounterSetup; readonly member: MemberView | null };

/** A server that is there but slow gives no sign when it is quick again. */
const DELIVER_AGAIN_MS = 1_000;

/**
 * Takes confirmed visits: on disk first, then to the server, and where that is away, kept until it is back. What may have
 * reached the server is never given up, because the cashier's next try has another id.
 */
export class BookingDesk {
	readonly #parts: Parts;
	/** Visits whose live answer is still awaited; the outbox must not send them a second time meanwhile. */
	readonly #live = new Set<VisitId>();
	/** Visits that nobody but this counter has heard of, with the guest as they were; a restart does not know any more. */
	readonly #alone = new Map<VisitId, Alone>();
	#delivering = false;
	#again: NodeJS.Timeout | undefined;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/**
	 * @param house `null` before the first contact with the server
	 * @param shown the guest, when the cashier confirmed
	 * @param tell hears what came of it, once
	 */
	async record(
		command: RecordVisit,
		house: CounterSetup | null,
		shown: MemberView | null,
		tell: (answer: Booked) => void,
	): Promise<void> {
		const { link, outbox, now } = this.#parts;
		const isAlone = !link.isOnline;
		const member = shown && isAlone ? { ...shown, standing: standingAlone(shown.standing) } : shown;
		const provisional = house && this.#provisional(house, member, command);
		if (isAlone) {
			if (!house || !provisional) return tell(err({ code: 'server_away' }));
			if (!provisional.ok) return tell(provisional);
			const refused = this.#refusedAlone(command, house, member);
			if (refused) return tell(err(refused));
		}
		if (!this.#keep(command, isAlone)) return tell(err({ code: 'not_saved' }));

		if (isAlone) this.#alone.set(command.id, { command, house: house!, member });
		this.#live.add(command.id);
		const answer = link.isOnline ? await link.record(command, 'live') : err<Away>({ code: 'server_away' });
		const isAway = !answer.ok && answer.error.code === 'server_away';
		// First the cashier, then the outbox: what is not settled there when the power goes is sent again, and booked once.
		tell(isAway ? (provisional ?? answer) : answer);
		if (answer.ok) outbox.settle(command.id, answer, now());
		else if (!isAway) outbox.remove(command.id);
		this.#live.delete(command.id);
		if (isAway) void this.deliver();
		else this.#tellWaiting();
	}

	/**
	 * Forgets a visit that no server can have heard of. @returns what the guest gets back; `null` where the visit is not, or
	 * may not be, this counter's alone
	 */
	withdraw(command: ReverseVisit): ReversalAnswer | null {
		const alone = command.lines === null && this.#alone.get(command.visitId);
		if (!alone || this.#live.has(command.visitId)) return null;
		const { command: visit, house, member } = alone;
		const answer = withdrawnAnswer(house.programme, member, visit, command, momentAt(visit.occurredAt, house.property));
		if (!answer || !this.#withdrawn(visit.id)) return null;
		this.#alone.delete(visit.id);
		this.#tellWaiting();
		return answer;
	}

	/** What a full disk still holds would go out after the next start. */
	#withdrawn(visitId: VisitId): boolean {
		try {
			this.#parts.outbox.withdraw(visitId);
			return true;
		} catch {
			return false;
		}
	}

	/** Resolves when the server has what it can have: before that it would not know of the visit. */
	async heardOf(visitId: VisitId): Promise<void> {
		const { outbox, link } = this.#parts;
		while (link.isOnline && outbox.isPending(visitId)) await outbox.nextAnswer(NEXT_ANSWER_MS_MAX);
	}

	/** Sends what waits, oldest first, until the outbox is empty or the server away. */
	async deliver(): Promise<void> {
		if (this.#delivering || !this.#parts.link.isOnline) return;
		this.#delivering = true;
		try {
			// Again and again: what was given up while the others went out waits as well.
			for (let waiting = this.#waiting(); waiting.length > 0; waiting = this.#waiting()) {
				for (const batch of batchesOf(waiting)) if (!(await this.#send(batch))) return this.#deliverLater();
			}
		} finally {
			this.#delivering = false;
		}
	}

	close(): void {
		clearTimeout(this.#again);
	}

	#waiting(): readonly RecordVisit[] {
		return this.#parts.outbox.pending().filter(({ id }) => !this.#live.has(id));
	}

	/** A full disk is no reason to end the counter; it is one to say so before the guest has paid. */
	#keep(command: RecordVisit, isAlone: boolean): boolean {
		try {
			this.#parts.outbox.keep(command, this.#parts.now(), isAlone);
			this.#tellWaiting();
			return true;
		} catch {
			return false;
		}
	}

	#provisional(
		house: CounterSetup,
		member: MemberView | null,
		command: RecordVisit,
	): Result<VisitAnswer, VisitRefusal> {
		return provisionalAnswer(house.programme, member, command, momentAt(command.occurredAt, house.property));
	}

	/**
	 * What a guest spends is the server's to give; a counter by itself gives points up to a limit of the house, and never
	 * what can be given once alone, also where the server had shown it before it went away.
	 */
	#refusedAlone(
		command: RecordVisit,
		{ programme, property }: CounterSetup,
		member: MemberView | null,
	): VisitRefusal | Away | undefined {
		const [offerId] = command.claims;
		if (offerId !== undefined) return { code: 'claim_refused', offerId, reason: 'server_needed' };
		if (command.holds.length > 0) return { code: 'server_away' };
		const moment = momentAt(command.occurredAt, property);
		const points = pointsTendered(command);
		if (points > 0) {
			const earlier = member ? this.#parts.outbox.awayOf(member.id) : [];
			const pointsMax = pointsLeftAway(programme, pointsSpentOn(earlier, moment.businessDate, property));
			if (pointsMax === 0) return { code: 'server_away' };
			if (points > pointsMax) return { code: 'points_over_bill', pointsMax };
		}
		// As if nothing were paid yet: what the account does not have is not given.
		const quoted = quote(programme, member?.standing ?? null, billOf(command, moment));
		if (!quoted.ok) return quoted.error;
		const tenderedMinor = sum(command.tenders.map(({ amountMinor }) => amountMinor));
		return quoted.value.payableMinor === tenderedMinor ? undefined : { code: 'quote_changed', quote: quoted.value };
	}

	/** @returns whether the server said of each that it took it, or that it never will */
	async #send(batch: readonly RecordVisit[]): Promise<boolean> {
		const { link, outbox, now, onDelivered } = this.#parts;
		for (const { id } of batch) this.#alone.delete(id);
		const answers = await link.recordBatch(batch);
		if (!answers.ok) return false;

		const at = now();
		outbox.settleAll(
			batch.map(({ id }, index) => ({ id, outcome: answers.value[index]! })),
			at,
		);
		this.#tellWaiting();
		for (const [index, { id }] of batch.entries()) onDelivered(id, answers.value[index]!);
		return true;
	}

	/** A link that is not open calls when it is. */
	#deliverLater(): void {
		clearTimeout(this.#again);
		this.#again = setTimeout(() => void this.deliver(), DELIVER_AGAIN_MS).unref();
	}

	#tellWaiting(): void {
		this.#parts.onWaiting(this.#parts.outbox.count());
	}
}

/** In order, as many together as one message may hold. */
function* batchesOf(waiting: readonly RecordVisit[]): Generator<readonly RecordVisit[]> {
	let batch: RecordVisit[] = [];
	let bytes = 0;
	for (const command of waiting) {
		const size = Buffer.byteLength(JSON.stringify(command));
		if (batch.length === BATCH_MAX || (batch.length > 0 && bytes + size > BATCH_BYTES_MAX)) {
			yield batch;
			batch = [];
			bytes = 0;
		}
		batch.push(command);
		bytes += size;
	}
	if (batch.length > 0) yield batch;
}
