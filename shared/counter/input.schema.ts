import { z } from 'zod';
import { billNumberSchema, reasonSchema, returnActSchema, visitIdSchema } from '../protocol/reversal.schema.ts';
import { recordVisitSchema } from '../protocol/visit.schema.ts';
import type { CounterInput } from './state.ts';
import { cardRefusedSchema, cardTypedSchema } from './typed-card.schema.ts';

const pin = z.string().regex(/^\d{1,12}$/);
const ask = z.int().min(0);

/** What a page may send: its counter trusts nothing else of it. */
export const counterInputSchema = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('pin-entered'), pin }),
	z.strictObject({ kind: z.literal('visit-confirmed'), command: recordVisitSchema }),
	z.strictObject({ kind: z.literal('next-guest') }),
	z.strictObject({ kind: z.literal('slip-asked') }),
	z.strictObject({ kind: z.literal('guest-dropped') }),
	z.strictObject({ kind: z.literal('lock') }),
	z.strictObject({ kind: z.literal('notice-read') }),
	z.strictObject({ kind: z.literal('conflict-seen'), visitId: visitIdSchema, pin }),
	returnActSchema.omit({ lines: true }).extend({ kind: z.literal('undo-asked') }),
	z.strictObject({ kind: z.literal('bills-asked'), number: billNumberSchema.nullable() }),
	z.strictObject({ kind: z.literal('bill-chosen'), visitId: visitIdSchema }),
	z.strictObject({ kind: z.literal('return-priced'), ask, act: returnActSchema }),
	z.strictObject({ kind: z.literal('return-confirmed'), ask, reason: reasonSchema, pin: pin.nullable() }),
	z.strictObject({ kind: z.literal('reversing-left') }),
	cardTypedSchema,
	cardRefusedSchema,
]) satisfies z.ZodType<CounterInput>;
