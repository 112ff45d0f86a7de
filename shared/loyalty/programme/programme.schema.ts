import { z } from 'zod';
import { checkProgramme } from './check-programme.ts';
import { basis, bonusRule, caps, EARN_RULES_MAX, earnRule } from './earn-rules.schema.ts';
import { expiry } from './expiry.schema.ts';
import { offer, stacking } from './offers.schema.ts';
import { payment } from './payment.schema.ts';
import { pending } from './pending.schema.ts';
import { tierFrom, tierPolicy } from './tier-rules.schema.ts';
import { code, MINOR_MAX, name, names, positive, RULES_MAX, scope } from './scope.schema.ts';

const stampRule = z.strictObject({ ...scope, stamps: positive.max(100), needed: positive.max(1_000), reward: code });

const tier = z.strictObject({
	code,
	names,
	from: tierFrom,
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
		payment: payment.optional(),
		/** From the lowest to the highest. */
		tiers: z.array(tier).min(1),
		/** Programmes beside each other: each has the members who joined it, and the rules that name it. */
		clubs: z.array(z.strictObject({ code, names })).max(RULES_MAX).optional(),
		/** Calendar years, a soft landing and no days of grace where it is not said. */
		tierPolicy: tierPolicy.optional(),
		/** Categories that neither earn nor get a discount. */
		excludedCategories: z.array(code),
		/** What bills cost less. */
		offers: z.array(offer).max(RULES_MAX),
		/** Which offers hold together; what is best for the guest where it is not said. */
		stacking: stacking.optional(),
		earn: z.array(earnRule).max(EARN_RULES_MAX),
		/** What of a price earns; all of it where it is not said. */
		basis: basis.optional(),
		/** Categories that are a charge for service: no discount, and points only where the basis says so. */
		serviceCategories: z.array(code).optional(),
		bonuses: z.array(bonusRule).max(RULES_MAX).optional(),
		/** Several multipliers on one bill: the largest alone, where it is not said, or what each adds, together. */
		multipliers: z.enum(['max', 'sum']).optional(),
		caps: caps.optional(),
		stampCards: z.array(stampRule).max(RULES_MAX),
		/** What stamps turn into. */
		rewards: z.array(z.strictObject({ code, names })),
		/** When points run out, never without a notice. */
		expiry,
		/** From when on points can be used; at once where it is not said. */
		pending: pending.optional(),
	})
	.superRefine((programme, context) => {
		for (const { path, code: message } of checkProgramme(programme)) {
			context.addIssue({ code: 'custom', path: [...path], message });
		}
	});

export type Programme = z.infer<typeof programmeSchema>;
export type StampRule = z.infer<typeof stampRule>;
