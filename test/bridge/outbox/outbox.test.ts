import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { err, ok } from '#shared/kernel/result.ts';
import { openOutbox, type Outbox } from '../../../bridge/outbox/outbox.ts';
import { aCommand, anAnswer, BORIS, ELENA, visitId } from '../../shared/counter/samples.ts';

const AT = '2026-11-21T19:42:00.000Z';
const LATER = '2026-11-21T20:00:00.000Z';
const AFTER_48_H = '2026-11-23T20:00:01.000Z';
const visit = (number: number) => aCommand({ id: visitId(number) });
const settled = (number: number) => ok(anAnswer({ visitId: visitId(number) }));

let folder: string;
let path: string;
let outbox: Outbox;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-'));
	path = join(folder, 'outbox.db');
	outbox = openOutbox(path);
});

afterEach(() => {
	outbox.close();
	rmSync(folder, { recursive: true });
});

function reopen(): void {
	outbox.close();
	outbox = openOutbox(path);
}

/** Somebody changes the file behind the outbox. */
function tamper(sql: string): void {
	const db = new DatabaseSync(path);
	db.exec(sql);
	db.close();
}

const pendingIds = () => outbox.pending().map(({ id }) => id);
const verdict = () => outbox.verify();

const LAYOUT_2 = 'ALTER TABLE command DROP COLUMN seen_by; ALTER TABLE command DROP COLUMN closed; ';

describe('an outbox of the version before', () => {
	test('goes on, with all that waits in it', () => {
		for (const number of [1, 2]) outbox.keep(visit(number), AT);
		tamper(LAYOUT_2 + 'DROP INDEX command_away_of; ALTER TABLE command DROP COLUMN away; PRAGMA user_version = 1;');
		reopen();
		const memberId = ELENA.id;
		outbox.keep({ ...visit(3), memberId }, AT, true);
		expect(pendingIds()).toEqual([1, 2, 3].map(visitId));
		expect(verdict()).toEqual(ok({ rows: 3 }));
		expect(outbox.awayOf(memberId).map(({ id }) => id)).toEqual([visitId(3)]);
	});
});

describe('a visit that somebody has to look at', () => {
	const unbooked = err({ code: 'cashier_unknown' } as const);
	const owing = ok(anAnswer({ points: { earned: 0, spent: 40, balance: 0, owed: 12 } }));
	const shown = () => outbox.conflicts(20).map(({ visitId: id, kind }) => [id, kind]);

	beforeEach(() => {
		for (const number of [1, 2, 3]) outbox.keep(visit(number), AT);
		outbox.settleAll(
			[unbooked, ok(anAnswer()), owing].map((outcome, index) => ({ id: visitId(index + 1), outcome })),
			LATER,
		);
	});

	test('is one that was not booked, or that left a debt, in the order of keeping, also after a start', () => {
		reopen();
		expect(shown()).toEqual([
			[visitId(1), 'unbooked'],
			[visitId(3), 'debt'],
		]);
		expect(outbox.conflicts(1)).toHaveLength(1);
		expect(outbox.conflicts(20)[1]).toMatchObject({ owedPoints: 12, paidMinor: 8_000, checkNumber: '4711' });
	});

	test('goes from the screen when somebody has looked at it, and is still asked for', () => {
		outbox.seeConflict(visitId(1), BORIS.id);
		outbox.seeConflict(visitId(2), BORIS.id);
		reopen();
		expect(shown()).toEqual([[visitId(3), 'debt']]);
		expect(outbox.openConflicts().sort()).toEqual([visitId(1), visitId(3)]);
	});

	test('goes when the office has settled it', () => {
		outbox.closeConflicts([visitId(1), visitId(3)]);
		reopen();
		expect([shown(), outbox.openConflicts()]).toEqual([[], []]);
	});

	test('is forgotten only when it was settled, and a debt when somebody has looked at it', () => {
		outbox.forget(AFTER_48_H);
		expect(outbox.verify()).toMatchObject({ value: { rows: 3 } });
		expect(shown()).toHaveLength(2);
		outbox.seeConflict(visitId(1), BORIS.id);
		outbox.seeConflict(visitId(3), BORIS.id);
		outbox.forget(AFTER_48_H);
		expect(outbox.openConflicts()).toEqual([visitId(1)]);
		outbox.closeConflicts([visitId(1)]);
		outbox.forget(AFTER_48_H);
		expect(outbox.verify()).toEqual(ok({ rows: 0 }));
	});

	test('that an outbox of the version before holds is shown as well', () => {
		tamper(`${LAYOUT_2} PRAGMA user_version = 2;`);
		reopen();
		expect(shown()).toHaveLength(2);
		expect(outbox.verify()).toMatchObject({ ok: true });
	});
});

