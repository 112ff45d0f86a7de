import { EMPTY_HEAD } from './booking/links.ts';
import { fetch, insert, statement, type Loading, type Write } from './statement.ts';
import type { StaffId } from '#shared/kernel/ids.ts';
import type { PinList } from '#shared/protocol/sockets.ts';
import type { StaffView } from '#shared/protocol/views.ts';
import { sql } from 'kysely';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';

const findProperty = statement<Record<never, never>>()('property.first', (db) =>
	db.selectFrom('property').select(['id', 'document']).orderBy('id'),
);

/** The hotel's own document, as it was written. */
export function* loadProperty(): Loading<{ readonly id: string; readonly document: string } | null> {
	const [[property]] = yield* fetch(findProperty({}));
	return property ?? null;
}

export const addProperty = (id: string, document: string): Write[] => [
	insert('property', [{ id, document }]),
	insert('ledger_head', [{ property_id: id, ...EMPTY_HEAD }]),
];

export const addProgramme = (propertyId: string, programme: Programme): Write =>
	insert('programme', [
		{
			property_id: propertyId,
			id: programme.id,
			version: programme.version,
			valid_from: programme.validFrom,
			document: JSON.stringify(programme),
		},
	]);

export type StaffRecord = { readonly id: string; readonly name: string; readonly role: string };

const findStaffByPin = statement<{ propertyId: string; verifier: string }>()('staff.by-pin', (db, v) =>
	db
		.selectFrom('staff')
		.select(['id', 'name', 'role'])
		.where('property_id', '=', v.propertyId)
		.where('pin_verifier', '=', v.verifier),
);

const findStaff = statement<{ propertyId: string; id: string }>()(
	'staff.find',
	(db, v) =>
		db
			.selectFrom('staff')
			.select(['id', 'name', 'role'])
			.where('property_id', '=', v.propertyId)
			.where('id', '=', v.id),
	{ isConfiguration: true },
);

export function* loadStaffByPin(propertyId: string, verifier: string): Loading<StaffRecord | null> {
	const [[staff]] = yield* fetch(findStaffByPin({ propertyId, verifier }));
	return staff ?? null;
}

export function* loadStaff(propertyId: string, id: string): Loading<StaffRecord | null> {
	const [[staff]] = yield* fetch(findStaff({ propertyId, id }));
	return staff ?? null;
}

const findPins = statement<{ propertyId: string }>()('staff.pins', (db, v) =>
	db
		.selectFrom('staff')
		.select(['id', 'name', 'role', 'pin_verifier'])
		.where('property_id', '=', v.propertyId)
		.where('pin_verifier', 'is not', sql.lit(null))
		.orderBy('id'),
);

/** Everybody who has a PIN. */
export function* loadPins(propertyId: string): Loading<PinList['staff']> {
	const [rows] = yield* fetch(findPins({ propertyId }));
	return rows.map(({ id, name, role, pin_verifier: verifier }) => {
		return { id: id as StaffId, name, role: role as StaffView['role'], verifier: verifier! };
	});
}

export const addStaff = (propertyId: string, { id, name, role }: StaffRecord, pinVerifier: string | null): Write =>
	insert('staff', [{ id, property_id: propertyId, name, role, pin_verifier: pinVerifier }]);
