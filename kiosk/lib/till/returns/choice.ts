import type { Currency } from '#shared/kernel/money.ts';
import type { ReturnedPart, StandingLine } from '#shared/protocol/reversal.ts';
import { appended, minorOf, type DigitKey } from '../bill/draft.ts';

/** What is typed of a line; nothing means all that stands of it. */
export type ChosenLine = { readonly id: string; readonly by: 'units' | 'amount'; readonly typed: string };

/** What of a bill is to come back, in the order of choosing, and the line that hears the keys. */
export type Choice = { readonly lines: readonly ChosenLine[]; readonly current: string | null };

export const NOTHING: Choice = { lines: [], current: null };

/** Nobody sells more of one line than this. */
const UNITS_DIGITS_MAX = 6;
const AMOUNT_DIGITS_MAX = 12;

export const canReturn = ({ left }: StandingLine): boolean => left.quantity > 0;

export const chosenIn = ({ lines }: Choice, id: string): ChosenLine | undefined => lines.find((line) => line.id === id);

/** Touched once it comes back, touched again it stays. */
export function toggled(choice: Choice, line: StandingLine): Choice {
	if (!canReturn(line)) return choice;
	if (!chosenIn(choice, line.id)) return { lines: [...choice.lines, wholly(line)], current: line.id };
	const lines = choice.lines.filter(({ id }) => id !== line.id);
	return { lines, current: lines.at(-1)?.id ?? null };
}

export const allOf = (lines: readonly StandingLine[]): Choice => ({
	lines: lines.filter(canReturn).map(wholly),
	current: null,
});

/** Units where there are several, else a part of the price. */
const wholly = ({ id, left }: StandingLine): ChosenLine => ({
	id,
	by: left.quantity > 1 ? 'units' : 'amount',
	typed: '',
});

/** A bottle is counted, what was spilt of it is an amount. */
export const switched = (choice: Choice): Choice =>
	changed(choice, ({ id, by }) => ({ id, by: by === 'units' ? 'amount' : 'units', typed: '' }));

export const withKey = (choice: Choice, key: DigitKey, { exponent }: Currency): Choice =>
	changed(choice, (line) => {
		const typed = appended(line.typed, key, line.by === 'units' ? 0 : exponent);
		const max = line.by === 'units' ? UNITS_DIGITS_MAX : AMOUNT_DIGITS_MAX;
		return typed.length > max ? line : { ...line, typed };
	});

export const withoutLast = (choice: Choice): Choice =>
	changed(choice, (line) => ({ ...line, typed: line.typed.slice(0, -1) }));

const changed = (choice: Choice, change: (line: ChosenLine) => ChosenLine): Choice => ({
	...choice,
	lines: choice.lines.map((line) => (line.id === choice.current ? change(line) : line)),
});

/** As the command says it: `null` for all that stands, `undefined` while there is nothing to ask for. */
export function partsOf(
	choice: Choice,
	lines: readonly StandingLine[],
	currency: Currency,
): readonly ReturnedPart[] | null | undefined {
	if (choice.lines.length === 0) return undefined;
	const isWhole = lines.filter(canReturn).every(({ id }) => chosenIn(choice, id)?.typed === '');
	if (isWhole) return null;
	const parts = choice.lines.flatMap((chosen): ReturnedPart[] => {
		const line = lines.find(({ id }) => id === chosen.id);
		return line ? [partOf(chosen, line, currency)] : [];
	});
	return parts.some((part) => ('quantity' in part ? part.quantity : part.listMinor) === 0) ? undefined : parts;
}

function partOf({ id: lineId, by, typed }: ChosenLine, { left }: StandingLine, currency: Currency): ReturnedPart {
	if (typed === '') return { lineId, quantity: left.quantity };
	return by === 'units' ? { lineId, quantity: Number(typed) } : { lineId, listMinor: minorOf(typed, currency) };
}
