import { z } from 'zod';
import { recordVisitSchema } from '../protocol/visit.schema.ts';
import type { CounterInput } from './state.ts';
import { cardRefusedSchema, cardTypedSchema } from './typed-card.schema.ts';

/** What a page may send: its counter trusts nothing else of it. */
export const counterInputSchema = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('pin-entered'), pin: z.string().regex(/^\d{1,12}$/) }),
	z.strictObject({ kind: z.literal('visit-confirmed'), command: recordVisitSchema }),
	z.strictObject({ kind: z.literal('next-guest') }),
	z.strictObject({ kind: z.literal('guest-dropped') }),
	z.strictObject({ kind: z.literal('lock') }),
	z.strictObject({ kind: z.literal('notice-read') }),
	cardTypedSchema,
	cardRefusedSchema,
]) satisfies z.ZodType<CounterInput>;
