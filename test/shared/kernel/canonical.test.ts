import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, type Plain } from '#shared/kernel/canonical.ts';

const plain = fc.letrec<{ value: Plain }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3 },
		fc.string({ unit: 'binary' }),
		fc.maxSafeInteger(),
		fc.boolean(),
		fc.constant(null),
		fc.array(tie('value'), { maxLength: 4 }),
		fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
	),
})).value;

const turned = (value: Plain): Plain => {
	if (value === null || typeof value !== 'object') return value;
	if (Array.isArray(value)) return (value as Plain[]).map(turned);
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([key, inner]) => [key, turned(inner)]),
	);
};

describe('canonical text', () => {
	test.each<[string, Plain, string]>([
		['keys in the order of their code units', { b: 1, a: 2, B: 3, é: 4, aa: 5 }, '{"B":3,"a":2,"aa":5,"b":1,"é":4}'],
		[
			'an emoji before a private letter, as UTF-16 has it',
			{ '\ufb33': 1, '\u{1f600}': 2 },
			'{"\u{1f600}":2,"\ufb33":1}',
		],
		['a list keeps its order', [3, 1, 2], '[3,1,2]'],
		['a key without a value is left out', { a: undefined, b: null }, '{"b":null}'],
		['nothing at all', undefined, 'null'],
		['nothing in a list keeps its place', [undefined, 1], '[null,1]'],
		['controls and quotes are escaped', 'a"\\\n\u0001', '"a\\"\\\\\\n\\u0001"'],
		['Chinese stays as it is', '王小明', '"王小明"'],
		['zero has no sign', -0, '0'],
		['a number that is also a key', { 10: 'a', 9: 'b' }, '{"10":"a","9":"b"}'],
	])('%s', (_name, value, text) => {
		expect(canonical(value)).toBe(text);
	});

	test('two values that mean the same have one text, whatever the order of their keys', () => {
		fc.assert(
			fc.property(plain, (value) => {
				expect(canonical(turned(value))).toBe(canonical(value));
			}),
			{ numRuns: 2_000 },
		);
	});

	test('the text reads back as the value, so two values that differ have two texts', () => {
		fc.assert(
			fc.property(plain, (value) => {
				const text = canonical(value);
				expect(canonical(JSON.parse(text) as Plain)).toBe(text);
				expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
			}),
			{ numRuns: 2_000 },
		);
	});

	test.each([NaN, Infinity, -Infinity])('%d has no text of its own and is a bug', (value) => {
		expect(() => canonical({ amount: value })).toThrow('invariant broken');
	});
});
