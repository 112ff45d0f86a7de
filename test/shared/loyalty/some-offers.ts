import fc from 'fast-check';
import type { BillLine, MemberStanding } from '#shared/loyalty/bill.ts';
import type { Offer, Stacking } from '#shared/loyalty/programme/offers.schema.ts';
import { programmeSchema, type Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { Quote } from '#shared/loyalty/quote.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { standingWith } from '../../support/standing.ts';
import { bill, line, quoted } from './bills.ts';

/** An offer of the restaurant, with an id of its own where the test does not say one. */
export type Draft = Offer extends infer Each
	? Each extends Offer
		? Readonly<Omit<Each, 'id' | 'outlets'>> & { readonly id?: string; readonly outlets?: readonly string[] }
		: never
	: never;

/** The demo hotel with other offers, and nothing that earns. */
export const programmeWith = (offers: readonly Draft[], changes: Partial<Programme> = {}): Programme =>
	programmeSchema.parse({
		...PROGRAMME,
		earn: [],
		stampCards: [],
		serviceCategories: ['service'],
		...changes,
		offers: offers.map((offer, index) => ({ id: `offer-${index}`, outlets: ['restaurant'], ...offer })),
	});

export const SOMEBODY = standingWith({});

export const atTheTable = (
	programme: Programme,
	lines: readonly BillLine[],
	member: MemberStanding = SOMEBODY,
): Quote => quoted(programme, member, bill('restaurant', lines));

export const dinner = (minor: number): readonly BillLine[] => [line('1', 'food', minor)];

/** What was given, and why the rest was not. */
export const outcome = ({ offers, refusedOffers }: Quote) => ({
	given: Object.fromEntries(offers.map(({ offerId, amountMinor }) => [offerId, amountMinor])),
	refused: Object.fromEntries(refusedOffers.map(({ offerId, ...why }) => [offerId, why])),
});

const CATEGORIES = ['food', 'drinks', 'tobacco', 'service'] as const;

/** Small amounts meet the edges of rounding more often, equal ones those of sharing. */
const amount = fc.oneof(fc.nat({ max: 12 }), fc.constantFrom(5, 100, 333), fc.nat({ max: 20_000 }));

export const someLines: fc.Arbitrary<readonly BillLine[]> = fc
	.array(
		fc.record({
			category: fc.oneof(fc.constantFrom('food', 'drinks'), fc.constantFrom(...CATEGORIES)),
			sku: fc.constantFrom(null, null, 'rioja', 'beer'),
			grossMinor: amount,
			quantity: fc.integer({ min: 1, max: 3 }),
		}),
		{ minLength: 1, maxLength: 6 },
	)
	.map((lines) =>
		lines.map(({ category, sku, grossMinor, quantity }, index) => ({
			...line(`${index}`, category, grossMinor, quantity),
			sku,
		})),
	);

const maybe = <Value>(value: fc.Arbitrary<Value>, weight = 3) =>
	fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const filter = {
	categories: maybe(fc.constantFrom<string[]>(['food'], ['drinks'], ['food', 'drinks'])),
	skus: maybe(fc.constantFrom<string[]>(['rioja'], ['rioja', 'beer']), 6),
};
const scoped = {
	...filter,
	outlets: fc.constantFrom<string[]>(['restaurant'], ['restaurant', 'lobby'], ['restaurant'], ['lobby']),
	tiers: maybe(fc.constantFrom<string[]>(['gold'], ['classic', 'gold']), 4),
	when: maybe(fc.constantFrom<Offer['when']>({ weekdays: [6] }, { weekdays: [1] }), 6),
	minSpendMinor: maybe(fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constant(4_000))),
	group: fc.constantFrom(undefined, 'a', 'b', 'c'),
	priority: maybe(fc.integer({ min: 0, max: 2 }), 1),
	coupon: maybe(fc.constant(true as const), 1),
	price: maybe(fc.constant({ points: 10 }), 2),
	limits: maybe(
		fc.record({
			perMember: maybe(fc.integer({ min: 1, max: 3 }), 1),
			perMemberDay: maybe(fc.integer({ min: 1, max: 3 }), 1),
			total: maybe(fc.integer({ min: 1, max: 3 }), 1),
		}),
	),
	budgetMinor: maybe(fc.constant(10_000), 6),
};

