import type { Moment } from '../../kernel/moment.ts';
import { scale, sum } from '../../kernel/money.ts';
import { err, invariant, ok, type Result } from '../../kernel/result.ts';
import { baseOf, type Earning, type EarningLine } from '../../loyalty/earning/base.ts';
import { NEVER } from '../../loyalty/bill.ts';
import { pointsFor } from '../../loyalty/earning/earn.ts';
import { isGuests, mayEarn } from '../../loyalty/earning/eligible.ts';
import { termOf } from '../../loyalty/expiry.ts';
import type { Grant } from '../../loyalty/earning/grant.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import { carryingRule, grantsStanding } from '../../loyalty/earning/regrant.ts';
import { pointsStanding, standing } from '../../loyalty/remaining.ts';
import type { ReversalAnswer, ReversalRefusal, ReverseVisit } from '../../protocol/reversal.ts';
import { AccountBooks, NOTHING_POSTED, type Posted } from '../lots/account-books.ts';
import type { Parcel } from '../postings.ts';
import { CLOCK_DRIFT_MS_MAX, type MemberAccountState } from '../visit/decide-visit.ts';
import type { OpenLot, Unit } from '../entry.ts';
import { NO_FACTS, type Facts, type ReversalFact, type TallyChange, type VisitFact } from '../facts.ts';
import { drawsBack, type HouseOffers, type OfferDraw } from '../coupons/offer-draws.ts';
import {
	allThatStands,
	returnedOf,
	returnedSoFar,
	reversedLine,
	soldOf,
	withPart,
	wrongPart,
	type ReturnedByLine,
} from './returned-lines.ts';
import { balanceOf } from '../lots/spend.ts';
import { tierTakenBack, type LiftedTier } from './tier-taken-back.ts';

/** A visit as it was recorded, with what has come of it since. */
export type StandingVisit = {
	readonly visit: VisitFact;
	/** Earlier ones of the same visit. */
	readonly reversals: readonly ReversalFact[];
	/** The programme under which it was sold. */
	readonly programme: Programme;
	/** Points that paid it and have not been given back, in the order in which they were taken. */
	readonly taken: readonly Parcel[];
	/** The lots of points and coupons that it took from, the empty ones too. */
	readonly takenLots: readonly OpenLot[];
	/** Points that it gave and that have expired, less those that were taken back from there. */
	readonly expired: number;
	/** Coupons and rewards that it used, by offer, and the lots that they came from. */
	readonly coupons: readonly { readonly offerId: string; readonly unit: Unit; readonly parcels: readonly Parcel[] }[];
	/** Of those offers of which it drew. */
	readonly houseOffers: HouseOffers;
	/** Stamps that it gave, by stamp card. */
	readonly stamps: readonly { readonly ruleId: string; readonly stamps: number }[];
	/** The local day on which each of its rules gave something last beside this visit. */
	readonly givenElse: Readonly<Record<string, string>>;
};

/** What the decision needs to know, loaded by ids. */
export type ReversalState = {
	readonly sold: StandingVisit | null;
	readonly cashierKnown: boolean;
	/** `null` where nobody approved. */
	readonly approver: 'may' | 'may-not' | null;
	/** The cashier may not take this back without somebody's yes. */
	readonly needsApproval: boolean;
	/** `null` where the visit has no member. */
	readonly member: MemberAccountState | null;
	/** Where the programme takes a tier at once, and a visit has lifted the guest. */
	readonly lifted: LiftedTier | null;
};

export type ReversalTimes = { readonly occurred: Moment; readonly recorded: Moment };

/**
 * Takes a visit back, whole or by line, or says why not.
 *
 * Every figure is the difference between what stood before and what stands afterwards, both by the rules and the shares of
 * the day on which the bill was sold. So parts that come back in any order end at the same figures, and all of them
 * together at nothing.
 */
