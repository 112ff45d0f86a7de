import { z } from 'zod';
import { positive } from './scope.schema.ts';

/** Any one of them is enough. `points` are base points earned, `visits` one a day and outlet. */
const thresholds = z.strictObject({
	nights: positive.optional(),
	spendMinor: positive.optional(),
	visits: positive.optional(),
	points: positive.optional(),
});

const asked = thresholds.refine((asks) => Object.values(asks).some((threshold) => threshold !== undefined));
const together = z.strictObject({ allOf: z.array(asked).min(2).max(4) });

/** What a tier asks for; nothing for the one that everybody has. */
export const tierFrom = z.union([
	thresholds,
	together,
	z.strictObject({
		anyOf: z
			.array(z.union([asked, together]))
			.min(2)
			.max(4),
	}),
]);

/** What counts for a tier, until when it holds, and what comes then. */
export const tierPolicy = z.strictObject({
	/** The calendar year where it is not said. */
	window: z.enum(['calendar-year', 'rolling-12-months', 'membership-year', 'lifetime']).optional(),
	/** The last calendar year counts like this one, whichever was better. */
	orLastYear: z.literal(true).optional(),
	/** What lies above the tier that a calendar year has kept begins the next one. */
	carryOver: z.literal(true).optional(),
	/** When a bill that comes back takes the tier that it had lifted the guest to: when the term is judged, where it is not said, or at once. */
	reversal: z.enum(['at-next-evaluation', 'now']).optional(),
	/** Whoever has not kept a tier falls by one, where it is not said, or to what they have earned. */
	landing: z.enum(['one-step', 'earned']).optional(),
	/** So many days more than was said. */
	graceDays: z.number().int().min(0).max(366).optional(),
});

export type TierFrom = z.infer<typeof tierFrom>;
export type Thresholds = z.infer<typeof thresholds>;
export type TierPolicy = z.infer<typeof tierPolicy>;