const someOffer = fc.oneof(
	fc.record({
		kind: fc.constant('percent' as const),
		...scoped,
		rateBps: fc.oneof(fc.constantFrom(500, 1_000, 5_000, 10_000), fc.integer({ min: 1, max: 10_000 })),
		capMinor: maybe(fc.integer({ min: 1, max: 200 }), 2),
		basis: fc.constantFrom(undefined, 'running' as const, 'initial' as const),
	}),
	fc.record({ kind: fc.constant('amount' as const), ...scoped, amountMinor: fc.integer({ min: 1, max: 500 }) }),
	fc.record({
		kind: fc.constant('fixed-price' as const),
		...scoped,
		categories: fc.constantFrom<string[]>(['food'], ['drinks'], ['food', 'drinks']),
		priceMinor: fc.nat({ max: 100 }),
	}),
	{ weight: 1, arbitrary: fc.constant(undefined).chain(() => someBundle) },
);

const NAMES = { en: 'Menu', es: 'Menú', zh: '套餐', bg: 'Меню' };
const item = (categories: string[]) =>
	fc.record({ categories: fc.constant(categories), quantity: fc.integer({ min: 1, max: 3 }) });
const someBundle = fc
	.record({
		kind: fc.constant('bundle' as const),
		...scoped,
		items: fc.oneof(
			fc.tuple(item(['food'])),
			fc.tuple(item(['food', 'drinks'])),
			fc.tuple(item(['food']), item(['drinks'])),
		),
		priceMinor: fc.oneof(fc.constant(0), fc.nat({ max: 100 })),
		reward: maybe(fc.constantFrom('massage', 'dessert'), 1),
	})
	.map(({ reward, price, coupon, ...offer }) => ({
		...{ ...offer, names: NAMES, categories: undefined, skus: undefined },
		...(reward ? { reward } : { price, coupon }),
	}));

export const someOffers = (maxLength: number, minLength = 1): fc.Arbitrary<Offer[]> =>
	fc
		.array(someOffer, { minLength, maxLength })
		.map((offers) => offers.map((offer, index) => ({ ...offer, id: `offer-${index}` })));

const someRoom = {
	perBill: maybe(fc.integer({ min: 1, max: 3 })),
	perGroup: maybe(fc.integer({ min: 1, max: 2 })),
	floorBps: maybe(fc.constantFrom(1, 5_000, 9_000)),
};
export const someStacking = (policy: Stacking['policy']): fc.Arbitrary<Stacking> =>
	fc.record({ policy: fc.constant(policy), ...someRoom });
const POLICIES = ['best_for_guest', 'first_by_priority', 'all_sequential'] as const;
export const anyStacking: fc.Arbitrary<Stacking | undefined> = fc.oneof(
	fc.constant(undefined),
	...POLICIES.map(someStacking),
);

/** Of so many offers a member has coupons, has used them, and the house has some left. */
export const OFFERS_KNOWN = 40;

export const someMember: fc.Arbitrary<MemberStanding> = fc
	.record({
		tier: fc.constantFrom('classic', 'gold'),
		balancePoints: fc.constantFrom(5, 1_000_000, 1_000_000),
		rewards: fc.record({ massage: fc.nat({ max: 1 }), dessert: fc.nat({ max: 1 }) }),
		known: fc.array(
			fc.record({
				coupons: fc.nat({ max: 2 }),
				// Most coupons were bought, and most of these are a value.
				next: fc.option(
					fc.record({ leftMinor: fc.option(fc.integer({ min: 1, max: 5_000 }), { freq: 3 }), isDrawn: fc.boolean() }),
					{ freq: 4, nil: undefined },
				),
				used: fc.record({ total: fc.nat({ max: 3 }), today: fc.nat({ max: 2 }) }),
				left: fc.record({ uses: fc.integer({ min: -1, max: 3 }), budgetMinor: fc.nat({ max: 500 }) }),
			}),
			{ minLength: OFFERS_KNOWN, maxLength: OFFERS_KNOWN },
		),
	})
	.map(({ tier, balancePoints, rewards, known }) => {
		const byOffer = <Value>(of: (one: (typeof known)[0]) => Value): Record<string, Value> =>
			Object.fromEntries(known.map((one, index) => [`offer-${index}`, of(one)]));
		return standingWith({
			...{ tier, balancePoints, rewards },
			coupons: byOffer(({ coupons }) => coupons),
			nextCoupons: Object.fromEntries(known.flatMap(({ next }, index) => (next ? [[`offer-${index}`, next]] : []))),
			offersUsed: byOffer(({ used }) => used),
			offersLeft: byOffer(({ left }) => left),
		});
	});

/** The demo hotel with these offers, as they come: nothing here asks whether they are sensible. */
export const houseWith = (offers: Offer[], stacking?: Stacking): Programme => ({
	...PROGRAMME,
	earn: [],
	stampCards: [],
	serviceCategories: ['service'],
	offers,
	stacking,
});
