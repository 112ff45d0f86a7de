import { describe, expect, test } from 'vitest';
import {
	keptLines,
	LOG_LINES_MAX,
	LOG_TEXT_MAX,
	logLineOf,
	maskNumbers,
	type LogLine,
} from '#shared/self-check/log-line.ts';
import { logLineSchema } from '#shared/self-check/log-line.schema.ts';

const TIME = Date.parse('2026-11-22T10:00:00.000Z');
const CARD = '9702310000000013';
const VISIT = '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c101';

describe('what is kept of a log', () => {
	test('is its warnings, with codes, kinds, numbers and random ids', () => {
		const record = {
			level: 50,
			time: TIME,
			pid: 1,
			hostname: 'till-7',
			msg: 'no',
			visitId: VISIT,
			code: 'busy',
			retryInMs: 250,
		};
		expect(logLineOf(record)).toEqual({
			at: '2026-11-22T10:00:00.000Z',
			level: 'error',
			text: 'no',
			details: { visitId: VISIT, code: 'busy', retryInMs: 250 },
		});
		expect(logLineOf({ ...record, level: 30 })).toBeNull();
	});

	test.each<[string, object]>([
		['a name', { name: 'Elena Petrova', guest: 'Elena Petrova' }],
		['a card in a sentence', { reason: `cannot read ${CARD}` }],
		['a card in groups', { reason: '9702 3100 0000 0013' }],
		['a card as a number', { card: Number(CARD) }],
		['a card in a fault', { cause: { type: 'Error', message: `no ${CARD}` } }],
		['what could not be read', { err: { type: 'SyntaxError', message: 'Unexpected token, "deviceKey": "secret"' } }],
		['whole documents', { config: { deviceKey: 'secret' }, list: ['Elena Petrova'] }],
		['a key of its own making', { cause: { name: 'Elena Petrova', card: CARD } }],
	])('is never %s', (_name, more) => {
		const kept = JSON.stringify(logLineOf({ level: 40, time: TIME, msg: `for ${CARD}`, ...more }));
		for (const secret of ['Elena', 'secret', CARD, '0000 0013', '970231']) expect(kept).not.toContain(secret);
	});

	test('is what a line may be, also of a record that nobody of ours writes', () => {
		for (const bad of [
			null,
			1,
			'x',
			[],
			{},
			{ level: 40 },
			{ level: 40, time: Number.MAX_VALUE },
			{ level: 40, time: NaN },
		])
			expect(logLineOf(bad)).toBeNull();
		const large = { level: 60, time: TIME, msg: 'x'.repeat(9_999), reason: 'y'.repeat(9_999) };
		const many = Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`n${index}`, index]));
		const line = logLineOf({ ...large, ...many })!;
		expect(logLineSchema.parse(line)).toEqual(line);
		expect(line.text).toHaveLength(LOG_TEXT_MAX);
	});

	test('is two hundred lines of seven days', () => {
		const line = (at: string): LogLine => ({ at, level: 'warn', text: '', details: {} });
		const lines = Array.from({ length: 300 }, (_, index) => line(new Date(TIME + index).toISOString()));
		expect(keptLines(lines, '2026-11-22T11:00:00.000Z')).toEqual(lines.slice(-LOG_LINES_MAX));
		expect(keptLines(lines, '2026-11-29T10:00:00.299Z')).toEqual([lines.at(-1)]);
	});
});

test('numbers in a text are masked, and random ids stay', () => {
	expect(maskNumbers(`port 4710, visit ${VISIT}, 12345 and 123 456`)).toBe(`port #, visit ${VISIT}, # and #`);
	expect(maskNumbers('reader 2: 9 %')).toBe('reader 2: 9 %');
});
