import { z } from 'zod';

const count = z.number().int().min(0);
const positive = z.number().int().min(1);
const code = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const name = z.string().min(1).max(60);
const names = z.object({ en: name, es: name, zh: name, bg: name });
const scope = { id: code, outlets: z.array(code).min(1), tiers: z.array(code).min(1).optional() };

/** What a bill, a night or a visit earns. Each rule rounds down, once per bill. */
const earnRule = z.discriminatedUnion('kind', [
	/** So many points for each full step: "1 point per 50.00". */
	z.object({ kind: z.literal('step'), ...scope, stepMinor: positive, points: positive }),
	/** So many points per hundred currency units, in basis points: 500 is 5 points per 100.00. */
	z.object({ kind: z.literal('proportional'), ...scope, rateBps: positive }),
	/** So many points for each unit of these categories: nights. */
	z.object({ kind: z.literal('per-unit'), ...scope, categories: z.array(code).min(1), points: positive }),
]);

const stampRule = z.object({ ...scope, stamps: positive, needed: positive, reward: code });

const discountRule = z.object({ ...scope, rateBps: positive.max(10_000) });

const tier = z.object({
	code,
	names,
	/** Any one of them is enough; none for the tier everybody has. */
	from: z.object({ nights: positive, spendMinor: positive }).partial(),
});

/** A programme: a dated, versioned document that never changes once published. */
export const programmeSchema = z.object({
	id: code,
	version: positive,
	name,
	/** First business date on which it holds. */
	validFrom: z.iso.date(),
	currency: z.object({ code: z.string().length(3), exponent: z.number().int().min(0).max(4) }),
	/** Minor units that one point pays. */
	pointValue: z.object({ num: count, den: positive }),
	/** From the lowest to the highest; metrics count within the calendar year of the business date. */
	tiers: z.array(tier).min(1),
	/** Categories that neither earn nor get a discount. */
	excludedCategories: z.array(code),
	discounts: z.array(discountRule),
	earn: z.array(earnRule),
	stampCards: z.array(stampRule),
	/** What stamps turn into. */
	rewards: z.array(z.object({ code, names })),
	/** The last valid day of points is the end of the month that lies so many months after the month of earning. */
	expiry: z.object({ kind: z.literal('month-end'), months: positive }),
});

export type Programme = z.infer<typeof programmeSchema>;
export type EarnRule = z.infer<typeof earnRule>;
export type DiscountRule = z.infer<typeof discountRule>;
export type StampRule = z.infer<typeof stampRule>;
export type Tier = z.infer<typeof tier>;
