import type { HoldId, MemberId, StaffId } from '../../kernel/ids.ts';
import { isCount } from '../../kernel/money.ts';
import type { Moment } from '../../kernel/moment.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import {
	HOLD_DAYS_MAX,
	type HoldAnswer,
	type HoldRefusal,
	type HoldState,
	type NoShow,
	type PlaceHold,
	type ReleaseAnswer,
} from '../../protocol/hold.ts';
import { AccountBooks } from './account-books.ts';
import type { Parcel } from '../postings.ts';
import { CLOCK_DRIFT_MS_MAX, type MemberAccountState } from '../visit/decide-visit.ts';
import type { OpenLot } from '../entry.ts';
import { NO_FACTS, type Facts } from '../facts.ts';
import { asOf } from './maturing.ts';
import { pricedOffer } from '../coupons/offer-sale.ts';
import { balanceOf } from './spend.ts';
import { tierAt } from '../tiers/tier-change.ts';

/** Points that were set aside, as they stand. */
export type Hold = {
	readonly id: HoldId;
	readonly memberId: MemberId;
	readonly state: HoldState;
	/** What it books, and what a guest who does not come loses. */
	readonly offerId: string | null;
	readonly noShow: NoShow;
	/** What of it is still held, in the order in which it was taken. */
	readonly parcels: readonly Parcel[];
	/** The lots that it was taken from, the empty ones too. */
	readonly lots: readonly OpenLot[];
};

export const heldOf = ({ parcels }: Pick<Hold, 'parcels'>): number =>
	parcels.reduce((total, { quantity }) => total + quantity, 0);

/** With the lots that a hold was taken from, so that it can give back to them. */
export const withLotsOf = (member: MemberAccountState, holds: readonly Hold[]): MemberAccountState => {
	const known = new Set(member.lots.map(({ id }) => id));
	const missing = new Map(holds.flatMap(({ lots }) => lots).map((lot) => [lot.id, lot]));
	return { ...member, lots: [...member.lots, ...[...missing.values()].filter(({ id }) => !known.has(id))] };
};

export type PlaceHoldState = {
	readonly programme: Programme | null;
	readonly outletKnown: boolean;
	readonly cashierKnown: boolean;
	readonly member: MemberAccountState | null;
};

type Times = { readonly occurred: Moment; readonly recorded: Moment };

const DAY_MS = 86_400_000;

/** Sets points aside: from the lots that would be spent next, until a bill takes them or the time is over. */
export function decideHold(
	state: PlaceHoldState,
	command: PlaceHold,
	{ occurred, recorded }: Times,
): Result<{ readonly facts: Facts; readonly answer: HoldAnswer }, HoldRefusal> {
	const { programme, member } = state;
	if (!state.outletKnown) return err({ code: 'outlet_unknown' });
	if (!state.cashierKnown) return err({ code: 'cashier_unknown' });
	if (!member) return err({ code: 'member_not_found' });
	const at = Date.parse(occurred.instant);
	if (at - Date.parse(recorded.instant) > CLOCK_DRIFT_MS_MAX) return err({ code: 'time_in_future' });
	if (!programme) return err({ code: 'programme_missing' });
	const latest = new Date(at + HOLD_DAYS_MAX * DAY_MS).toISOString();
	const { id, memberId, until, reference, outlet, terminal, cashier, offerId } = command;
	const lasts = Date.parse(until) - at;
	if (lasts <= 0 || lasts > HOLD_DAYS_MAX * DAY_MS) return err({ code: 'hold_until_invalid', latest });
	const asked = pointsAsked(programme, member, command, occurred);
	if (!asked.ok) return asked;
	const points = asked.value;
	if (!isCount(points) || points === 0) return err({ code: 'points_invalid' });
	const shortPoints = points - balanceOf(asOf(member, occurred.localDate).lots, 'points', occurred.localDate);
	if (shortPoints > 0) return err({ code: 'insufficient_points', shortPoints });

	const books = new AccountBooks(member, {
		...{ id, visitId: null, reversalId: null, occurredAt: occurred.instant, recordedAt: recorded.instant },
		...{ businessDate: occurred.businessDate, localDate: occurred.localDate, clock: occurred.clock },
		...{ outlet, terminal, actor: cashier, programmeVersion: programme.version },
	});
	books.hold(id, points);
	const posted = books.close(0, []);
	const noShow = noShowOf(command);
	const penaltyPoints = noShow === 'forfeit' ? points : 0;
	const balance = balanceOf(posted.lotsAfter, 'points', occurred.localDate);
	const hold = {
		...{ id, memberId, points, until, reference, outlet, terminal, actor: cashier },
		...{ businessDate: occurred.businessDate, occurredAt: occurred.instant, recordedAt: recorded.instant },
		...(offerId === undefined ? {} : { offerId }),
		...(noShow === 'release' && offerId === undefined ? {} : { noShow }),
	};
	return ok({
		facts: { ...NO_FACTS, ...posted.facts, hold },
		answer: { holdId: id, memberId, points, until, balance, penaltyPoints },
	});
}

