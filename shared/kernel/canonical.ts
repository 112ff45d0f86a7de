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
	if (typeof value === 'string') return JSON.stringify(value);
	if (typeof value === 'number') {
		invariant(Number.isFinite(value), 'a canonical number is finite');
		return String(value);
	}
	if (value === null || value === undefined) return 'null';
	if (typeof value === 'boolean') return String(value);
	let text = '';
	if (isList(value)) {
		for (const element of value) text += `${text && ','}${canonical(element)}`;
		return `[${text}]`;
	}
	for (const [key, quoted] of inOrder(Object.keys(value))) {
		const inner = value[key];
		if (inner !== undefined) text += (text && ',') + quoted + canonical(inner);
	}
	return `{${text}}`;
}

type Key = readonly [key: string, quoted: string];

/** Rows of one table come again and again with the same keys; the bound is for keys that others make up. */
const orders = new Map<string, readonly Key[]>();
const ORDERS_MAX = 500;
const NAME_LENGTH_MAX = 1_000;

function inOrder(keys: readonly string[]): readonly Key[] {
	const name = keys.join('\n');
	const known = orders.get(name);
	if (known?.length === keys.length) return known;
	const ordered = keys.toSorted().map((key): Key => [key, `${JSON.stringify(key)}:`]);
	const isNameOfOne = !keys.some((key) => key.includes('\n'));
	if (orders.size < ORDERS_MAX && name.length < NAME_LENGTH_MAX && isNameOfOne) orders.set(name, ordered);
	return ordered;
}

const isList = (value: object): value is readonly Plain[] => Array.isArray(value);
