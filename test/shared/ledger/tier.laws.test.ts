import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { BillLine } from '#shared/loyalty/bill.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { TierPolicy } from '#shared/loyalty/programme/tier-rules.schema.ts';
import { rankOf, rankOfCode } from '#shared/loyalty/tiers/tiers.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { SOME } from '../../support/cases.ts';
import { tellCounters } from '../../support/counters.ts';
import { PaperBooks } from '../../support/paper-books.ts';

const CASES = { numRuns: 10_000, seed: 20261122 };

/** How often each case that matters came up. */
const met = {
	spenders: { all: 0, paidInPoints: 0, lifted: 0, expired: 0 },
	lives: { all: 0, lifted: 0, twice: 0 },
	taken: { all: 0, lowered: 0, oneStep: 0, differ: 0 },
};
afterAll(() => {
	const { spenders, ...rest } = met;
	tellCounters(CASES.seed, CASES.numRuns, { spenders });
	tellCounters(CASES.seed, SOME.numRuns, rest);
});

const dinner = (grossMinor: number): BillLine[] => [
	{ id: '1', category: 'food', sku: null, quantity: 1, grossMinor, taxMinor: null, costMinor: null },
];
const deed = fc.record({
	grossMinor: fc.integer({ min: 1_000, max: 90_000 }),
	share: fc.constantFrom(0, 0, 50, 100),
	days: fc.nat({ max: 40 }),
});
const policy = fc.constantFrom<TierPolicy>(
	{},
	{ window: 'rolling-12-months' },
	{ window: 'membership-year' },
	{ window: 'lifetime' },
);
/** Every guest earns, pays and expires alike, so that only the tier itself could differ. */
const ruledBy = (tierPolicy: TierPolicy): Programme => ({
	...PROGRAMME,
	...{ tierPolicy, offers: [], stampCards: [], expiry: { kind: 'days', days: 45 } },
	earn: [{ kind: 'proportional', id: 'share', outlets: ['restaurant'], rateBps: 300 }],
});

/** The better one of two calendar years, added up from the bills that stand. */
function bestYear({ visits, reversals, programme }: PaperBooks): number {
	const years = new Map<string, number>();
	for (const { id, businessDate, payableMinor } of visits) {
		if (reversals.some(({ visitId }) => visitId === id)) continue;
		const year = businessDate.slice(0, 4);
		years.set(year, (years.get(year) ?? 0) + payableMinor);
	}
	return Math.max(0, ...[...years.values()].map((spendMinor) => rankOf(programme, { nights: 0, spendMinor })));
}

describe('a tier', () => {
	test('C34: is the same for who spends all their points and who keeps them until they expire', () => {
		fc.assert(
			fc.property(policy, fc.array(deed, { minLength: 3, maxLength: 8 }), (tierPolicy, deeds) => {
				const [keeper, spender] = [0, 1].map(() => new PaperBooks(ruledBy(tierPolicy), 0, 'classic')) as [
					PaperBooks,
					PaperBooks,
				];
				for (const { grossMinor, share, days } of deeds) {
					keeper.visit('restaurant', dinner(grossMinor));
					const points = Math.floor((Math.min(spender.usable, Math.floor(grossMinor / 50)) * share) / 100);
					spender.visit('restaurant', dinner(grossMinor), points);
					for (const paper of [keeper, spender]) {
						paper.daysLater(days);
						paper.expire();
						expect(paper.faults).toEqual([]);
					}
					expect(spender.tierTerm).toEqual(keeper.tierTerm);
				}
				met.spenders.all++;
				if (spender.entries.some(({ kind }) => kind === 'redeem')) met.spenders.paidInPoints++;
				if (spender.tierTerm.seq > 0) met.spenders.lifted++;
				if (keeper.expired > 0) met.spenders.expired++;
			}),
			CASES,
		);
	});

	test('C36: with "now" is at every moment what the bills that stand have reached, and by default no bill that comes back lowers it', () => {
		const act = fc.record({
			...{ grossMinor: fc.integer({ min: 1_000, max: 190_000 }) },
			back: fc.boolean(),
			which: fc.nat(),
			days: fc.nat({ max: 40 }),
		});
		fc.assert(
			fc.property(fc.array(act, { minLength: 3, maxLength: 8 }), (acts) => {
				const [now, later] = (['now', 'at-next-evaluation'] as const).map(
					(reversal) => new PaperBooks(ruledBy({ reversal }), 0, 'classic'),
				) as [PaperBooks, PaperBooks];
				const said: number[] = [];
				for (const { grossMinor, back, which, days } of acts) {
					const before = rankOfCode(later.programme, later.tierTerm.tier);
					const standing = now.visits.filter(({ id }) => !now.reversals.some(({ visitId }) => visitId === id));
					for (const paper of [now, later]) {
						const visit = standing[which % Math.max(1, standing.length)];
						if (!back || !visit) paper.visit('restaurant', dinner(grossMinor));
						else {
							const id = paper.visits[now.visits.indexOf(visit)]!.id;
							const answer = paper.reverse(id);
							if (typeof answer === 'string') throw new Error(answer);
							if (answer.tierLowered) said.push(rankOfCode(paper.programme, answer.tierLowered.tier));
							expect(answer.tierLowered !== undefined && paper === later).toBe(false);
						}
					}
					expect(rankOfCode(later.programme, later.tierTerm.tier)).toBeGreaterThanOrEqual(before);
					expect(rankOfCode(now.programme, now.tierTerm.tier)).toBe(bestYear(now));
					for (const paper of [now, later]) paper.daysLater(days);
				}
				expect(now.faults).toEqual([]);
				met.taken.all++;
				if (said.length > 0) met.taken.lowered++;
				if (said.includes(1)) met.taken.oneStep++;
				if (now.tierTerm.tier !== later.tierTerm.tier) met.taken.differ++;
			}),
			{ ...CASES, ...SOME },
		);
	});

	test('is never lowered by a visit, and each change follows the one before it', () => {
		fc.assert(
			fc.property(policy, fc.array(deed, { minLength: 3, maxLength: 8 }), (tierPolicy, deeds) => {
				const paper = new PaperBooks(ruledBy(tierPolicy), 0, 'classic');
				for (const { grossMinor, days } of deeds) {
					const before = paper.tierTerm;
					paper.visit('restaurant', dinner(grossMinor));
					const after = paper.tierTerm;
					const [was, is] = [before, after].map(({ tier }) => rankOfCode(paper.programme, tier)) as [number, number];
					expect(is).toBeGreaterThanOrEqual(was);
					expect(after.seq).toBe(before.seq + (is > was ? 1 : 0));
					paper.daysLater(days);
				}
				met.lives.all++;
				if (paper.tierTerm.seq > 0) met.lives.lifted++;
				if (paper.tierTerm.seq > 1) met.lives.twice++;
			}),
			{ ...CASES, ...SOME },
		);
	});
});
