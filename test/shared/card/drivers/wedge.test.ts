import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noBurst, settleBurst, takeStroke, type Stroke, type WedgeBurst } from '#shared/card/drivers/wedge.ts';
import { CARD_PATTERNS } from '../../../../server/demo/miramar.ts';
import { memberNumber } from '../../../arbitraries/member-cards.ts';
import { wedgeStrokes } from '../../../arbitraries/reader-frames.ts';
import { isAllZero } from '../../../support/ascii.ts';

const ELENA = '9702310000000013';

/** All answers, in order; `burst` is what is left. */
function typed(strokes: readonly Stroke[], burst: WedgeBurst = noBurst()) {
	const answers: string[] = [];
	for (const stroke of strokes) {
		const step = takeStroke(burst, stroke, CARD_PATTERNS);
		burst = step.burst;
		if (step.card)
			answers.push(step.card.ok ? `${step.card.value.medium} ${step.card.value.number}` : step.card.error.code);
	}
	return { answers, burst };
}

describe('a reader that poses as a keyboard', () => {
	test.each([
		['a stripe', `;${ELENA}?`, `magstripe ${ELENA}`],
		['two tracks', `%B${ELENA}^PETROVA/ELENA.MS^4912?;${ELENA}=4912?`, `magstripe ${ELENA}`],
		['capitals and small letters swapped by Caps Lock', `%b${ELENA}^Petrova/Elena^4912?`, `magstripe ${ELENA}`],
		['a code', ELENA, `code ${ELENA}`],
		['a bad read', '%E?;E?+E?', 'card_unreadable'],
		['a bank card', '%B4111111111111111^DOE/JOHN^3012101?;4111111111111111=3012101?', 'card_payment'],
		['a link', 'https://h.example/?a=1&b=_', 'card_foreign'],
		['more than any card', '1'.repeat(300), 'card_unreadable'],
	])('%s', (_name, text, answer) => {
		const { answers, burst } = typed(wedgeStrokes(text));
		expect(answers).toEqual([answer]);
		expect(isAllZero(burst.buffer)).toBe(true);
	});

	test('may type on the numeric pad', () => {
		const strokes = wedgeStrokes(ELENA).map((stroke) => ({ ...stroke, code: stroke.code.replace('Digit', 'Numpad') }));
		expect(typed(strokes).answers).toEqual([`code ${ELENA}`]);
	});

	test('presses Shift for every character that needs it', () => {
		const strokes = wedgeStrokes(`%${ELENA}?`).flatMap((stroke) =>
			stroke.shift ? [{ ...stroke, code: 'ShiftLeft' }, stroke] : [stroke],
		);
		expect(typed(strokes).answers).toEqual([`magstripe ${ELENA}`]);
	});

	test('may end with Tab', () => {
		const strokes = wedgeStrokes(ELENA).map((stroke) =>
			stroke.code === 'Enter' ? { ...stroke, code: 'Tab' } : stroke,
		);
		expect(typed(strokes).answers).toEqual([`code ${ELENA}`]);
	});

	test('without Enter is read when the keys have stopped', () => {
		const { burst } = typed(wedgeStrokes(`;${ELENA}?`).slice(0, -1));
		expect(settleBurst(burst, burst.lastAtMs + 100, CARD_PATTERNS).card).toBeUndefined();
		const settled = settleBurst(burst, burst.lastAtMs + 101, CARD_PATTERNS);
		expect(settled.card).toMatchObject({ ok: true, value: { number: ELENA } });
		expect(isAllZero(settled.burst.buffer)).toBe(true);
		expect(settleBurst(settled.burst, burst.lastAtMs + 500, CARD_PATTERNS).card).toBeUndefined();
	});

	test('that breaks off leaves nothing behind', () => {
		const { burst } = typed(wedgeStrokes(`;${ELENA}`).slice(0, -1));
		const settled = settleBurst(burst, burst.lastAtMs + 101, CARD_PATTERNS);
		expect(settled.card).toBeUndefined();
		expect(isAllZero(settled.burst.buffer)).toBe(true);
	});

	test('that types more than any card keeps nothing of it', () => {
		const { burst } = typed(wedgeStrokes('1'.repeat(400)).slice(0, -1));
		expect(isAllZero(burst.buffer)).toBe(true);
	});

	test('reads one card after the other', () => {
		const first = wedgeStrokes('1'.repeat(300));
		const second = wedgeStrokes(`;${ELENA}?`, { startMs: 9_000 });
		expect(typed([...first, ...second]).answers).toEqual(['card_unreadable', `magstripe ${ELENA}`]);
	});

	test('is read behind what a person typed before', () => {
		const slow = wedgeStrokes('12', { gapMs: 300 }).slice(0, -1);
		expect(typed([...slow, ...wedgeStrokes(ELENA, { startMs: 5_000 })]).answers).toEqual([`code ${ELENA}`]);
	});
});

describe('a person', () => {
	test('who types a number with pauses is no reader', () => {
		expect(typed(wedgeStrokes(ELENA, { gapMs: 101 })).answers).toEqual([]);
		expect(typed(wedgeStrokes(ELENA, { gapMs: 100 })).answers).toEqual([`code ${ELENA}`]);
	});

	test('who types a PIN fast is no reader', () => {
		expect(typed(wedgeStrokes('123', { gapMs: 50 })).answers).toEqual([]);
	});

	test('who presses a key that no reader sends ends the burst', () => {
		const strokes = wedgeStrokes(ELENA);
		strokes.splice(4, 0, { code: 'ArrowLeft', shift: false, atMs: strokes[4]!.atMs });
		expect(typed(strokes).answers).toEqual(['card_foreign']);
	});
});

test('every member is read at every speed of a reader', () => {
	fc.assert(
		fc.property(memberNumber(), fc.integer({ min: 0, max: 100 }), (number, gapMs) => {
			expect(typed(wedgeStrokes(`;${number}?`, { gapMs })).answers).toEqual([`magstripe ${number}`]);
		}),
	);
});

test('any strokes get an answer, and only a burst that goes on is kept', () => {
	const stroke = fc.record({
		code: fc.oneof(fc.constantFrom('Digit4', 'Semicolon', 'Slash', 'Enter', 'Tab', 'F5', 'KeyE'), fc.string()),
		shift: fc.boolean(),
		atMs: fc.nat(1_000),
	});
	fc.assert(
		fc.property(fc.array(stroke, { maxLength: 400 }), (strokes) => {
			const { burst } = typed(strokes);
			expect(isAllZero(burst.buffer.subarray(burst.length))).toBe(true);
			expect(isAllZero(settleBurst(burst, 9_999, CARD_PATTERNS).burst.buffer)).toBe(true);
		}),
	);
});