/** What is booked is lost, and points alone are not, where nobody says it. */
const noShowOf = ({ offerId, noShow }: Pick<PlaceHold, 'offerId' | 'noShow'>): NoShow =>
	noShow ?? (offerId === undefined ? 'release' : 'forfeit');

/** The points that are to be held: so many, or the price of what is booked, which the bill takes itself. */
function pointsAsked(
	programme: Programme,
	member: MemberAccountState,
	{ points, offerId, outlet }: PlaceHold,
	moment: Moment,
): Result<number, HoldRefusal> {
	if (offerId === undefined) return points === null ? err({ code: 'points_invalid' }) : ok(points);
	const priced = pricedOffer(programme, offerId, tierAt(member, moment.instant), outlet, moment);
	if (!priced.ok) return priced;
	if (priced.value.offer.coupon) return err({ code: 'offer_not_sold', offerId });
	const price = priced.value.points;
	return points !== null && points !== price ? err({ code: 'points_invalid' }) : ok(price);
}

/** Who ends a hold, and why: a caller, the clock, or a guest who did not come. */
export type EndOfHold = {
	readonly holdId: HoldId;
	readonly state: 'released' | 'expired' | 'no-show';
	readonly outlet: string;
	readonly terminal: string;
	readonly actor: StaffId;
};

/**
 * Gives held points back to the lots that they came from; what has run out meanwhile can be used for a time of grace.
 * Of a guest who did not come it takes what was said to them when it was booked.
 * A hold that has ended already stays as it is, so that releasing twice gives nothing twice.
 */
export function decideRelease(
	hold: Hold,
	member: MemberAccountState,
	programmeVersion: number,
	end: EndOfHold,
	{ occurred, recorded }: Times,
): { readonly facts: Facts; readonly answer: ReleaseAnswer } {
	const { holdId, outlet, terminal, actor } = end;
	const isLost = end.state === 'no-show' && hold.noShow === 'forfeit';
	const state = isLost ? 'forfeited' : end.state === 'no-show' ? 'released' : end.state;
	const balance = (lots: readonly OpenLot[]): number => balanceOf(lots, 'points', occurred.localDate);
	if (hold.state !== 'open') {
		return {
			facts: NO_FACTS,
			answer: { holdId, state: hold.state, balance: balance(asOf(member, occurred.localDate).lots) },
		};
	}
	const books = new AccountBooks(withLotsOf(member, [hold]), {
		...{ id: holdId, visitId: null, reversalId: null, occurredAt: occurred.instant, recordedAt: recorded.instant },
		...{
			businessDate: occurred.businessDate,
			localDate: occurred.localDate,
			clock: occurred.clock,
			outlet,
			terminal,
			actor,
			programmeVersion,
		},
	});
	if (isLost) books.forfeit(holdId, hold.parcels);
	else books.release(holdId, hold.parcels);
	const posted = books.close(0, []);
	return {
		facts: { ...NO_FACTS, ...posted.facts, holdEnds: [{ id: holdId, state }] },
		answer: { holdId, state, balance: balance(posted.lotsAfter) },
	};
}
