import { z } from 'zod';

/** The parts that rules of every kind have in common. */

/** Bounds under which no sum of a bill leaves what a double holds exactly, whatever the rules are. */
export const RULES_MAX = 200;
export const MINOR_MAX = 10_000_000_000;

export const positive = z.number().int().min(1);
export const code = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
export const name = z.string().min(1).max(60);
export const names = z.strictObject({ en: name, es: name, zh: name, bg: name });

const MINUTES_A_DAY = 1_440;

/**
 * When a rule holds, in the hotel's local calendar; what is left out is always. A time that ends before it begins goes over
 * midnight, and what lies behind midnight belongs to the weekday and the dates on which it began.
 */
const when = z.strictObject({
	/** ISO 8601: Monday is 1, Sunday is 7. */
	weekdays: z.array(z.number().int().min(1).max(7)).min(1).optional(),
	/** Minutes since local midnight; `until` is the first one that is out. */
	time: z
		.strictObject({
			from: z
				.number()
				.int()
				.min(0)
				.max(MINUTES_A_DAY - 1),
			until: positive.max(MINUTES_A_DAY),
		})
		.optional(),
	/** First and last day. */
	from: z.iso.date().optional(),
	until: z.iso.date().optional(),
});

/** Where, for whom and when a rule holds. Without tiers and clubs it holds for every member. */
export const scope = {
	id: code,
	outlets: z.array(code).min(1),
	tiers: z.array(code).min(1).optional(),
	/** Only for members of one of these clubs, and for nobody who is in one of those. */
	clubs: z.array(code).min(1).optional(),
	notClubs: z.array(code).min(1).optional(),
	when: when.optional(),
};

/** Which lines of a bill a rule looks at: all that are not excluded, or these alone. */
export const lineFilter = {
	categories: z.array(code).min(1).optional(),
	skus: z.array(z.string().min(1).max(64)).min(1).optional(),
};

export type When = z.infer<typeof when>;
export type Scope = {
	readonly outlets: readonly string[];
	readonly tiers?: readonly string[] | undefined;
	readonly clubs?: readonly string[] | undefined;
	readonly notClubs?: readonly string[] | undefined;
	readonly when?: When | undefined;
};
export type LineFilter = {
	readonly categories?: readonly string[] | undefined;
	readonly skus?: readonly string[] | undefined;
};
