import { sql } from 'kysely';
import type { CouponId, MemberId, StaffId } from '#shared/kernel/ids.ts';
import { sum } from '#shared/kernel/money.ts';
import { entryIdOf, type Parcel } from '#shared/ledger/postings.ts';
import type { StandingCoupon } from '#shared/ledger/coupons/coupon.ts';
import { expiryIdOf } from '#shared/ledger/lots/decide-expiry.ts';
import type { OpenLot, Unit } from '#shared/ledger/entry.ts';
import type { HouseOffers } from '#shared/ledger/coupons/offer-draws.ts';
import { openLotOf } from '../booking/fact-rows.ts';
import { loadDrawn } from './offer-loading.ts';
import type { CouponTable } from '../tables/schema.ts';
import { fetch, statement, together, type Loading } from '../statement.ts';

const findCoupon = statement<{ propertyId: string; id: string }>()('coupon.find', (db, v) =>
	db.selectFrom('coupon').selectAll().where('property_id', '=', v.propertyId).where('id', '=', v.id),
);

const findByCode = statement<{ propertyId: string; codeHash: string }>()('coupon.by-code', (db, v) =>
	db.selectFrom('coupon').selectAll().where('property_id', '=', v.propertyId).where('code_hash', '=', v.codeHash),
);

const findOfMember = statement<{ propertyId: string; memberId: string }>()('coupon.of-member', (db, v) =>
	db
		.selectFrom('coupon')
		.selectAll()
		.where('property_id', '=', v.propertyId)
		.where('member_id', '=', v.memberId)
		.orderBy('recorded_at', 'desc')
		.orderBy('id'),
);

const findLots = statement<{ couponId: string }>()('coupon.lots', (db, v) =>
	db.selectFrom('lot').selectAll().where('coupon_id', '=', v.couponId).orderBy('id'),
);

const findExpired = statement<{ entryId: string }>()('coupon.expired', (db, v) =>
	db
		.selectFrom('posting')
		.select('quantity')
		.where('entry_id', '=', v.entryId)
		.where('account', '=', sql.lit('EXPIRED')),
);

/** A coupon as it stands, or `null` where there is none. */
export function* loadCoupon(propertyId: string, id: CouponId): Loading<StandingCoupon | null> {
	const [[row]] = yield* fetch(findCoupon({ propertyId, id }));
	return row ? yield* standingCoupon(row) : null;
}

/** Coupons by the hashes of their codes, `null` where no coupon has it. */
export function* loadCouponsByCode(
	propertyId: string,
	codeHashes: readonly string[],
): Loading<readonly (StandingCoupon | null)[]> {
	const rows = yield* fetch(...codeHashes.map((codeHash) => findByCode({ propertyId, codeHash })));
	const found = rows.map(([row]) => row);
	const coupons = yield* together(...found.flatMap((row) => (row ? [standingCoupon(row)] : [])));
	const byId = new Map(coupons.map((coupon) => [coupon.fact.id as string, coupon]));
	return found.map((row) => (row ? byId.get(row.id)! : null));
}

/** All coupons of a member, the newest first. */
export function* loadCouponsOf(propertyId: string, memberId: MemberId): Loading<readonly StandingCoupon[]> {
	const [rows] = yield* fetch(findOfMember({ propertyId, memberId }));
	return yield* together(...rows.map(standingCoupon));
}

function* standingCoupon(row: CouponTable): Loading<StandingCoupon> {
	const [lots] = yield* fetch(findLots({ couponId: row.id }));
	const expired = yield* fetch(...lots.map(({ id }) => findExpired({ entryId: expiryIdOf(id) })));
	return {
		fact: {
			...{ id: row.id as CouponId, memberId: row.member_id as MemberId, offerId: row.offer_id },
			...{ unit: row.unit as Unit, quantity: row.quantity, points: row.points, reason: row.reason },
			...{ drawnMinor: row.drawn_minor, expiresOn: row.expires_on, codeHash: row.code_hash, outlet: row.outlet },
			...{ terminal: row.terminal, actor: row.actor as StaffId, businessDate: row.business_date },
			...{ occurredAt: row.occurred_at, recordedAt: row.recorded_at },
		},
		isCancelled: row.state === 'cancelled',
		lots: lots.map(openLotOf),
		expired: sum(expired.flat().map(({ quantity }) => quantity)),
	};
}

const findPaid = statement<{ entryId: string }>()('coupon.paid', (db, v) =>
	db
		.selectFrom('posting')
		.innerJoin('lot', 'lot.id', 'posting.lot_id')
		.selectAll('lot')
		.select('posting.quantity as moved')
		.where('posting.entry_id', '=', v.entryId)
		.where('posting.unit', '=', sql.lit('points'))
		.where('posting.account', '=', sql.lit('AV'))
		.orderBy('posting.seq'),
);

export type CouponPayment = {
	readonly taken: readonly Parcel[];
	readonly takenLots: readonly OpenLot[];
	/** Of its offer, where it drew of that. */
	readonly houseOffers: HouseOffers;
};

/** What a coupon cost and where it came from, and what all bills and coupons have drawn of its offer. */
export function* loadPayment(propertyId: string, id: CouponId): Loading<CouponPayment> {
	const [paid, [coupon]] = yield* fetch(findPaid({ entryId: entryIdOf(id, 'buy') }), findCoupon({ propertyId, id }));
	const houseOffers = coupon && coupon.drawn_minor !== null ? yield* loadDrawn(propertyId, [coupon.offer_id]) : {};
	return {
		taken: paid.map(({ id: lotId, moved }) => ({ lotId, quantity: -moved })),
		takenLots: paid.map(({ moved: _moved, ...row }) => openLotOf(row)),
		houseOffers,
	};
}