describe('a visit that is kept', () => {
	test('waits, in the order of keeping, as it was', () => {
		for (const number of [3, 1, 2]) outbox.keep(visit(number), AT);
		expect(outbox.pending()).toEqual([visit(3), visit(1), visit(2)]);
		expect(outbox.count()).toBe(3);
	});

	test('is there after the outbox was closed and opened', () => {
		for (const number of [1, 2]) outbox.keep(visit(number), AT);
		reopen();
		outbox.keep(visit(3), AT);
		expect(pendingIds()).toEqual([1, 2, 3].map(visitId));
		expect(verdict()).toEqual(ok({ rows: 3 }));
	});

	test('is kept once, however often', () => {
		for (const at of [AT, LATER]) outbox.keep(visit(1), at);
		outbox.settle(visitId(1), settled(1), LATER);
		outbox.keep(visit(1), LATER);
		expect(outbox.count()).toBe(0);
		expect(verdict()).toEqual(ok({ rows: 1 }));
	});

	test('cannot become another visit, and nothing is left of the try', () => {
		outbox.keep(visit(1), AT);
		expect(() => outbox.keep(aCommand({ id: visitId(1), part: 1 }), AT)).toThrow('one visit, for ever');
		outbox.keep(visit(2), AT);
		expect(outbox.pending()).toEqual([visit(1), visit(2)]);
	});
});

describe('a visit leaves the outbox', () => {
	beforeEach(() => {
		for (const number of [1, 2, 3]) outbox.keep(visit(number), AT);
	});

	test('when the server has it', () => {
		outbox.settle(visitId(2), settled(2), LATER);
		reopen();
		expect(pendingIds()).toEqual([1, 3].map(visitId));
		expect(outbox.count()).toBe(2);
	});

	test('when the server has refused it for good', () => {
		outbox.settle(visitId(1), err({ code: 'member_not_found' }), LATER);
		expect(pendingIds()).toEqual([2, 3].map(visitId));
	});

	test('with the first answer, whatever comes later', () => {
		outbox.settle(visitId(1), settled(1), LATER);
		outbox.settle(visitId(1), err({ code: 'id_reused' }), AFTER_48_H);
		outbox.remove(visitId(1));
		const db = new DatabaseSync(path);
		const [row] = db.prepare('SELECT outcome, settled_at FROM command WHERE outcome IS NOT NULL').all();
		db.close();
		expect(JSON.parse(row!.outcome as string)).toEqual(settled(1));
		expect(row!.settled_at).toBe(LATER);
	});

	test('when it was refused while the cashier waited; then its id is free', () => {
		outbox.remove(visitId(2));
		expect(pendingIds()).toEqual([1, 3].map(visitId));
		outbox.keep(aCommand({ id: visitId(2), part: 1 }), LATER);
		expect(pendingIds()).toEqual([1, 3, 2].map(visitId));
		expect(verdict()).toEqual(ok({ rows: 4 }));
	});

	test('and leaves no row behind once nothing older waits', () => {
		for (const number of [2, 1]) outbox.remove(visitId(number));
		expect(verdict()).toEqual(ok({ rows: 1 }));
		outbox.remove(visitId(3));
		expect(verdict()).toEqual(ok({ rows: 0 }));
	});

	test('and a visit that is not there disturbs nobody', () => {
		outbox.remove(visitId(9));
		outbox.settle(visitId(9), settled(9), LATER);
		outbox.forget(AT);
		expect(outbox.count()).toBe(3);
	});
});

