import { z } from 'zod';
import { recordVisitSchema } from '#shared/protocol/visit.schema.ts';
import type { DiscountStep, Explanation } from '#shared/loyalty/explain.ts';
import type { GivenOffer, RefusedOffer } from '#shared/loyalty/offers/offers.ts';
import type { StampChange } from '#shared/loyalty/earning/stamps.ts';
import { LANGUAGES } from '#shared/kernel/language.ts';

/** The fields that the calls have in common. Form and bounds only: what a bill may say has refusals with words for it. */

const { outlet, currency, source, part, partySize, quoteFingerprint } = recordVisitSchema.shape;
export { currency, outlet, part, partySize, quoteFingerprint, source };

/** One line that a person reads. No pattern says so, because those of other languages do not know what a control is. */
export const text = (lengthMax: number) =>
	z
		.string()
		.min(1)
		.max(lengthMax)
		.refine((value) => /^\P{C}+$/u.test(value), { params: { fault: 'wrong_form' } })
		.describe('Without control characters.');

export const terminal = text(40);
export const checkNumber = text(40);

export const language = z.enum(LANGUAGES);

/** Any version, written in any case; kept in lower case. */
export const uuid = z
	.string()
	.regex(/^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/)
	.toLowerCase();

/** Up to nanoseconds, in any offset. */
export const instant = z.iso
	.datetime({ offset: true })
	.max(35)
	.regex(/^[^.]*(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/);

export const date = z.iso.date();

/** Whole, from zero, and small enough that a double holds it exactly. */
export const count = z.int().min(0);

/** Never kept and never said again: it becomes a token where it comes in. */
export const credential = z.strictObject({
	type: z.literal('card'),
	value: z.string().min(1).max(64).describe('The number of the member card.'),
});

const id = z.string();
/** For a person, in the language that was asked for. */
const told = z.string();

const uses = z.enum(['nothing', 'coupon', 'reward', 'points']);

const discount = {
	...{ kind: z.literal('discount'), ruleId: id, uses, points: count, baseMinor: count, cutMinor: count },
	amountMinor: count,
};
const discountStep = z.discriminatedUnion('by', [
	z.strictObject({ text: told, ...discount, by: z.literal('percent'), rateBps: count }),
	z.strictObject({
		...{ text: told, ...discount, by: z.literal('amount'), minSpendMinor: count, leftMinor: count.optional() },
	}),
	z.strictObject({ text: told, ...discount, by: z.literal('fixed-price'), priceMinor: count, quantity: count }),
	z.strictObject({ text: told, ...discount, by: z.literal('bundle'), priceMinor: count, quantity: count }),
]) satisfies z.ZodType<DiscountStep>;

export const explanation = z.discriminatedUnion('kind', [
	discountStep,
	z.strictObject({ text: told, kind: z.literal('excluded'), category: id, amountMinor: count }),
	z.strictObject({ text: told, kind: z.literal('paid-by-company'), amountMinor: count, nights: count }),
	z.strictObject({ text: told, kind: z.literal('paid-with-points'), points: count, amountMinor: count }),
	z.strictObject({
		text: told,
		...{ kind: z.literal('earn-step'), ruleId: id, baseMinor: count, carriedMinor: count },
		...{ stepMinor: count, pointsPerStep: count, points: count, missingMinor: count },
	}),
	z.strictObject({
		text: told,
		...{ kind: z.literal('earn-proportional'), ruleId: id, baseMinor: count, rateBps: count },
		...{ exactHundredths: count, carriedHundredths: z.int(), points: count },
		rounding: z.enum(['floor', 'half-up', 'half-even', 'ceil']),
	}),
	z.strictObject({
		text: told,
		...{ kind: z.literal('earn-per-unit'), ruleId: id, category: id, quantity: count, pointsPerUnit: count },
		points: count,
	}),
	z.strictObject({ text: told, kind: z.literal('earn-per-visit'), ruleId: id, points: count }),
	z.strictObject({ text: told, kind: z.literal('visited-today'), ruleId: id }),
	z.strictObject({ text: told, kind: z.literal('spend-missing'), ruleId: id, missingMinor: count }),
	z.strictObject({
		text: told,
		...{ kind: z.literal('bonus-multiplied'), ruleId: id, basePoints: count, factorBps: count, points: count },
	}),
	z.strictObject({
		text: told,
		...{ kind: z.literal('bonus-gift'), ruleId: id, occasion: z.enum(['first-visit', 'birthday']), points: count },
	}),
	z.strictObject({
		text: told,
		...{ kind: z.literal('capped'), by: z.enum(['rule', 'bill', 'day']), ruleId: id.nullable(), limit: count },
		points: count,
	}),
	z.strictObject({ text: told, kind: z.enum(['tax-left-out', 'service-left-out']), amountMinor: count }),
	z.strictObject({
		text: told,
		...{ kind: z.literal('stamp'), ruleId: id, stamps: count, before: z.int(), after: z.int(), needed: count },
		...{ rewards: count, reward: id },
	}),
	z.strictObject({ text: told, kind: z.literal('stamped-recently'), ruleId: id }),
	z.strictObject({ text: told, kind: z.literal('reward-visit'), ruleId: id, reward: id }),
]) satisfies z.ZodType<Explanation>;

export const stampGiven = z.strictObject({
	...{ ruleId: id, stamps: count, rewards: count, needed: count, reward: id },
}) satisfies z.ZodType<StampChange>;

export const stampChange = stampGiven.extend({ balance: count });

export const expiring = z.strictObject({ points: count, on: date }).nullable();

export const pending = z
	.strictObject({ points: count, nextOn: date })
	.optional()
	.describe('Points that cannot be used yet and are in no balance, all together, and the next day on which some can.');

export const givenOffer = z.strictObject({
	...{ offerId: id, amountMinor: count, uses, points: count },
	leftMinor: count.optional().describe('What stays on the coupon, where something may.'),
}) satisfies z.ZodType<GivenOffer>;

const refusedFor = <Code extends string>(code: Code) => ({ offerId: id, code: z.literal(code), text: told });

export const refusedOffer = z.discriminatedUnion('code', [
	z.strictObject(refusedFor('not_now')),
	z.strictObject(refusedFor('server_needed')),
	z.strictObject(refusedFor('coupon_missing')),
	z.strictObject(refusedFor('reward_missing')),
	z.strictObject({ ...refusedFor('points_missing'), missingPoints: count }),
	z.strictObject({ ...refusedFor('limit_reached'), of: z.enum(['member', 'day', 'house']) }),
	z.strictObject(refusedFor('nothing_to_discount')),
	z.strictObject({ ...refusedFor('spend_missing'), missingMinor: count }),
	z.strictObject(refusedFor('not_asked')),
	z.strictObject(refusedFor('budget_spent')),
	z.strictObject({ ...refusedFor('group_taken'), by: id }),
	z.strictObject({ ...refusedFor('coupon_used'), by: id }),
	z.strictObject({ ...refusedFor('bill_full'), limit: count }),
	z.strictObject(refusedFor('less_for_guest')),
]) satisfies z.ZodType<RefusedOffer>;
