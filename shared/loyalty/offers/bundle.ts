import { scale, sum } from '../../kernel/money.ts';
import type { Offer } from '../programme/offers.schema.ts';
import type { Tab } from './tab.ts';
import { looksAt } from '../when.ts';

type Bundle = Extract<Offer, { kind: 'bundle' }>;

/**
 * What is left of the units that a bundle takes from each line; `undefined` where the bill does not have them all. Of the
 * units that fit, those with the lowest list price, so that it takes the same ones whatever other offers leave, and a
 * guest who adds things never pays less for them; of equal ones those of the line that stands first.
 */
export function bundled({ items }: Bundle, tab: Tab): readonly number[] | undefined {
	const taken = tab.lines.map(() => 0);
	for (const item of items) {
		let missing = item.quantity;
		for (const index of cheapestFirst(tab)) {
			const line = tab.lines[index]!;
			if (!looksAt(item, line)) continue;
			const units = Math.min(missing, line.quantity - taken[index]!);
			taken[index] = taken[index]! + units;
			missing -= units;
		}
		if (missing > 0) return undefined;
	}
	return taken.map((units, index) =>
		scale(tab.leftByLine[index]!, { num: units, den: tab.lines[index]!.quantity }, 'floor'),
	);
}

/** Places of the lines by what one unit of each costs at list price, compared exactly. */
const cheapestFirst = ({ lines, ranks }: Tab): readonly number[] =>
	lines
		.map((_line, index) => index)
		.sort((a, b) => {
			const [left, right] = [lines[a]!, lines[b]!];
			const difference =
				BigInt(left.grossMinor) * BigInt(right.quantity) - BigInt(right.grossMinor) * BigInt(left.quantity);
			return difference === 0n ? ranks[a]! - ranks[b]! || a - b : difference < 0n ? -1 : 1;
		});

/** How many units it has. */
export const bundleSize = ({ items }: Bundle): number => sum(items.map(({ quantity }) => quantity));
