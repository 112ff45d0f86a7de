import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LOG_LINES_MAX } from '#shared/self-check/log-line.ts';
import { LogBook, readLog } from '../../bridge/log-book.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const logTo = (book: LogBook) => pino({ name: 'bridge' }, pino.multistream([{ level: 'warn', stream: book }]));
const textsIn = (): string[] => readLog(folder).map(({ text }) => text);

test('keeps warnings of this run and of those before it, also of the one that ended at once', () => {
	const first = new LogBook();
	logTo(first).warn('before the folder was known');
	first.keepIn(folder);
	logTo(first).info('no warning');
	logTo(first).fatal(new Error('the disk failed'), 'the bridge ends');
	expect(textsIn()).toEqual(['before the folder was known', 'the bridge ends']);

	const second = new LogBook();
	second.keepIn(folder);
	logTo(second).warn({ code: 'busy' }, 'second run');
	expect(second.lines.map(({ text }) => text)).toEqual([
		'before the folder was known',
		'the bridge ends',
		'second run',
	]);
	expect(readLog(folder).at(-1)).toMatchObject({ level: 'warn', details: { code: 'busy' } });
});

test('keeps no more than it may, in memory and on disk', () => {
	const book = new LogBook();
	book.keepIn(folder);
	const log = logTo(book);
	const size = (): number => readFileSync(join(folder, readdirSync(folder)[0]!), 'utf8').split('\n').length;
	for (let line = 0; line < 5 * LOG_LINES_MAX; line++) {
		log.warn({ line }, 'again');
		expect(book.lines.length).toBeLessThanOrEqual(LOG_LINES_MAX);
	}
	expect(size()).toBeLessThanOrEqual(2 * LOG_LINES_MAX + 1);
	expect(readLog(folder)).toEqual(book.lines);
	expect(readLog(folder).at(-1)).toMatchObject({ details: { line: 5 * LOG_LINES_MAX - 1 } });
});

test('is readable by its owner alone, and a line that was cut off costs no other', () => {
	const book = new LogBook();
	book.keepIn(folder);
	logTo(book).warn('whole');
	const path = join(folder, readdirSync(folder)[0]!);
	expect(statSync(path).mode & 0o077).toBe(0);
	appendFileSync(path, '{"at":"2026-11-22T');
	expect(textsIn()).toEqual(['whole']);
});

test('a disk that takes nothing ends nobody', () => {
	const book = new LogBook();
	book.keepIn(join(folder, 'gone'));
	logTo(book).warn('still here');
	expect(book.lines.map(({ text }) => text)).toEqual(['still here']);
});
