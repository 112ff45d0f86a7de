import { randomUUID } from 'node:crypto';
import type { Chance } from './chance.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A JSON schema as far as the API's document uses it. */
export type Schema = {
	readonly type?: string;
	readonly const?: Json;
	readonly enum?: readonly Json[];
	readonly anyOf?: readonly Schema[];
	readonly oneOf?: readonly Schema[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly required?: readonly string[];
	readonly additionalProperties?: Schema | boolean;
	readonly items?: Schema;
	readonly minItems?: number;
	readonly maxItems?: number;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly format?: string;
	readonly pattern?: string;
	readonly minLength?: number;
	readonly maxLength?: number;
};

/** Words that mean something to the hotel, by the name of the field that holds them. */
export type Vocabulary = Readonly<Record<string, readonly string[]>>;

const DATES = ['2026-11-21', '2026-11-20', '2027-02-28', '1999-12-31'];
const INSTANTS = ['2026-11-21T17:42:00Z', '2026-11-21T19:42:00.123+02:00', '2026-12-24T00:00:00Z'];

/** A value that has the form, mostly of words that the hotel knows. */
export function valueOf(schema: Schema, chance: Chance, words: Vocabulary, name = ''): Json {
	const { const: constant, enum: choices } = schema;
	if (constant !== undefined) return constant;
	if (choices) return chance.of(choices);
	const ways = schema.anyOf ?? schema.oneOf;
	if (ways) return valueOf(chance.of(ways), chance, words, name);
	switch (schema.type) {
		case 'object':
			return objectOf(schema, chance, words);
		case 'array': {
			const { minItems = 0, maxItems = Infinity, items = {} } = schema;
			const count = Math.min(maxItems, minItems + chance.below(3));
			return Array.from({ length: count }, () => valueOf(items, chance, words, name));
		}
		case 'string':
			return textOf(schema, chance, words[name] ?? []);
		case 'integer':
		case 'number':
			return numberOf(schema, chance);
		case 'boolean':
			return chance.isLess(0.5);
		case 'null':
			return null;
		default:
			return chance.of<Json>([null, 1, 'x', [], {}]);
	}
}

function objectOf({ properties = {}, required = [] }: Schema, chance: Chance, words: Vocabulary): Json {
	const made: Record<string, Json> = {};
	const share = chance.of([0, 0.3, 0.8]);
	for (const [name, schema] of Object.entries(properties)) {
		if (required.includes(name) || chance.isLess(share)) made[name] = valueOf(schema, chance, words, name);
	}
	return made;
}

function numberOf({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Schema, chance: Chance): number {
	const small = minimum + chance.below(10_000);
	return chance.of([
		minimum,
		maximum,
		Math.min(maximum, minimum + 1),
		Math.min(maximum, small),
		Math.min(maximum, small),
	]);
}

function textOf(
	{ format, pattern, minLength = 0, maxLength = 64 }: Schema,
	chance: Chance,
	known: readonly string[],
): string {
	const form = pattern === undefined ? undefined : new RegExp(pattern, 'u');
	const fits = (text: string): boolean =>
		text.length >= minLength && text.length <= maxLength && (form?.test(text) ?? true);
	const meant = known.filter(fits);
	if (meant.length > 0 && chance.isLess(0.9)) return chance.of(meant);
	if (format === 'date') return chance.of(DATES);
	if (format === 'date-time') return chance.of(INSTANTS);
	const fitting = [randomUUID(), ...DATES, ...INSTANTS, '0123456789abcdef', 'EUR', 'a-code', 'x'].filter(fits);
	return fitting.length > 0 ? chance.of(fitting) : 'x'.repeat(minLength);
}

type Place = readonly (string | number)[];

/** Every place in a value, from the whole down to its numbers. */
const placesIn = (value: Json, at: Place = []): Place[] =>
	value === null || typeof value !== 'object'
		? [at]
		: [
				at,
				...Object.entries(value).flatMap(([key, inner]) =>
					placesIn(inner, [...at, Array.isArray(value) ? Number(key) : key]),
				),
			];

/** What no field may hold, or what most of them may not. */
const POISON: readonly Json[] = [
	...[
		null,
		true,
		false,
		'',
		[],
		{},
		-1,
		0.5,
		2 ** 53,
		1e308,
		-0,
		0,
		'NaN',
		[[[]]],
		'\u0000',
		'\ud800',
		'‮',
		'ﷺ'.repeat(40),
	],
	...['Elena Petrova', '9702310000000013', "'; drop table visit; --", '${7*7}', '../../etc/passwd', 'x'.repeat(5_000)],
	...[{ __proto__: null, constructor: { prototype: {} } }, { id: { id: { id: [] } } }, [1, 'two', null, { three: 3 }]],
	...['2026-02-30', '2026-11-21T25:00:00Z', '00000000-0000-0000-0000-000000000000', '1e3', '٣', ' food ', 'FOOD'],
];

function withChange(value: Json, [key, ...rest]: Place, change: (value: Json) => Json | undefined): Json | undefined {
	if (key === undefined) return change(value);
	const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, Json>;
	const inner = withChange(copy[key]!, rest, change);
	if (inner === undefined) delete copy[key];
	else copy[key] = inner;
	return copy;
}

/** The value with one place spoilt: replaced, taken out, doubled, or with something beside it that nobody asked for. */
export function spoilt(value: Json, chance: Chance): Json {
	const place = chance.of(placesIn(value));
	const what = chance.of(POISON);
	switch (chance.below(4)) {
		case 0:
			return place.length === 0 ? null : withChange(value, place, () => undefined)!;
		case 1:
			return withChange(value, place, (inner) =>
				inner !== null && typeof inner === 'object' && !Array.isArray(inner)
					? { ...inner, [chance.of(['surplus', 'Id', 'constructor', ''])]: what }
					: [inner, inner],
			)!;
		default:
			return withChange(value, place, () => what)!;
	}
}
