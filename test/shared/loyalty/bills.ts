import fc from 'fast-check';
import { momentAt } from '#shared/kernel/moment.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { Bill, BillLine, MemberStanding } from '#shared/loyalty/bill.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { pointsThatPay } from '#shared/loyalty/payment.ts';
import { quote, type Quote, type QuoteRefusal, type Settled } from '#shared/loyalty/quote.ts';
import { MEMBERS, PROGRAMME, PROPERTY } from '../../../server/demo/miramar.ts';
import { standingWith } from '../../support/standing.ts';

const EVENING = momentAt('2026-11-21T19:42:00Z', PROPERTY);

/** A line of the demo hotel's till; `quantity` counts nights. */
export const line = (id: string, category: string, grossMinor: number, quantity = 1): BillLine => ({
	id,
	category,
	sku: null,
	quantity,
	grossMinor,
	taxMinor: null,
	costMinor: null,
});

export const bill = (outlet: string, lines: readonly BillLine[], pointsTendered = 0): Bill => ({
	outlet,
	moment: EVENING,
	currency: 'EUR',
	lines,
	pointsTendered,
	claims: [],
});

/** A guest of the demo hotel as they stand before the first visit. */
export function guest(name: string): MemberStanding {
	const member = MEMBERS.find(({ displayName }) => displayName === name);
	if (!member) throw new Error(`the demo hotel knows no ${name}`);
	return standingWith({
		tier: member.tier,
		balancePoints: member.points,
		stamps: { spa: member.spaStamps },
	});
}

/** The quote, where the test is about a bill that is not refused. */
export function quoted(programme: Programme, member: MemberStanding | null, of: Bill, settled?: Settled): Quote {
	return accepted(quote(programme, member, of, settled));
}

export function accepted(result: Result<Quote, QuoteRefusal>): Quote {
	if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
	return result.value;
}

export const OUTLETS = ['restaurant', 'lobby'] as const;
const CATEGORIES = ['food', 'drinks', 'night', 'tobacco', 'gift-card'] as const;

/** Small ones meet the edges of rounding more often, large ones the ends of a double. */
const amount = fc.oneof(
	{ weight: 4, arbitrary: fc.nat({ max: 40 }) },
	{ weight: 3, arbitrary: fc.nat({ max: 20_000 }) },
	{ weight: 1, arbitrary: fc.nat({ max: 1_000_000_000 }) },
);

export const someLines = fc
	.array(
		fc.record({
			category: fc.constantFrom(...CATEGORIES),
			grossMinor: amount,
			quantity: fc.integer({ min: 1, max: 5 }),
		}),
		{ minLength: 1, maxLength: 7 },
	)
	.map((lines) =>
		lines.map(({ category, grossMinor, quantity }, index) => line(`${index}`, category, grossMinor, quantity)),
	);

const rate = (max: number) => fc.oneof(fc.constantFrom(1, 500, 1_000, max), fc.integer({ min: 1, max }));

const someEarnRules = fc
	.array(
		fc.oneof(
			fc.record({
				kind: fc.constant('step' as const),
				stepMinor: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant(5_000)),
				points: fc.integer({ min: 1, max: 1_000 }),
			}),
			fc.record({ kind: fc.constant('proportional' as const), rateBps: rate(1_000_000) }),
			fc.record({
				kind: fc.constant('per-unit' as const),
				categories: fc.constantFrom<string[]>(['night'], ['night', 'food']),
				points: fc.integer({ min: 1, max: 20 }),
			}),
		),
		{ maxLength: 3 },
	)
	.map((rules) => rules.map((rule, index) => ({ ...rule, id: `earn-${index}`, outlets: [...OUTLETS] })));

/** Programmes of every shape; those of the lobby have no discount. */
export const someProgramme: fc.Arbitrary<Programme> = fc
	.record({
		exponent: fc.constantFrom(0, 2, 3),
		pointValue: fc.record({ num: fc.constantFrom(0, 1, 3, 50), den: fc.constantFrom(1, 7) }),
		rates: fc.array(rate(10_000), { maxLength: 2 }),
		earn: someEarnRules,
		excludedCategories: fc.constantFrom<string[]>([], ['tobacco'], ['tobacco', 'gift-card']),
		needed: fc.integer({ min: 1, max: 5 }),
	})
	.map(({ exponent, pointValue, rates, earn, excludedCategories, needed }) => ({
		...PROGRAMME,
		currency: { code: 'EUR', exponent },
		pointValue,
		offers: rates.map((rateBps, index) => ({ kind: 'percent', id: `off-${index}`, outlets: ['restaurant'], rateBps })),
		earn,
		excludedCategories,
		stampCards: [{ id: 'card', outlets: [...OUTLETS], stamps: 1, needed, reward: 'free-treatment' }],
	}));

export const someGuest: fc.Arbitrary<MemberStanding> = fc
	.record({
		tier: fc.constantFrom('classic', 'silver', 'gold'),
		balancePoints: fc.constant(Number.MAX_SAFE_INTEGER),
		stamps: fc.record({ card: fc.integer({ min: -3, max: 12 }) }),
		recentlyStamped: fc.subarray([...OUTLETS]),
	})
	.map(standingWith);

/** A guest at a till of some programme, paying a part of the bill with points. */
export const someVisit = fc
	.record({
		programme: someProgramme,
		member: someGuest,
		outlet: fc.constantFrom(...OUTLETS),
		lines: someLines,
		pointsShare: fc.oneof(fc.constantFrom(0, 1_000), fc.nat({ max: 1_000 })),
	})
	.map(({ programme, member, outlet, lines, pointsShare }) => {
		const unpaid = bill(outlet, lines);
		const pointsMax = pointsThatPay(programme, quoted(programme, member, unpaid).payableMinor);
		const pointsTendered = Number((BigInt(pointsMax) * BigInt(pointsShare)) / 1_000n);
		return { programme, member, pointsMax, bill: { ...unpaid, pointsTendered } };
	});
