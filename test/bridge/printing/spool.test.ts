import { mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemberId, VisitId } from '#shared/kernel/ids.ts';
import { KEPT_MS, openSpool, type SlipOrder, type Spool } from '../../../bridge/printing/spool.ts';
import { aReversal, reversalId } from '../../shared/counter/samples.ts';
import { SAMPLES } from '../../shared/receipt/samples.ts';

const supper = SAMPLES['Elena has supper']!.answer;
const visit = (visitId: string = supper.visitId, copy = 0): SlipOrder => ({
	kind: 'visit',
	answer: { ...supper, visitId: visitId as VisitId },
	copy,
});
const balance = (jobId: string): SlipOrder => ({
	kind: 'balance',
	jobId,
	memberId: supper.memberId as MemberId,
	at: '2026-11-21T17:42:00.000Z',
});

let folder: string;
let spool: Spool;
const path = (): string => join(folder, 'spool.sqlite');

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'spool-'));
	spool = openSpool(path());
});
afterEach(() => {
	spool.close();
	rmSync(folder, { recursive: true });
});
const restart = (): void => {
	spool.close();
	spool = openSpool(path());
};
const progressOf = (order: SlipOrder, nowMs: number): string => {
	const kept = spool.submit(order, nowMs);
	return kept.ok ? kept.value : kept.error.code;
};
const waiting = (): string[] => spool.waiting().map(({ id }) => id);

describe('the spool', () => {
	test('keeps what waits, the oldest first, over a restart', () => {
		spool.submit(visit('b'), 1_000);
		spool.submit(visit('a'), 1_000);
		spool.submit(visit('c'), 500);
		restart();
		expect(waiting()).toEqual(['c:0', 'b:0', 'a:0']);
		expect(spool.waiting()[0]).toEqual({ id: 'c:0', order: visit('c') });
	});

	test('takes a slip once: a second time it tells how far the first has come', () => {
		expect(progressOf(visit(), 0)).toBe('waiting');
		spool.move(spool.waiting()[0]!, 'confirmed');
		expect(progressOf(visit(), 9)).toBe('confirmed');
		expect(waiting()).toEqual([]);
	});

	test('does not ask again for what has expired, until somebody wants it', () => {
		for (const [at, id] of ['a', 'b', 'c'].entries()) spool.submit(visit(id), at);
		spool.submit(balance('monday-1-1'), 0);
		expect(spool.expire(2).map(({ id }) => id)).toEqual(['a:0', 'b:0']);
		expect([spool.expire(2), waiting()]).toEqual([[], ['monday-1-1', 'c:0']]);
		restart();
		expect([spool.again(visit('b'), 9), spool.again(visit('b'), 9), spool.again(visit('c'), 9)]).toEqual([
			...[visit('b'), undefined, undefined],
		]);
		expect([waiting(), spool.expire(9)[0]?.id]).toEqual([['c:0', 'b:0'], 'c:0']);
		expect(progressOf(visit('a'), 9)).toBe('expired');
	});

	test('numbers the copies of what may have come out, and makes none of what is on its way', () => {
		spool.submit(visit('a'), 0);
		for (const copy of [1, 2]) {
			spool.move({ id: `a:${copy - 1}`, order: visit('a') }, 'unknown');
			expect(spool.again(visit('a'), copy)).toEqual(visit('a', copy));
			expect(spool.again(visit('a'), copy)).toBeUndefined();
		}
		expect([waiting(), spool.again(visit('not kept'), 9)]).toEqual([['a:2'], visit('not kept')]);
	});

	test('takes a copy as a slip of its own', () => {
		spool.submit(visit(), 0);
		spool.submit(visit(supper.visitId, 1), 1);
		expect(waiting()).toEqual([`${supper.visitId}:0`, `${supper.visitId}:1`]);
	});

	test('takes what came back of a visit as a slip of its own, which is owed over a restart too', () => {
		const back = (copy: number): SlipOrder => ({ kind: 'reversal', answer: aReversal(), copy });
		for (const order of [visit(), back(0), back(0), back(1)]) spool.submit(order, 0);
		restart();
		expect(waiting()).toEqual([`${supper.visitId}:0`, `${reversalId(1)}:0`, `${reversalId(1)}:1`]);
		expect(spool.waiting()[1]?.order).toEqual(back(0));
	});

	test('does not know how a slip ended that was printed when the bridge stopped', () => {
		spool.submit(visit(), 0);
		spool.move(spool.waiting()[0]!, 'sending');
		restart();
		expect([spool.brokenOff, waiting()]).toEqual([[visit()], []]);
		expect(progressOf(visit(), 0)).toBe('unknown');
		restart();
		expect(spool.brokenOff).toEqual([]);
	});

	test('forgets a slip after 48 hours, whatever became of it', () => {
		for (const [at, id] of ['a', 'b', 'c'].entries()) spool.submit(visit(id), at);
		spool.move(spool.waiting()[0]!, 'confirmed');
		spool.forgetBefore(KEPT_MS + 2 - KEPT_MS);
		expect(waiting()).toEqual(['c:0']);
		expect(progressOf(visit('a'), 5)).toBe('waiting');
	});

	test('keeps a balance as a slip beside the others, under its own name', () => {
		spool.submit(visit('a'), 0);
		expect(progressOf(balance('monday-1-1'), 1)).toBe('waiting');
		expect(progressOf(balance('monday-1-1'), 2)).toBe('waiting');
		expect(spool.waiting()[1]).toEqual({ id: 'monday-1-1', order: balance('monday-1-1') });
		expect(waiting()).toEqual(['a:0', 'monday-1-1']);
	});

	test('gives back what has not begun, and nothing else', () => {
		for (const [at, id] of ['a', 'b'].entries()) spool.submit(balance(id), at);
		spool.move(spool.waiting()[0]!, 'sending');
		for (const id of ['a', 'b', 'c']) spool.withdraw(id);
		expect(waiting()).toEqual([]);
		expect(progressOf(balance('a'), 3)).toBe('sending');
		expect(progressOf(balance('b'), 3)).toBe('waiting');
	});

	test('prints no balance after a restart: its guest has gone', () => {
		spool.submit(balance('a'), 0);
		spool.submit(balance('b'), 0);
		spool.submit(visit('c'), 0);
		spool.move(spool.waiting()[0]!, 'sending');
		restart();
		expect([spool.brokenOff, waiting()]).toEqual([[balance('a')], ['c:0']]);
	});

	test('writes through to the disk, keeps no names and leaves none behind', () => {
		spool.submit(visit(), 0);
		spool.submit(balance('a'), 0);
		const db = new DatabaseSync(path());
		expect(
			db
				.prepare('SELECT * FROM job')
				.all()
				.map((row) => JSON.stringify(row))
				.join(),
		).not.toMatch(/Елена|0013/);
		expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
		db.close();
	});
});

