import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passesLuhn } from '#shared/card/luhn.ts';
import { memberNumber } from '../../arbitraries/member-cards.ts';
import { ascii } from '../../support/ascii.ts';

test.each([
	'4111111111111111',
	'5555555555554444',
	'378282246310005',
	'6011111111111117',
	'3530111333300000',
	'2223003122003222',
	'6035718888880528923',
	'90012345675',
	'700123456789018',
	'9702310000000013',
])('%s has a right check digit', (number) => {
	expect(passesLuhn(ascii(number))).toBe(true);
});

test.each(['6058123456789012', '1001237801001', '125981562345623655', '900123456789012', '', '0x', '9702310000000014'])(
	'"%s" has none',
	(number) => {
		expect(passesLuhn(ascii(number))).toBe(false);
	},
);

describe('a misprint', () => {
	test('of one digit is always noticed', () => {
		fc.assert(
			fc.property(memberNumber(), fc.nat(15), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
				const digits = ascii(number);
				digits[at] = 0x30 + ((digits[at]! - 0x30 + by) % 10);
				expect(passesLuhn(digits)).toBe(false);
			}),
		);
	});
});
