import { z } from 'zod';
import type { SimulatedAct } from './simulate.ts';

/** Longer than any stripe, so that a long one can be tried too. */
const STRIPE_LENGTH_MAX = 300;

export const simulatedActSchema = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('swipe'), stripe: z.string().max(STRIPE_LENGTH_MAX) }),
	z.strictObject({ kind: z.enum(['unplug-reader', 'plug-reader']) }),
	z.strictObject({ kind: z.enum(['paper-out', 'load-paper', 'open-cover', 'close-cover']) }),
	z.strictObject({ kind: z.enum(['printer-off', 'printer-on']) }),
	z.strictObject({ kind: z.literal('play-fault'), fault: z.templateLiteral(['F', z.int()]) }),
	z.strictObject({ kind: z.literal('stop-fault') }),
]) satisfies z.ZodType<SimulatedAct>;
