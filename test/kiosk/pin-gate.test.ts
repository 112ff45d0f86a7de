import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PinGate } from '#lib/pin-gate.ts';
import type { Stroke } from '#shared/card/drivers/wedge.ts';
import { wedgeStrokes } from '../arbitraries/reader-frames.ts';

const ELENA = '9702310000000013';

let page: EventTarget;
let gate: PinGate;
/** The keys that reached the page. */
let came: string[];

/** As a browser makes one of what it is told. */
class Key extends Event {
	constructor(type: string, facts: object) {
		super(type, { cancelable: true });
		Object.defineProperty(this, 'code', { value: Reflect.get(facts, 'code') });
	}
}

beforeEach(() => {
	vi.stubGlobal('KeyboardEvent', Key);
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
	page = new EventTarget();
	came = [];
	gate = new PinGate(page, 4);
	page.addEventListener('keydown', (event) => void came.push((event as KeyboardEvent).code));
});
afterEach(() => {
	gate.close();
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

function press(strokes: readonly (Stroke & Partial<KeyboardEvent>)[]): void {
	for (const { code, shift, atMs, ...more } of strokes) {
		vi.advanceTimersByTime(Math.max(0, atMs - performance.now()));
		const event = new Event('keydown', { cancelable: true });
		for (const [name, value] of Object.entries({ code, shiftKey: shift, timeStamp: atMs, ...more }))
			Object.defineProperty(event, name, { value });
		page.dispatchEvent(event);
	}
}
const wait = (): void => void vi.advanceTimersByTime(1_000);
const withoutEnter = (text: string, options?: Parameters<typeof wedgeStrokes>[1]) =>
	wedgeStrokes(text, options).slice(0, -1);
const digits = (text: string): string[] => [...text].map((digit) => `Digit${digit}`);

describe('while a PIN is asked for', () => {
	test.each([5, 30, 60])('F12: no key of a bare reader with %i ms between its keys reaches the page', (gapMs) => {
		press(wedgeStrokes(ELENA, { gapMs }));
		wait();
		press(withoutEnter(ELENA, { gapMs, startMs: performance.now() }));
		wait();
		expect(came).toEqual([]);
	});

	test('F12: a code with letters neither', () => {
		press(wedgeStrokes('RT12345678'));
		wait();
		expect(came).toEqual([]);
	});

	test.each([1, 40, 100, 101, 400])('a person with %i ms between the keys is heard', (gapMs) => {
		press(withoutEnter('1234', { gapMs }));
		wait();
		expect(came).toEqual(digits('1234'));
	});

	test('a slow hand is heard while the reader behind it is not, and goes on after it', () => {
		press(withoutEnter('12', { gapMs: 300 }));
		press(wedgeStrokes(ELENA, { startMs: 2_000 }));
		press(withoutEnter('34', { startMs: 5_000 }));
		wait();
		expect(came).toEqual(digits('1234'));
	});

	test('Enter behind a PIN is the page’s, in its place, and what takes a digit back as well', () => {
		press(wedgeStrokes('1234', { gapMs: 30 }));
		press(withoutEnter('56', { startMs: 3_000 }));
		press([{ code: 'Backspace', shift: false, atMs: 3_040 }]);
		wait();
		expect(came).toEqual([...digits('1234'), 'Enter', ...digits('56'), 'Backspace']);
	});

	test('behind a key that no reader sends a person begins anew', () => {
		press(withoutEnter('1234'));
		press([{ code: 'F2', shift: false, atMs: 1_040 }]);
		press(withoutEnter('5678', { startMs: 1_050 }));
		wait();
		expect(came).toEqual([...digits('1234'), 'F2', ...digits('5678')]);
	});

	test('a shortcut and the space bar wait for nothing', () => {
		press([
			{ code: 'Digit1', shift: false, atMs: 1, ctrlKey: true },
			{ code: 'Space', shift: false, atMs: 2 },
			{ code: 'Tab', shift: false, atMs: 3 },
		]);
		expect(came).toEqual(['Digit1', 'Space', 'Tab']);
	});

	test('what it still holds when nothing is asked for any more reaches nobody', () => {
		press(withoutEnter('12'));
		gate.close();
		wait();
		expect(came).toEqual([]);
	});
});
