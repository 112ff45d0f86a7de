import type { CouponId, MemberId, VisitId } from '../../kernel/ids.ts';
import type { Moment } from '../../kernel/moment.ts';
import { isCount } from '../../kernel/money.ts';
import { err, invariant, ok, type Result } from '../../kernel/result.ts';
import { BILL_MINOR_MAX, type EarnedToday, type MemberStanding, type Tally, type Tender } from '../../loyalty/bill.ts';
import { quote, type Quote } from '../../loyalty/quote.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import type { MetricDay } from '../../loyalty/tiers/tier-window.ts';
import type { Delivery, PosVisit, VisitAnswer, VisitRefusal } from '../../protocol/visit.ts';
import { answerVisit } from './answer-visit.ts';
import { billOf } from './bill-of.ts';
import type { ClubStep } from '../member/clubs.ts';
import { heldOf, withLotsOf, type Hold } from '../lots/decide-hold.ts';
import type { OpenLot } from '../entry.ts';
import { couponsFor, type HeldCoupon } from '../coupons/coupons.ts';
import type { Voucher } from '../coupons/coupon.ts';
import { NO_FACTS, type Facts, type UsedOffer, type VisitFact } from '../facts.ts';
import { daysAfter } from './metric-days.ts';
import { noticesOf, type Notice } from '../tiers/notice.ts';
import { drawsOf, type HouseOffers } from '../coupons/offer-draws.ts';
import { postVisit } from './post-visit.ts';
import { standingOf } from '../member/standing.ts';
import { tierReached, type PastTier, type TierTerm } from '../tiers/tier-change.ts';

/** One member's account as it stands, before the command. */
export type MemberAccountState = {
	readonly id: MemberId;
	/** Now. */
	readonly tier: string;
	readonly tierTerm: TierTerm;
	/** Of the days around the visit, in the order of the changes. */
	readonly pastTiers: readonly PastTier[];
	/** All that was said of clubs, in order; empty where the programme has none. */
	readonly clubs: readonly ClubStep[];
	readonly version: number;
	readonly visits: number;
	readonly debtPoints: number;
	/** Stamps owed, by stamp card. */
	readonly stampDebts: Readonly<Record<string, number>>;
	readonly lots: readonly OpenLot[];
	readonly stampedAt: readonly { readonly outlet: string; readonly businessDate: string; readonly at: string }[];
	/** What rules gave on the business days around the visit. */
	readonly earnedLately: readonly (EarnedToday & { readonly businessDate: string })[];
	readonly tallies: Readonly<Record<string, Tally>>;
	/** Of offers with a limit for each member. */
	readonly offersUsed: OffersUsed;
	/** Month and day; `null` after the guest was erased. */
	readonly birthday: string | null;
};

/** In how many bills a member had each offer: ever, and by business day, of the days around the visit. */
export type OffersUsed = Readonly<
	Record<string, { readonly total: number; readonly byDay: Readonly<Record<string, number>> }>
>;

/** The visit that stands for a bill already, and how many were taken back whole before. */
export type SameBill = { readonly standing: VisitId | null; readonly reversed: number };

/** What the decision needs to know, loaded by ids. */
export type VisitState = {
	/** The programme in force on the visit's business date. */
	readonly programme: Programme | null;
	readonly outletKnown: boolean;
	readonly cashierKnown: boolean;
	/** Under the same outlet, business date, check number and part. */
	readonly sameBill: SameBill;
	/** `null` where the command names no member or one that is not there. */
	readonly member: MemberAccountState | null;
	/** The member was forgotten. */
	readonly isForgotten?: boolean;
	/** Of offers that the house limits; `null` where nobody knows, as at a counter by itself. */
	readonly houseOffers: HouseOffers | null;
	/** What the member did, as far as tiers look back. */
	readonly days: readonly MetricDay[];
	/** Those that the command names, of those that are there. */
	readonly holds: readonly Hold[];
	/** Of a stay: how many visits of it were taken back whole before. */
	readonly stayTake?: number;
	/** What each line of a bill that is paid cost less, where that is fixed. */
	readonly discountByLine?: readonly number[];
	/** Of the vouchers that it names; none at a counter. */
	readonly vouchers: readonly Voucher[];
};

/** When the visit happened and when the server came to know. */
export type VisitTimes = { readonly occurred: Moment; readonly recorded: Moment };

/** Clocks of counters and server may differ by so much. */
export const CLOCK_DRIFT_MS_MAX = 5 * 60_000;

/**
 * Books one visit, or says why not. A live bill whose quote differs from what was shown is refused with the new quote;
 * one from an outbox has been paid, so its discount and tenders stand and only the points are counted again.
 * A live bill for which nothing was shown is booked at this quote, if its tenders fit. A guest who was forgotten is nobody
 * any more: what they paid before it came here stays sold, and earns nobody anything.
 */
