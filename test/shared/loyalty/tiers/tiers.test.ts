import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextTierOf, tierOf } from '#shared/loyalty/tiers/tiers.ts';
import { PROGRAMME } from '../../../../server/demo/miramar.ts';

const metrics = (nights: number, spendMinor: number) => ({ nights, spendMinor });
const ranks = PROGRAMME.tiers.map(({ code }) => code);

describe('the tier of a guest', () => {
	test.each([
		[0, 0, 'classic'],
		[9, 99_999, 'classic'],
		[10, 0, 'silver'],
		[11, 0, 'silver'],
		[0, 99_999, 'classic'],
		[0, 100_000, 'silver'],
		[0, 100_001, 'silver'],
		[24, 299_999, 'silver'],
		[25, 0, 'gold'],
		[26, 0, 'gold'],
		[0, 299_999, 'silver'],
		[0, 300_000, 'gold'],
		[0, 300_001, 'gold'],
		[25, 300_000, 'gold'],
		[1_000, 0, 'gold'],
	])('after %i nights and %i spent is %s', (nights, spendMinor, tier) => {
		expect(tierOf(PROGRAMME, metrics(nights, spendMinor))).toBe(tier);
	});

	test('never falls by doing more', () => {
		const some = fc.record({ nights: fc.nat({ max: 40 }), spendMinor: fc.nat({ max: 400_000 }) });
		fc.assert(
			fc.property(some, some, (done, more) => {
				const after = metrics(done.nights + more.nights, done.spendMinor + more.spendMinor);
				expect(ranks.indexOf(tierOf(PROGRAMME, after))).toBeGreaterThanOrEqual(ranks.indexOf(tierOf(PROGRAMME, done)));
			}),
			{ numRuns: 2_000 },
		);
	});

	test('is gold by the one thing that gold asks for', () => {
		const byNights = {
			...PROGRAMME,
			tiers: PROGRAMME.tiers.map((tier) => (tier.code === 'gold' ? { ...tier, from: { nights: 25 } } : tier)),
		};
		expect(tierOf(byNights, metrics(0, 9_000_000))).toBe('silver');
		expect(tierOf(byNights, metrics(25, 0))).toBe('gold');
		expect(nextTierOf(byNights, 'silver', metrics(12, 0))).toEqual({ code: 'gold', missing: { nights: 13 } });
	});
});

describe('the way to the next tier', () => {
	test.each([
		['a new guest', 'classic', metrics(0, 0), { code: 'silver', missing: { nights: 10, spendMinor: 100_000 } }],
		[
			'one night before silver',
			'classic',
			metrics(9, 99_999),
			{ code: 'silver', missing: { nights: 1, spendMinor: 1 } },
		],
		['just silver', 'silver', metrics(10, 20_000), { code: 'gold', missing: { nights: 15, spendMinor: 280_000 } }],
		['silver from last year', 'silver', metrics(0, 0), { code: 'gold', missing: { nights: 25, spendMinor: 300_000 } }],
		[
			'silver earned, not yet given',
			'classic',
			metrics(12, 0),
			{ code: 'gold', missing: { nights: 13, spendMinor: 300_000 } },
		],
		['gold', 'gold', metrics(0, 0), null],
		['gold earned, not yet given', 'silver', metrics(25, 0), null],
	])('%s', (_name, tier, done, expected) => {
		expect(nextTierOf(PROGRAMME, tier, done)).toEqual(expected);
	});

	test('whoever does what is missing, one thing or the other, gets there', () => {
		const some = fc.record({ nights: fc.nat({ max: 30 }), spendMinor: fc.nat({ max: 350_000 }) });
		fc.assert(
			fc.property(fc.constantFrom(...ranks), some, (tier, done) => {
				const next = nextTierOf(PROGRAMME, tier, done);
				fc.pre(next !== null);
				for (const [metric, missing] of Object.entries(next.missing)) {
					const reached = { ...done, [metric]: done[metric as 'nights' | 'spendMinor'] + missing };
					expect(missing).toBeGreaterThan(0);
					expect(tierOf(PROGRAMME, reached)).toBe(next.code);
				}
			}),
			{ numRuns: 2_000 },
		);
	});
});
