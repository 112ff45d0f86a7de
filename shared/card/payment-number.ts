import { isDigit, leadingValue } from './digits.ts';
import { passesLuhn } from './luhn.ts';

type NumberRange = {
	readonly brand: string;
	/** First and last issuer prefix; both have as many digits. */
	readonly from: number;
	readonly to: number;
	/** Legal digits of a number in all, least and most. */
	readonly lengthMin: number;
	readonly lengthMax: number;
};

/**
 * Where payment cards live. Wider than any issuer list on purpose: a range too many costs a hotel another prefix,
 * a range too few lets a bank card through.
 *
 * Source: ISO/IEC 7812 and the schemes' published ranges; the national ones as far as they are public.
 */
const RANGES: readonly NumberRange[] = [
	{ brand: 'UATP', from: 1, to: 1, lengthMin: 15, lengthMax: 15 },
	{ brand: 'GPN', from: 1946, to: 1946, lengthMin: 16, lengthMax: 19 },
	{ brand: 'Mir', from: 2200, to: 2204, lengthMin: 16, lengthMax: 19 },
	{ brand: 'BORICA', from: 2205, to: 2205, lengthMin: 16, lengthMax: 16 },
	{ brand: 'Mastercard', from: 2221, to: 2720, lengthMin: 16, lengthMax: 16 },
	{ brand: 'Diners Club', from: 300, to: 305, lengthMin: 14, lengthMax: 19 },
	{ brand: 'Diners Club', from: 309, to: 309, lengthMin: 14, lengthMax: 19 },
	{ brand: 'T-Union', from: 31, to: 31, lengthMin: 19, lengthMax: 19 },
	{ brand: 'American Express', from: 34, to: 34, lengthMin: 15, lengthMax: 15 },
	{ brand: 'JCB', from: 3528, to: 3589, lengthMin: 16, lengthMax: 19 },
	{ brand: 'Diners Club', from: 36, to: 36, lengthMin: 14, lengthMax: 19 },
	{ brand: 'American Express', from: 37, to: 37, lengthMin: 15, lengthMax: 15 },
	{ brand: 'Diners Club', from: 38, to: 39, lengthMin: 14, lengthMax: 19 },
	{ brand: 'Visa', from: 4, to: 4, lengthMin: 13, lengthMax: 13 },
	{ brand: 'Visa', from: 4, to: 4, lengthMin: 16, lengthMax: 19 },
	// Also Verve 506, RuPay 508 and Meeza.
	{ brand: 'Maestro', from: 50, to: 50, lengthMin: 12, lengthMax: 19 },
	{ brand: 'Mastercard', from: 51, to: 55, lengthMin: 16, lengthMax: 16 },
	// Also UnionPay 62, Discover 6011, 644–649 and 65, RuPay 60 and 65, Verve 650, Troy 65.
	{ brand: 'Maestro', from: 56, to: 69, lengthMin: 12, lengthMax: 19 },
	{ brand: 'RuPay', from: 81, to: 82, lengthMin: 16, lengthMax: 19 },
	{ brand: 'Uzcard', from: 8600, to: 8600, lengthMin: 16, lengthMax: 16 },
	{ brand: 'mada', from: 9682, to: 9682, lengthMin: 16, lengthMax: 16 },
	{ brand: 'NAPAS', from: 9704, to: 9704, lengthMin: 16, lengthMax: 19 },
	{ brand: 'Troy', from: 9792, to: 9792, lengthMin: 16, lengthMax: 16 },
	{ brand: 'Humo', from: 9860, to: 9860, lengthMin: 16, lengthMax: 16 },
];

const LENGTH_MIN = 12;
const LENGTH_MAX = 19;

/** Whether so many digits would be legal for a payment number of any brand. Source: ISO/IEC 7812-1. */
export const isPaymentLength = (digits: number): boolean => digits >= LENGTH_MIN && digits <= LENGTH_MAX;

/** Whether a number has a payment brand's prefix and a length legal for it. The check digit is not asked. */
export function isInPaymentRange(digits: Uint8Array): boolean {
	return PREFIXED.some(({ from, to, lengthMin, lengthMax, prefixDigits }) => {
		if (digits.length < lengthMin || digits.length > lengthMax) return false;
		const prefix = leadingValue(digits, prefixDigits);
		return prefix !== undefined && prefix >= from && prefix <= to;
	});
}

const PREFIXED = RANGES.map((range) => ({ ...range, prefixDigits: String(range.from).length }));

/**
 * Whether a payment number stands anywhere in a text: a whole run of digits, or runs with one space, hyphen or dot in
 * between, as people write it. Prefix, length and check digit all have to fit, as one number in ten passes Luhn.
 */
export const holdsPaymentNumber = (text: Uint8Array): boolean =>
	hasPaymentRun(text, () => false) || hasPaymentRun(text, isGap);

function hasPaymentRun(text: Uint8Array, joins: (byte: number) => boolean): boolean {
	const run = new Uint8Array(LENGTH_MAX);
	let runDigits = 0;
	let isFound = false;
	// One step past the end, so that a run that ends with the text ends too.
	for (let index = 0; index <= text.length && !isFound; index++) {
		const byte = text[index] ?? 0;
		if (isDigit(byte)) {
			if (runDigits < LENGTH_MAX) run[runDigits] = byte;
			runDigits++;
		} else if (runDigits > 0 && !(joins(byte) && isDigit(text[index + 1] ?? 0))) {
			isFound = isPaymentLength(runDigits) && isPaymentNumber(run.subarray(0, runDigits));
			runDigits = 0;
		}
	}
	run.fill(0);
	return isFound;
}

const isPaymentNumber = (digits: Uint8Array): boolean => isInPaymentRange(digits) && passesLuhn(digits);

const isGap = (byte: number): boolean => byte === 0x20 || byte === 0x2d || byte === 0x2e;
