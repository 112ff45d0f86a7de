import { sql } from 'kysely';
import { NIGHT_CATEGORY } from '#shared/loyalty/earning/nights.ts';
import { fetch, statement, type Loading } from '../statement.ts';

/** What does not add up of nights, of what a company pays, and of stays. `subject` is a visit or a taking back. */
export type StayFault = {
	readonly code: 'company_differs' | 'night_misdated' | 'stay_differs';
	readonly subject: string;
};

export function* stayFaults(): Loading<readonly StayFault[]> {
	const [visits, reversals, nights, outside, doubled] = yield* fetch(
		differingVisits({}),
		differingReversals({}),
		misdatedNights({}),
		nightsOutside({}),
		doubledStays({}),
	);
	return [
		...[...visits, ...reversals].map(({ id }): StayFault => ({ code: 'company_differs', subject: id })),
		...nights.map(({ id }): StayFault => ({ code: 'night_misdated', subject: id })),
		...[...outside, ...doubled].map(({ id }): StayFault => ({ code: 'stay_differs', subject: id })),
	];
}

type None = Record<never, never>;

/** What a company pays of a visit is what its lines say. */
const differingVisits = statement<None>()('verify.company-visits', (db) =>
	db
		.selectFrom('visit')
		.leftJoin('visit_line', (join) =>
			join.onRef('visit_line.visit_id', '=', 'visit.id').on('visit_line.paid_by', '=', sql.lit('company')),
		)
		.select('visit.id')
		.where((e) => e.or([e('visit.company_minor', 'is not', null), e('visit_line.visit_id', 'is not', null)]))
		.groupBy(['visit.id', 'visit.company_minor'])
		.having(
			(e) => e.fn.coalesce(e.fn.sum('visit_line.payable_minor'), sql.lit(0)),
			'<>',
			sql<number>`coalesce(visit.company_minor, 0)`,
		),
);

const differingReversals = statement<None>()('verify.company-reversals', (db) => {
	const ofCompany = db
		.selectFrom('reversal_line')
		.innerJoin('reversal', 'reversal.id', 'reversal_line.reversal_id')
		.innerJoin('visit_line', (join) =>
			join
				.onRef('visit_line.visit_id', '=', 'reversal.visit_id')
				.onRef('visit_line.line_id', '=', 'reversal_line.line_id')
				.on('visit_line.paid_by', '=', sql.lit('company')),
		)
		.select((e) => ['reversal.id', e.fn.sum<number>('reversal_line.payable_minor').as('minor')])
		.groupBy('reversal.id');
	return db
		.selectFrom('reversal')
		.leftJoin(ofCompany.as('said'), 'said.id', 'reversal.id')
		.select('reversal.id')
		.where(sql<boolean>`coalesce(reversal.company_minor, 0) <> coalesce(said.minor, 0)`);
});

/** Only a night has a date of its own, no later than its bill: loading of days goes by that. */
const misdatedNights = statement<None>()('verify.nights', (db) =>
	db
		.selectFrom('visit_line')
		.innerJoin('visit', 'visit.id', 'visit_line.visit_id')
		.select('visit.id')
		.distinct()
		.where('visit_line.night_on', 'is not', null)
		.where((e) =>
			e.or([
				e('visit_line.category', '<>', sql.lit(NIGHT_CATEGORY)),
				e('visit_line.night_on', '>', e.ref('visit.business_date')),
			]),
		),
);

const nightsOutside = statement<None>()('verify.stay-nights', (db) =>
	db
		.selectFrom('stay')
		.leftJoin('visit', 'visit.id', 'stay.visit_id')
		.leftJoin('visit_line', (join) =>
			join.onRef('visit_line.visit_id', '=', 'stay.visit_id').on('visit_line.night_on', 'is not', null),
		)
		.select('stay.visit_id as id')
		.distinct()
		.where((e) =>
			e.or([
				e('visit.id', 'is', null),
				e('visit_line.night_on', '<', e.ref('stay.arrival')),
				e('visit_line.night_on', '>=', e.ref('stay.departure')),
			]),
		),
);

/** A stay is entered again only after its visit was taken back whole. */
const doubledStays = statement<None>()('verify.stay-takes', (db) =>
	db
		.selectFrom('stay')
		.innerJoin('stay as later', (join) =>
			join
				.onRef('later.property_id', '=', 'stay.property_id')
				.onRef('later.reservation', '=', 'stay.reservation')
				.onRef('later.room', '=', 'stay.room')
				.onRef('later.take', '>', 'stay.take'),
		)
		.leftJoin('reversal', (join) =>
			join.onRef('reversal.visit_id', '=', 'stay.visit_id').on('reversal.whole', '=', sql.lit(1)),
		)
		.select('stay.visit_id as id')
		.distinct()
		.where('reversal.id', 'is', null),
);
