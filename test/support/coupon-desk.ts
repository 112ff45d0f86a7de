import { randomUUID } from 'node:crypto';
import type { CouponId, StaffId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { couponView } from '#shared/ledger/coupons/coupon.ts';
import type { IssueCoupon } from '#shared/protocol/coupon.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { couponCanceller } from '../../server/commands/cancel-coupon.ts';
import { couponIssuer } from '../../server/commands/issue-coupon.ts';
import { posVisitRecorder } from '../../server/commands/record-pos-visit.ts';
import { voucherHashOf } from '../../server/identity/voucher-codes.ts';
import { loadCouponsOf } from '../../server/store/loading/coupon-loading.ts';
import type { GuestName, Hotel } from './hotel.ts';

/** Where coupons of the tests' hotel are sold, given, used and called off. */
export class CouponDesk {
	readonly #hotel: Hotel;

	constructor(hotel: Hotel) {
		this.#hotel = hotel;
	}

	async order(given: GuestName, offerId: string, changes: Partial<IssueCoupon> = {}): Promise<IssueCoupon> {
		return {
			...{ id: randomUUID() as CouponId, memberId: (await this.#hotel.guest(given)).id, offerId, outlet: 'boutique' },
			...{ terminal: 'till-1', cashier: 'ana' as StaffId, occurredAt: this.#hotel.now, gift: null, ...changes },
		};
	}

	issue(command: IssueCoupon) {
		return couponIssuer(...this.#hotel.parts)(command, { ...command, id: undefined });
	}

	/** Sells one, and says its id and its code. */
	async sold(given: GuestName, offerId: string, changes: Partial<IssueCoupon> = {}) {
		const issued = await this.issue(await this.order(given, offerId, changes));
		if (!issued.ok) throw new Error(issued.error.code);
		return { id: issued.value.answer.couponId, code: issued.value.code!, answer: issued.value.answer };
	}

	gave(given: GuestName, offerId: string, validDays: number | null = null) {
		return this.sold(given, offerId, { cashier: 'boris' as StaffId, gift: { reason: 'an apology', validDays } });
	}

	cancel(couponId: CouponId) {
		const by = { outlet: 'lobby', terminal: 'api', actor: 'api' as StaffId };
		return couponCanceller(...this.#hotel.parts)({ couponId, ...by });
	}

	/** A bill of clothes as a POS sends it, with the codes that the guest shows. */
	async bill(given: GuestName, amountMinor: number, codes: readonly string[] = [], claims: readonly string[] = []) {
		const bill = this.#hotel.bill('boutique', await this.#hotel.guest(given), { clothing: amountMinor }, 0);
		return { bill: { ...bill, claims } satisfies RecordVisit, codes };
	}

	/** Its figures are the server's: a POS has not quoted it. */
	async record({ bill, codes }: { readonly bill: RecordVisit; readonly codes: readonly string[] }) {
		const { memberId, ...visit } = bill;
		const holder = memberId === null ? { kind: 'nobody' as const } : { kind: 'member' as const, memberId };
		const answer = await posVisitRecorder(...this.#hotel.parts)(
			{
				visit: { ...visit, tenders: null, programmeVersion: null, quoteFingerprint: null },
				...{ vouchers: codes.map(voucherHashOf), holder, businessDate: null },
				asked: { ...visit, codes },
			},
			'live',
		);
		return answer.ok ? { ok: true as const, value: answer.value.answer } : answer;
	}

	/** What a bill is less, or why it was not booked. */
	async paid(given: GuestName, amountMinor: number, codes: readonly string[] = [], claims: readonly string[] = []) {
		const answer = await this.record(await this.bill(given, amountMinor, codes, claims));
		return answer.ok ? answer.value.discountMinor : answer.error;
	}

	async couponsOf(given: GuestName) {
		const { id } = await this.#hotel.guest(given);
		const coupons = await this.#hotel.store.read(loadCouponsOf(this.#hotel.house.id, id));
		return coupons.map((one) => couponView(one, momentAt(this.#hotel.now, this.#hotel.house).localDate));
	}
}
