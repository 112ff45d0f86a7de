import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { finding, type Finding } from '#shared/self-check/finding.ts';
import { readHouse } from '../house.ts';
import { loadLastBooking } from '../store/loading/feed-loading.ts';
import { loadMigrations, MIGRATIONS } from '../store/migrations/migrations.ts';
import { readPostgresBooks } from '../store/postgres/postgres-store.ts';
import { readSqliteBooks } from '../store/sqlite/sqlite-store.ts';
import type { Store } from '../store/store.ts';

/** Clocks of a server and whoever looks at its books are the same one; a second may lie between two looks. */
const CLOCK_MS_MAX = 60_000;

/**
 * Opens the books to read, migrates nothing, and says which shape they have. Whether they add up says `retorno verify`.
 *
 * @param now RFC 3339, UTC
 */
export async function checkBooksOpen(
	path: string | null,
	databaseUrl: string | null,
	now: string,
): Promise<readonly Finding[]> {
	if (path !== null && !existsSync(path)) return [finding('books_missing', { folder: dirname(path) })];
	let books: Pick<Store, 'read' | 'close'> | undefined;
	try {
		books = path === null ? readPostgresBooks(databaseUrl!) : readSqliteBooks(path);
		return await look(books, now);
	} catch (cause) {
		// Its sentence may repeat what stands in the books or in the address.
		const { code, errcode, name } = cause as { code?: string; errcode?: number; name?: string };
		const reason = errcode === undefined ? (code ?? name ?? 'unknown') : `SQLite ${errcode}`;
		return [finding(path === null ? 'database_away' : 'books_damaged', { reason })];
	} finally {
		await books?.close();
	}
}

async function look(books: Pick<Store, 'read'>, now: string): Promise<readonly Finding[]> {
	const names = await books.read(loadMigrations());
	const shape = names.at(-1) ?? '?';
	if (names.some((name) => !MIGRATIONS.some((known) => known.name === name)))
		return [finding('books_newer', { shape })];
	if (names.length < MIGRATIONS.length) return [finding('books_older', { shape })];
	const house = await readHouse(books);
	const last = await books.read(loadLastBooking(house.id));
	const isAhead = last !== null && Date.parse(last) - Date.parse(now) > CLOCK_MS_MAX;
	return [
		finding('books_ok', { name: house.name, shape }),
		...(isAhead ? [finding('clock_before_books', { at: last })] : []),
	];
}
