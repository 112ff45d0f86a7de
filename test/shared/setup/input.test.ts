import { describe, expect, test } from 'vitest';
import { setupInputSchema } from '#shared/setup/input.schema.ts';

const CARD = { medium: 'code', masked: '…0013' } as const;
const isHeard = (said: unknown): boolean => setupInputSchema.safeParse(said).success;

describe('what a page tells of a keyboard reader', () => {
	test('is heard as it was agreed', () => {
		expect(isHeard({ kind: 'keyboard-card', card: CARD, isBare: true })).toBe(true);
		expect(isHeard({ kind: 'keyboard-refused', code: 'card_payment' })).toBe(true);
		expect(isHeard({ kind: 'keyboard-code', code: '001234567890' })).toBe(true);
		expect(isHeard({ kind: 'keyboard-code', code: null })).toBe(true);
	});

	test.each([
		['a whole number', { kind: 'keyboard-card', card: { ...CARD, masked: '9702310000000013' }, isBare: false }],
		['more figures than the last', { kind: 'keyboard-card', card: { ...CARD, masked: '…00013' }, isBare: false }],
		['a medium that nobody types', { kind: 'keyboard-card', card: { ...CARD, medium: 'rfid' }, isBare: false }],
		['more than was agreed', { kind: 'keyboard-card', card: { ...CARD, number: '1' }, isBare: false }],
		['a reason of its own', { kind: 'keyboard-refused', code: 'because' }],
		['a code of no slip', { kind: 'keyboard-code', code: '971234567890' }],
		['a longer code', { kind: 'keyboard-code', code: '0012345678901' }],
	])('is not where it is %s', (_name, said) => {
		expect(isHeard(said)).toBe(false);
	});
});
