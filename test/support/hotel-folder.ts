import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { writeKeys } from '../../server/identity/keys.ts';
import { booksPath } from '../../server/store/open-store.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import { Hotel, KEYS } from './hotel.ts';

const GUESTS = ['Elena', 'Miguel', 'Alice', '王小明'] as const;

/** What was booked, in tables that nobody may change. */
const FACTS = ['visit', 'visit_line', 'visit_tender', 'visit_grant', 'entry', 'posting', 'lot', 'feed', 'command'];

/** A folder for one test, with data folders of hotels in it. */
export class HotelFolders {
	readonly path = mkdtempSync(join(tmpdir(), 'retorno-test-'));

	at(name: string): string {
		return join(this.path, name);
	}

	/** The demo hotel in a data folder, open. */
	async open(name: string, keys = KEYS): Promise<{ readonly hotel: Hotel; readonly folder: string }> {
		const folder = this.at(name);
		mkdirSync(folder);
		writeKeys(folder, keys);
		return { hotel: await Hotel.open(openSqliteStore(booksPath(folder), rethrow)), folder };
	}

	remove(): void {
		rmSync(this.path, { recursive: true, force: true });
	}
}

export function rethrow(cause: unknown): never {
	throw cause;
}

/** So many visits of all guests, one after the other. */
export async function bookVisits(hotel: Hotel, count: number, from = 0): Promise<void> {
	for (let visit = from; visit < from + count; visit++) {
		const guest = await hotel.guest(GUESTS[visit % GUESTS.length]!);
		const answer = await hotel.record(hotel.bill('restaurant', guest, { food: 5000 + visit }), 'outbox');
		if (!answer.ok) throw new Error(answer.error.code);
	}
}

/** Every row of every fact, in the order of its bytes. */
export function factsIn(dataFolder: string): readonly string[] {
	const books = new DatabaseSync(booksPath(dataFolder), { readOnly: true });
	try {
		return FACTS.flatMap((table) =>
			books
				.prepare(`select * from ${table}`)
				.all()
				.map((row) => `${table} ${JSON.stringify(row)}`)
				.sort(),
		);
	} finally {
		books.close();
	}
}

/** Names, sizes and contents of everything in a folder; `null` where there is none. */
export function traceOf(folder: string): readonly string[] | null {
	try {
		return readdirSync(folder, { recursive: true, encoding: 'utf8' })
			.sort()
			.map((name) => {
				const path = join(folder, name);
				return statSync(path).isFile() ? `${name} ${hash('sha256', readFileSync(path))}` : name;
			});
	} catch {
		return null;
	}
}
