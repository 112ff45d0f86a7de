import { programmeSchema } from '#shared/loyalty/programme/programme.schema.ts';
import { addProgramme, addProperty, addStaff, type StaffRecord } from './house-store.ts';
import { fetch, run, statement, type Loading, type Write } from './statement.ts';

/** What the hotel says of itself and of its staff, as far as whoever tries it out needs it. Without anybody's PIN. */
export type HouseCopy = {
	/** Ids and versions; what was published never changes. */
	readonly programmes: readonly { readonly id: string; readonly version: number; readonly document: string }[];
	readonly staff: readonly StaffRecord[];
};

const findProgrammes = statement<{ propertyId: string }>()(
	'house-copy.programmes',
	(db, v) =>
		db
			.selectFrom('programme')
			.select(['id', 'version', 'document'])
			.where('property_id', '=', v.propertyId)
			.orderBy('id')
			.orderBy('version'),
	{ isConfiguration: true },
);

const findStaff = statement<{ propertyId: string }>()(
	'house-copy.staff',
	(db, v) =>
		db.selectFrom('staff').select(['id', 'name', 'role']).where('property_id', '=', v.propertyId).orderBy('id'),
	{ isConfiguration: true },
);

const removeStaff = statement<{ propertyId: string }>()('house-copy.remove-staff', (db, v) =>
	db.deleteFrom('staff').where('property_id', '=', v.propertyId),
);

const findProperty = statement<{ id: string }>()('house-copy.property', (db, v) =>
	db.selectFrom('property').select('document').where('id', '=', v.id),
);

const setProperty = statement<{ id: string; document: string }>()('house-copy.set-property', (db, v) =>
	db.updateTable('property').set({ document: v.document }).where('id', '=', v.id),
);

export function* loadHouseCopy(propertyId: string): Loading<HouseCopy> {
	const [programmes, staff] = yield* fetch(findProgrammes({ propertyId }), findStaff({ propertyId }));
	return { programmes, staff };
}

/** What brings the books of `propertyId` to where `wanted` is, which has all that they have. */
export function* loadHouseWrites(propertyId: string, document: string, wanted: HouseCopy): Loading<readonly Write[]> {
	const [[property], programmes] = yield* fetch(findProperty({ id: propertyId }), findProgrammes({ propertyId }));
	const known = new Set(programmes.map(({ id, version }) => `${id}/${version}`));
	return [
		...(property ? [run(setProperty({ id: propertyId, document }))] : addProperty(propertyId, document)),
		...wanted.programmes
			.filter(({ id, version }) => !known.has(`${id}/${version}`))
			.map((programme) => addProgramme(propertyId, programmeSchema.parse(JSON.parse(programme.document)))),
		run(removeStaff({ propertyId })),
		...wanted.staff.map((one) => addStaff(propertyId, one, null)),
	];
}
