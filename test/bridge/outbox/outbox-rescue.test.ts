import {
	closeSync,
	copyFileSync,
	existsSync,
	mkdtempSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { err, ok } from '#shared/kernel/result.ts';
import { openOutbox, type Outbox } from '../../../bridge/outbox/outbox.ts';
import { asidesIn, openOutboxWhole, type Rescue } from '../../../bridge/outbox/outbox-rescue.ts';
import { aCommand, anAnswer, BORIS, ELENA, visitId } from '../../shared/counter/samples.ts';

const AT = '2026-11-21T19:42:00.000Z';
const NOW = '2026-11-22T08:00:01.234Z';
const PAGE_BYTES = 4_096;
/** In the header. Source: SQLite's file format, 1.3.9. */
const LAYOUT_AT = 60;
const VISITS = 40;
const visit = (number: number) => aCommand({ id: visitId(number), memberId: ELENA.id });
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

let folder: string;
let path: string;
let outbox: Outbox;
let rescue: Rescue | null;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-rescue-'));
	path = join(folder, 'outbox.sqlite');
	const before = openOutbox(path);
	for (const number of numbers(1, VISITS)) before.keep(visit(number), AT, number % 2 === 0);
	before.close();
});
afterEach(() => {
	outbox.close();
	rmSync(folder, { recursive: true });
});

function start(): void {
	({ outbox, rescue } = openOutboxWhole(path, NOW));
}
const waiting = (): number[] => {
	const all = numbers(1, VISITS);
	return outbox.pending().map(({ id }) => all.find((number) => visitId(number) === id)!);
};
const aside = (): string => join(folder, 'outbox.damaged-20261122T080001Z.sqlite');

function tamper(sql: string): void {
	const db = new DatabaseSync(path);
	db.exec(sql);
	db.close();
}
function overwrite(at: number, bytes: Buffer): void {
	const file = openSync(path, 'r+');
	writeSync(file, bytes, 0, bytes.length, at);
	closeSync(file);
}
/** The page on which the body of a visit lies. */
const pageOf = (number: number): number =>
	Math.floor(readFileSync(path).indexOf(`"id":"${visitId(number)}"`) / PAGE_BYTES);

describe('an outbox that is well', () => {
	test('is opened as it is, and nothing is moved', () => {
		start();
		expect([rescue, waiting(), asidesIn(folder)]).toEqual([null, numbers(1, VISITS), []]);
	});

	test('of a newer bridge is left alone', () => {
		tamper('ALTER TABLE command ADD COLUMN newer TEXT; PRAGMA user_version = 4');
		const before = readFileSync(path);
		expect(start).toThrow('newer bridge');
		expect(readFileSync(path)).toEqual(before);
		expect(asidesIn(folder)).toEqual([]);
		tamper('ALTER TABLE command DROP COLUMN newer; PRAGMA user_version = 3');
		start();
	});
});

