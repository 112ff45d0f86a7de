import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { greetingKey } from '#lib/greeting.ts';
import { houseMs, momentIn, momentNow, setSkew } from '#lib/moment.ts';

const zones = [
	'Europe/Sofia',
	'Europe/Madrid',
	'Asia/Shanghai',
	'America/New_York',
	'Australia/Lord_Howe',
	'Asia/Kathmandu',
	'UTC',
];

describe('the moment of a bill', () => {
	test.each([
		['the hour that is missing in spring', '2026-03-29T00:59:59.999Z'],
		['right after it', '2026-03-29T01:00:00.000Z'],
		['the first of two hours in autumn', '2026-10-25T00:30:00.000Z'],
		['the second of them', '2026-10-25T01:30:00.000Z'],
		['one minute before the cut-over', '2026-11-21T02:59:00.000Z'],
		['at the cut-over', '2026-11-21T03:00:00.000Z'],
		['midnight of the new year', '2025-12-31T22:00:00.000Z'],
	])('%s', (_name, instant) => {
		const clock = { timeZone: 'Europe/Sofia', cutOverMinute: 300 };
		expect(momentIn(new Date(instant), clock)).toEqual(momentAt(instant, clock));
	});

	test('the page counts as bridge and server do, at any time in any house', () => {
		const instants = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
		fc.assert(
			fc.property(
				instants,
				fc.constantFrom(...zones),
				fc.integer({ min: 0, max: 720 }),
				(now, timeZone, cutOverMinute) => {
					const clock = { timeZone, cutOverMinute };
					expect(momentIn(now, clock)).toEqual(momentAt(now.toISOString(), clock));
				},
			),
		);
	});
});

describe('the greeting', () => {
	const at = (time: string): number => {
		const [hours = 0, minutes = 0] = time.split(':').map(Number);
		return hours * 60 + minutes;
	};

	test.each([
		['03:59', 'evening'],
		['04:00', 'morning'],
		['11:59', 'morning'],
		['12:00', 'afternoon'],
		['17:59', 'afternoon'],
		['20:30', 'evening'],
		['23:59', 'evening'],
	] as const)('at %s is for the %s in every language', (time, part) => {
		for (const language of LANGUAGES) expect(greetingKey(at(time), language)).toBe(`greeting.${part}`);
	});

	test.each([
		['en', '18:00'],
		['es', '20:30'],
		['zh', '18:00'],
		['bg', '18:00'],
	] as const)('in %s is for the evening from %s on', (language, time) => {
		expect(greetingKey(at(time) - 1, language)).toBe('greeting.afternoon');
		expect(greetingKey(at(time), language)).toBe('greeting.evening');
	});
});

describe('the time of the house on a page', () => {
	const AT = Date.UTC(2026, 10, 21, 17, 42);
	const clock = { timeZone: 'Europe/Sofia', cutOverMinute: 300 };
	afterEach(() => {
		setSkew(null);
		vi.useRealTimers();
	});

	test('is the machine’s where the bridge does not know better, else as the bridge has measured', () => {
		vi.useFakeTimers({ now: AT });
		expect(houseMs()).toBe(AT);
		setSkew(3 * 3_600_000);
		expect(momentNow(clock)).toEqual(momentAt('2026-11-21T14:42:00.000Z', clock));
		setSkew(null);
		expect(houseMs()).toBe(AT);
	});
});
