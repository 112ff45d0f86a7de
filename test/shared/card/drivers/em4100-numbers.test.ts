import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalEndings, em4100Numbers } from '#shared/card/drivers/em4100-numbers.ts';

const canonical = () =>
	fc.uint8Array({ minLength: 5, maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase());

describe('what is printed on a tag', () => {
	test.each([
		['100086F444', { eightHexDecimal: '0008844356', threePlusFive: '134,62532' }],
		[
			'01026F6C3A',
			{
				tenHexDecimal: '0004335823930',
				eightHexDecimal: '0040856634',
				sixHexDecimal: '07302202',
				threePlusFive: '111,27706',
				fivePlusFive: '00623,27706',
			},
		],
		['4B00423C15', { tenHexDecimal: '0322126887957', eightHexDecimal: '0004340757' }],
		['0000D507D0', { eightHexDecimal: '0013961168', threePlusFive: '213,02000' }],
	])('of %s', (number, printed) => {
		expect(em4100Numbers(number)).toMatchObject(printed);
	});

	test.each([
		['all 40 bits', '0004335823930', ['01026F6C3A']],
		['all 40 bits in twelve digits', '322126887957', ['4B00423C15']],
		['the number itself', '100086f444', ['100086F444']],
		['ten digits may be hex or decimal', '0008844356', ['0008844356', '0086F444']],
		['without leading zeros', '4340757', ['00423C15']],
		['eight digits may be 24 bits or 32', '07302202', ['6F6C3A', '006F6C3A']],
		['eight digits that need more than 24 bits', '99999999', ['05F5E0FF']],
		['facility and card', '134,62532', ['86F444']],
		['two halves', '00623,27706', ['026F6C3A']],
		['a facility that is none', '256,00001', []],
		['a card that is none', '001,65536', []],
		['more than 40 bits', '1099511627776', []],
		['ten digits of more than 32 bits', '4294967296', ['4294967296']],
		['a wrong comma', '13,462532', []],
		['nothing', '', []],
		['a word', 'Elena', []],
	])('%s leads back to the tag', (_name, printed, endings) => {
		expect(canonicalEndings(printed)).toEqual(endings);
	});

	test('in any form leads back to the tag', () => {
		fc.assert(
			fc.property(canonical(), (number) => {
				for (const printed of [number, ...Object.values(em4100Numbers(number))]) {
					expect(canonicalEndings(printed).some((ending) => number.endsWith(ending))).toBe(true);
				}
			}),
		);
	});

	test('any text gets an answer', () => {
		fc.assert(fc.property(fc.string(), (text) => void canonicalEndings(text)));
	});
});
