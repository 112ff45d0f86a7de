import { z } from 'zod';
import { isUuid, type ReversalId, type StaffId, type VisitId } from '../kernel/ids.ts';
import { REVERSAL_REASONS, type ReturnedPart, type ReverseVisit } from './reversal.ts';

const uuid = <Id extends string>() => z.custom<Id>((value) => typeof value === 'string' && isUuid(value));
const code = z
	.string()
	.max(40)
	.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const staffId = z.custom<StaffId>((value) => code.safeParse(value).success);

/** One line that a person reads: no controls, no halves of characters. */
const text = (lengthMax: number) =>
	z
		.string()
		.min(1)
		.max(lengthMax)
		.regex(/^\P{C}+$/u);

/** As many as a bill has at most. */
const LINES_MAX = 200;

const lineId = text(64);
const part = z.union([
	z.strictObject({ lineId, quantity: z.int() }),
	z.strictObject({ lineId, listMinor: z.int() }),
]) satisfies z.ZodType<ReturnedPart>;

export const visitIdSchema = uuid<VisitId>();

/** What somebody reads off a check or a slip. */
export const billNumberSchema = text(40);

export const reasonSchema = z.enum(REVERSAL_REASONS);

/** What a page says of a taking back; the rest its counter knows. Checks form and bounds only. */
export const returnActSchema = z.strictObject({
	id: uuid<ReversalId>(),
	occurredAt: z.iso.datetime().max(30),
	lines: z.array(part).max(LINES_MAX).readonly().nullable(),
});

/** The command as it may come over a socket. What may come back is decided by `decideReversal`, which has the words. */
export const reverseVisitSchema = returnActSchema.extend({
	reason: reasonSchema,
	visitId: visitIdSchema,
	outlet: code,
	terminal: text(40),
	cashier: staffId,
	approvedBy: staffId.nullable(),
}) satisfies z.ZodType<ReverseVisit>;
