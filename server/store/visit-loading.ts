import type { VisitId } from '#shared/kernel/ids.ts';
import { programmeSchema, type Programme } from '#shared/loyalty/programme.schema.ts';
import { fetch, statement, type Loading } from './statement.ts';

const findStanding = statement<{
	propertyId: string;
	outlet: string;
	businessDate: string;
	checkNumber: string;
	part: number;
}>()('visit.standing', (db, v) =>
	db
		.selectFrom('visit')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('outlet', '=', v.outlet)
		.where('business_date', '=', v.businessDate)
		.where('check_number', '=', v.checkNumber)
		.where('part', '=', v.part),
);

export type BusinessKey = {
	readonly propertyId: string;
	readonly outlet: string;
	readonly businessDate: string;
	readonly checkNumber: string | null;
	readonly part: number;
};

/** The visit that stands under a business key; a bill without a check number has none. */
export function* loadStanding({ checkNumber, ...key }: BusinessKey): Loading<VisitId | null> {
	if (checkNumber === null) return null;
	const [[standing]] = yield* fetch(findStanding({ ...key, checkNumber }));
	return (standing?.id as VisitId | undefined) ?? null;
}

const findInForce = statement<{ propertyId: string; businessDate: string }>()(
	'programme.in-force',
	(db, v) =>
		db
			.selectFrom('programme')
			.select(['id', 'version'])
			.where('property_id', '=', v.propertyId)
			.where('valid_from', '<=', v.businessDate)
			.orderBy('valid_from', 'desc')
			.orderBy('version', 'desc'),
	{ isConfiguration: true },
);

const findDocument = statement<{ propertyId: string; id: string; version: number }>()('programme.document', (db, v) =>
	db
		.selectFrom('programme')
		.select('document')
		.where('property_id', '=', v.propertyId)
		.where('id', '=', v.id)
		.where('version', '=', v.version),
);

/** Published programmes never change, so each is read and checked once. */
export class ProgrammeShelf {
	readonly #documents = new Map<string, Programme>();
	readonly #propertyId: string;

	constructor(propertyId: string) {
		this.#propertyId = propertyId;
	}

	/** The programme in force on a business date. */
	*loadInForce(businessDate: string): Loading<Programme | null> {
		const propertyId = this.#propertyId;
		const [[inForce]] = yield* fetch(findInForce({ propertyId, businessDate }));
		if (!inForce) return null;

		const key = `${inForce.id}/${inForce.version}`;
		const known = this.#documents.get(key);
		if (known) return known;

		const [[found]] = yield* fetch(findDocument({ propertyId, id: inForce.id, version: inForce.version }));
		const programme = programmeSchema.parse(JSON.parse(found!.document));
		this.#documents.set(key, programme);
		return programme;
	}
}
