import { hash } from 'node:crypto';
import { canonical, type Plain } from '#shared/kernel/canonical.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { decideIssue, type IssueState } from '#shared/ledger/coupons/decide-coupon.ts';
import type { VisitTimes } from '#shared/ledger/visit/decide-visit.ts';
import { offersAsking } from '#shared/loyalty/offers/offers-look-back.ts';
import type { CouponAnswer, CouponRefusal, IssueCoupon } from '#shared/protocol/coupon.ts';
import type { House } from '../house.ts';
import { newVoucherCode, voucherHashOf } from '../identity/voucher-codes.ts';
import { loadStaff } from '../store/house-store.ts';
import { loadLivingMember, withAsked } from '../store/loading/member-loading.ts';
import { loadDrawn } from '../store/loading/offer-loading.ts';
import { known, together } from '../store/statement.ts';
import type { Command, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

type Body = { readonly command: IssueCoupon; readonly codeHash: string; readonly times: VisitTimes };

/** `code` is said once, in the first answer: nobody knows it any more. */
export type IssuedCoupon = { readonly answer: CouponAnswer; readonly code: string | null };

/** @param asked all that was asked, without its id: the same id with another one is refused */
export type CouponIssuer = (command: IssueCoupon, asked: Plain) => Promise<Result<IssuedCoupon, CouponRefusal>>;

/** Sells and gives coupons of one hotel. @param now RFC 3339, UTC */
export function couponIssuer(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): CouponIssuer {
	return async (command, asked) => {
		let decided: CouponAnswer | undefined;
		const issueCoupon: Command<Body, IssueState, CouponAnswer, CouponRefusal> = {
			kind: command.gift ? 'coupon.give' : 'coupon.buy',
			members: ({ command: { memberId } }) => [memberId],
			*load({ command: { cashier, memberId, outlet }, times: { occurred } }) {
				const [programme, staff, account] = yield* together(
					shelf.loadInForce(occurred.businessDate),
					loadStaff(house.id, cashier),
					loadLivingMember(memberId, occurred.instant),
				);
				const [member, houseOffers] = yield* together(
					account && programme ? withAsked(account, programme, occurred.instant) : known(account),
					programme ? loadDrawn(house.id, offersAsking(programme).left) : known({}),
				);
				const outletKnown = house.outlets.some(({ code }) => code === outlet);
				const may = staff && (staff.role === 'cashier' ? 'may-sell' : 'may-give');
				return { programme, outletKnown, cashier: may, member, houseOffers };
			},
			decide(state, { command, codeHash, times }) {
				const decision = decideIssue(state, command, codeHash, times);
				if (decision.ok) decided = decision.value.answer;
				return decision;
			},
		};
		const recordedAt = now();
		const code = newVoucherCode();
		const answer = await store.execute(issueCoupon, {
			id: command.id,
			bodyHash: hash('sha256', canonical(asked)),
			propertyId: house.id,
			recordedAt,
			body: {
				command,
				codeHash: voucherHashOf(code),
				times: { occurred: momentAt(command.occurredAt, house), recorded: momentAt(recordedAt, house) },
			},
		});
		if (!answer.ok) return answer;
		// An answer that was read back is another object than the one that was decided just now.
		return ok({ answer: answer.value, code: answer.value === decided ? code : null });
	};
}
