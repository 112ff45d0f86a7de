import { z } from 'zod';
import { code, positive } from './scope.schema.ts';

const BPS_MAX = 10_000;
const points = positive.max(Number.MAX_SAFE_INTEGER);

/** How points pay; without it any number of them pays any part of any bill. */
export const payment = z.strictObject({
	/** Where; everywhere where it is not said. */
	outlets: z.array(code).min(1).optional(),
	/** Of members of these tiers alone. */
	tiers: z.array(code).min(1).optional(),
	/** Only from so many points in the account on. */
	minBalance: points.optional(),
	/** On one bill at least and at most so many, and in steps of so many. */
	minPoints: points.optional(),
	maxPoints: points.optional(),
	stepPoints: points.optional(),
	/** The part of what is to pay that they may pay. */
	maxShareBps: positive.max(BPS_MAX).optional(),
	/** One point more may pay a rest that is worth less than a point; what that point is worth above it is given up. */
	coversRest: z.literal(true).optional(),
	/** Of one guest, on one business day, at one counter whose server is away; without it points pay nothing there then. */
	awayMax: points.optional(),
});

export type Payment = z.infer<typeof payment>;
