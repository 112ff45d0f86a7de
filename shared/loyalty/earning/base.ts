import { scale } from '../../kernel/money.ts';
import type { BillLine } from '../bill.ts';
import type { Basis } from '../programme/earn-rules.schema.ts';
import type { LineFilter } from '../programme/scope.schema.ts';
import { looksAt } from '../when.ts';

/** One line that may earn, after discounts: what stands of it. `grossMinor` and `taxMinor` are of the line as it was sold. */
export type EarningLine = Pick<BillLine, 'category' | 'sku' | 'quantity' | 'grossMinor' | 'taxMinor'> & {
	readonly listMinor: number;
	readonly payableMinor: number;
	/** The part of `payableMinor` that points pay: it earns nothing. */
	readonly pointsPaidMinor: number;
};

/** What of a bill can earn. */
export type Earning = {
	readonly basis: Basis;
	readonly lines: readonly EarningLine[];
	/** Of the whole bill as it was sold. */
	readonly payableMinor: number;
	readonly pointsPaidMinor: number;
};

/** What a rule counts of a bill, in minor units: what its lines cost in money, with tax or without. */
export const baseOf = (rule: LineFilter, { basis, lines }: Earning): number =>
	lines
		.filter((line) => looksAt(rule, line))
		.reduce((total, line) => total + paidOf(line) - taxLeftOut(line, basis), 0);

const paidOf = ({ payableMinor, pointsPaidMinor }: EarningLine): number => payableMinor - pointsPaidMinor;

/**
 * The tax in what is paid of a line with money: the till's own tax of the list price, in the same proportion, half up.
 * It is never computed from a rate. A line without tax is counted whole.
 */
export function taxLeftOut(line: EarningLine, basis: Basis): number {
	const { taxMinor, grossMinor } = line;
	if (basis === 'gross' || !taxMinor || grossMinor === 0) return 0;
	return scale(taxMinor, { num: paidOf(line), den: grossMinor }, 'half-up');
}

/** Who pays all of a bill with points has bought nothing with money. */
export const isAllInPoints = ({ payableMinor, pointsPaidMinor }: Earning): boolean =>
	payableMinor > 0 && pointsPaidMinor === payableMinor;
