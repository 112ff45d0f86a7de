import { z } from 'zod';

/** Track 2 holds 37 characters. */
const number = z.string().regex(/^\d{1,37}$/);

export const cardTypedSchema = z.strictObject({
	kind: z.literal('card-typed'),
	medium: z.enum(['magstripe', 'code']),
	number,
});

export const cardRefusedSchema = z.strictObject({
	kind: z.literal('card-refused'),
	refusal: z.strictObject({
		code: z.enum(['card_unreadable', 'card_identity', 'card_payment', 'card_foreign', 'card_ambiguous']),
	}),
});
