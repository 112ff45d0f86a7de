import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { beginsAnything, beginsSwipe, Wedge } from '#lib/wedge.ts';
import type { Stroke } from '#shared/card/drivers/wedge.ts';
import { CARD_PATTERNS } from '../../server/demo/miramar.ts';
import { wedgeStrokes } from '../arbitraries/reader-frames.ts';

const ELENA = '9702310000000013';
const VISA_SWIPE = '%B4111111111111111^DOE/JOHN^3012101?;4111111111111111=3012101?';

let page: EventTarget;
let wedge: Wedge;
/** What came of the keys, in order: keys that reached the page, and what was said of cards. */
let came: unknown[];

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
	page = new EventTarget();
	came = [];
});
afterEach(() => {
	wedge.close();
	vi.useRealTimers();
});

function listen(begins = beginsSwipe): void {
	wedge = new Wedge(page, { patterns: () => CARD_PATTERNS, begins, oncard: (card) => void came.push(card) });
	page.addEventListener('keydown', (event) => void came.push((event as KeyboardEvent).code));
}

type Pressed = Stroke & Partial<Pick<KeyboardEvent, 'key' | 'repeat' | 'ctrlKey' | 'altKey'>>;

function press(strokes: readonly Pressed[]): readonly Event[] {
	return strokes.map(({ code, shift, atMs, ...more }) => {
		vi.advanceTimersByTime(Math.max(0, atMs - performance.now()));
		const event = new Event('keydown', { cancelable: true });
		const facts = { code, shiftKey: shift, timeStamp: atMs, key: '', ...more };
		for (const [name, value] of Object.entries(facts)) Object.defineProperty(event, name, { value });
		page.dispatchEvent(event);
		return event;
	});
}

const read = { kind: 'card-typed', medium: 'magstripe', number: ELENA };
const refused = (code: string) => ({ kind: 'card-refused', refusal: { code } });
const withoutEnter = (text: string, options?: Parameters<typeof wedgeStrokes>[1]) =>
	wedgeStrokes(text, options).slice(0, -1);

describe('at the till', () => {
	beforeEach(() => listen());

	test('F12: a card that a reader types is read, and none of its keys reaches the page', () => {
		const events = press(wedgeStrokes(`;${ELENA}?`));
		expect(came).toEqual([read]);
		expect(events.every(({ defaultPrevented }) => defaultPrevented)).toBe(true);
	});

	test.each([
		['two tracks', `%B${ELENA}^PETROVA/ELENA.MS^4912?;${ELENA}=4912?`, [read]],
		['a bank card', VISA_SWIPE, [refused('card_payment')]],
		['a bad read', '%E?;E?+E?', [refused('card_unreadable')]],
		['a third track alone', '+4111111111111111=3012101?', [refused('card_payment')]],
	])('%s', (_name, text, expected) => {
		press(wedgeStrokes(text));
		expect(came).toEqual(expected);
	});

	test('F13: another layout, Caps Lock and Num Lock change nothing: the places of the keys count', () => {
		const strokes = wedgeStrokes(`;${ELENA}?`);
		press(strokes.map((stroke) => ({ ...stroke, key: stroke.code === 'Semicolon' ? 'ж' : 'Я' })));
		const onPad = wedgeStrokes(`;${ELENA}?`, { startMs: 9_000 });
		press(onPad.map((stroke) => ({ ...stroke, code: stroke.code.replace('Digit', 'Numpad'), key: 'End' })));
		expect(came).toEqual([read, read]);
	});

	test('what a person types is the page’s at once, however fast', () => {
		const strokes = wedgeStrokes('6200', { gapMs: 5 });
		press(strokes);
		expect(came).toEqual(strokes.map(({ code }) => code));
	});

	test('digits before a swipe and behind it are the page’s', () => {
		press(withoutEnter('62', { startMs: 1_000 }));
		press(wedgeStrokes(`;${ELENA}?`, { startMs: 2_000 }));
		press(withoutEnter('18', { startMs: 3_000 }));
		expect(came).toEqual(['Digit6', 'Digit2', read, 'Digit1', 'Digit8']);
	});

	test('a second line of the same swipe is not the page’s', () => {
		press([...wedgeStrokes(`;${ELENA}?`), ...wedgeStrokes('12', { startMs: 1_190 })]);
		expect(came).toEqual([read]);
	});

	test('a reader without Enter is read when its keys have stopped', () => {
		press(withoutEnter(`;${ELENA}?`));
		expect(came).toEqual([]);
		vi.advanceTimersByTime(600);
		expect(came).toEqual([read]);
	});

	test('a swipe that a busy page hears in two pieces is one', () => {
		const strokes = wedgeStrokes(`;${ELENA}?`);
		press(strokes.slice(0, 9));
		vi.advanceTimersByTime(400);
		press(strokes.slice(9));
		expect(came).toEqual([read]);
	});

	test('the rest of a swipe that came far too late is not the page’s either', () => {
		const strokes = wedgeStrokes(VISA_SWIPE);
		press(strokes.slice(0, 30));
		vi.advanceTimersByTime(5_000);
		press(strokes.slice(30));
		expect(came.filter((one) => typeof one === 'string')).toEqual([]);
		expect(JSON.stringify(came)).not.toMatch(/\d/);
	});

	test('a key that is held, a shortcut and a way out are no part of a card', () => {
		const [start, ...rest] = wedgeStrokes(`;${ELENA}?`);
		press([start!, { ...start!, repeat: true }, ...rest]);
		expect(came).toEqual([read]);
		press([
			{ code: 'Semicolon', shift: false, atMs: 5_000, ctrlKey: true },
			{ code: 'Semicolon', shift: false, atMs: 6_000, repeat: true },
			{ code: 'Semicolon', shift: false, atMs: 7_000 },
			{ code: 'Escape', shift: false, atMs: 7_010 },
		]);
		expect(came).toEqual([read, 'Semicolon', 'Semicolon', 'Escape']);
	});

	test('a French 5 and the plus of the number block stay the cashier’s', () => {
		press([
			{ code: 'Digit5', shift: true, key: '5', atMs: 1_000 },
			{ code: 'NumpadAdd', shift: false, key: '+', atMs: 2_000 },
			{ code: 'Numpad7', shift: false, key: '7', atMs: 2_020 },
		]);
		expect(came).toEqual(['Digit5', 'NumpadAdd', 'Numpad7']);
	});
});

describe('at the kiosk', () => {
	beforeEach(() => listen(beginsAnything));

	test('a code that a scanner types is read, and a bank card is not', () => {
		press(wedgeStrokes(ELENA));
		press(wedgeStrokes('4111 1111 1111 1111', { startMs: 5_000 }));
		expect(came).toEqual([{ kind: 'card-typed', medium: 'code', number: ELENA }, refused('card_payment')]);
	});

	test('the keys that move about and press are the page’s', () => {
		press(['Tab', 'Enter', 'Space', 'ArrowDown'].map((code, index) => ({ code, shift: false, atMs: 1_000 * index })));
		expect(came).toEqual(['Tab', 'Enter', 'Space', 'ArrowDown']);
	});
});

test('a page that is left hears nothing more', () => {
	listen();
	wedge.close();
	const strokes = wedgeStrokes(`;${ELENA}?`);
	press(strokes);
	expect(came).toEqual(strokes.map(({ code }) => code));
});