export function decideReversal(
	state: ReversalState,
	command: ReverseVisit,
	times: ReversalTimes,
): Result<{ readonly facts: Facts; readonly answer: ReversalAnswer }, ReversalRefusal> {
	const refusal = refusalOf(state, command, times);
	if (refusal) return err(refusal);
	const { sold, member, lifted } = state;
	invariant(sold !== null, 'a visit that is not there is refused');
	const before = returnedSoFar(sold);
	const asked = command.lines ?? allThatStands(sold, before);
	const wrong = wrongPart(sold, before, asked);
	if (wrong) return err(wrong);

	const after = asked.reduce(withPart, before);
	const fact = reversalFact(sold, member, command, times, before, after);
	const posted = member ? post(sold, member, fact, times) : NOTHING_POSTED;
	const tierChange = member && lifted && tierTakenBack(lifted, member.tierTerm, sold.visit, fact);
	const answer = {
		...answerReversal(sold, fact, posted, times.occurred),
		...(tierChange && tierChange.tier !== tierChange.before
			? { tierLowered: { tier: tierChange.tier, until: tierChange.until } }
			: {}),
	};
	return ok({
		facts: { ...NO_FACTS, reversal: fact, draws: drawsOf(sold, fact), ...posted.facts, tierChange },
		answer,
	});
}

/** What the house had given of its offers is there again when nothing of the visit stands. */
const drawsOf = ({ visit, houseOffers }: StandingVisit, { id, whole }: ReversalFact): readonly OfferDraw[] =>
	whole ? drawsBack(visit.offers, houseOffers, visit.id, id) : [];

function refusalOf(
	{ sold, cashierKnown, needsApproval, approver }: ReversalState,
	{ outlet, lines }: ReverseVisit,
	{ occurred, recorded }: ReversalTimes,
): ReversalRefusal | undefined {
	if (!sold) return { code: 'visit_not_found' };
	const { visit, reversals } = sold;
	if (visit.outlet !== outlet) return { code: 'outlet_mismatch', expected: visit.outlet };
	if (!cashierKnown) return { code: 'cashier_unknown' };
	if (approver === 'may-not') return { code: 'approver_forbidden' };
	if (needsApproval && approver === null) return { code: 'approval_missing' };
	const at = Date.parse(occurred.instant);
	if (at - Date.parse(recorded.instant) > CLOCK_DRIFT_MS_MAX) return { code: 'time_in_future' };
	if (at < Date.parse(visit.occurredAt) - CLOCK_DRIFT_MS_MAX)
		return { code: 'time_before_visit', occurredAt: visit.occurredAt };
	if (reversals.some(({ whole }) => whole)) return { code: 'visit_reversed' };
	return lines?.length === 0 ? { code: 'lines_empty' } : undefined;
}

function reversalFact(
	sold: StandingVisit,
	member: MemberAccountState | null,
	command: ReverseVisit,
	{ occurred, recorded }: ReversalTimes,
	before: ReturnedByLine,
	after: ReturnedByLine,
): ReversalFact {
	const { visit } = sold;
	const lines = visit.lines
		.map((line) => reversedLine(line, returnedOf(before, line.id), returnedOf(after, line.id)))
		.filter(({ quantity, amountMinor }) => quantity + amountMinor > 0);
	const totals = {
		listMinor: sum(lines.map(({ listMinor }) => listMinor)),
		discountMinor: sum(lines.map(({ discountMinor }) => discountMinor)),
		payableMinor: sum(lines.map(({ payableMinor }) => payableMinor)),
		pointsPaidMinor: sum(lines.map(({ pointsPaidMinor }) => pointsPaidMinor)),
	};
	const ofCompany = new Set(visit.lines.filter((line) => !isGuests(line)).map(({ id }) => id));
	const stands = visit.lines.map((line) => standing(soldOf(line), returnedOf(after, line.id)));
	const whole = stands.every(({ quantity }) => quantity === 0);
	return {
		id: command.id,
		visitId: visit.id,
		seq: sold.reversals.length,
		memberId: visit.memberId,
		visitDate: visit.businessDate,
		outlet: command.outlet,
		terminal: command.terminal,
		actor: command.cashier,
		approvedBy: command.approvedBy,
		reason: command.reason,
		businessDate: occurred.businessDate,
		occurredAt: occurred.instant,
		recordedAt: recorded.instant,
		whole,
		...totals,
		companyMinor: sum(lines.filter(({ lineId }) => ofCompany.has(lineId)).map(({ payableMinor }) => payableMinor)),
		pointsReturned: pointsReturned(sold, totals.pointsPaidMinor, whole),
		lines,
		grants: member ? grantsBack(sold, member, after, whole) : [],
	};
}

