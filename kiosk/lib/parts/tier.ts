import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';

/** How far a guest's sun has risen. Never its colour: the height is the tier. */
export type TierHeight = 'rim' | 'half' | 'full';

/** The first tier shows a rim, the last the whole sun, whatever lies between a half. */
export function tierHeight(index: number, tiers: number): TierHeight {
	if (index >= tiers - 1) return 'full';
	return index <= 0 ? 'rim' : 'half';
}

/** Where a tier stands in its programme; one that is not there stands lowest. */
export const tierIndex = ({ tiers }: Programme, code: string): number =>
	Math.max(
		0,
		tiers.findIndex((tier) => tier.code === code),
	);
