import { dateAfter } from '../../kernel/dates.ts';
import type { CouponId, StaffId } from '../../kernel/ids.ts';
import type { Moment } from '../../kernel/moment.ts';
import { sum } from '../../kernel/money.ts';
import { err, invariant, ok, type Result } from '../../kernel/result.ts';
import { termOf } from '../../loyalty/expiry.ts';
import type { Offer } from '../../loyalty/programme/offers.schema.ts';
import { offersAsking } from '../../loyalty/offers/offers-look-back.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import type {
	CancelAnswer,
	CancelRefusal,
	CouponAnswer,
	CouponRefusal,
	IssueCoupon,
	OfferNotHad,
} from '../../protocol/coupon.ts';
import { AccountBooks } from '../lots/account-books.ts';
import type { Parcel } from '../postings.ts';
import { lastDayOf, leftOf, stateOf, type StandingCoupon } from './coupon.ts';
import { couponsFor, isValue } from './coupons.ts';
import { CLOCK_DRIFT_MS_MAX, type MemberAccountState } from '../visit/decide-visit.ts';
import type { OpenLot, Unit } from '../entry.ts';
import { NO_FACTS, type Facts } from '../facts.ts';
import { asOf } from '../lots/maturing.ts';
import { drawBackOfCoupon, drawOfCoupon, offersLeft, type HouseOffers } from './offer-draws.ts';
import { limitOf, mostOff, offerOf, pricedOffer } from './offer-sale.ts';
import { balanceOf } from '../lots/spend.ts';
import { tierAt } from '../tiers/tier-change.ts';

export type IssueState = {
	readonly programme: Programme | null;
	readonly outletKnown: boolean;
	/** What the cashier may do; `null` where there is none. */
	readonly cashier: 'may-give' | 'may-sell' | null;
	/** With what the programme asks of earlier bills. */
	readonly member: MemberAccountState | null;
	readonly houseOffers: HouseOffers;
};

type Times = { readonly occurred: Moment; readonly recorded: Moment };
type Decided<Answer> = { readonly facts: Facts; readonly answer: Answer };

/**
 * A coupon for an offer, bought for its price or given for nothing. It counts for the limits of the member and draws on what
 * the house gives now; the bill that uses it does not again.
 *
 * @param codeHash SHA-256 of the code that the guest is shown, as hex
 */
export function decideIssue(
	state: IssueState,
	command: IssueCoupon,
	codeHash: string,
	{ occurred, recorded }: Times,
): Result<Decided<CouponAnswer>, CouponRefusal> {
	const { programme, member, houseOffers } = state;
	const { id, memberId, offerId, gift, outlet, terminal, cashier: actor } = command;
	if (!state.outletKnown) return err({ code: 'outlet_unknown' });
	if (!state.cashier) return err({ code: 'cashier_unknown' });
	if (gift && state.cashier !== 'may-give') return err({ code: 'approver_forbidden' });
	if (!member) return err({ code: 'member_not_found' });
	if (Date.parse(occurred.instant) - Date.parse(recorded.instant) > CLOCK_DRIFT_MS_MAX)
		return err({ code: 'time_in_future' });
	if (!programme) return err({ code: 'programme_missing' });

	const had = gift ? givenOffer(programme, offerId, gift.validDays) : soldTo(programme, member, command, occurred);
	if (!had.ok) return had;
	const { offer, points, validDays } = had.value;
	const mostMinor = mostOff(offer);
	const { total = 0, byDay = {} } = member.offersUsed[offerId] ?? {};
	const used = { total, today: byDay[occurred.businessDate] ?? 0 };
	const limited = limitOf(offer, used, offersLeft(programme, houseOffers)[offerId], mostMinor);
	if (limited) return err(limited);
	const shortPoints = points - balanceOf(asOf(member, occurred.localDate).lots, 'points', occurred.localDate);
	if (shortPoints > 0) return err({ code: 'insufficient_points', shortPoints });

	const isDrawn = offersAsking(programme).left.includes(offerId);
	const { unit, quantity } = worthOf(offer);
	const expiresOn = validDays === null ? null : dateAfter(occurred.localDate, validDays);
	const at = {
		...{ outlet, terminal, actor, businessDate: occurred.businessDate },
		...{ occurredAt: occurred.instant, recordedAt: recorded.instant },
	};
	const books = new AccountBooks(member, {
		...{ id, visitId: null, reversalId: null, localDate: occurred.localDate, programmeVersion: programme.version },
		clock: occurred.clock,
		...at,
	});
	books.issueCoupon(id, unit, quantity, points, expiresOn);
	const posted = books.close(0, []);
	const coupon = {
		...{ id, memberId, offerId, unit, quantity, points, reason: gift?.reason ?? null, expiresOn, codeHash },
		drawnMinor: isDrawn ? (mostMinor ?? 0) : null,
		...at,
	};
	const draws = isDrawn ? [drawOfCoupon(id, offerId, houseOffers, mostMinor ?? 0)] : [];
	return ok({
		facts: { ...NO_FACTS, ...posted.facts, coupon, draws },
		answer: {
			...{ couponId: id, memberId, offerId, kind: gift ? 'given' : 'bought', points, expiresOn },
			valueMinor: isValue(unit) ? quantity : null,
			balance: balanceOf(posted.lotsAfter, 'points', occurred.localDate),
		},
	});
}