/** The points that paid a bill come back with the lines that they paid; what an offer cost, when nothing stands. */
function pointsReturned({ visit, reversals }: StandingVisit, pointsPaidMinor: number, whole: boolean): number {
	const points = sum(visit.tenders.map((tender) => (tender.type === 'points' ? tender.points : 0)));
	const paidMinor = sum(visit.lines.map((line) => line.pointsPaidMinor));
	const paidBefore = paidMinor - sum(reversals.map((reversal) => reversal.pointsPaidMinor));
	const stoodBefore = points - sum(reversals.map((reversal) => reversal.pointsReturned));
	const prices = sum(visit.offers.map((offer) => offer.points));
	return whole ? stoodBefore + prices : stoodBefore - pointsStanding(points, paidMinor, paidBefore - pointsPaidMinor);
}

/** What each rule takes back: what stood of its grant less what stands now. */
function grantsBack(
	sold: StandingVisit,
	member: MemberAccountState,
	after: ReturnedByLine,
	whole: boolean,
): readonly Grant[] {
	const { visit, programme } = sold;
	const stood = grantsBefore(sold);
	const earning = earningOf(sold, after);
	const carried = new Map(
		stood.flatMap((grant): [string, number][] => {
			const rule = carryingRule(programme, grant.ruleId);
			if (!rule) return [];
			// The rule counts all bills together, so what it takes back is what all of them lose.
			const tally = member.tallies[rule.id] ?? { baseMinor: grant.baseMinor, points: grant.points };
			const lost = grant.baseMinor - baseOf(rule, earning);
			const stands = Math.min(tally.points, pointsFor(rule, programme.currency, tally.baseMinor - lost));
			return [[rule.id, grant.points - (tally.points - stands)]];
		}),
	);
	const stands = new Map(
		grantsStanding(programme, visit.grants, earning, carried).map((grant) => [grant.ruleId, grant]),
	);
	return stood
		.map((grant): Grant => {
			const { baseMinor, points } = stands.get(grant.ruleId)!;
			return { ...grant, baseMinor: grant.baseMinor - baseMinor, points: grant.points - points };
		})
		.filter(({ baseMinor, points, tallied }) => baseMinor !== 0 || points !== 0 || (whole && tallied));
}

/** What the visit's rules gave, less what earlier reversals took back. */
const grantsBefore = ({ visit, reversals }: StandingVisit): readonly Grant[] =>
	visit.grants.map((grant) => {
		const back = reversals.flatMap(({ grants }) => grants).filter(({ ruleId }) => ruleId === grant.ruleId);
		return {
			...grant,
			baseMinor: grant.baseMinor - sum(back.map(({ baseMinor }) => baseMinor)),
			points: grant.points - sum(back.map(({ points }) => points)),
		};
	});

/** What of the bill can earn now. */
function earningOf({ visit, programme }: StandingVisit, returned: ReturnedByLine): Earning {
	const ofGuest = visit.lines.filter(isGuests);
	const lines = ofGuest
		.filter(({ category }) => mayEarn(programme, category))
		.map((line): EarningLine => {
			const { category, sku, grossMinor, taxMinor } = line;
			return { category, sku, grossMinor, taxMinor, ...standing(soldOf(line), returnedOf(returned, line.id)) };
		})
		.filter(({ quantity }) => quantity > 0);
	return {
		basis: programme.basis ?? 'gross',
		lines,
		payableMinor: sum(ofGuest.map(({ payableMinor }) => payableMinor)),
		pointsPaidMinor: sum(visit.lines.map(({ pointsPaidMinor }) => pointsPaidMinor)),
	};
}