describe('a damaged outbox is kept beside the new one, which has what can be read', () => {
	const kept = (): boolean => existsSync(aside());

	test('F36: of a file that is no database, nothing', () => {
		writeFileSync(path, 'not a database, but long enough to be read as one '.repeat(500));
		const damaged = readFileSync(path);
		start();
		expect([rescue, waiting()]).toEqual([{ aside: aside(), carried: 0, waiting: 0 }, []]);
		expect(readFileSync(aside())).toEqual(damaged);
		expect(asidesIn(folder)).toEqual([{ path: aside(), at: '2026-11-22T08:00:01Z' }]);
		outbox.keep(visit(1), NOW);
		expect(waiting()).toEqual([1]);
	});

	test('of a file that is empty, nothing is missed: it is a new one', () => {
		writeFileSync(path, '');
		start();
		expect([rescue, waiting()]).toEqual([null, []]);
	});

	test('of a file that was cut in half, the visits of the half that is left', () => {
		const before = openOutbox(path);
		for (const number of numbers(VISITS + 1, 200)) before.keep(visit(number), AT);
		before.close();
		truncateSync(path, Math.floor(readFileSync(path).length / 2));
		start();
		const carried = outbox.pending();
		expect(kept()).toBe(true);
		expect(carried.length).toBeGreaterThan(60);
		expect(carried.length).toBeLessThan(130);
		expect(carried).toEqual(numbers(1, carried.length).map(visit));
		expect(rescue).toMatchObject({ carried: carried.length, waiting: carried.length });
		expect(outbox.verify()).toEqual(ok({ rows: carried.length }));
	});

	test('of one with a page of rubbish, all but the visits of that page', () => {
		const page = pageOf(20);
		overwrite(page * PAGE_BYTES, Buffer.alloc(PAGE_BYTES, 0xa5));
		start();
		expect(kept()).toBe(true);
		expect(waiting()).not.toContain(20);
		expect(waiting().length).toBeGreaterThan(VISITS - 10);
		expect([waiting()[0], waiting().at(-1)]).toEqual([1, VISITS]);
		expect(outbox.pending()[0]).toEqual(visit(1));
	});

	test.each([0, 1, 2, 3, 4, 5, 6, 7])(
		'of one with a bit flipped in the middle of page %i, whatever is as it was kept',
		(page) => {
			const at = page * PAGE_BYTES + PAGE_BYTES / 2;
			overwrite(at, Buffer.from([readFileSync(path)[at]! ^ 0x10]));
			start();
			expect(outbox.pending()).toEqual(waiting().map(visit));
			expect(waiting().length).toBeGreaterThan(VISITS - 10);
			expect(rescue === null).toBe(waiting().length === VISITS && !kept());
			expect(outbox.isWhole()).toBe(true);
		},
	);

	test.each(numbers(0, 31))('of one with bit %i of its layout number flipped, everything', (bit) => {
		const at = LAYOUT_AT + Math.floor(bit / 8);
		overwrite(at, Buffer.from([readFileSync(path)[at]! ^ (1 << (bit % 8))]));
		start();
		expect(kept()).toBe(true);
		expect(rescue).toMatchObject({ carried: VISITS, waiting: VISITS });
		expect(waiting()).toEqual(numbers(1, VISITS));
	});

	test('of one whose bill was changed from outside, all others, and never that one', () => {
		tamper(`UPDATE command SET body = replace(body, '6200', '9200') WHERE position = 3`);
		start();
		expect(waiting()).toEqual([1, 2, ...numbers(4, VISITS)]);
		expect(outbox.verify()).toEqual(ok({ rows: VISITS - 1 }));
	});

	test('of one that lacks a row, all but that and the one that followed it', () => {
		tamper('DELETE FROM command WHERE position = 3');
		start();
		expect(waiting()).toEqual([1, 2, ...numbers(5, VISITS)]);
	});

	test('of one in whose index a visit is another one, everything', () => {
		const bytes = readFileSync(path);
		const inIndex = bytes.indexOf(visitId(20));
		expect(Math.floor(inIndex / PAGE_BYTES)).not.toBe(pageOf(20));
		overwrite(inIndex, Buffer.from('f'));
		start();
		expect(kept()).toBe(true);
		expect(waiting()).toEqual(numbers(1, VISITS));
		expect(outbox.isPending(visitId(20))).toBe(true);
	});
});

test('what was answered, looked at and given without the server is carried as it was', () => {
	const before = openOutbox(path);
	before.settle(visitId(1), ok(anAnswer({ visitId: visitId(1) })), AT);
	before.settle(visitId(2), err({ code: 'cashier_unknown' }), AT);
	before.settle(visitId(4), err({ code: 'cashier_unknown' }), AT);
	before.seeConflict(visitId(4), BORIS.id);
	before.remove(visitId(5));
	const told = [before.awayOf(ELENA.id), before.conflicts(9), before.openConflicts(), before.pending()];
	before.close();
	tamper(`UPDATE command SET hash = zeroblob(32) WHERE position = ${VISITS}`);
	start();
	expect(rescue).toMatchObject({ carried: VISITS - 2, waiting: VISITS - 5 });
	const now = [outbox.awayOf(ELENA.id), outbox.conflicts(9), outbox.openConflicts(), outbox.pending()];
	expect(now).toEqual(
		told.map((list) => list.filter((one) => JSON.stringify(one).includes(visitId(VISITS)) === false)),
	);
});

test('an answer that cannot be read is asked for again', () => {
	const before = openOutbox(path);
	before.settle(visitId(1), ok(anAnswer({ visitId: visitId(1) })), AT);
	before.close();
	tamper(`UPDATE command SET outcome = '{"ok":tr' WHERE position = 1; UPDATE chain SET last = zeroblob(32)`);
	start();
	expect(waiting()).toEqual(numbers(1, VISITS));
});

test('what lay in the journal of a bridge that was killed is carried too', () => {
	const before = openOutbox(path);
	before.keep(visit(41), AT);
	const copy = join(folder, 'copy');
	for (const ending of ['', '-wal']) copyFileSync(path + ending, copy + ending);
	before.close();
	for (const ending of ['', '-wal']) renameSync(copy + ending, path + ending);
	const page = pageOf(20);
	overwrite(page * PAGE_BYTES, Buffer.alloc(PAGE_BYTES, 0xa5));
	start();
	expect(outbox.pending().at(-1)).toEqual(visit(41));
});

test.each(['is being written', 'is not in its place'])(
	'the power fails while the new one %s: nothing is lost',
	(when) => {
		tamper(`UPDATE command SET body = replace(body, '6200', '9200') WHERE position = 3`);
		start();
		outbox.close();
		// As it lay before the last step.
		renameSync(path, join(folder, 'new-outbox.sqlite'));
		if (when === 'is being written') {
			renameSync(aside(), path);
			truncateSync(join(folder, 'new-outbox.sqlite'), 5_000);
		}
		start();
		expect(waiting()).toEqual([1, 2, ...numbers(4, VISITS)]);
		expect(asidesIn(folder)).toHaveLength(1);
		expect(existsSync(join(folder, 'new-outbox.sqlite'))).toBe(false);
	},
);
