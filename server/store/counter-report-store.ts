import { fetch, run, statement, type Loading, type Write } from './statement.ts';

/** What a counter said last. `document` is JSON; `heardAt` RFC 3339, UTC. */
export type StoredReport = { readonly counter: string; readonly heardAt: string; readonly document: string };

const findReports = statement<{ propertyId: string }>()('counter-report.all', (db, v) =>
	db
		.selectFrom('counter_report')
		.select(['counter', 'heard_at', 'document'])
		.where('property_id', '=', v.propertyId)
		.orderBy('counter'),
);

const findReport = statement<{ propertyId: string; counter: string }>()('counter-report.one', (db, v) =>
	db
		.selectFrom('counter_report')
		.select('document')
		.where('property_id', '=', v.propertyId)
		.where('counter', '=', v.counter),
);

const setReport = statement<{ propertyId: string; counter: string; heardAt: string; document: string }>()(
	'counter-report.set',
	(db, v) =>
		db
			.insertInto('counter_report')
			.values({ property_id: v.propertyId, counter: v.counter, heard_at: v.heardAt, document: v.document })
			.onConflict((conflict) =>
				conflict
					.columns(['property_id', 'counter'])
					.doUpdateSet((row) => ({ heard_at: row.ref('excluded.heard_at'), document: row.ref('excluded.document') })),
			),
);

export function* loadReports(propertyId: string): Loading<readonly StoredReport[]> {
	const [rows] = yield* fetch(findReports({ propertyId }));
	return rows.map(({ counter, heard_at: heardAt, document }) => ({ counter, heardAt, document }));
}

/** What one counter said last, JSON; `null`: it has never said anything. */
export function* loadReport(propertyId: string, counter: string): Loading<string | null> {
	const [[found]] = yield* fetch(findReport({ propertyId, counter }));
	return found?.document ?? null;
}

/** In the place of the one before. */
export const keepReport = (propertyId: string, report: StoredReport): Write =>
	run(setReport({ propertyId, ...report }));
