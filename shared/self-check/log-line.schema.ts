import { z } from 'zod';
import { LOG_DETAILS_MAX, LOG_NAME_MAX, LOG_TEXT_MAX, type LogLine } from './log-line.ts';

const text = z.string().max(LOG_TEXT_MAX);

/** A line as a counter tells it. */
export const logLineSchema = z.strictObject({
	at: z.iso.datetime(),
	level: z.enum(['warn', 'error', 'fatal']),
	text,
	details: z
		.record(z.string().max(LOG_NAME_MAX), z.union([text, z.number(), z.boolean()]))
		.refine((details) => Object.keys(details).length <= LOG_DETAILS_MAX, 'says too much'),
}) satisfies z.ZodType<LogLine>;
