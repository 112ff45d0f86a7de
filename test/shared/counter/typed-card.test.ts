import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CardPattern } from '#shared/card/card.ts';
import { eventOfTyped } from '#shared/counter/typed-card.ts';
import { CARD_PATTERNS } from '../../../server/demo/miramar.ts';
import { memberNumber } from '../../arbitraries/member-cards.ts';
import { paymentTracks } from '../../arbitraries/payment-tracks.ts';

const typed = (number: string, patterns: readonly CardPattern[] = CARD_PATTERNS) =>
	eventOfTyped({ kind: 'card-typed', medium: 'magstripe', number }, patterns);

test('a member card that the page has read is a card that was read', () => {
	fc.assert(
		fc.property(memberNumber(), fc.constantFrom('magstripe' as const, 'code' as const), (number, medium) => {
			expect(eventOfTyped({ kind: 'card-typed', medium, number }, CARD_PATTERNS)).toEqual({
				kind: 'card-read',
				card: { kind: 'member-card', medium, number },
			});
		}),
	);
});

test('a page that lets a bank card through is not believed, whatever the patterns say', () => {
	const everything = [12, 13, 14, 15, 16, 17, 18, 19].map((length): CardPattern => ({
		medium: 'magstripe',
		prefix: '',
		length,
		check: 'none',
	}));
	for (const { number } of paymentTracks(7, 1_000)) {
		const event = typed(number, everything);
		expect(event).toEqual({ kind: 'card-refused', refusal: { code: 'card_payment' } });
	}
});

test.each([
	['of another house', '6058123456789012', CARD_PATTERNS],
	['before the house is known', '9702310000000013', []],
	['of a medium that the house does not issue', '9702310000000013', CARD_PATTERNS.slice(1)],
])('a card %s is refused', (_name, number, patterns) => {
	expect(typed(number, patterns)).toEqual({ kind: 'card-refused', refusal: { code: 'card_foreign' } });
});
