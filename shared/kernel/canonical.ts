import { invariant } from './result.ts';

export type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * One text for one value: keys sorted by code unit, no spaces, keys without a value left out. Two values that mean the
 * same give the same bytes, so the text can be hashed, chained and compared.
 *
 * @throws where a number is not finite: it has no text of its own
 *
 * Source: RFC 8785 (JSON Canonicalization Scheme).
 */
export function canonical(value: Plain): string {
	if (typeof value === 'number') invariant(Number.isFinite(value), 'a canonical number is finite');
	if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
	if (isList(value)) return `[${value.map(canonical).join(',')}]`;
	const keys = Object.keys(value)
		.filter((key) => value[key] !== undefined)
		.sort();
	return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

const isList = (value: object): value is readonly Plain[] => Array.isArray(value);
