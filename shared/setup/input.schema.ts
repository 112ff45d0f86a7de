import { z } from 'zod';
import type { SetupInput } from './state.ts';

const device = z.string().min(1).max(60);
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
	z.strictObject({ kind: z.literal('back') }),
]) satisfies z.ZodType<SetupInput>;
