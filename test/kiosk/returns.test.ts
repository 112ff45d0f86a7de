import { describe, expect, test } from 'vitest';
import type { VisitId } from '#shared/kernel/ids.ts';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import type { ReversalAnswer, StandingLine } from '#shared/protocol/reversal.ts';
import { formatOf } from '#lib/i18n/format.ts';
import { loadStaffTexts, staffTranslator } from '#lib/i18n/staff-texts.ts';
import {
	allOf,
	NOTHING,
	partsOf,
	switched,
	toggled,
	withKey,
	withoutLast,
	type Choice,
} from '#lib/till/returns/choice.ts';
import { returnActOfKey } from '#lib/till/returns/return-keys.ts';
import { withReturns, type ReturnWording } from '#lib/till/returns/texts.ts';
import { billName, notReturnedText, returnSheet, typedPart, whenText } from '#lib/till/returns/words.ts';
import type { DigitKey } from '#lib/till/bill/draft.ts';
import { aBill, aReversal } from '../shared/counter/samples.ts';
import { setupOf } from './miramar-till.ts';

const EUR = { code: 'EUR', exponent: 2 };
const SETUP = setupOf('restaurant');
const wordingIn = async (language: Language): Promise<ReturnWording> =>
	withReturns(language, {
		t: staffTranslator(language, await loadStaffTexts(language)),
		format: formatOf(language, EUR, 'Europe/Sofia'),
		name: (names) => names[language],
	});
const english = await wordingIn('en');

const figures = (listMinor: number, quantity = 1) => {
	return { quantity, listMinor, discountMinor: 0, payableMinor: listMinor, pointsPaidMinor: 0 };
};
const line = (id: string, quantity: number, left = figures(1_000, quantity)): StandingLine => ({
	...{ id, category: 'food', sku: null, ...figures(1_000, quantity), left },
});
const ONE = line('1', 1);
const BOTTLES = line('2', 3);
const GONE = line('3', 1, figures(0, 0));
const LINES = [ONE, BOTTLES, GONE];

const typed = (choice: Choice, ...keys: readonly DigitKey[]): Choice =>
	keys.reduce((before, key) => withKey(before, key, EUR), choice);
const parts = (choice: Choice) => partsOf(choice, LINES, EUR);

describe('what is chosen of a bill', () => {
	const one = toggled(NOTHING, ONE);
	const bottles = toggled(NOTHING, BOTTLES);

	test.each<[string, Choice, ReturnType<typeof partsOf>]>([
		['nothing asks for nothing', NOTHING, undefined],
		['a line comes back as it stands', one, [{ lineId: '1', quantity: 1 }]],
		['a line of several too', bottles, [{ lineId: '2', quantity: 3 }]],
		['touched again it stays', toggled(one, ONE), undefined],
		['what has come back does not again', toggled(NOTHING, GONE), undefined],
		['a line of one takes an amount', typed(one, '4', 'point', '5'), [{ lineId: '1', listMinor: 450 }]],
		['a line of several takes units', typed(bottles, '2'), [{ lineId: '2', quantity: 2 }]],
		['or an amount', typed(switched(bottles), '2', '5', '0'), [{ lineId: '2', listMinor: 25_000 }]],
		['and units again', switched(switched(bottles)), [{ lineId: '2', quantity: 3 }]],
		['none of it is nothing to ask for', typed(bottles, '0'), undefined],
		['deleted it is all again', withoutLast(typed(one, '4')), [{ lineId: '1', quantity: 1 }]],
		['more than there is is asked for, and refused by who knows', typed(bottles, '9'), [{ lineId: '2', quantity: 9 }]],
		['all lines are the whole', toggled(one, BOTTLES), null],
		['so with one key', allOf(LINES), null],
		[
			'all lines and a part of one are parts',
			typed(toggled(one, BOTTLES), '1'),
			[
				{ lineId: '1', quantity: 1 },
				{ lineId: '2', quantity: 1 },
			],
		],
	])('%s', (_name, choice, expected) => {
		expect(parts(choice)).toEqual(expected);
	});

	test('keys go to the line that was touched last', () => {
		const two = typed(toggled(typed(one, '5'), BOTTLES), '2');
		expect(parts(two)).toEqual([
			{ lineId: '1', listMinor: 500 },
			{ lineId: '2', quantity: 2 },
		]);
		expect(parts(typed(toggled(two, BOTTLES), '0'))).toEqual([{ lineId: '1', listMinor: 5_000 }]);
	});

	test('no amount grows beyond what is counted exactly', () => {
		const long = typed(one, ...Array<DigitKey>(40).fill('9'));
		const [part] = parts(long) ?? [];
		expect(part && 'listMinor' in part && Number.isSafeInteger(part.listMinor)).toBe(true);
	});

	test('is written beside its line as far as it is typed', () => {
		const written = (choice: Choice, of: StandingLine) => typedPart(choice.lines.at(-1)!, of, english);
		expect(written(bottles, BOTTLES)).toBe('3 of 3');
		expect(written(typed(bottles, '2'), BOTTLES)).toBe('2 of 3');
		expect(written(one, ONE)).toBe('');
		expect(written(typed(one, '4', 'point'), ONE)).toBe('4.');
	});
});

