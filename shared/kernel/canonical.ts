export type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * One text for one value: keys sorted by code unit, no spaces, keys without a value left out. Two values that mean the
 * same give the same bytes, so the text can be hashed, chained and compared.
 *
 * Source: RFC 8785 (JSON Canonicalization Scheme), for whole numbers and text.
 */
export function canonical(value: Plain): string {
	if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
	if (isList(value)) return `[${value.map(canonical).join(',')}]`;
	const keys = Object.keys(value)
		.filter((key) => value[key] !== undefined)
		.sort();
	return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

const isList = (value: object): value is readonly Plain[] => Array.isArray(value);
