import type { Category } from '#shared/protocol/views.ts';
import { taxWithin } from '#shared/kernel/tax.ts';
import { minorPerUnit, type Currency } from '#shared/kernel/money.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { BILL_MINOR_MAX, type BillLine } from '#shared/loyalty/bill.ts';
import { NIGHT_CATEGORY } from '#shared/loyalty/earning/nights.ts';

/** The keys of the keypad. `point` is what the language writes between units and parts. */
export type DigitKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '00' | 'point';

/** What was typed for one category: digits, and at most one `.`. */
export type DraftLine = { readonly category: string; readonly typed: string };

/** A bill while it is typed: one line a category, in the order of typing, and the category that hears the keys. */
export type Draft = { readonly lines: readonly DraftLine[]; readonly current: string };

/** In the order of the checks. */
export type TypingRefusal =
	| { readonly code: 'nights-over-limit'; readonly limit: number }
	| { readonly code: 'over-limit'; readonly limitMinor: number };

/** A stay of more than a year is a typing error. */
export const NIGHTS_MAX = 366;

export const emptyDraft = (current: string): Draft => ({ lines: [], current });

/** Nights stand on the bill of the stay; the till only counts them. */
export const isCounted = (category: string): boolean => category === NIGHT_CATEGORY;

export const typedIn = ({ lines }: Draft, category: string): string =>
	lines.find((line) => line.category === category)?.typed ?? '';

/** Starts the line of this category, or continues the one that is there. */
export const withCategory = (draft: Draft, category: string): Draft => ({ ...draft, current: category });

/** One key into the current line. A key that means nothing there changes nothing. */
export function withKey(draft: Draft, key: DigitKey, currency: Currency): Result<Draft, TypingRefusal> {
	const before = typedIn(draft, draft.current);
	const typed = appended(before, key, isCounted(draft.current) ? 0 : currency.exponent);
	const next = withTyped(draft, typed);
	if (isCounted(draft.current)) {
		return Number(typed) > NIGHTS_MAX ? err({ code: 'nights-over-limit', limit: NIGHTS_MAX }) : ok(next);
	}
	return listMinorOf(next, currency) > BILL_MINOR_MAX
		? err({ code: 'over-limit', limitMinor: BILL_MINOR_MAX })
		: ok(next);
}

/** Takes the last sign back; from an empty line it goes back to the line before. */
export function withoutLast(draft: Draft): Draft {
	const typed = typedIn(draft, draft.current);
	if (typed) return withTyped(draft, typed.slice(0, -1));
	const last = draft.lines.at(-1);
	return last ? withCategory(draft, last.category) : draft;
}

/** What was typed, in minor units: `6.5` is 650 where there are two decimals. */
export function minorOf(typed: string, { exponent }: Currency): number {
	const [whole = '', part = ''] = typed.split('.');
	return Number(whole + part.padEnd(exponent, '0'));
}

export const listMinorOf = ({ lines }: Draft, currency: Currency): number =>
	lines.reduce((total, { category, typed }) => total + (isCounted(category) ? 0 : minorOf(typed, currency)), 0);

/** The lines that say something, as a quote and a visit want them. @param categories those whose tax the house says */
export function billLinesOf(
	{ lines }: Draft,
	currency: Currency,
	categories: readonly Category[] = [],
): readonly BillLine[] {
	const taxOf = (category: string, grossMinor: number): number | null => {
		const taxBps = categories.find(({ code }) => code === category)?.taxBps;
		return taxBps === undefined ? null : taxWithin(grossMinor, taxBps);
	};
	return lines
		.map(({ category, typed }) => ({
			category,
			number: isCounted(category) ? Number(typed) : minorOf(typed, currency),
		}))
		.filter(({ number }) => number > 0)
		.map(({ category, number }, index) => ({
			id: String(index + 1),
			category,
			sku: null,
			quantity: isCounted(category) ? number : 1,
			grossMinor: isCounted(category) ? 0 : number,
			taxMinor: taxOf(category, isCounted(category) ? 0 : number),
			costMinor: null,
		}));
}

/** Units and parts of an amount that is being typed; `part` is `undefined` before the point. */
export function pieces(typed: string): { readonly whole: string; readonly part: string | undefined } {
	const [whole = '', part] = typed.split('.');
	return { whole, part };
}

export const hasParts = (currency: Currency): boolean => minorPerUnit(currency) > 1;

export function appended(typed: string, key: DigitKey, decimals: number): string {
	if (key === 'point') return decimals === 0 || typed.includes('.') ? typed : `${typed || '0'}.`;
	const { whole, part } = pieces(typed);
	if (part !== undefined) return `${whole}.${(part + key).slice(0, decimals)}`;
	if (whole === '' || whole === '0') return key === '00' ? whole : key;
	return whole + key;
}

function withTyped(draft: Draft, typed: string): Draft {
	const { lines, current } = draft;
	if (!typed) return { current, lines: lines.filter(({ category }) => category !== current) };
	return lines.some(({ category }) => category === current)
		? { current, lines: lines.map((line) => (line.category === current ? { ...line, typed } : line)) }
		: { current, lines: [...lines, { category: current, typed }] };
}