export function decideVisit(
	state: VisitState,
	command: PosVisit,
	delivery: Delivery,
	times: VisitTimes,
): Result<{ readonly facts: Facts; readonly answer: VisitAnswer }, VisitRefusal> {
	if (state.isForgotten && delivery === 'outbox') {
		const left = { ...state, member: null, isForgotten: false, days: [], holds: [], vouchers: [] };
		return decideVisit(left, { ...command, memberId: null, claims: [], holds: [] }, delivery, times);
	}
	const { programme, member, sameBill } = state;
	if (sameBill.standing) return err({ code: 'check_duplicate', visitId: sameBill.standing });
	if (!state.outletKnown) return err({ code: 'outlet_unknown' });
	if (!state.cashierKnown) return err({ code: 'cashier_unknown' });
	if (command.memberId && (!member || state.isForgotten)) return err({ code: 'member_not_found' });
	if (Date.parse(times.occurred.instant) - Date.parse(times.recorded.instant) > CLOCK_DRIFT_MS_MAX) {
		return err({ code: 'time_in_future' });
	}
	if (!programme) return err({ code: 'programme_missing' });

	const refusedHold = delivery === 'live' ? holdRefused(state, command) : undefined;
	if (refusedHold) return err(refusedHold);

	const holds = state.holds.filter((hold) => hold.state === 'open' && hold.memberId === command.memberId);
	const named = state.vouchers.map(({ id }) => id);
	const standing = member && withHeld(standingOf(programme, member, times.occurred, state.houseOffers, named), holds);
	const asked = { ...command, claims: claimsWith(command.claims, holds, state.vouchers) };
	const settled = settleVisit(programme, standing, asked, delivery, times.occurred, state.discountByLine);
	if (!settled.ok) return settled;
	const { quoted } = settled.value;

	const coupons = couponsOf(quoted, member, named, times.occurred.localDate);
	const visit = visitFact(command, delivery, times, settled.value, state, coupons);
	const posted = postVisit(programme, member && withLotsOf(member, holds), visit, quoted, holds, coupons, times);
	const tierChange = member && tierReached(programme, member.tierTerm, daysAfter(state.days, visit), visit);
	const answered = answerVisit(programme, member, visit, quoted, posted.lotsAfter, times.occurred);
	const owes = member !== null && posted.debtPoints < Math.min(0, member.debtPoints);
	const answer = {
		...answered,
		...(owes ? { points: { ...answered.points, owed: -posted.debtPoints } } : {}),
		...(tierChange && tierChange.tier !== tierChange.before
			? { tierReached: { tier: tierChange.tier, until: tierChange.until } }
			: {}),
	};
	const undrawn = visit.offers.filter(({ couponId }) => couponId === undefined);
	const draws = drawsOf(programme, undrawn, state.houseOffers ?? {}, visit.id);
	const holdEnds = holds.map(({ id }) => ({ id, state: 'captured' as const }));
	const isNow = delivery === 'live' && times.occurred.localDate === times.recorded.localDate;
	const notices = isNow ? toldBy(answer, posted.lotsAfter, times.occurred) : [];
	return ok({ facts: { ...NO_FACTS, visit, draws, notices, tierChange, ...posted.facts, holdEnds }, answer });
}

/** What a slip says of points that expire. One that was printed before, at a counter by itself, said what that counter knew. */
const toldBy = ({ expiring, visitId }: VisitAnswer, lots: readonly OpenLot[], moment: Moment): readonly Notice[] =>
	expiring ? noticesOf(lots, expiring.on, 'slip', visitId, moment) : [];

/** A bill that is paid already takes what is there; one that is not learns what is missing. */
function holdRefused({ holds }: VisitState, command: PosVisit): VisitRefusal | undefined {
	for (const holdId of command.holds) {
		const hold = holds.find(({ id }) => id === holdId);
		if (hold?.memberId !== command.memberId) return { code: 'hold_not_found', holdId };
		if (hold.state !== 'open') return { code: 'hold_closed', holdId, state: hold.state };
	}
	return undefined;
}

/** What was set aside for this bill can be used for it. */
export const withHeld = (standing: MemberStanding, holds: readonly Hold[]): MemberStanding => ({
	...standing,
	balancePoints: holds.reduce((balance, hold) => balance + heldOf(hold), standing.balancePoints),
});

/** Who names a voucher, or points that are held for an offer, asks for it. */
export const claimsWith = (
	claims: readonly string[],
	holds: readonly Pick<Hold, 'offerId'>[],
	vouchers: readonly Voucher[],
): readonly string[] => [...new Set([...claims, ...[...holds, ...vouchers].flatMap(({ offerId }) => offerId ?? [])])];

