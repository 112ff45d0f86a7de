import { z } from 'zod';
import type { KioskInput } from './kiosk-state.ts';
import { cardRefusedSchema, cardTypedSchema } from './typed-card.schema.ts';

/** What a page may send: its kiosk trusts nothing else of it. */
export const kioskInputSchema = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.enum(['balance-print-asked', 'guest-left', 'notice-read']) }),
	cardTypedSchema,
	cardRefusedSchema,
]) satisfies z.ZodType<KioskInput>;
