import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isDamage, isRefused } from '../state-file.ts';
import { follows, openOutbox, Outbox, type Carried, type Row } from './outbox.ts';

/** An outbox that was damaged: where it lies now, and how many of its commands the new one has. */
export type Rescue = { readonly aside: string; readonly carried: number; readonly waiting: number };

/** A file that was moved aside, and when; it tells of a loss for as long as it lies there. */
export type Aside = { readonly path: string; readonly at: string };

/**
 * Opens an outbox. One that is damaged is moved aside and kept; a new one takes its place, with every command that can be
 * read and follows in the chain from the row before it.
 *
 * @param now RFC 3339, UTC
 * @returns `rescue`: `null` where nothing was amiss
 * @throws where the disk is in the way, or a newer bridge wrote the file
 */
export function openOutboxWhole(
	path: string,
	now: string,
): { readonly outbox: Outbox; readonly rescue: Rescue | null } {
	finishRescue(path);
	const whole = openIfWhole(path);
	if (whole) return { outbox: whole, rescue: null };

	const commands = readable(path);
	const fresh = freshOf(path);
	const replacing = openOutbox(fresh);
	let waiting: number;
	try {
		replacing.carry(commands);
		waiting = replacing.count();
	} finally {
		replacing.close();
	}
	const aside = asideOf(path, now);
	for (const ending of ['-wal', '-shm', '']) if (existsSync(path + ending)) renameSync(path + ending, aside + ending);
	renameSync(fresh, path);
	return { outbox: openOutbox(path), rescue: { aside, carried: commands.length, waiting } };
}

/**
 * The same on a disk that cannot be relied on: one that takes nothing just now costs a counter its promises, and not its start.
 *
 * @returns `shut`: why the outbox holds and takes nothing until it `become`s another one; `null` where it is the file
 * @throws where a newer bridge wrote the file
 */
export function openOutboxOrNone(
	path: string,
	now: string,
): { readonly outbox: Outbox; readonly rescue: Rescue | null; readonly shut: unknown } {
	try {
		return { ...openOutboxWhole(path, now), shut: null };
	} catch (cause) {
		if (!isRefused(cause)) throw cause;
		return { outbox: Outbox.shut(), rescue: null, shut: cause };
	}
}

/** What was moved aside in a folder, the oldest first. */
export const asidesIn = (folder: string): readonly Aside[] =>
	readdirSync(folder)
		.sort()
		.flatMap((name) => {
			const [, day, time] = ASIDE.exec(name) ?? [];
			if (!day || !time) return [];
			const at = `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`;
			return [{ path: join(folder, name), at }];
		});

const ASIDE = /^outbox\.damaged-(\d{8})T(\d{6})Z\.sqlite$/;

const asideOf = (path: string, now: string): string =>
	join(dirname(path), `outbox.damaged-${now.slice(0, 19).replaceAll(/[-:]/g, '')}Z.sqlite`);

const freshOf = (path: string): string => join(dirname(path), `new-${basename(path)}`);

/** A power failure may have come before the new one took its place, and then it is whole, or while it was written. */
function finishRescue(path: string): void {
	const fresh = freshOf(path);
	if (!existsSync(fresh)) return;
	if (existsSync(path)) for (const ending of ['', '-wal', '-shm']) rmSync(fresh + ending, { force: true });
	else renameSync(fresh, path);
}

function openIfWhole(path: string): Outbox | undefined {
	let outbox: Outbox | undefined;
	try {
		outbox = openOutbox(path);
		if (outbox.isWhole()) return outbox;
	} catch (cause) {
		if (!isDamage(cause)) throw cause;
	}
	outbox?.close();
	return undefined;
}

/** A row as it stands in the file; the chain says nothing of what is optional. */
type FoundRow = Row & Partial<Omit<Carried, 'body'>>;

/** The commands of a damaged outbox that are as they were kept, in their order. */
function readable(path: string): readonly Carried[] {
	const commands = new Map<string, Carried>();
	let before: Pick<Row, 'position' | 'hash'> | undefined;
	for (const row of rowsOf(path)) {
		const isNext = before?.position === row.position - 1;
		if (isNext && row.body !== null && follows(row, before!.hash)) {
			const command = carriedOf(row, row.body);
			commands.set(command.id, command);
		}
		before = row;
	}
	return [...commands.values()];
}

function carriedOf(row: FoundRow, body: string): Carried {
	const { version, kept_at, outcome = null, settled_at = null, seen_by = null } = row;
	const { id } = JSON.parse(body) as { readonly id: string };
	// An answer that is not there is asked for again, and is the same.
	const answer = isAnswer(outcome) ? { outcome, settled_at } : { outcome: null, settled_at: null };
	return { id, body, version, kept_at, seen_by, away: flag(row.away), closed: flag(row.closed), ...answer };
}

const flag = (kept: unknown): 0 | 1 => (kept === 1 ? 1 : 0);

function isAnswer(text: string | null): boolean {
	if (text === null) return false;
	try {
		return typeof (JSON.parse(text) as { readonly ok?: unknown } | null)?.ok === 'boolean';
	} catch {
		return false;
	}
}

/** More than a till records in years. */
const ROWS_MAX = 1_000_000;

/** What the first row of all follows. */
const BEGINNING = new Uint8Array(32);

/** Whatever can still be read, by its position; before it the hash that the first row follows. */
function* rowsOf(path: string): Generator<FoundRow> {
	// What is cut off is read as far as it goes, and nothing is written.
	const db = new DatabaseSync(path, { readOnly: true, defensive: false });
	try {
		db.exec('PRAGMA writable_schema = ON');
		const chain = tried(() => db.prepare('SELECT before_first, last_position FROM chain').get());
		const ends = tried(() => db.prepare('SELECT min(position) AS first, max(position) AS last FROM command').get());
		const first = Number(ends?.['first'] ?? 1);
		const last = Math.max(Number(chain?.['last_position'] ?? 0), Number(ends?.['last'] ?? 0));
		const hash = (chain?.['before_first'] as Uint8Array | undefined) ?? BEGINNING;
		yield { position: first - 1, version: null, kept_at: null, body: null, hash };
		const at = tried(() => db.prepare('SELECT * FROM command WHERE position = ?'));
		for (let position = first; at && position <= Math.min(last, first + ROWS_MAX); position++) {
			const row = tried(() => at.get(position));
			if (row) yield row as FoundRow;
		}
	} finally {
		db.close();
	}
}

/** @returns `undefined` where it cannot be read */
function tried<Value>(read: () => Value): Value | undefined {
	try {
		return read();
	} catch (cause) {
		if (!isDamage(cause)) throw cause;
		return undefined;
	}
}
