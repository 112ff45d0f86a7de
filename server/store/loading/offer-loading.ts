import { sql } from 'kysely';
import type { MemberId, VisitId } from '#shared/kernel/ids.ts';
import type { OffersUsed } from '#shared/ledger/visit/decide-visit.ts';
import type { HouseOffers } from '#shared/ledger/coupons/offer-draws.ts';
import { fetch, statement, type Loading, type Db } from '../statement.ts';
import { takenBackWhole } from './taken-back.ts';

type OfMember = { memberId: string };

/** Bills of which something stands: one that was taken back whole has used nothing. */
const ofMember = (db: Db, v: OfMember) =>
	db
		.selectFrom('visit_offer')
		.where('visit_offer.member_id', '=', v.memberId)
		.where('visit_offer.visit_id', 'not in', takenBackWhole(db, v))
		// Counted when its coupon was bought or given.
		.where('visit_offer.coupon_id', 'is', null);

const countEver = statement<OfMember>()('offer.used-ever', (db, v) =>
	ofMember(db, v)
		.select(({ fn }) => ['visit_offer.offer_id', fn.countAll<number>().as('uses')])
		.groupBy('visit_offer.offer_id'),
);

const countLately = statement<OfMember & { from: string; until: string }>()('offer.used-lately', (db, v) =>
	ofMember(db, v)
		.select(({ fn }) => ['visit_offer.offer_id', 'visit_offer.business_date', fn.countAll<number>().as('uses')])
		.where('visit_offer.business_date', '>=', v.from)
		.where('visit_offer.business_date', '<=', v.until)
		.groupBy(['visit_offer.offer_id', 'visit_offer.business_date']),
);

/** Coupons that were bought or given and not called off. */
const issuedTo = (db: Db, v: OfMember) =>
	db.selectFrom('coupon').where('member_id', '=', v.memberId).where('state', '=', sql.lit('issued'));

const countIssuedEver = statement<OfMember>()('coupon.issued-ever', (db, v) =>
	issuedTo(db, v)
		.select(({ fn }) => ['offer_id', fn.countAll<number>().as('uses')])
		.groupBy('offer_id'),
);

const countIssuedLately = statement<OfMember & { from: string; until: string }>()('coupon.issued-lately', (db, v) =>
	issuedTo(db, v)
		.select(({ fn }) => ['offer_id', 'business_date', fn.countAll<number>().as('uses')])
		.where('business_date', '>=', v.from)
		.where('business_date', '<=', v.until)
		.groupBy(['offer_id', 'business_date']),
);

/** Business dates, both included. */
export type Days = { readonly from: string; readonly until: string };

/** How often a member had each offer, on a bill or as a coupon: ever, and on each of these days. */
export function* loadOffersUsed(memberId: MemberId, days: Days): Loading<OffersUsed> {
	const [used, usedLately, issued, issuedLately] = yield* fetch(
		countEver({ memberId }),
		countLately({ memberId, ...days }),
		countIssuedEver({ memberId }),
		countIssuedLately({ memberId, ...days }),
	);
	const uses: Record<string, { total: number; readonly byDay: Record<string, number> }> = {};
	for (const { offer_id, uses: more } of [...used, ...issued]) {
		uses[offer_id] ??= { total: 0, byDay: {} };
		uses[offer_id].total += more;
	}
	for (const { offer_id, business_date, uses: more } of [...usedLately, ...issuedLately]) {
		const { byDay } = uses[offer_id]!;
		byDay[business_date] = (byDay[business_date] ?? 0) + more;
	}
	return uses;
}

const findLastDraw = statement<{ propertyId: string; offerId: string }>()('offer.last-draw', (db, v) =>
	db
		.selectFrom('offer_draw')
		.select(['seq', 'uses_after', 'minor_after'])
		.where('property_id', '=', v.propertyId)
		.where('offer_id', '=', v.offerId)
		.orderBy('seq', 'desc')
		.limit(sql.lit(1)),
);

/** What all bills together have drawn of these offers. */
export function* loadDrawn(propertyId: string, offerIds: readonly string[]): Loading<HouseOffers> {
	const rows = yield* fetch(...offerIds.map((offerId) => findLastDraw({ propertyId, offerId })));
	return Object.fromEntries(
		offerIds.flatMap((offerId, index) => {
			const [last] = rows[index]!;
			return last ? [[offerId, { draws: last.seq, uses: last.uses_after, amountMinor: last.minor_after }]] : [];
		}),
	);
}

const findDrawsOf = statement<{ visitId: string }>()('offer.draws-of-visit', (db, v) =>
	db.selectFrom('offer_draw').select('offer_id').where('visit_id', '=', v.visitId).where('reversal_id', 'is', null),
);

/** What all bills together have drawn of those offers of which this visit drew. */
export function* loadDrawnBeside(propertyId: string, visitId: VisitId): Loading<HouseOffers> {
	const [rows] = yield* fetch(findDrawsOf({ visitId }));
	return yield* loadDrawn(
		propertyId,
		rows.map(({ offer_id }) => offer_id),
	);
}
