import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseRecord, RECORD_KEPT_MS, RECORD_WANTED, RECORDS_FOLDER } from '#shared/protocol/record.ts';
import { deleteOld, keepRecords, writeRecord, type Records } from '../../../bridge/recorder/record-files.ts';
import { Recorder } from '../../../bridge/recorder/recorder.ts';
import { ManualClock, settled } from '../../fakes/manual-clock.ts';

const HOUR_MS = 3_600_000;

let state: string;
let folder: string;
let clock: ManualClock;
let recorder: Recorder;
let ending: AbortController;
let warned: string[];

beforeEach(() => {
	state = mkdtempSync(join(tmpdir(), 'retorno-records-'));
	folder = join(state, RECORDS_FOLDER);
	clock = new ManualClock();
	recorder = new Recorder({ role: 'till', build: 'b7', clock, patterns: () => [] });
	ending = new AbortController();
	warned = [];
});
afterEach(() => {
	ending.abort();
	rmSync(state, { recursive: true, force: true });
});

const start = (): Records =>
	keepRecords({
		...{ stateFolder: state, recorder, clock, signal: ending.signal },
		log: { warn: (about, words) => void warned.push(`${JSON.stringify(about)} ${words}`) },
	});
const files = (): readonly string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);
const only = () => parseRecord(readFileSync(join(folder, files()[0]!), 'utf8'))!;

test('nothing is on disk until somebody asks; then the last minutes are, for their owner alone, and it says so by taking the question away', async () => {
	start();
	recorder.event({ kind: 'guest-left' });
	await clock.pass(1_000);
	expect(readdirSync(state)).toEqual([]);

	writeFileSync(join(state, RECORD_WANTED), '');
	await clock.pass(1_000);
	expect(existsSync(join(state, RECORD_WANTED))).toBe(false);
	expect(only()).toMatchObject({
		header: { record: 1, role: 'till', build: 'b7', at: '2026-11-21T17:42:02.000Z', t: 2_000 },
		entries: [{ t: 0, what: 'event', event: { kind: 'guest-left' } }],
		isWhole: true,
	});
	expect(statSync(join(folder, files()[0]!)).mode & 0o777).toBe(0o600);
	expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('a record is of the last fifteen minutes and ten thousand entries, and is sorted by time', () => {
	for (let n = 0; n < 12_000; n++) recorder.note({ what: 'asked', name: 'x' });
	const entries = parseRecord(recorder.lines().join('\n'))!.entries;
	expect(entries).toHaveLength(10_000);
	recorder.begin();
	recorder.note({ what: 'asked', name: 'later' }, 50);
	recorder.note({ what: 'asked', name: 'sooner' }, 20);
	expect(parseRecord(recorder.lines().join('\n'))!.entries.map(({ t }) => t)).toEqual([20, 50]);
});

test('what is older than fifteen minutes is dropped, also while nothing happens', async () => {
	start();
	recorder.note({ what: 'asked', name: 'early' });
	await clock.pass(10 * 60_000);
	recorder.note({ what: 'asked', name: 'late' });
	await clock.pass(6 * 60_000);
	expect(parseRecord(recorder.lines().join('\n'))!.entries).toMatchObject([{ name: 'late' }]);
});

test('a record is bounded in bytes, whatever a reader sends', () => {
	const bytes = 'x'.repeat(4_000);
	for (let n = 0; n < 2_000; n++) recorder.note({ what: 'read', reader: 1, bytes });
	expect(recorder.lines().join('\n').length).toBeLessThan(2_100_000);
});

test('is deleted after 48 hours, at the start and while nothing happens; so is one of a clock that was wrong', async () => {
	writeRecord(folder, clock.nowMs() - RECORD_KEPT_MS, ['old']);
	writeRecord(folder, clock.nowMs() - RECORD_KEPT_MS + HOUR_MS, ['an hour left']);
	writeRecord(folder, clock.nowMs() + RECORD_KEPT_MS, ['of next week']);
	writeFileSync(join(folder, 'copy.bak'), '');
	utimesSync(join(folder, 'copy.bak'), new Date(0), new Date(0));
	start();
	expect(files()).toHaveLength(1);
	await clock.pass(HOUR_MS - 1_000);
	expect(files()).toHaveLength(1);
	await clock.pass(1_000);
	expect(files()).toEqual([]);
});

test('a counter that ends again and again keeps the latest eight', () => {
	const records = start();
	for (let n = 0; n < 20; n++) {
		clock.jump(60_000);
		recorder.fault(new Error(`fault ${n}`));
		records.keep();
	}
	expect(files()).toHaveLength(8);
	expect(files().at(-1)).toBe(`${new Date(clock.nowMs()).toISOString().replaceAll(':', '-')}.jsonl`);
});

test('a disk that takes nothing is logged and stops nobody; the next question is answered', async () => {
	const records = start();
	// A file where the folder should be.
	writeFileSync(folder, '');
	recorder.event({ kind: 'guest-left' });
	expect(() => records.keep()).not.toThrow();
	expect(warned.length).toBeGreaterThan(0);
	writeFileSync(join(state, RECORD_WANTED), '');
	await clock.pass(1_000);
	expect(existsSync(join(state, RECORD_WANTED))).toBe(false);
	rmSync(folder);
	records.keep();
	expect(files()).toHaveLength(1);
	expect(only().entries).toMatchObject([{ event: { kind: 'guest-left' } }]);
});

test('a record that broke off can be read up to where it did', () => {
	for (let n = 0; n < 5; n++) recorder.note({ what: 'asked', name: `x${n}` });
	const whole = recorder.lines().join('\n');
	for (let length = whole.indexOf('\n') + 1; length < whole.length; length++) {
		const { entries, isWhole } = parseRecord(whole.slice(0, length))!;
		const complete = whole.slice(0, length).split('\n').slice(1).filter(isJson);
		expect([entries.length, isWhole]).toEqual([Math.min(complete.length, 5), false]);
	}
	expect(parseRecord(whole)!.isWhole).toBe(true);
	expect(parseRecord('')).toBeUndefined();
	expect(parseRecord('{"record":9}\n')).toBeUndefined();
});

function isJson(line: string): boolean {
	try {
		return typeof JSON.parse(line) === 'object';
	} catch {
		return false;
	}
}

test('a sleep of the machine is noted as a jump of its clock', async () => {
	start();
	recorder.note({ what: 'asked', name: 'before' });
	clock.jump(HOUR_MS);
	await clock.pass(1_000);
	await settled();
	expect(parseRecord(recorder.lines().join('\n'))!.entries).toMatchObject([
		{ what: 'asked' },
		{ what: 'clock', jumpMs: HOUR_MS },
	]);
});

test('deleting looks at no other folder', () => {
	mkdirSync(join(state, 'other'));
	expect(() => deleteOld(folder, clock.nowMs())).not.toThrow();
	expect(readdirSync(state)).toEqual(['other']);
});
