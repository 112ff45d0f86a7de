import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { booksPath } from '../../server/server.ts';
import { seedHotel } from './members.ts';
import { addVisits, BOOKED_VISITS } from './multiplied-visits.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const TIMES = 3;

test('a copied visit has every row of a booked one, for a member of its own', async () => {
	const { house } = await seedHotel(folder, TIMES * BOOKED_VISITS);
	await addVisits(folder, house, TIMES * BOOKED_VISITS);
	const db = new DatabaseSync(booksPath(folder), { readOnly: true });
	const count = (sql: string) => Number((db.prepare(`select count(*) as n from ${sql}`).get() as { n: number }).n);
	expect(count('visit')).toBe(TIMES * BOOKED_VISITS);
	expect(count('(select distinct member_id from visit)')).toBe(TIMES * BOOKED_VISITS);
	// Two lines, one tender, one rule, two postings and one lot each; a discount for who has a tier.
	for (const [table, each] of Object.entries({ visit_line: 2, visit_tender: 1, visit_grant: 1 })) {
		expect([table, count(table)]).toEqual([table, each * TIMES * BOOKED_VISITS]);
	}
	expect(count("entry where kind = 'earn'")).toBe(TIMES * BOOKED_VISITS);
	expect(count("posting join entry on entry.id = entry_id where kind = 'earn'")).toBe(2 * TIMES * BOOKED_VISITS);
	expect(count(`lot join visit on lot.id = visit.id || '/earn#points' and lot.member_id = visit.member_id`)).toBe(
		TIMES * BOOKED_VISITS,
	);
	expect(count("command where kind = 'visit.record'")).toBe(TIMES * BOOKED_VISITS);
	expect(count("feed where kind = 'visit.recorded'")).toBe(TIMES * BOOKED_VISITS);
	expect(
		count('(select position from ledger_head) join (select max(position) as last from feed) on position = last'),
	).toBe(1);
	db.close();
});
