import { programmeSchema } from '#shared/loyalty/programme/programme.schema.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';

/** The demo hotel with rules of every kind that looks back: carries, visits, birthdays, welcomes, limits. */
export const RICH = programmeSchema.parse({
	...PROGRAMME,
	version: 2,
	validFrom: '2020-01-02',
	earn: [
		{ kind: 'step', id: 'fifty', outlets: ['restaurant', 'spa'], stepMinor: 5_000, points: 1, carry: true },
		{ kind: 'proportional', id: 'share', outlets: ['boutique'], rateBps: 333, rounding: 'half-up', carry: true },
		{ kind: 'per-visit', id: 'visit', outlets: ['restaurant', 'boutique'], points: 2 },
		{ kind: 'per-unit', id: 'nights', outlets: ['lobby'], categories: ['night'], points: 10, capPoints: 20 },
	],
	bonuses: [
		{ kind: 'multiplier', id: 'gold', outlets: ['restaurant', 'boutique'], tiers: ['gold'], factorBps: 15_000 },
		{ kind: 'gift', id: 'welcome', outlets: ['restaurant'], points: 7, occasion: { kind: 'first-visit' } },
		{ kind: 'gift', id: 'birthday', outlets: ['spa'], points: 11, occasion: { kind: 'birthday', days: 10 } },
	],
	caps: { billPoints: 30, dayPoints: 40 },
});
