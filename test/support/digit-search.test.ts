import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ascii } from './ascii.ts';
import { findsWindow, WindowSearch } from './digit-search.ts';

const NUMBER = '4929381746205113';

const planted = {
	'as text': (digits: string) => digits,
	'as hex': (digits: string) => Buffer.from(digits).toString('hex'),
	'as base64': (digits: string) => Buffer.from(digits).toString('base64'),
	'as base64 behind one byte': (digits: string) => Buffer.from(`x${digits}`).toString('base64'),
	'as base64 behind two bytes': (digits: string) => Buffer.from(`xy${digits}`).toString('base64'),
	'as base64 of a line': (digits: string) => Buffer.from(`{"number":"${digits}","at":7}`).toString('base64url'),
};

describe.each(Object.entries(planted))('digits %s', (_form, encode) => {
	test.each([...NUMBER.slice(0, -5)].map((_, start) => NUMBER.slice(start, start + 6)))('%s are found', (window) => {
		expect(findsWindow(ascii(`before ${encode(window)} behind`), NUMBER)).toBe(true);
	});

	test('are found wherever they stand and whatever stands around them', () => {
		const noise = fc.string({ unit: fc.constantFrom(...'abcxyz :,{}"') });
		fc.assert(
			fc.property(noise, noise, fc.nat(NUMBER.length - 6), (before, behind, start) => {
				const text = before + encode(NUMBER.slice(start, start + 6)) + behind;
				expect(findsWindow(ascii(text), NUMBER)).toBe(true);
			}),
		);
	});

	test('are not found where only five are the same', () => {
		expect(findsWindow(ascii(encode('49293x81746x20511')), NUMBER)).toBe(false);
	});
});

test('another number is not found', () => {
	expect(findsWindow(ascii('9702310000000013'), NUMBER)).toBe(false);
	expect(findsWindow(new Uint8Array(), NUMBER)).toBe(false);
});

test('a part of a larger buffer is searched alone', () => {
	const whole = ascii(`${NUMBER} and then nothing`);
	expect(findsWindow(whole.subarray(NUMBER.length), NUMBER)).toBe(false);
});

test('a number too short to search for is a mistake', () => {
	expect(() => findsWindow(ascii('12345'), '12345')).toThrow(RangeError);
});

describe('the search for many numbers', () => {
	const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 6, maxLength: 19 });

	test('finds each of them in every form, and nothing that the search for one would not find', () => {
		const noise = fc.string({ unit: fc.constantFrom(...'abcxyz :,{}"019') });
		const form = fc.constantFrom(...Object.values(planted));
		fc.assert(
			fc.property(
				fc.array(digits, { minLength: 1 }),
				digits,
				form,
				noise,
				noise,
				(numbers, other, encode, left, right) => {
					for (const number of [...numbers, other]) {
						const haystack = ascii(left + encode(number) + right);
						const isFound = new WindowSearch(numbers).found(haystack).length > 0;
						if (numbers.includes(number)) expect(isFound).toBe(true);
						// The search for one compares whole characters of base64: of the sixth digit it may see four bits.
						if (isFound) expect(numbers.some((wanted) => findsWindow(haystack, wanted))).toBe(true);
					}
				},
			),
		);
	});

	test('names every window that it finds', () => {
		const search = new WindowSearch([NUMBER, '00000123']);
		expect(search.size).toBe(14);
		expect(search.found(ascii(`at 492938, ${Buffer.from('000012').toString('hex')}`))).toEqual(['492938', '000012']);
	});

	test('leaves out what was there before', () => {
		const search = new WindowSearch([NUMBER]);
		search.ignore(ascii('4929381'));
		expect(search.size).toBe(9);
		expect(search.found(ascii('4929381'))).toEqual([]);
		expect(search.found(ascii('49293817'))).toEqual(['293817']);
	});
});
