import type { Programme } from '../loyalty/programme.schema.ts';
import type { Grant } from '../loyalty/grant.ts';
import type { Quote } from '../loyalty/quote.ts';
import type { StampChange } from '../loyalty/stamps.ts';
import { lastValidDay } from '../loyalty/expiry.ts';
import { entryIdOf, type MemberAccountState, type VisitTimes } from './decide-visit.ts';
import type { Entry, EntryKind, Lot, OpenLot, Posting, Unit } from './entry.ts';
import type { Facts, VisitFact } from './facts.ts';
import { takeFrom } from './spend.ts';

type Posted = {
	readonly facts: Pick<Facts, 'entries' | 'lots' | 'lotsLeft' | 'member' | 'tallies'>;
	readonly lotsAfter: readonly OpenLot[];
};

/** The entries of one visit: spend first, then base points, then bonus, then stamps; each at most once. */
export function postVisit(
	programme: Programme,
	member: MemberAccountState | null,
	visit: VisitFact,
	quoted: Quote,
	{ occurred }: VisitTimes,
): Posted {
	if (!member || !visit.memberId) {
		return { facts: { entries: [], lots: [], lotsLeft: [], member: null, tallies: [] }, lotsAfter: [] };
	}
	const books = new Books(member, visit);
	if (quoted.pointsSpent > 0) books.redeem(quoted.pointsSpent, occurred.localDate);
	const expiresOn = lastValidDay(programme.expiry, occurred.localDate);
	books.earn('earn', pointsOf(quoted.grants, 'base'), expiresOn);
	books.earn('bonus', pointsOf(quoted.grants, 'bonus'), expiresOn);
	for (const change of quoted.stamps) books.stamp(change, occurred.localDate);
	return books.close(talliesAfter(member, quoted.grants, occurred.localDate));
}

/** The member's account while one visit is written into it; gone when the decision is made. */
class Books {
	readonly #member: MemberAccountState;
	readonly #visit: VisitFact;
	readonly #entries: Entry[] = [];
	readonly #newLots: Lot[] = [];
	#lots: readonly OpenLot[];
	#debtPoints: number;

	constructor(member: MemberAccountState, visit: VisitFact) {
		this.#member = member;
		this.#visit = visit;
		this.#lots = member.lots;
		this.#debtPoints = member.debtPoints;
	}

	/** Only a paid bill from an outbox can ask for more than there is; the rest becomes debt. */
	redeem(points: number, localDate: string): void {
		const { postings, missing } = takeFrom(this.#lots, 'points', points, localDate);
		const debt: Posting[] = missing > 0 ? [{ account: 'DB', unit: 'points', quantity: -missing, lotId: null }] : [];
		this.#debtPoints -= missing;
		this.#post('redeem', '', [
			...postings,
			...debt,
			{ account: 'REDEEMED', unit: 'points', quantity: points, lotId: null },
		]);
	}

	/** Debt is paid before a lot is made. */
	earn(kind: 'earn' | 'bonus', points: number, expiresOn: string): void {
		if (points === 0) return;
		const repaid = Math.min(points, -this.#debtPoints);
		this.#debtPoints += repaid;
		const debt: Posting[] = repaid > 0 ? [{ account: 'DB', unit: 'points', quantity: repaid, lotId: null }] : [];
		const lot = points > repaid ? this.#openLot(kind, '', 'points', points - repaid, expiresOn) : [];
		this.#post(kind, '', [{ account: 'ISSUED', unit: 'points', quantity: -points, lotId: null }, ...debt, ...lot]);
	}

	/** A full card turns into its reward in the same moment. */
	stamp({ ruleId, stamps, rewards, needed, reward }: StampChange, localDate: string): void {
		const unit: Unit = `stamp:${ruleId}`;
		this.#post('stamp', ruleId, [
			{ account: 'ISSUED', unit, quantity: -stamps, lotId: null },
			...this.#openLot('stamp', ruleId, unit, stamps, null),
		]);
		if (rewards === 0) return;

		const used = rewards * needed;
		const rewardUnit: Unit = `reward:${reward}`;
		this.#post('reward', ruleId, [
			...takeFrom(this.#lots, unit, used, localDate).postings,
			{ account: 'REDEEMED', unit, quantity: used, lotId: null },
			{ account: 'ISSUED', unit: rewardUnit, quantity: -rewards, lotId: null },
			...this.#openLot('reward', ruleId, rewardUnit, rewards, null),
		]);
	}

	close(tallies: Facts['tallies']): Posted {
		const before = new Map(this.#member.lots.map((lot) => [lot.id, lot.remaining]));
		return {
			lotsAfter: this.#lots,
			facts: {
				entries: this.#entries,
				lots: this.#newLots,
				lotsLeft: this.#lots
					.filter((lot) => before.get(lot.id) !== lot.remaining && lot.remaining !== lot.quantity)
					.map(({ id: lotId, remaining }) => ({ lotId, remaining })),
				member: {
					id: this.#member.id,
					version: this.#member.version + 1,
					visits: this.#member.visits + 1,
					debtPoints: this.#debtPoints,
				},
				tallies,
			},
		};
	}

	#openLot(kind: EntryKind, subject: string, unit: Unit, quantity: number, expiresOn: string | null): Posting[] {
		const { id: visitId, occurredAt } = this.#visit;
		const id = `${entryIdOf(visitId, kind, subject)}#${unit}`;
		this.#newLots.push({ id, memberId: this.#member.id, unit, quantity, earnedAt: occurredAt, expiresOn });
		return [{ account: 'AV', unit, quantity, lotId: id }];
	}

	#post(kind: EntryKind, subject: string, postings: readonly Posting[]): void {
		const {
			id: visitId,
			occurredAt,
			recordedAt,
			businessDate,
			outlet,
			terminal,
			actor,
			programmeVersion,
		} = this.#visit;
		const id = entryIdOf(visitId, kind, subject);
		const memberId = this.#member.id;
		const effectiveAt = occurredAt;
		this.#entries.push({
			...{ id, kind, memberId, visitId, effectiveAt, recordedAt, businessDate, outlet, terminal, actor },
			programmeVersion,
			postings,
		});
		this.#lots = applied(this.#lots, this.#newLots, postings);
	}
}

const pointsOf = (grants: readonly Grant[], kind: Grant['kind']): number =>
	grants.reduce((total, grant) => total + (grant.kind === kind ? grant.points : 0), 0);

/** What the rules that look back have given by now. */
export const talliesAfter = (
	{ id: memberId, tallies }: MemberAccountState,
	grants: readonly Grant[],
	localDate: string,
): Facts['tallies'] =>
	grants
		.filter(({ tallied }) => tallied)
		.map(({ ruleId, baseMinor }) => {
			const before = tallies[ruleId];
			// A visit that comes late does not make the last one earlier.
			const lastOn = before && before.lastOn > localDate ? before.lastOn : localDate;
			return { memberId, ruleId, baseMinor: (before?.baseMinor ?? 0) + baseMinor, lastOn };
		});

/** Lots after some postings; a lot that appears for the first time begins empty. */
function applied(lots: readonly OpenLot[], newLots: readonly Lot[], postings: readonly Posting[]): readonly OpenLot[] {
	const known = new Set(lots.map(({ id }) => id));
	const opened = newLots.filter(({ id }) => !known.has(id)).map((lot) => ({ ...lot, remaining: 0 }));
	const moved = (id: string): number =>
		postings.filter(({ lotId }) => lotId === id).reduce((total, { quantity }) => total + quantity, 0);
	return [...lots, ...opened].map((lot) => ({ ...lot, remaining: lot.remaining + moved(lot.id) }));
}
