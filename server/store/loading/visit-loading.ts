import { sql } from 'kysely';
import type { VisitId } from '#shared/kernel/ids.ts';
import type { SameBill } from '#shared/ledger/visit/decide-visit.ts';
import { programmeSchema, type Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { fetch, statement, type Loading } from '../statement.ts';

const findSameBill = statement<{
	propertyId: string;
	outlet: string;
	businessDate: string;
	checkNumber: string;
	part: number;
}>()('visit.same-bill', (db, v) =>
	db
		.selectFrom('visit')
		.leftJoin('reversal', (join) =>
			join.onRef('reversal.visit_id', '=', 'visit.id').on('reversal.whole', '=', sql.lit(1)),
		)
		.select(['visit.id', 'reversal.id as reversal_id'])
		.where('visit.property_id', '=', v.propertyId)
		.where('visit.outlet', '=', v.outlet)
		.where('visit.business_date', '=', v.businessDate)
		.where('visit.check_number', '=', v.checkNumber)
		.where('visit.part', '=', v.part),
);

export type BusinessKey = {
	readonly propertyId: string;
	readonly outlet: string;
	readonly businessDate: string;
	readonly checkNumber: string | null;
	readonly part: number;
};

const NO_BILL: SameBill = { standing: null, reversed: 0 };

/** What stands under a business key; a bill without a check number has none. */
export function* loadSameBill({ checkNumber, ...key }: BusinessKey): Loading<SameBill> {
	if (checkNumber === null) return NO_BILL;
	const [visits] = yield* fetch(findSameBill({ ...key, checkNumber }));
	const standing = visits.find(({ reversal_id }) => reversal_id === null);
	return {
		standing: (standing?.id as VisitId | undefined) ?? null,
		reversed: visits.filter(({ reversal_id }) => reversal_id !== null).length,
	};
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
	/** The one that was asked for last: most likely the next one too. */
	latest: Programme | null = null;

	constructor(propertyId: string) {
		this.#propertyId = propertyId;
	}

	/** The programme in force on a business date. */
	*loadInForce(businessDate: string): Loading<Programme | null> {
		const propertyId = this.#propertyId;
		const [[inForce]] = yield* fetch(findInForce({ propertyId, businessDate }));
		if (!inForce) return null;
		this.latest = yield* this.loadVersion(inForce.id, inForce.version);
		return this.latest;
	}

	/** One that was published. */
	*loadVersion(id: string, version: number): Loading<Programme> {
		const key = `${id}/${version}`;
		const known = this.#documents.get(key);
		if (known) return known;

		const [[found]] = yield* fetch(findDocument({ propertyId: this.#propertyId, id, version }));
		const programme = programmeSchema.parse(JSON.parse(found!.document));
		this.#documents.set(key, programme);
		return programme;
	}
}
