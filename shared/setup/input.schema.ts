import { z } from 'zod';
import { cardRefusedSchema } from '../counter/typed-card.schema.ts';
import type { SetupInput } from './state.ts';

const device = z.string().min(1).max(60);
const refusalCode = cardRefusedSchema.shape.refusal.shape.code;
const port = z.int().min(1).max(65_535);
/** A name or an address, and nothing that could be read as anything else. */
const host = z.string().regex(/^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i);

/** What a page of set-up may say: its counter trusts nothing else of it. */
export const setupInputSchema = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('pin-entered'), pin: z.string().regex(/^\d{1,12}$/) }),
	z.strictObject({ kind: z.literal('leave') }),
	z.strictObject({ kind: z.literal('look') }),
	z.strictObject({ kind: z.literal('reader-chosen'), device }),
	z.strictObject({ kind: z.literal('reader-address'), host, port }),
	z.strictObject({ kind: z.literal('reader-asks'), asks: z.boolean() }),
	z.strictObject({ kind: z.literal('reader-taken') }),
	z.strictObject({ kind: z.literal('reader-forgotten'), number: z.int().min(1).max(9) }),
	z.strictObject({ kind: z.literal('printer-chosen'), device }),
	z.strictObject({ kind: z.literal('printer-address'), host, port }),
	z.strictObject({ kind: z.literal('printer-tested') }),
	z.strictObject({ kind: z.literal('printer-forgotten') }),
	z.strictObject({ kind: z.literal('printer-speed') }),
	z.strictObject({ kind: z.literal('paper-again') }),
	z.strictObject({ kind: z.literal('printer-width'), figure: z.int().min(0).max(3) }),
	z.strictObject({ kind: z.literal('printer-row'), row: z.int().min(0).max(20) }),
	z.strictObject({ kind: z.literal('drawer-tried'), pin: z.union([z.literal(2), z.literal(5)]) }),
	z.strictObject({ kind: z.literal('drawer-said'), opened: z.boolean() }),
	z.strictObject({ kind: z.literal('printer-taken') }),
	z.strictObject({ kind: z.literal('keyboard-chosen') }),
	z.strictObject({
		kind: z.literal('keyboard-card'),
		card: z.strictObject({ medium: z.enum(['magstripe', 'code']), masked: z.string().regex(/^…\d{4}$/) }),
		isBare: z.boolean(),
	}),
	z.strictObject({ kind: z.literal('keyboard-refused'), code: refusalCode }),
	z.strictObject({
		kind: z.literal('keyboard-code'),
		code: z
			.string()
			.regex(/^00\d{10}$/)
			.nullable(),
	}),
	z.strictObject({ kind: z.literal('back') }),
]) satisfies z.ZodType<SetupInput>;
