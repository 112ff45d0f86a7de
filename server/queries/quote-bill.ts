import type { HoldId, MemberId } from '#shared/kernel/ids.ts';
import { sum } from '#shared/kernel/money.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { voucherRefused } from '#shared/ledger/coupons/coupon.ts';
import { claimsWith, withHeld } from '#shared/ledger/visit/decide-visit.ts';
import { standingOf } from '#shared/ledger/member/standing.ts';
import type { Bill } from '#shared/loyalty/bill.ts';
import { isGuests } from '#shared/loyalty/earning/eligible.ts';
import { offersAsking } from '#shared/loyalty/offers/offers-look-back.ts';
import { pointsUsable } from '#shared/loyalty/payment.ts';
import { quote, type Quote, type QuoteRefusal } from '#shared/loyalty/quote.ts';
import type { VoucherRefusal } from '#shared/protocol/coupon.ts';
import type { House } from '../house.ts';
import { loadCouponsByCode } from '../store/loading/coupon-loading.ts';
import { loadHolds } from '../store/loading/hold-loading.ts';
import { loadLivingMember, withAsked } from '../store/loading/member-loading.ts';
import { loadDrawn } from '../store/loading/offer-loading.ts';
import { known, together, type Loading } from '../store/statement.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

export type QuotedBill = {
	readonly quoted: Quote;
	/** The most points that the member can pay this bill with. */
	readonly pointsMax: number;
};

type Refusal =
	| QuoteRefusal
	| { readonly code: 'member_not_found' }
	| { readonly code: 'programme_missing' }
	| { readonly code: 'hold_not_found'; readonly holdId: HoldId }
	| VoucherRefusal;

/** What a bill would come to now. Books nothing. @param codeHashes of the vouchers that it names */
export function* quoteBill(
	house: House,
	shelf: ProgrammeShelf,
	memberId: MemberId | null,
	bill: Bill,
	holdIds: readonly HoldId[],
	codeHashes: readonly string[],
): Loading<Result<QuotedBill, Refusal>> {
	const { instant, businessDate } = bill.moment;
	const [programme, account, holds, coupons] = yield* together(
		shelf.loadInForce(businessDate),
		memberId === null ? known(null) : loadLivingMember(memberId, instant),
		loadHolds(house.id, holdIds),
		loadCouponsByCode(house.id, codeHashes),
	);
	if (memberId !== null && !account) return err({ code: 'member_not_found' });
	if (!programme) return err({ code: 'programme_missing' });

	const [asked, houseOffers] = yield* together(
		account ? withAsked(account, programme, instant) : known(null),
		loadDrawn(house.id, offersAsking(programme).left),
	);
	const open = holds.filter((hold) => hold.state === 'open' && hold.memberId === memberId);
	const lost = holdIds.find((id) => !open.some((hold) => hold.id === id));
	if (lost !== undefined) return err({ code: 'hold_not_found', holdId: lost });
	const refused = voucherRefused(coupons, memberId, bill.moment.localDate);
	if (refused) return err(refused);
	const vouchers = coupons.map((coupon) => coupon!.fact);
	const named = vouchers.map(({ id }) => id);
	const standing = asked && withHeld(standingOf(programme, asked, bill.moment, houseOffers, named), open);
	const quoted = quote(programme, standing, { ...bill, claims: claimsWith(bill.claims, open, vouchers) });
	if (!quoted.ok) return quoted;
	const { lines, pointsSpent } = quoted.value;
	const guestMinor = sum(lines.map(({ payableMinor }, index) => (isGuests(bill.lines[index]!) ? payableMinor : 0)));
	const left = standing && { ...standing, balancePoints: standing.balancePoints - (pointsSpent - bill.pointsTendered) };
	const pointsMax = left ? pointsUsable(programme, left, bill.outlet, guestMinor) : 0;
	return ok({ quoted: quoted.value, pointsMax });
}
