import type { CardMedium, CardPattern } from './card.ts';
import { isDigit, isUpperHex } from './digits.ts';
import { passesLuhn } from './luhn.ts';
import { isInPaymentRange } from './payment-number.ts';

/**
 * Whether a number is one of the programme's. A number that could be a bank's never is, whatever a pattern says: real
 * gift cards look like bank cards, so the prefix is the only thing that tells them apart.
 *
 * @param number ASCII digits; of a tag, upper-case hex digits
 */
export function isOurs(number: Uint8Array, medium: CardMedium, patterns: readonly CardPattern[]): boolean {
	if (!patterns.some((pattern) => pattern.medium === medium && fits(number, pattern))) return false;
	// A tag's number is made by the chip's maker and never a bank's, though it may read like one.
	return medium === 'rfid' || !isInPaymentRange(number);
}

function fits(number: Uint8Array, { medium, prefix, length, check }: CardPattern): boolean {
	if (number.length !== length || prefix.length > length) return false;
	if (!number.every(medium === 'rfid' ? isUpperHex : isDigit)) return false;
	for (let index = 0; index < prefix.length; index++) {
		if (number[index] !== prefix.charCodeAt(index)) return false;
	}
	switch (check) {
		case 'luhn':
			return passesLuhn(number);
		case 'none':
			return true;
	}
}