describe('what is settled', () => {
	beforeEach(() => {
		for (const number of [1, 2, 3, 4]) outbox.keep(visit(number), AT);
		for (const number of [1, 3]) outbox.settle(visitId(number), settled(number), LATER);
		outbox.settle(visitId(4), settled(4), AFTER_48_H);
	});

	test('is forgotten when its time is over, and what still waits is not', () => {
		outbox.forget(AFTER_48_H);
		reopen();
		expect(pendingIds()).toEqual([visitId(2)]);
		expect(verdict()).toEqual(ok({ rows: 3 }));
	});

	test('leaves nothing in the files', () => {
		outbox.forget(AFTER_48_H);
		const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'));
		for (const number of [1, 3]) expect(files.join()).not.toContain(visitId(number));
		for (const number of [2, 4]) expect(files.join()).toContain(visitId(number));
	});

	test('leaves no row behind once nothing older waits', () => {
		outbox.settle(visitId(2), settled(2), LATER);
		outbox.forget('2027-01-01T00:00:00.000Z');
		expect(verdict()).toEqual(ok({ rows: 0 }));
		outbox.keep(visit(5), AT);
		reopen();
		expect(pendingIds()).toEqual([visitId(5)]);
		expect(verdict()).toEqual(ok({ rows: 1 }));
	});
});

describe('the chain', () => {
	beforeEach(() => {
		for (const number of [1, 2, 3, 4]) outbox.keep(visit(number), AT);
		outbox.remove(visitId(2));
	});

	test('holds for what was kept, and for an outbox that is new', () => {
		expect(verdict()).toEqual(ok({ rows: 4 }));
		const fresh = openOutbox(join(folder, 'fresh.db'));
		expect(fresh.verify()).toEqual(ok({ rows: 0 }));
		fresh.close();
	});

	test.each<[string, string, number]>([
		['a bill was changed', `UPDATE command SET body = replace(body, '6200', '9200') WHERE position = 3`, 3],
		['a time was changed', `UPDATE command SET kept_at = '2026-11-21T00:00:00.000Z' WHERE position = 1`, 1],
		['a version was changed', `UPDATE command SET version = 2 WHERE position = 4`, 4],
		['the order was changed', `UPDATE command SET position = 9 - position WHERE position IN (4, 5)`, 5],
		['a row is missing in between', `DELETE FROM command WHERE position = 2`, 3],
		['a row is missing at the beginning', `DELETE FROM command WHERE position = 1`, 2],
		['a row is missing at the end', `DELETE FROM command WHERE position = 4`, 4],
	])('breaks where %s', (_name, sql, position) => {
		tamper(sql);
		expect(verdict()).toEqual(err({ code: 'chain_broken', position }));
	});
});

test('an outbox of a newer bridge is left alone', () => {
	tamper('ALTER TABLE command ADD COLUMN newer TEXT; PRAGMA user_version = 4');
	expect(() => openOutbox(path)).toThrow('newer bridge');
});

test('whatever was said to be kept is there after the power has failed', async () => {
	outbox.close();
	const bridge = spawn(process.execPath, [join(import.meta.dirname, 'keeping.ts'), path], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	let said = '';
	bridge.stdout.setEncoding('utf8').on('data', (ids: string) => {
		said += ids;
		if (said.split('\n').length > 20) bridge.kill('SIGKILL');
	});
	const [, signal] = (await once(bridge, 'close')) as [number | null, string | null];
	expect(signal).toBe('SIGKILL');

	outbox = openOutbox(path);
	const ids = said.trim().split('\n');
	expect(ids.length).toBeGreaterThanOrEqual(20);
	expect(pendingIds().slice(0, ids.length)).toEqual(ids);
	expect(verdict().ok).toBe(true);
});

const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

test.runIf(canTrace)('every visit is on the disk when it is kept, and not only on its way there', () => {
	outbox.close();
	const calls = join(folder, 'calls');
	const keeping = [process.execPath, join(import.meta.dirname, 'keeping.ts'), path];
	const { status } = spawnSync('strace', ['-f', '-e', 'trace=fsync,fdatasync', '-o', calls, ...keeping]);
	expect(status).toBe(0);
	const synced = readFileSync(calls, 'utf8').match(/(fsync|fdatasync)\(/g);
	expect(synced!.length).toBeGreaterThanOrEqual(50);
	outbox = openOutbox(path);
	expect(outbox.count()).toBe(50);
});
