import { sql } from 'kysely';
import type { HoldId, MemberId } from '#shared/kernel/ids.ts';
import type { Hold } from '#shared/ledger/lots/decide-hold.ts';
import type { HoldState } from '#shared/protocol/hold.ts';
import { openLotOf } from '../booking/fact-rows.ts';
import { fetch, statement, together, type Loading } from '../statement.ts';

const findHold = statement<{ propertyId: string; id: string }>()('hold.find', (db, v) =>
	db
		.selectFrom('hold')
		.select(['id', 'member_id', 'state', 'offer_id', 'no_show'])
		.where('property_id', '=', v.propertyId)
		.where('id', '=', v.id),
);

/** What of a hold is still held, by lot, the soonest to expire first, as it was taken. */
const findHeld = statement<{ holdId: string }>()('hold.held', (db, v) =>
	db
		.selectFrom('entry')
		.innerJoin('posting', 'posting.entry_id', 'entry.id')
		.select((e) => [
			'posting.lot_id',
			e.fn.sum<number>('posting.quantity').as('quantity'),
			e.fn.min('posting.seq').as('seq'),
		])
		.where('entry.hold_id', '=', v.holdId)
		.where('posting.account', '=', sql.lit('HD'))
		.groupBy('posting.lot_id')
		.having((e) => e.fn.sum('posting.quantity'), '>', sql.lit(0))
		.orderBy('seq'),
);

const findHeldLots = statement<{ holdId: string }>()('hold.lots', (db, v) =>
	db
		.selectFrom('lot')
		.selectAll()
		.where('id', 'in', (e) =>
			e
				.selectFrom('entry')
				.innerJoin('posting', 'posting.entry_id', 'entry.id')
				.select('posting.lot_id')
				.where('entry.hold_id', '=', v.holdId)
				.where('posting.account', '=', sql.lit('HD')),
		),
);

/** A hold as it stands, or `null` where there is none. */
export function* loadHold(propertyId: string, id: HoldId): Loading<Hold | null> {
	const [[row], held, lots] = yield* fetch(
		findHold({ propertyId, id }),
		findHeld({ holdId: id }),
		findHeldLots({ holdId: id }),
	);
	if (!row) return null;
	return {
		id,
		memberId: row.member_id as MemberId,
		state: row.state as HoldState,
		offerId: row.offer_id,
		noShow: row.no_show === 'forfeit' ? 'forfeit' : 'release',
		parcels: held.map(({ lot_id: lotId, quantity }) => ({ lotId, quantity: Number(quantity) })),
		lots: lots.map(openLotOf),
	};
}

/** Those of them that are there. */
export function* loadHolds(propertyId: string, ids: readonly HoldId[]): Loading<readonly Hold[]> {
	const holds = yield* together(...[...new Set(ids)].map((id) => loadHold(propertyId, id)));
	return holds.filter((hold) => hold !== null);
}

const findOpenOf = statement<{ propertyId: string; memberId: string }>()('hold.open-of-member', (db, v) =>
	db
		.selectFrom('hold')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('member_id', '=', v.memberId)
		.where('state', '=', sql.lit('open'))
		.orderBy('id'),
);

/** All that is held of a member's points. */
export function* loadOpenHoldsOf(propertyId: string, memberId: MemberId): Loading<readonly Hold[]> {
	const [rows] = yield* fetch(findOpenOf({ propertyId, memberId }));
	return yield* loadHolds(
		propertyId,
		rows.map(({ id }) => id as HoldId),
	);
}

const findHeldOf = statement<{ memberId: string }>()('hold.held-of-member', (db, v) =>
	db
		.selectFrom('hold')
		.select(['points', 'until'])
		.where('member_id', '=', v.memberId)
		.where('state', '=', sql.lit('open'))
		.orderBy('id'),
);

/** What of a member's points is set aside, and until when. */
export function* loadHeld(memberId: MemberId): Loading<readonly { readonly points: number; readonly until: string }[]> {
	const [rows] = yield* fetch(findHeldOf({ memberId }));
	return rows.map(({ points, until }) => ({ points, until }));
}

const findDue = statement<{ propertyId: string; now: string; limit: number }>()('hold.due', (db, v) =>
	db
		.selectFrom('hold')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('state', '=', sql.lit('open'))
		.where('until', '<=', v.now)
		.orderBy('until')
		.limit(v.limit),
);

/** Open holds whose time is over, the longest over first. @param now RFC 3339, UTC */
export function* loadDueHolds(propertyId: string, now: string, limit: number): Loading<readonly HoldId[]> {
	const [rows] = yield* fetch(findDue({ propertyId, now, limit }));
	return rows.map(({ id }) => id as HoldId);
}