describe('a bill that comes back in words', () => {
	const NOW = Date.parse('2026-11-21T21:42:00.000Z');
	const when = (instant: string, wording = english) => whenText(instant, NOW, SETUP, wording);

	test('says when it was by the calendar of the hotel', () => {
		expect(when('2026-11-21T19:31:00.000Z')).toBe('Today, 21:31');
		expect(when('2026-11-20T22:30:00.000Z')).toBe('Today, 00:30');
		expect(when('2026-11-20T19:31:00.000Z')).toBe('Yesterday, 21:31');
		expect(when('2026-11-12T19:31:00.000Z')).toBe('12\u00a0November, 21:31');
	});

	test('is named by the number that somebody can read off a paper', () => {
		const visitId = '0190f7c2-5b6e-7a41-9f3c-d2a84c1e7f05' as VisitId;
		expect(billName({ checkNumber: '4711', visitId }, english)).toBe('Check 4711');
		expect(billName({ checkNumber: null, visitId }, english)).toBe('Slip 61WZ-R5');
	});

	const sheetOf = (changes: Partial<ReversalAnswer>, done = false) =>
		returnSheet(aReversal(changes), { setup: SETUP, wording: english, done });

	test('turns every sign round, and says that nothing is booked until it is', () => {
		const sheet = sheetOf({});
		expect(sheet.rows.map(({ label, value }) => `${label} ${value}`)).toEqual(['Food \u221262.00', 'Discount +8.00']);
		expect(sheet).toMatchObject({
			...{ caption: 'Given back', sum: '€72.00', under: undefined },
			gains: { text: '\u22123\u00a0points', balance: 'New balance 1,250', worth: undefined },
			why: { answer: 'Nothing is booked yet.' },
		});
		expect(sheetOf({}, true).why).toBeUndefined();
	});

	test('gives points for what points had paid, and money for the rest', () => {
		const points = { takenBack: 1, returned: 100, balance: 1_250, owed: 0 };
		const sheet = sheetOf({ pointsPaidMinor: 5_000, points });
		expect(sheet).toMatchObject({ sum: '€22.00', under: 'and 100\u00a0points for 50.00' });
		expect(sheet.rows.at(-1)).toMatchObject({ label: 'Paid in points', value: '+50.00' });
		expect(sheet.gains?.text).toBe('+100\u00a0points, \u22121\u00a0point');
	});

	test('says what will be owed, and which stamps go', () => {
		const points = { takenBack: 10, returned: 0, balance: 0, owed: 8 };
		const stamps = [{ ruleId: 'spa', takenBack: 1, rewardsTakenBack: 0, balance: 3, owed: 0 }];
		expect(sheetOf({ points, stamps }).gains).toEqual({
			text: '\u221210\u00a0points, \u22121\u00a0stamp',
			worth: 'owes 8\u00a0points',
			balance: 'New balance 0',
		});
	});

	test('promises nothing where nobody has a card', () => {
		expect(sheetOf({ memberId: null }).gains).toBeUndefined();
		expect(returnSheet(undefined, { setup: SETUP, wording: english, done: false })).toMatchObject({
			rows: [],
			sum: '€0.00',
		});
	});

	test.each(LANGUAGES)('is refused in %s with no place left open', async (language) => {
		const why = { bill: aBill(), setup: SETUP, wording: await wordingIn(language) };
		const left = { quantityLeft: 1, listLeftMinor: 900 };
		const said = [
			notReturnedText({ code: 'return_exceeds_rest', lineId: '2', ...left }, 0, why),
			notReturnedText({ code: 'return_exceeds_rest', lineId: 'gone', ...left }, 0, why),
			notReturnedText({ code: 'outlet_mismatch', expected: 'spa' }, 0, why),
			notReturnedText({ code: 'time_before_visit', occurredAt: '2026-11-21T19:42:00.000Z' }, 0, why),
			notReturnedText({ code: 'pin_locked', retryInMs: 60_000 }, 60_000, why),
		];
		expect(said.filter((text) => !text || /[{}]/.test(text))).toEqual([]);
		expect(said[0]).toContain(SETUP.outlet.categories[1]!.names[language]);
		expect(notReturnedText({ code: 'pin_locked', retryInMs: 60_000 }, 0, why)).toBeUndefined();
	});
});

describe('the keyboard', () => {
	test.each([
		['F2', 'lines', { kind: 'all' }],
		['F2', 'reason', { kind: 'reason', index: 0 }],
		['F2', 'number', undefined],
		['F5', 'reason', undefined],
		['F7', 'reason', { kind: 'reason', index: 4 }],
		['k', 'number', { kind: 'letter', letter: 'k' }],
		['-', 'number', { kind: 'letter', letter: '-' }],
		['k', 'lines', undefined],
		['7', 'number', { kind: 'digit', key: '7' }],
		['Escape', 'lines', { kind: 'back' }],
		['Enter', 'reason', { kind: 'complete' }],
		['Backspace', 'reason', { kind: 'delete' }],
		['F9', 'lines', undefined],
		['F12', 'lines', { kind: 'lock' }],
	] as const)('%s where %s are asked for', (key, asks, act) => {
		expect(returnActOfKey(key, asks)).toEqual(act);
	});
});