describe('a spool that the disk could not hold', () => {
	const away = (): string => join(folder, 'away.sqlite');

	test('brings to the disk what it holds, beside what was there', () => {
		for (const id of ['a', 'b', 'c']) spool.submit(visit(id), 0);
		for (const id of ['a', 'c']) spool.move({ id: `${id}:0`, order: visit(id) }, 'sending');
		spool.close();
		renameSync(path(), away());
		mkdirSync(path());
		spool = openSpool(path());
		expect([spool.unkept, spool.moveToDisk()]).toEqual([expect.any(Error), undefined]);
		spool.submit(visit('c'), 1);
		spool.move({ id: 'c:0', order: visit('c') }, 'confirmed');
		spool.submit(visit('d'), 1);
		spool.submit(visit('e'), 1);
		spool.move({ id: 'e:0', order: visit('e') }, 'sending');
		rmdirSync(path());
		renameSync(away(), path());
		expect([spool.moveToDisk(), spool.unkept, waiting()]).toEqual([[visit('a')], null, ['b:0', 'd:0']]);
		spool.move({ id: 'e:0', order: visit('e') }, 'confirmed');
		restart();
		expect([spool.brokenOff, waiting()]).toEqual([[], ['b:0', 'd:0']]);
		expect(['a', 'c', 'e'].map((id) => progressOf(visit(id), 9))).toEqual(['unknown', 'confirmed', 'confirmed']);
	});

	test('stays where it is while the disk takes nothing', () => {
		spool.close();
		renameSync(path(), away());
		mkdirSync(path());
		spool = openSpool(path());
		spool.submit(visit('a'), 0);
		rmdirSync(path());
		renameSync(away(), path());
		const full = new DatabaseSync(path());
		full.exec(`CREATE TRIGGER full BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
		expect([spool.moveToDisk(), String(spool.unkept), waiting()]).toEqual([
			...[undefined, 'Error: disk full', ['a:0']],
		]);
		full.exec('DROP TRIGGER full');
		full.close();
		expect([spool.moveToDisk(), waiting()]).toEqual([[], ['a:0']]);
	});
});