type PostedReversal = Posted & { readonly stampsBack: readonly StampsBack[] };
type StampsBack = { readonly ruleId: string; readonly stamps: number; readonly rewards: number };

/** What the guest gets back first, so that nothing becomes debt for a moment; then what the visit gave. */
function post(
	sold: StandingVisit,
	member: MemberAccountState,
	fact: ReversalFact,
	{ occurred }: ReversalTimes,
): PostedReversal {
	const { visit, programme } = sold;
	const known = new Set(member.lots.map(({ id }) => id));
	const lots = [...member.lots, ...sold.takenLots.filter(({ id }) => !known.has(id))];
	const books = new AccountBooks(
		{ ...member, lots },
		{
			...fact,
			reversalId: fact.id,
			localDate: occurred.localDate,
			clock: occurred.clock,
			programmeVersion: visit.programmeVersion,
		},
	);
	books.restore(fact.pointsReturned, sold.taken, termOf(programme.expiry, occurred.localDate));
	if (fact.whole) for (const { offerId, unit, parcels } of sold.coupons) books.returnCoupon(offerId, unit, parcels);
	books.takeBack(sum(fact.grants.map(({ points }) => points)), sold.expired);
	const stampsBack = (fact.whole ? sold.stamps : []).map(({ ruleId, stamps }): StampsBack => {
		const card = programme.stampCards.find(({ id }) => id === ruleId);
		invariant(card !== undefined, 'a published programme keeps its stamp cards');
		return { ruleId, stamps, rewards: books.unstamp({ ...card, ruleId, stamps }) };
	});
	return { ...books.close(fact.whole ? -1 : 0, talliesAfter(sold, member, fact)), stampsBack };
}

/** Of a visit of which nothing stands, no rule gave anything on that day. */
const talliesAfter = (
	{ givenElse }: StandingVisit,
	{ id: memberId, tallies }: MemberAccountState,
	{ grants, whole }: ReversalFact,
): TallyChange[] =>
	grants
		.filter(({ tallied }) => tallied)
		.map(({ ruleId, baseMinor, points }) => {
			const before = tallies[ruleId];
			invariant(before !== undefined, 'a rule that looks back has its sum');
			return {
				memberId,
				ruleId,
				baseMinor: before.baseMinor - baseMinor,
				points: before.points - points,
				lastOn: whole ? (givenElse[ruleId] ?? NEVER) : before.lastOn,
			};
		});

function answerReversal(
	{ visit, programme }: StandingVisit,
	fact: ReversalFact,
	posted: Posted | PostedReversal,
	{ localDate }: Moment,
): ReversalAnswer {
	const balance = balanceOf(posted.lotsAfter, 'points', localDate);
	const stampsBack = 'stampsBack' in posted ? posted.stampsBack : [];
	return {
		reversalId: fact.id,
		visitId: fact.visitId,
		memberId: fact.memberId,
		outlet: fact.outlet,
		terminal: fact.terminal,
		occurredAt: fact.occurredAt,
		currency: visit.currency,
		whole: fact.whole,
		lines: fact.lines.map(({ lineId: id, category, quantity, listMinor, discountMinor, payableMinor }) => {
			return { id, category, quantity, listMinor, discountMinor, payableMinor };
		}),
		listMinor: fact.listMinor,
		discountMinor: fact.discountMinor,
		payableMinor: fact.payableMinor,
		pointsPaidMinor: fact.pointsPaidMinor,
		points: {
			takenBack: sum(fact.grants.map(({ points }) => points)),
			returned: fact.pointsReturned,
			balance,
			owed: Math.abs(posted.debtPoints),
		},
		worthMinor: scale(balance, programme.pointValue, 'floor'),
		stamps: stampsBack.map(({ ruleId, stamps, rewards }) => ({
			ruleId,
			takenBack: stamps,
			rewardsTakenBack: rewards,
			balance: balanceOf(posted.lotsAfter, `stamp:${ruleId}`, localDate),
			owed: posted.stampDebts[ruleId] ?? 0,
		})),
	};
}
