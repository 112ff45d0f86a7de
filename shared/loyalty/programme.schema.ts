import { z } from 'zod';
import { checkProgramme } from './check-programme.ts';

/** Bounds under which no sum of a bill leaves what a double holds exactly, whatever the rules are. */
const RULES_MAX = 200;
const STEP_POINTS_MAX = 1_000;
const UNIT_POINTS_MAX = 100_000;
const RATE_BPS_MAX = 1_000_000;
const MINOR_MAX = 10_000_000_000;

const positive = z.number().int().min(1);
const code = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const name = z.string().min(1).max(60);
const names = z.strictObject({ en: name, es: name, zh: name, bg: name });
const scope = { id: code, outlets: z.array(code).min(1), tiers: z.array(code).min(1).optional() };

/** What a bill, a night or a visit earns. Each rule rounds down, once per bill. */
const earnRule = z.discriminatedUnion('kind', [
	/** So many points for each full step: "1 point per 50.00". */
	z.strictObject({
		kind: z.literal('step'),
		...scope,
		stepMinor: positive.max(MINOR_MAX),
		points: positive.max(STEP_POINTS_MAX),
	}),
	/** So many points per hundred currency units, in basis points: 500 is 5 points per 100.00. */
	z.strictObject({ kind: z.literal('proportional'), ...scope, rateBps: positive.max(RATE_BPS_MAX) }),
	/** So many points for each unit of these categories: nights. */
	z.strictObject({
		kind: z.literal('per-unit'),
		...scope,
		categories: z.array(code).min(1),
		points: positive.max(UNIT_POINTS_MAX),
	}),
]);

const stampRule = z.strictObject({ ...scope, stamps: positive.max(100), needed: positive.max(1_000), reward: code });

const discountRule = z.strictObject({ ...scope, rateBps: positive.max(10_000) });

const tier = z.strictObject({
	code,
	names,
	/** Any one of them is enough; none for the tier everybody has. */
	from: z.strictObject({ nights: positive.optional(), spendMinor: positive.optional() }),
});

/**
 * A programme: a dated, versioned document that never changes once published. A key it does not know is refused: a rule
 * with a mistyped `tiers` would hold for everybody.
 */
export const programmeSchema = z
	.strictObject({
		id: code,
		version: positive,
		name,
		/** First business date on which it holds. */
		validFrom: z.iso.date(),
		currency: z.strictObject({ code: z.string().regex(/^[A-Z]{3}$/), exponent: z.number().int().min(0).max(4) }),
		/** Minor units that one point pays. */
		pointValue: z.strictObject({ num: z.number().int().min(0).max(MINOR_MAX), den: positive.max(10_000) }),
		/** From the lowest to the highest; metrics count within the calendar year of the business date. */
		tiers: z.array(tier).min(1),
		/** Categories that neither earn nor get a discount. */
		excludedCategories: z.array(code),
		discounts: z.array(discountRule).max(RULES_MAX),
		earn: z.array(earnRule).max(RULES_MAX),
		stampCards: z.array(stampRule).max(RULES_MAX),
		/** What stamps turn into. */
		rewards: z.array(z.strictObject({ code, names })),
		/** The last valid day of points is the end of the month that lies so many months after the month of earning. */
		expiry: z.strictObject({ kind: z.literal('month-end'), months: positive.max(1_200) }),
	})
	.superRefine((programme, context) => {
		for (const { path, code: message } of checkProgramme(programme)) {
			context.addIssue({ code: 'custom', path: [...path], message });
		}
	});

export type Programme = z.infer<typeof programmeSchema>;
export type EarnRule = z.infer<typeof earnRule>;
export type DiscountRule = z.infer<typeof discountRule>;
export type StampRule = z.infer<typeof stampRule>;
export type Tier = z.infer<typeof tier>;
