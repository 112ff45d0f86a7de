import { DatabaseSync } from 'node:sqlite';
import { invariant } from '#shared/kernel/result.ts';
import { visitRecorder } from '../../server/commands/record-visit.ts';
import type { House } from '../../server/house.ts';
import { cardTokenOf, type Keys } from '../../server/identity/keys.ts';
import { booksPath } from '../../server/server.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import { ProgrammeShelf } from '../../server/store/loading/visit-loading.ts';
import { standingWith } from '../support/standing.ts';
import { dinner } from './bills.ts';
import { benchMember, seedHotel, type SeededHotel } from './members.ts';

/** So many guests are enrolled and dine as a till books it; the others are their copies. */
export const BOOKED_GUESTS = 1_000;

/**
 * The demo hotel with so many guests who have dined once. A thousand are booked; copies have every row and index that
 * booking them would have made, and no place in the hash chain: whoever measures how books grow needs the one and not the
 * other.
 *
 * @param guests whole thousands
 */
export async function seedLargeHotel(dataFolder: string, guests: number): Promise<SeededHotel> {
	invariant(guests % BOOKED_GUESTS === 0, 'guests come by the thousand');
	const seeded = await seedHotel(dataFolder, BOOKED_GUESTS);
	const path = booksPath(dataFolder);
	await bookDinners(path, seeded.house);
	if (guests > BOOKED_GUESTS) copyGuests(path, seeded.keys, guests);
	return seeded;
}

async function bookDinners(path: string, house: House): Promise<void> {
	const store = openSqliteStore(path, (cause) => {
		throw cause;
	});
	const now = new Date().toISOString();
	const record = visitRecorder(store, house, new ProgrammeShelf(house.id), () => now);
	const booked = Array.from({ length: BOOKED_GUESTS }, async (_, index) => {
		const { id, tier } = benchMember(index);
		const recorded = await record(dinner({ id, standing: standingWith({ tier }) }, now), 'live');
		invariant(recorded.ok, 'a dinner is booked');
	});
	await Promise.all(booked);
	await store.close();
}

type Copied = {
	readonly table: string;
	/** Where a row says whose it is: it begins with the id of a guest or of their dinner. */
	readonly key: string;
	/** Columns with that id, which something may follow. */
	readonly ids: readonly string[];
	/** What another guest has otherwise. */
	readonly others?: Readonly<Record<string, string>>;
};

const OF_GUEST = { member_id: 'guest_id' };

const COPIED: readonly Copied[] = [
	{ table: 'member', key: 'id', ids: ['id'] },
	{
		table: 'person',
		key: 'member_id',
		ids: ['member_id'],
		others: { display_name: 'guest_name', given_name: 'guest_name' },
	},
	{ table: 'card', key: 'member_id', ids: ['member_id'], others: { token: 'guest_token', ending: 'guest_ending' } },
	{
		table: 'command',
		key: `replace(id, 'enrol:', '')`,
		ids: ['id'],
		others: { answer: 'replace(replace(answer, owner, copy), booked_id, guest_id)' },
	},
	{ table: 'visit', key: 'id', ids: ['id'], others: { ...OF_GUEST, check_number: `check_number || '-' || turn` } },
	...['visit_line', 'visit_tender', 'visit_grant'].map((table) => ({ table, key: 'visit_id', ids: ['visit_id'] })),
	{ table: 'visit_offer', key: 'visit_id', ids: ['visit_id'], others: OF_GUEST },
	{ table: 'entry', key: 'id', ids: ['id', 'visit_id'], others: OF_GUEST },
	{ table: 'posting', key: 'entry_id', ids: ['entry_id', 'lot_id'] },
	{ table: 'lot', key: 'id', ids: ['id'], others: OF_GUEST },
];

const ID_LENGTH = 36;
const NODE_FROM = 25;

/** How an id is copied, and rows in an order in which the keys of a table only grow: most of the time is a search for places. */
const KINDS = [
	{
		kind: 'guest',
		copy: 'guest_id',
		rows: `guest cross join source on place = nth % ${BOOKED_GUESTS} cross join turn on turn = nth / ${BOOKED_GUESTS}
			order by guest_id`,
	},
	{
		kind: 'visit',
		copy: `substr(owner, 1, ${NODE_FROM - 1}) || printf('%012x', turn)`,
		rows: `source cross join turn cross join guest on nth = place + turn * ${BOOKED_GUESTS}`,
	},
] as const;

