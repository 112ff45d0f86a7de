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
	let text = '';
	if (isList(value)) {
		for (const element of value) text += `${text && ','}${canonical(element)}`;
		return `[${text}]`;
	}
	for (const key of Object.keys(value).sort()) {
		const inner = value[key];
		if (inner !== undefined) text += (text && ',') + quotedKey(key) + canonical(inner);
	}
	return `{${text}}`;
}

/** The same few names come again in every fact; the bound is for names that others make up. */
const quotedKeys = new Map<string, string>();
const QUOTED_MAX = 1_000;

function quotedKey(key: string): string {
	const known = quotedKeys.get(key);
	if (known !== undefined) return known;
	const quoted = `${JSON.stringify(key)}:`;
	if (quotedKeys.size < QUOTED_MAX) quotedKeys.set(key, quoted);
	return quoted;
}

const isList = (value: object): value is readonly Plain[] => Array.isArray(value);