/** The coupons that the bill uses, by offer. */
const couponsOf = (
	{ offers }: Quote,
	member: MemberAccountState | null,
	named: readonly CouponId[],
	localDate: string,
): ReadonlyMap<string, HeldCoupon> =>
	new Map(
		offers
			.filter(({ uses }) => uses === 'coupon')
			.map(({ offerId }) => [offerId, couponsFor(member!.lots, offerId, localDate, named)[0]!]),
	);

/** What a bill came to and how it was paid. */
type SettledVisit = { readonly quoted: Quote; readonly tenders: readonly Tender[] };

function settleVisit(
	programme: Programme,
	standing: MemberStanding | null,
	command: PosVisit,
	delivery: Delivery,
	moment: Moment,
	discountByLine: readonly number[] | undefined,
): Result<SettledVisit, VisitRefusal> {
	const bill = billOf(command, moment);

	if (delivery === 'outbox') {
		const { tenders } = command;
		invariant(tenders !== null, 'a bill from an outbox says how it was paid');
		const paidMinor = totalOf(tenders);
		// What was paid stands, but no bill takes as much: as a debt it would leave what a double holds exactly.
		if (!isCount(paidMinor) || paidMinor > BILL_MINOR_MAX) return err({ code: 'total_too_large' });
		if (bill.pointsTendered > BILL_MINOR_MAX) return err({ code: 'points_invalid' });
		const quoted = quote(programme, standing, bill, { paidMinor, ...(discountByLine && { discountByLine }) });
		return quoted.ok ? ok({ quoted: quoted.value, tenders }) : quoted;
	}

	const quoted = quote(programme, standing, bill);
	if (!quoted.ok) return quoted;
	const refused = claimRefused(command, quoted.value);
	if (refused) return err(refused);
	const { payableMinor, pointsPaidMinor, fingerprint } = quoted.value;
	if (command.quoteFingerprint !== null && command.quoteFingerprint !== fingerprint) {
		return err({ code: 'quote_changed', quote: quoted.value });
	}
	const tenders: readonly Tender[] = command.tenders ?? [{ type: 'other', amountMinor: payableMinor }];
	const tenderedMinor = totalOf(tenders);
	const inPointsMinor = totalOf(tenders.filter(({ type }) => type === 'points'));
	if (tenderedMinor !== payableMinor || inPointsMinor !== pointsPaidMinor) {
		return err({ code: 'tenders_mismatch', payableMinor, pointsPaidMinor, tenderedMinor });
	}
	return ok({ quoted: quoted.value, tenders });
}

/** Who asks for something is told why they do not get it, before anything is booked. */
function claimRefused({ claims }: PosVisit, { offers, refusedOffers }: Quote): VisitRefusal | undefined {
	const offerId = claims.find((id) => !offers.some((given) => given.offerId === id));
	if (offerId === undefined) return undefined;
	const refused = refusedOffers.find((one) => one.offerId === offerId);
	return { code: 'claim_refused', offerId, reason: refused?.code ?? 'offer_unknown' };
}

const totalOf = (tenders: readonly Tender[]): number =>
	tenders.reduce((total, { amountMinor }) => total + amountMinor, 0);

function visitFact(
	command: PosVisit,
	delivery: Delivery,
	{ occurred, recorded }: VisitTimes,
	{ quoted, tenders }: SettledVisit,
	{ member, sameBill, stayTake = 0 }: VisitState,
	coupons: ReadonlyMap<string, HeldCoupon>,
): VisitFact {
	const { quoteFingerprint: shown } = command;
	return {
		id: command.id,
		take: sameBill.reversed,
		memberId: command.memberId,
		outlet: command.outlet,
		terminal: command.terminal,
		actor: command.cashier,
		businessDate: occurred.businessDate,
		occurredAt: occurred.instant,
		recordedAt: recorded.instant,
		delivery,
		checkNumber: command.checkNumber,
		part: command.part,
		currency: command.currency,
		listMinor: quoted.listMinor,
		discountMinor: quoted.discountMinor,
		payableMinor: quoted.payableMinor,
		programmeId: quoted.programmeId,
		programmeVersion: quoted.programmeVersion,
		quoteFingerprint: quoted.fingerprint,
		shownFingerprint: shown === quoted.fingerprint ? null : shown,
		source: command.source,
		partySize: command.partySize,
		firstVisit: member?.visits === 0,
		...(command.approvedBy && { approvedBy: command.approvedBy }),
		lines: command.lines.map((line, index) => {
			const { discountMinor, payableMinor, pointsPaidMinor } = quoted.lines[index]!;
			return { ...line, discountMinor, payableMinor, pointsPaidMinor };
		}),
		tenders,
		grants: quoted.grants,
		offers: quoted.offers.map((offer): UsedOffer => {
			const couponId = coupons.get(offer.offerId)?.couponId ?? null;
			return couponId === null ? offer : { ...offer, couponId };
		}),
		...(command.stay ? { stay: { ...command.stay, take: stayTake } } : {}),
	};
}
