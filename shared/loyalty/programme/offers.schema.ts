import { z } from 'zod';
import { code, lineFilter, MINOR_MAX, names, positive, scope } from './scope.schema.ts';

/** Uses of one offer that anybody would limit. */
const USES_MAX = 1_000_000_000;
const PRIORITY_MAX = 1_000;
const BPS_MAX = 10_000;
const DAYS_MAX = 3_660;
const UNITS_MAX = 1_000;
const ITEMS_MAX = 20;

const common = {
	...scope,
	...lineFilter,
	/** What guests call it, where it has a name of its own. */
	names: names.optional(),
	/** What the lines that it looks at have to cost at list price. */
	minSpendMinor: positive.max(MINOR_MAX).optional(),
	/** Offers of one group shut each other out, offers of several groups hold together; `outlet` where it is not said. */
	group: code.optional(),
	/** The larger goes first; 0 where it is not said. */
	priority: z.number().int().min(0).max(PRIORITY_MAX).optional(),
	/** Only for a coupon that the member has; a bill takes one at most. */
	coupon: z.literal(true).optional(),
	/**
	 * What it costs in points where the guest asks for it: on the bill itself, or beforehand as a coupon that is valid for so
	 * many days (for ever where it is not said). With `coupon` only beforehand.
	 */
	price: z
		.strictObject({ points: positive.max(Number.MAX_SAFE_INTEGER), validDays: positive.max(DAYS_MAX).optional() })
		.optional(),
	/** Takes one reward of this kind, where the guest asks for it. */
	reward: code.optional(),
	/** In how many bills: of one member, of one member on one business day, of all members. */
	limits: z
		.strictObject({
			perMember: positive.max(USES_MAX).optional(),
			perMemberDay: positive.max(USES_MAX).optional(),
			total: positive.max(USES_MAX).optional(),
		})
		.optional(),
	/** All that it may ever take off, of all bills together. */
	budgetMinor: positive.max(Number.MAX_SAFE_INTEGER).optional(),
	/** Who bears it; the house where it is not said. */
	sponsor: code.optional(),
};

/** What a bill costs less. Each offer rounds half up, once per bill. */
export const offer = z.discriminatedUnion('kind', [
	/** A part of the price. */
	z.strictObject({
		kind: z.literal('percent'),
		...common,
		rateBps: positive.max(BPS_MAX),
		/** The most that it takes off one bill. */
		capMinor: positive.max(MINOR_MAX).optional(),
		/** Of what offers before it left, where it is not said, or of the list price. */
		basis: z.enum(['running', 'initial']).optional(),
	}),
	/** So much off: with `minSpendMinor` it is "spend 40.00, 4.00 off". */
	z.strictObject({
		kind: z.literal('amount'),
		...common,
		amountMinor: positive.max(MINOR_MAX),
		/** What a bill does not need stays on the coupon. */
		partial: z.literal(true).optional(),
	}),
	/** So much for each unit, where the list price is higher. */
	z.strictObject({ kind: z.literal('fixed-price'), ...common, priceMinor: z.number().int().min(0).max(MINOR_MAX) }),
	/** These things together for so much, or for nothing: a free treatment, a night, a menu. */
	z.strictObject({
		kind: z.literal('bundle'),
		...common,
		names,
		items: z
			.array(z.strictObject({ ...lineFilter, quantity: positive.max(UNITS_MAX) }))
			.min(1)
			.max(ITEMS_MAX),
		priceMinor: z.number().int().min(0).max(MINOR_MAX),
	}),
]);

/** What holds together on one bill. */
export const stacking = z.strictObject({
	/**
	 * `best_for_guest`: of all sets that may hold together the one that takes off most. `first_by_priority`: one offer alone.
	 * `all_sequential`: one of every group, the most specific.
	 */
	policy: z.enum(['best_for_guest', 'first_by_priority', 'all_sequential']),
	/** The most offers on one bill; as many as there are groups where it is not said. */
	perBill: positive.max(100).optional(),
	/** The most offers of one group; one where it is not said. */
	perGroup: positive.max(100).optional(),
	/** The guest pays at least this part of the list price of what offers may discount. */
	floorBps: positive.max(BPS_MAX).optional(),
});

export type Offer = z.infer<typeof offer>;
export type Stacking = z.infer<typeof stacking>;
