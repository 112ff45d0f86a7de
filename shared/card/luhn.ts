import { areDigits } from './digits.ts';

/**
 * Whether ASCII digits carry a right check digit. Anything but digits, and nothing at all, does not.
 *
 * Source: ISO/IEC 7812-1, annex B.
 */
export function passesLuhn(digits: Uint8Array): boolean {
	if (!areDigits(digits)) return false;
	let sum = 0;
	for (let index = digits.length - 1, doubles = false; index >= 0; index--, doubles = !doubles) {
		const value = digits[index]! - 0x30;
		sum += doubles ? DOUBLED[value]! : value;
	}
	return sum % 10 === 0;
}

/** Twice the digit, its own digits added up. */
const DOUBLED = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