type Had = { readonly offer: Offer; readonly points: number; readonly validDays: number | null };

const soldTo = (
	programme: Programme,
	member: MemberAccountState,
	{ offerId, outlet }: IssueCoupon,
	moment: Moment,
): Result<Had, OfferNotHad> => pricedOffer(programme, offerId, tierAt(member, moment.instant), outlet, moment);

/** Whoever gives says to whom, so it is asked neither where nor for which tier; only that a bill can take a coupon for it. */
function givenOffer(programme: Programme, offerId: string, days: number | null): Result<Had, OfferNotHad> {
	const offer = offerOf(programme, offerId);
	if (!offer) return err({ code: 'offer_unknown', offerId });
	if (!offer.coupon && !offer.price) return err({ code: 'offer_not_sold', offerId });
	return ok({ offer, points: 0, validDays: days ?? offer.price?.validDays ?? null });
}

/** What a coupon of an offer is in the ledger. */
const worthOf = (offer: Offer): { readonly unit: Unit; readonly quantity: number } =>
	offer.kind === 'amount' && offer.partial
		? { unit: `value:${offer.id}`, quantity: offer.amountMinor }
		: { unit: `coupon:${offer.id}`, quantity: 1 };

export type CancelState = {
	readonly coupon: StandingCoupon | null;
	/** The points that it cost, in the order in which they were taken, and their lots, the empty ones too. */
	readonly taken: readonly Parcel[];
	readonly takenLots: readonly OpenLot[];
	readonly member: MemberAccountState | null;
	readonly programme: Programme | null;
	/** Of its offer, where it drew of that. */
	readonly houseOffers: HouseOffers;
};

/** Who calls a coupon off. */
export type CancelCoupon = {
	readonly couponId: CouponId;
	readonly outlet: string;
	readonly terminal: string;
	readonly actor: StaffId;
};

/** Calls a coupon off of which nothing was used: its points go back to where they came from, and the house has its part again. */
export function decideCancel(
	{ coupon, taken, takenLots, member, programme, houseOffers }: CancelState,
	{ couponId, outlet, terminal, actor }: CancelCoupon,
	{ occurred, recorded }: Times,
): Result<Decided<CancelAnswer>, CancelRefusal> {
	if (!coupon || !member) return err({ code: 'coupon_not_found' });
	if (!programme) return err({ code: 'programme_missing' });
	const { fact } = coupon;
	const state = stateOf(coupon, occurred.localDate);
	invariant(state !== 'cancelled', 'a coupon is called off by one command');
	if (state === 'expired') return err({ code: 'coupon_expired', on: lastDayOf(coupon)! });
	if (leftOf(coupon, occurred.localDate) < fact.quantity) return err({ code: 'coupon_used' });

	const known = new Set(member.lots.map(({ id }) => id));
	const lots = [...member.lots, ...takenLots.filter(({ id }) => !known.has(id))];
	const books = new AccountBooks(
		{ ...member, lots },
		{
			...{ id: couponId, visitId: null, reversalId: null, programmeVersion: programme.version },
			...{ occurredAt: occurred.instant, recordedAt: recorded.instant },
			...{ businessDate: occurred.businessDate, localDate: occurred.localDate, outlet, terminal, actor },
			clock: occurred.clock,
		},
	);
	const held = couponsFor(member.lots, fact.offerId, occurred.localDate).find((one) => one.couponId === couponId);
	invariant(held !== undefined, 'a coupon that is there is among the lots of its member');
	books.cancelCoupon(held, fact.points, taken, termOf(programme.expiry, occurred.localDate));
	const posted = books.close(0, []);
	const drawn = houseOffers[fact.offerId];
	const draws =
		fact.drawnMinor === null || !drawn ? [] : [drawBackOfCoupon(couponId, fact.offerId, drawn, fact.drawnMinor)];
	return ok({
		facts: { ...NO_FACTS, ...posted.facts, couponsCancelled: [couponId], draws },
		answer: {
			...{ couponId, state: 'cancelled', pointsReturned: sum(taken.map(({ quantity }) => quantity)) },
			balance: balanceOf(posted.lotsAfter, 'points', occurred.localDate),
		},
	});
}
