import { z } from 'zod';
import {
	ADJUSTED_POINTS_MAX,
	ADJUSTMENT_REASONS,
	CASE_LENGTH_MAX,
	NOTE_LENGTH_MAX,
	type Adjusted,
	type AdjustmentAnswer,
	type BatchPreview,
} from '#shared/protocol/adjustment.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import { count, text, uuid } from './fields.ts';

/** What calls about adjustments and requests have in common. */

export const reason = z.enum(ADJUSTMENT_REASONS);

export const note = text(NOTE_LENGTH_MAX).describe('Kept for ever: no names, addresses or numbers of persons.');

export const adjustedFields = {
	points: z.int().min(-ADJUSTED_POINTS_MAX).max(ADJUSTED_POINTS_MAX).describe('Above zero gives, below takes.'),
	reason,
	note: note.nullish(),
	caseReference: text(CASE_LENGTH_MAX).nullish().describe('Of a complaint or another case.'),
};

const row = z.strictObject({ memberId: uuid, ...adjustedFields });
export const adjustedRow = row;

export const adjustedOf = ({ memberId, points, reason, note, caseReference }: z.infer<typeof row>): Adjusted => ({
	...{ memberId: memberId as MemberId, points, reason },
	...{ note: note ?? null, caseReference: caseReference ?? null },
});

/** As it is sent: ids are plain text there. */
type Told<Answer> = Answer extends { readonly memberId: string }
	? Omit<Answer, 'memberId'> & { memberId: string }
	: Answer;

const limit = z.strictObject({ of: z.enum(['entry', 'day', 'batch']), limitPoints: count });

export const bookedAdjustment = z.strictObject({
	status: z.literal('booked'),
	adjustmentId: z.string(),
	memberId: uuid,
	points: z.int(),
	balance: count,
	owed: count.describe('To be earned back before points can be used again.'),
});

export const adjustmentAnswer = z.discriminatedUnion('status', [
	bookedAdjustment,
	z.strictObject({
		...{ status: z.literal('waiting'), requestId: uuid, memberId: uuid, points: z.int() },
		limit: limit.describe('What whoever asks may do alone.'),
	}),
]) satisfies z.ZodType<Told<AdjustmentAnswer>>;

export const batchPreview = z.strictObject({
	members: count,
	givenPoints: count,
	takenPoints: count,
	byReason: z.array(z.strictObject({ reason, rows: count, givenPoints: count, takenPoints: count })),
	emptied: z
		.array(z.strictObject({ row: count, memberId: z.string(), balance: count, after: z.int() }))
		.describe('Every member that would end at zero or below.'),
	errors: z
		.array(
			z.strictObject({
				...{ row: count, memberId: z.string(), shortPoints: count.nullable() },
				code: z.enum([
					'member_not_found',
					'member_duplicate',
					'points_invalid',
					'note_personal',
					'insufficient_points',
				]),
			}),
		)
		.describe('Rows that cannot be booked; rows are counted from 1.'),
});

/** As it is sent. */
export const previewBodyOf = (preview: BatchPreview): z.infer<typeof batchPreview> => ({
	...preview,
	byReason: preview.byReason.map((each) => ({ ...each })),
	emptied: preview.emptied.map((each) => ({ ...each })),
	errors: preview.errors.map((each) => ({ ...each })),
});

/** What became of each row of a batch. */
export const batchRows = z.array(
	z.discriminatedUnion('status', [
		z.strictObject({
			...{ row: count, memberId: uuid, status: z.literal('booked'), points: z.int(), balance: count, owed: count },
		}),
		z.strictObject({
			...{ row: count, memberId: uuid, status: z.literal('refused'), shortPoints: count.nullable() },
			code: z.enum(['member_not_found', 'programme_missing', 'insufficient_points', 'would_empty']),
		}),
	]),
);
