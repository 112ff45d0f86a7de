import { sql } from 'kysely';
import type { VisitId } from '#shared/kernel/ids.ts';
import type { FoundVisit } from '#shared/protocol/reversal.ts';
import { fetch, statement, type Db, type Loading } from '../statement.ts';

export type DaysOfOutlet = {
	readonly propertyId: string;
	readonly outlet: string;
	/** The first business day that is looked at. */
	readonly from: string;
};

type Days = DaysOfOutlet & { readonly limit: number };

const found = (db: Db, v: Days) =>
	db
		.selectFrom('visit')
		.leftJoin('person', 'person.member_id', 'visit.member_id')
		.select((e) => [
			...(['visit.id', 'visit.occurred_at', 'visit.check_number', 'visit.payable_minor', 'display_name'] as const),
			e
				.selectFrom('reversal')
				.select((sums) => sums.fn.coalesce(sums.fn.sum<number>('reversal.payable_minor'), sql.lit(0)).as('minor'))
				.whereRef('reversal.visit_id', '=', 'visit.id')
				.as('returned_minor'),
			e
				.selectFrom('reversal')
				.select((sums) => sums.fn.coalesce(sums.fn.max<number>('reversal.whole'), sql.lit(0)).as('whole'))
				.whereRef('reversal.visit_id', '=', 'visit.id')
				.as('whole'),
		])
		.where('visit.property_id', '=', v.propertyId)
		.where('visit.outlet', '=', v.outlet)
		.where('visit.business_date', '>=', v.from)
		.orderBy('visit.business_date', 'desc')
		.orderBy('visit.recorded_at', 'desc')
		.orderBy('visit.id', 'desc')
		.limit(v.limit);

const findNewest = statement<Days>()('visit-finding.newest', found);

/** `a` to `d`: how the id of a visit with this slip number may end. */
type Numbered = Days & { readonly checkNumber: string } & Readonly<Record<'a' | 'b' | 'c' | 'd', string>>;

const findNumbered = statement<Numbered>()('visit-finding.numbered', (db, v) =>
	found(db, v).where((e) =>
		e.or([
			e('visit.check_number', '=', v.checkNumber),
			...([v.a, v.b, v.c, v.d] as const).map((ending) => e('visit.id', 'like', ending)),
		]),
	),
);

type Row = {
	readonly id: string;
	readonly occurred_at: string;
	readonly check_number: string | null;
	readonly payable_minor: number;
	readonly display_name: string | null;
	readonly returned_minor: number | null;
	readonly whole: number | null;
};

const foundVisitOf = (row: Row): FoundVisit => ({
	visitId: row.id as VisitId,
	occurredAt: row.occurred_at,
	checkNumber: row.check_number,
	guestName: row.display_name,
	payableMinor: row.payable_minor,
	returnedMinor: Number(row.returned_minor),
	whole: Number(row.whole) === 1,
});

/** The newest visits of an outlet since a day. */
export function* loadNewestVisits(days: DaysOfOutlet, limit: number): Loading<readonly FoundVisit[]> {
	const [rows] = yield* fetch(findNewest({ ...days, limit }));
	return rows.map(foundVisitOf);
}

/** @param endings of the ids of visits whose slip has this number, four; none where it is no slip's number */
export function* loadNumberedVisits(
	days: DaysOfOutlet,
	checkNumber: string,
	endings: readonly string[],
	limit: number,
): Loading<readonly FoundVisit[]> {
	const [a, b, c, d] = [0, 1, 2, 3].map((index) => (endings[index] === undefined ? NO_ID : `%${endings[index]}`));
	const [rows] = yield* fetch(findNumbered({ ...days, checkNumber, limit, a: a!, b: b!, c: c!, d: d! }));
	return rows.map(foundVisitOf);
}

/** No id is empty. */
const NO_ID = '';
