import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cardTokenOf } from '../../server/identity/keys.ts';
import { booksPath } from '../../server/server.ts';
import { benchMember, seedHotel, type SeededHotel } from './members.ts';
import { BOOKED_GUESTS, seedLargeHotel } from './multiplied-books.ts';

const TIMES = 3;
const folder = mkdtempSync(join(tmpdir(), 'retorno-test-'));
const bookedFolder = mkdtempSync(join(tmpdir(), 'retorno-test-'));
let db: DatabaseSync;
let seeded: SeededHotel;
beforeAll(async () => {
	seeded = await seedLargeHotel(folder, TIMES * BOOKED_GUESTS);
	db = new DatabaseSync(booksPath(folder), { readOnly: true });
	texts = textsOf();
	await seedHotel(bookedFolder, 1);
});
afterAll(() => {
	db.close();
	for (const each of [folder, bookedFolder]) rmSync(each, { recursive: true });
});

const all = (sql: string, ...values: string[]) => db.prepare(sql).all(...values) as Record<string, unknown>[];
const tables = () => all(`select name from sqlite_schema where type = 'table'`).map(({ name }) => String(name));

/** All that the books say, row by row; a copy has another place and another check number, and no hash of its own. */
const textsOf = () =>
	tables().flatMap((table) =>
		all(`select * from "${table}"`).map(
			({ position: _at, ending: _ending, hash: _hash, check_number: _check, ...row }) =>
				`${table} ${JSON.stringify(row)}`.replace(/\\"checkNumber\\":\\"[^"]+"/, ''),
		),
	);
let texts: readonly string[];

/** Every row that names a guest or their dinner, without what is only theirs. */
function rowsOf(place: number): string[] {
	const { id, name, card } = benchMember(place);
	const [visit] = all('select id from visit where member_id = ?', id) as [{ id: string }];
	const own = [id, visit.id, cardTokenOf(card, seeded.keys), name];
	return texts
		.filter((text) => text.includes(id) || text.includes(visit.id))
		.map((text) => own.reduce((rest, value, nth) => rest.replaceAll(value, `own ${nth}`), text))
		.sort();
}

test.each([0, 1, 9])('a copied guest has every row of guest %i, whom it was copied from', (place) => {
	const first = rowsOf(place);
	// Member, person, card, two commands, visit, two lines, tender, grant, two entries, four postings, two lots, four links.
	expect(first.length).toBeGreaterThanOrEqual(22);
	for (const copy of [1, 2]) expect(rowsOf(place + copy * BOOKED_GUESTS)).toEqual(first);
});

test('every guest dined once, and the feed has no gap', () => {
	const count = (sql: string) => Number(all(`select count(*) as n from ${sql}`)[0]!['n']);
	expect(count('visit')).toBe(TIMES * BOOKED_GUESTS);
	expect(count('(select distinct member_id from visit)')).toBe(TIMES * BOOKED_GUESTS);
	expect(count('(select distinct token from card)')).toBe(count('card'));
	const [{ links, last, head }] = all(`select count(*) as links, max(position) as last,
		(select position from ledger_head) as head from feed`) as [Record<string, unknown>];
	expect([links, last]).toEqual([head, head]);
});

test('the books have the tables, indexes and guards of booked ones', () => {
	const shape = `select type, name, sql from sqlite_schema where name not like 'sqlite_stat%' order by type, name`;
	const booked = new DatabaseSync(booksPath(bookedFolder), { readOnly: true });
	expect(all(shape)).toEqual(booked.prepare(shape).all());
	booked.close();
	expect(all('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
	expect(all('pragma foreign_key_check')).toEqual([]);
});
