import { z } from 'zod';
import type { ReversalAnswer } from '#shared/protocol/reversal.ts';
import { count, date, instant, uuid } from './fields.ts';

const id = z.string();

/** What a taking back came to. The same for ever. */
export const reversalAnswer = z.strictObject({
	reversalId: uuid,
	visitId: uuid,
	memberId: uuid.nullable(),
	outlet: z.string(),
	terminal: z.string(),
	occurredAt: instant,
	currency: z.string(),
	whole: z.boolean().describe('Nothing of the visit stands any more.'),
	lines: z.array(
		z.strictObject({
			...{ id, category: z.string(), quantity: count },
			...{ listMinor: count, discountMinor: count, payableMinor: count },
		}),
	),
	listMinor: count,
	discountMinor: count.describe('Of listMinor, what the guest had never paid.'),
	payableMinor: count.describe('What the guest gets back.'),
	pointsPaidMinor: count.describe('Of payableMinor, what points had paid: it comes back as points.'),
	points: z.strictObject({
		takenBack: count.describe('Points that the visit had given.'),
		returned: count.describe('Points that had paid it.'),
		balance: count,
		owed: count.describe('To be earned back before points can be used again.'),
	}),
	worthMinor: count.describe('What the new balance pays.'),
	stamps: z.array(
		z.strictObject({ ruleId: id, takenBack: count, rewardsTakenBack: count, balance: count, owed: count }),
	),
	tierLowered: z
		.strictObject({ tier: id, until: date.nullable() })
		.optional()
		.describe('What came back had lifted the guest: the tier that they have from now on, and its last day.'),
});
export type ReversalAnswerBody = z.infer<typeof reversalAnswer>;

/** As it is sent. */
export const reversalBodyOf = (answer: ReversalAnswer): ReversalAnswerBody => ({
	...answer,
	lines: answer.lines.map((line) => ({ ...line })),
	points: { ...answer.points },
	stamps: answer.stamps.map((stamp) => ({ ...stamp })),
});
