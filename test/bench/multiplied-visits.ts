import { DatabaseSync } from 'node:sqlite';
import { invariant } from '#shared/kernel/result.ts';
import { visitRecorder } from '../../server/commands/record-visit.ts';
import type { House } from '../../server/house.ts';
import { booksPath } from '../../server/server.ts';
import { openSqliteStore } from '../../server/store/sqlite-store.ts';
import { ProgrammeShelf } from '../../server/store/visit-loading.ts';
import { standingWith } from '../support/standing.ts';
import { dinner } from './bills.ts';
import { benchMember } from './members.ts';

/** So many are booked as a till books them; the others are their copies. */
export const BOOKED_VISITS = 1_000;

/** Where the id of a visit stands in the ids of a table, and which columns name its member. */
const TABLES: readonly { readonly table: string; readonly ids: readonly string[]; readonly key: string }[] = [
	{ table: 'command', ids: ['id'], key: 'id' },
	{ table: 'visit', ids: ['id'], key: 'id' },
	...['visit_line', 'visit_tender', 'visit_grant', 'visit_offer'].map((table) => {
		return { table, ids: ['visit_id'], key: 'visit_id' };
	}),
	{ table: 'entry', ids: ['id', 'visit_id'], key: 'visit_id' },
	{ table: 'posting', ids: ['entry_id', 'lot_id'], key: 'entry_id' },
	{ table: 'lot', ids: ['id'], key: 'id' },
];

const ID_LENGTH = 36;
const NODE_FROM = 25;

/**
 * One dinner for each of the first thousand members, booked, and copies of them for the members that follow, until there are
 * so many. Copies have every row and index of a visit and no place in the hash chain: whoever measures how books grow needs
 * the one and not the other, and booking them all would take ten minutes.
 */
export async function addVisits(dataFolder: string, house: House, visits: number): Promise<void> {
	const path = booksPath(dataFolder);
	await bookDinners(path, house);
	const copies = Math.floor(visits / BOOKED_VISITS) - 1;
	if (copies > 0) copyDinners(path, copies);
}

async function bookDinners(path: string, house: House): Promise<void> {
	const store = openSqliteStore(path, (cause) => {
		throw cause;
	});
	const now = new Date().toISOString();
	const record = visitRecorder(store, house, new ProgrammeShelf(house.id), () => now);
	const booked = Array.from({ length: BOOKED_VISITS }, async (_, index) => {
		const { id, tier } = benchMember(index);
		const recorded = await record(dinner({ id, standing: standingWith({ tier }) }, now), 'live');
		invariant(recorded.ok, 'a dinner is booked');
	});
	await Promise.all(booked);
	await store.close();
}

function copyDinners(path: string, copies: number): void {
	const db = new DatabaseSync(path);
	try {
		// What is made here is thrown away with the run: nothing has to survive a power cut.
		db.exec('pragma journal_mode = wal; pragma synchronous = off; pragma temp_store = memory; begin');
		db.exec('create temp table guest (place integer primary key, id text) strict');
		const addGuest = db.prepare('insert into guest values (?, ?)');
		for (let index = 0; index < (copies + 1) * BOOKED_VISITS; index++) addGuest.run(index, benchMember(index).id);
		db.exec(`create temp table turn as with recursive n(turn) as (
			select 1 union all select turn + 1 from n where turn < ${copies}) select turn from n`);
		db.exec(`create temp table dinner as
			select visit.id, guest.place from visit join guest on guest.id = visit.member_id`);
		db.exec('create unique index temp.dinner_id on dinner (id)');
		for (const one of TABLES) copyTable(db, one);
		copyFeed(db, copies);
		db.exec('update member set version = 2, visits = 1 where id in (select id from guest)');
		db.exec('commit; pragma wal_checkpoint(truncate); analyze');
	} finally {
		db.close();
	}
}

function copyTable(db: DatabaseSync, { table, ids, key }: (typeof TABLES)[number]): void {
	db.exec(`create temp table source as select "${table}".*, dinner.place
		from "${table}" join dinner on dinner.id = substr("${table}".${key}, 1, ${ID_LENGTH})`);
	const columns = db
		.prepare(`select name from pragma_table_info('${table}')`)
		.all()
		.map(({ name }) => String(name));
	const values = columns.map((column) => {
		if (ids.includes(column)) return copiedId(column);
		if (column === 'member_id')
			return `(select id from guest where guest.place = source.place + ${BOOKED_VISITS} * turn)`;
		return column === 'check_number' ? `check_number || '-' || turn` : column;
	});
	db.exec(`insert into "${table}" (${columns.join(', ')}) select ${values.join(', ')} from turn cross join source`);
	db.exec('drop table temp.source');
}

const copiedId = (column: string): string =>
	`substr(${column}, 1, ${NODE_FROM - 1}) || printf('%012x', turn) || substr(${column}, ${ID_LENGTH + 1})`;

function copyFeed(db: DatabaseSync, copies: number): void {
	const { head } = db.prepare('select position as head from ledger_head').get() as { head: number };
	db.exec(`create temp table source as select feed.*, row_number() over (order by position) as nth
		from feed join dinner on dinner.id = feed.subject_id where kind = 'visit.recorded'`);
	const position = `${head} + (turn - 1) * ${BOOKED_VISITS} + nth`;
	db.exec(`insert into feed (property_id, position, kind, subject_id, version, hash)
		select property_id, ${position}, kind, ${copiedId('subject_id')}, version, hash from turn cross join source`);
	db.exec(`update ledger_head set position = ${head + copies * BOOKED_VISITS}`);
	db.exec('drop table temp.source');
}
