import { hash } from 'node:crypto';
import type { MemberId } from '#shared/kernel/ids.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import { err, invariant, type Result } from '#shared/kernel/result.ts';
import { decideCancel, type CancelCoupon, type CancelState } from '#shared/ledger/coupons/decide-coupon.ts';
import type { CancelAnswer, CancelRefusal } from '#shared/protocol/coupon.ts';
import type { House } from '../house.ts';
import { loadCoupon, loadPayment } from '../store/loading/coupon-loading.ts';
import { loadMember } from '../store/loading/member-loading.ts';
import { together } from '../store/statement.ts';
import type { Command, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

type Body = { readonly cancel: CancelCoupon; readonly memberId: MemberId; readonly moment: Moment };

export type CouponCanceller = (cancel: CancelCoupon) => Promise<Result<CancelAnswer, CancelRefusal>>;

/** Calls coupons of one hotel off; one that was called off stays so, and gives nothing back twice. @param now RFC 3339, UTC */
export function couponCanceller(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): CouponCanceller {
	const cancelCoupon: Command<Body, CancelState, CancelAnswer, CancelRefusal> = {
		kind: 'coupon.cancel',
		members: ({ memberId }) => [memberId],
		*load({ cancel: { couponId }, memberId, moment }) {
			const [coupon, payment, member, programme] = yield* together(
				loadCoupon(house.id, couponId),
				loadPayment(house.id, couponId),
				loadMember(memberId, moment.instant),
				shelf.loadInForce(moment.businessDate),
			);
			return { coupon, ...payment, member, programme };
		},
		decide: (state, { cancel, moment }) => decideCancel(state, cancel, { occurred: moment, recorded: moment }),
	};
	return async (cancel) => {
		const coupon = await store.read(loadCoupon(house.id, cancel.couponId));
		if (!coupon) return err({ code: 'coupon_not_found' });
		const recordedAt = now();
		const answer = await store.execute(cancelCoupon, {
			id: `cancel:${cancel.couponId}`,
			// However often and by whom: a coupon is called off once.
			bodyHash: hash('sha256', cancel.couponId),
			propertyId: house.id,
			recordedAt,
			body: { cancel, memberId: coupon.fact.memberId, moment: momentAt(recordedAt, house) },
		});
		if (answer.ok) return answer;
		invariant(answer.error.code !== 'id_reused', 'the calling off of a coupon is one command');
		return err(answer.error);
	};
}
