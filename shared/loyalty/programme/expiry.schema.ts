import { z } from 'zod';
import { positive } from './scope.schema.ts';

const months = positive.max(1_200);

/** Until when points can be used. Every lot keeps the rule of the day on which it was earned. */
export const expiry = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('never') }),
	/** So many days after the day of earning. */
	z.strictObject({ kind: z.literal('days'), days: positive.max(36_500) }),
	/** The same day so many months later, or the last of a month that is too short for it. */
	z.strictObject({ kind: z.literal('months'), months }),
	/** The end of the month that lies so many months after the month of earning. */
	z.strictObject({ kind: z.literal('month-end'), months }),
	/** The end of the year that lies so many years after the year of earning. */
	z.strictObject({ kind: z.literal('year-end'), years: z.number().int().min(0).max(100) }),
	/** The end of the month that lies so many months after the January that comes next. */
	z.strictObject({ kind: z.literal('after-new-year'), months: z.number().int().min(0).max(1_200) }),
	/** So many months after the last activity of the member, all of them together. */
	z.strictObject({ kind: z.literal('inactivity'), months, activity: z.enum(['any', 'earning', 'redeeming']) }),
]);

export type Expiry = z.infer<typeof expiry>;
