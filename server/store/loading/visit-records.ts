import { sql } from 'kysely';
import type { MemberId, VisitId } from '#shared/kernel/ids.ts';
import type { Language } from '#shared/kernel/language.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';
import { fetch, statement, type Loading, type Db } from '../statement.ts';

/** A visit as it was answered, with what only the books know of it. */
export type VisitRecord = {
	readonly answer: VisitAnswer;
	readonly businessDate: string;
	readonly part: number;
};

/** A place in the order of a day's visits: behind this one. */
export type VisitPlace = { readonly recordedAt: string; readonly id: string };

export const FIRST_PLACE: VisitPlace = { recordedAt: '', id: '' };

export type VisitDay = { readonly propertyId: string; readonly outlet: string; readonly businessDate: string };

type PageValues = VisitDay & VisitPlace & { readonly limit: number };

const answered = (db: Db) =>
	db
		.selectFrom('visit')
		.innerJoin('command', 'command.id', 'visit.id')
		.select(['command.answer', 'visit.id', 'visit.business_date', 'visit.part', 'visit.recorded_at']);

const findVisit = statement<{ propertyId: string; id: string }>()('visit-record.find', (db, v) =>
	answered(db).where('visit.property_id', '=', v.propertyId).where('visit.id', '=', v.id),
);

const ofDay = (db: Db, v: PageValues) =>
	answered(db)
		.where('visit.property_id', '=', v.propertyId)
		.where('visit.outlet', '=', v.outlet)
		.where('visit.business_date', '=', v.businessDate)
		.where((e) => e(e.refTuple('visit.recorded_at', 'visit.id'), '>', e.tuple(v.recordedAt, v.id)))
		.orderBy('visit.recorded_at')
		.orderBy('visit.id')
		.limit(v.limit);

const findOfDay = statement<PageValues>()('visit-record.of-day', ofDay);

const findOfCheck = statement<PageValues & { readonly checkNumber: string }>()('visit-record.of-check', (db, v) =>
	ofDay(db, v).where('visit.check_number', '=', v.checkNumber),
);

type VisitRow = {
	readonly answer: string;
	readonly business_date: string;
	readonly part: number;
};

const recordOf = (row: VisitRow): VisitRecord => ({
	answer: JSON.parse(row.answer) as VisitAnswer,
	businessDate: row.business_date,
	part: row.part,
});

export function* loadVisitRecord(propertyId: string, id: VisitId): Loading<VisitRecord | null> {
	const [[row]] = yield* fetch(findVisit({ propertyId, id }));
	return row ? recordOf(row) : null;
}

/** One page of a day's visits in the order in which they came in, and where the next page begins. */
export function* loadVisitRecords(
	day: VisitDay,
	checkNumber: string | null,
	after: VisitPlace,
	limit: number,
): Loading<{ readonly records: readonly VisitRecord[]; readonly next: VisitPlace | null }> {
	// One more than asked for tells whether there is a next page.
	const values = { ...day, ...after, limit: limit + 1 };
	const [rows] = yield* fetch(checkNumber === null ? findOfDay(values) : findOfCheck({ ...values, checkNumber }));
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		records: page.map(recordOf),
		next: rows.length > limit && last ? { recordedAt: last.recorded_at, id: last.id } : null,
	};
}

/** What a slip says of its guest. */
export type SlipGuestRecord = {
	readonly givenName: string;
	readonly language: Language;
	readonly tier: string;
	/** Of the card that is in use; empty where there is none. */
	readonly cardEnding: string;
};

const findGuest = statement<{ memberId: string }>()('slip.guest', (db, v) =>
	db
		.selectFrom('person')
		.innerJoin('member', 'member.id', 'person.member_id')
		.select((e) => [
			'person.given_name',
			'person.language',
			'member.tier',
			e
				.selectFrom('card')
				.select('card.ending')
				.where('card.member_id', '=', v.memberId)
				.where('card.status', '=', sql.lit('active'))
				.orderBy('card.token')
				.limit(sql.lit(1))
				.as('ending'),
		])
		.where('person.member_id', '=', v.memberId),
);

/** Guests by id, as slips name them; who was erased is missing. */
export function* loadSlipGuests(memberIds: readonly MemberId[]): Loading<ReadonlyMap<MemberId, SlipGuestRecord>> {
	const guests = new Map<MemberId, SlipGuestRecord>();
	if (memberIds.length === 0) return guests;
	const rows = yield* fetch(...memberIds.map((memberId) => findGuest({ memberId })));
	for (const [index, memberId] of memberIds.entries()) {
		const [guest] = rows[index]!;
		if (!guest) continue;
		const { given_name: givenName, language, tier, ending } = guest;
		guests.set(memberId, { givenName, language: language as Language, tier, cardEnding: ending ?? '' });
	}
	return guests;
}