/** Of SQLite's page cache. */
const CACHE_KB = 500_000;

function copyGuests(path: string, keys: Keys, guests: number): void {
	const db = new DatabaseSync(path);
	try {
		// What is made here is thrown away with the run: nothing has to survive a power cut.
		db.exec('pragma journal_mode = delete; pragma journal_mode = off; pragma synchronous = off');
		db.exec(`pragma temp_store = memory; pragma cache_size = -${CACHE_KB}; begin`);
		const putBack = putAside(db);
		nameGuests(db, keys, guests);
		for (const one of COPIED) copyTable(db, one);
		copyFeed(db, guests / BOOKED_GUESTS - 1);
		putBack();
		db.exec('commit; pragma journal_mode = wal');
	} finally {
		db.close();
	}
}

/** Takes away the guards, and the indexes that are made sooner all at once. @returns puts them back */
function putAside(db: DatabaseSync): () => void {
	const aside = db
		.prepare(`select type, name, sql from sqlite_schema where type in ('index', 'trigger') and sql is not null`)
		.all();
	for (const { type, name } of aside) db.exec(`drop ${String(type)} ${String(name)}`);
	return () => {
		for (const { sql } of aside) db.exec(String(sql));
	};
}

/** All guests, how often the booked ones are copied, and to which of those an id belongs. */
function nameGuests(db: DatabaseSync, keys: Keys, guests: number): void {
	db.exec(`create temp table guest (nth integer primary key,
		guest_id text, guest_name text, guest_token text, guest_ending text) strict`);
	const add = db.prepare('insert into guest values (?, ?, ?, ?, ?)');
	for (let nth = 0; nth < guests; nth++) {
		const { id, name, card } = benchMember(nth);
		add.run(nth, id, name, cardTokenOf(card, keys), card.slice(-4));
	}
	db.exec('create unique index temp.guest_by_id on guest (guest_id)');
	db.exec('create temp table turn (turn integer primary key) strict');
	const addTurn = db.prepare('insert into turn values (?)');
	for (let turn = 1; turn < guests / BOOKED_GUESTS; turn++) addTurn.run(turn);
	db.exec(`create temp table booked as select 'guest' as kind, guest_id as owner, guest_id as booked_id, nth as place
		from guest where nth < ${BOOKED_GUESTS}`);
	db.exec(`insert into booked select 'visit', visit.id, owner, place from visit join booked on owner = member_id`);
	db.exec('create unique index temp.booked_by_owner on booked (owner)');
}

function copyTable(db: DatabaseSync, { table, key, ids, others = {} }: Copied): void {
	const columns = db.prepare(`select name from pragma_table_info('${table}')`).all();
	const names = columns.map(({ name }) => String(name));
	const values = names.map((name) => others[name] ?? (ids.includes(name) ? `replace(${name}, owner, copy)` : name));
	for (const { kind, copy, rows } of KINDS) {
		db.exec(`create temp table source as select one.*, owner, booked_id, place from "${table}" as one
			join booked on owner = substr(${key}, 1, ${ID_LENGTH}) where booked.kind = '${kind}' order by ${key}`);
		db.exec('create index temp.source_by_place on source (place)');
		db.exec(`insert into "${table}" (${names.join(', ')}) select ${values.join(', ')}
			from (select *, ${copy} as copy from ${rows})`);
		db.exec('drop table temp.source');
	}
}

function copyFeed(db: DatabaseSync, copies: number): void {
	const { head } = db.prepare('select position as head from ledger_head').get() as { head: number };
	db.exec(`create temp table source as select feed.*, booked.kind as of, owner, place, row_number() over (order by position) as link
		from feed join booked on owner = substr(subject_id, 1, ${ID_LENGTH})`);
	const copy = `case of when 'guest' then guest_id else ${KINDS[1].copy} end`;
	db.exec(`insert into feed (property_id, position, kind, subject_id, version, hash)
		select property_id, ${head} + (link - 1) * ${copies} + turn, kind, replace(subject_id, owner, ${copy}), version, hash
		from ${KINDS[1].rows}`);
	const { links } = db.prepare('select count(*) as links from temp.source').get() as { links: number };
	db.exec(`update ledger_head set position = ${head + links * copies}`);
	db.exec('drop table temp.source');
}
