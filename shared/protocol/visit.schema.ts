import { z } from 'zod';
import { isUuid, type HoldId, type MemberId, type StaffId, type VisitId } from '../kernel/ids.ts';
import type { RecordVisit } from './visit.ts';

const uuid = <Id extends string>() => z.custom<Id>((value) => typeof value === 'string' && isUuid(value));

/** One line that a person reads: no controls, no halves of characters. */
const text = (lengthMax: number) =>
	z
		.string()
		.min(1)
		.max(lengthMax)
		.regex(/^\P{C}+$/u);
const code = z
	.string()
	.max(40)
	.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

/** Longer bills exist only as mistakes, and a page must not fill a counter's disk. */
const LINES_MAX = 200;
const TENDERS_MAX = 20;
const CLAIMS_MAX = 20;
const HOLDS_MAX = 20;

const line = z.strictObject({
	id: text(64),
	category: code,
	sku: text(64).nullable(),
	quantity: z.int(),
	grossMinor: z.int(),
	taxMinor: z.int().nullable(),
	costMinor: z.int().nullable(),
	on: z.iso.date().exactOptional(),
	paidBy: z.enum(['guest', 'company']).exactOptional(),
});

const tender = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('points'), points: z.int(), amountMinor: z.int() }),
	z.strictObject({ type: z.literal('other'), amountMinor: z.int() }),
]);

/**
 * The command as it may come over a socket. Checks form and bounds only: what a bill may say is decided by `quote`,
 * which has a refusal with words for it.
 */
export const recordVisitSchema = z.strictObject({
	id: uuid<VisitId>(),
	memberId: uuid<MemberId>().nullable(),
	outlet: code,
	terminal: text(40),
	cashier: z.custom<StaffId>((value) => code.safeParse(value).success),
	occurredAt: z.iso.datetime().max(30),
	checkNumber: text(40).nullable(),
	part: z.int().min(0).max(999),
	currency: z.string().regex(/^[A-Z]{3}$/),
	source: z.enum(['walk-in', 'direct', 'intermediary', 'event', 'referral', 'online']),
	partySize: z.int().min(1).max(9_999).nullable(),
	lines: z.array(line).max(LINES_MAX).readonly(),
	tenders: z.array(tender).max(TENDERS_MAX).readonly(),
	// A bill that waits in an outbox since before there were any has none.
	claims: z.array(code).max(CLAIMS_MAX).readonly().default([]),
	holds: z.array(uuid<HoldId>()).max(HOLDS_MAX).readonly().default([]),
	programmeVersion: z.int().min(1),
	quoteFingerprint: z.string().regex(/^[0-9a-f]{16}$/),
}) satisfies z.ZodType<RecordVisit>;
