import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { momentAt } from '#shared/kernel/moment.ts';
import { unlimited } from '../support/limits.ts';
import { booksPath, startServer, type RunningServer } from '../../server/server.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import { verifyBooks } from '../../server/store/verify/verify.ts';
import { posDinner, type PosBill } from './bills.ts';
import { FloorBooks } from './floor-books.ts';
import { benchMember, OPENING_POINTS, seedHotel, type SeededHotel } from './members.ts';

const MEMBERS = 30;

let folder: string;
let seeded: SeededHotel;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-floor-'));
	seeded = await seedHotel(folder, MEMBERS);
});

afterEach(() => rmSync(folder, { recursive: true }));

type Rows = Readonly<Record<string, readonly Record<string, unknown>[]>>;

function rowsOf(path: string): Rows {
	const db = new DatabaseSync(path, { readOnly: true });
	const tables = db.prepare(`select name from sqlite_schema where type = 'table' order by name`).all();
	const rows = tables.map(({ name }) => [String(name), db.prepare(`select * from "${String(name)}"`).all()] as const);
	db.close();
	return Object.fromEntries(rows);
}

const counts = (rows: Rows, before: Rows): Record<string, number> =>
	Object.fromEntries(Object.keys(rows).map((table) => [table, rows[table]!.length - before[table]!.length]));

/** Which rows are other than before, as table and key. */
const changed = (rows: Rows, before: Rows): string[] =>
	Object.keys(rows).flatMap((table) => {
		const known = new Map(before[table]!.map((row) => [String(Object.values(row)[0]), JSON.stringify(row)]));
		return ['member', 'ledger_head', 'lot', 'person', 'card'].includes(table)
			? rows[table]!.flatMap((row) => {
					const key = String(Object.values(row)[0]);
					return known.has(key) && known.get(key) !== JSON.stringify(row) ? [`${table} ${key}`] : [];
				})
			: [];
	});

const dinners = (): PosBill[] => Array.from({ length: MEMBERS }, (_, index) => posDinner(index));

/** Our server on a copy of the books, and the floor's books on another. */
class Pair {
	readonly oursPath: string;
	readonly floorPath: string;
	readonly #server: RunningServer;
	readonly floor: FloorBooks;

	private constructor(oursPath: string, floorPath: string, server: RunningServer) {
		this.oursPath = oursPath;
		this.floorPath = floorPath;
		this.#server = server;
		this.floor = new FloorBooks(floorPath, seeded.keys.cardKey);
	}

	static async open(): Promise<Pair> {
		const floorPath = join(folder, 'floor.sqlite');
		copyFileSync(booksPath(folder), floorPath);
		const config = { dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' };
		const rethrow = (cause: unknown): void => {
			throw cause;
		};
		const server = await startServer(config, pino({ enabled: false }), rethrow, unlimited());
		return new Pair(booksPath(folder), floorPath, server);
	}

	async book(bill: PosBill): Promise<void> {
		const answer = await this.#post('/api/v1/visits', bill);
		expect(answer.status, await answer.text()).toBe(201);
		this.floor.visit(bill);
	}

	async lookUp(card: string): Promise<unknown> {
		const answer = await this.#post('/api/v1/members/lookup', {
			credential: { type: 'card', value: card },
			outlet: 'restaurant',
		});
		return answer.json();
	}

	rows(): { ours: Rows; floor: Rows } {
		return { ours: rowsOf(this.oursPath), floor: rowsOf(this.floorPath) };
	}

	async close(): Promise<void> {
		this.floor.close();
		await this.#server.close();
	}

	#post(path: string, body: object): Promise<Response> {
		return fetch(`http://127.0.0.1:${this.#server.port}${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${seeded.apiKey}` },
			body: JSON.stringify(body),
		});
	}
}

describe('the floor', () => {
	let pair: Pair;

	beforeEach(async () => {
		pair = await Pair.open();
	});

	afterEach(() => pair.close());

	test('leaves as many rows in every table as ours, visit by visit, and changes the same ones', async () => {
		let before = pair.rows();
		for (const bill of dinners()) {
			await pair.book(bill);
			const after = pair.rows();
			const ours = counts(after.ours, before.ours);
			expect(counts(after.floor, before.floor)).toEqual(ours);
			expect(ours).toMatchObject({ visit: 1, visit_line: 2, entry: 1, posting: 2, lot: 1, feed: 2, command: 1 });
			expect(changed(after.floor, before.floor)).toEqual(changed(after.ours, before.ours));
			before = after;
		}
	});

	test('writes rows about as large as ours', async () => {
		for (const bill of dinners()) await pair.book(bill);
		const { ours, floor } = pair.rows();
		for (const table of Object.keys(ours)) {
			const [floorBytes, oursBytes] = [floor, ours].map((rows) => JSON.stringify(rows[table]).length);
			expect(floorBytes! / oursBytes!, table).toBeGreaterThan(0.9);
			expect(floorBytes! / oursBytes!, table).toBeLessThan(1.1);
		}
	});

	test('reads what the view of a guest is made of', async () => {
		const { card, name, tier } = benchMember(7);
		expect(await pair.lookUp(card)).toMatchObject({ displayName: name, balancePoints: OPENING_POINTS });
		expect(pair.floor.lookUp(card)).toMatchObject({
			person: { display_name: name },
			member: { tier },
			lots: [{ remaining: OPENING_POINTS }],
			spend: { spend_minor: 0 },
			nights: { nights: 0 },
			programme: { version: 1 },
		});
	});
});

test('the books of many members are valid, and stay so when they pay', async () => {
	const { house } = seeded;
	const today = momentAt(new Date().toISOString(), house).localDate;
	const faults = async () => {
		const store = openSqliteStore(booksPath(folder), (cause) => {
			throw cause;
		});
		const { faults: found, positions } = await store.read(verifyBooks(house.id, today));
		await store.close();
		expect(positions).toBeGreaterThan(2 * MEMBERS);
		return found;
	};
	expect(await faults()).toEqual([]);
	const pair = await Pair.open();
	for (const bill of dinners()) await pair.book(bill);
	await pair.close();
	expect(await faults()).toEqual([]);
});

test('every card of the many is one of the hotel', () => {
	const cards = Array.from({ length: 1_000 }, (_, index) => benchMember(index).card);
	expect(new Set(cards).size).toBe(cards.length);
	for (const card of cards) expect(card).toMatch(/^970231\d{10}$/);
});
