import { z } from 'zod';
import { logLineSchema } from '../self-check/log-line.schema.ts';
import { REPORT_FINDINGS_MAX, REPORT_LINES_MAX, REPORT_VALUE_MAX, type CounterReport } from './counter-report.ts';

const READERS_MAX = 8;
const VALUES_MAX = 8;

const count = z.int().min(0);

/** Codes of a counter that is newer than its server are taken as they are. */
const findingSchema = z.strictObject({
	code: z.string().regex(/^[a-z_]{1,40}$/),
	level: z.enum(['ok', 'warning', 'fault']),
	values: z
		.record(z.string().regex(/^[a-zA-Z]{1,20}$/), z.union([z.string().max(REPORT_VALUE_MAX), z.number()]))
		.refine((values) => Object.keys(values).length <= VALUES_MAX, 'says too much'),
});

const readerSchema = z.strictObject({
	reader: z.int().min(1).max(READERS_MAX),
	kind: z.enum(['ready', 'absent', 'held', 'forbidden', 'misconfigured', 'alike', 'recovering']),
	good: count.max(1_000),
	bad: count.max(1_000),
	badPercent: count.max(100),
	isDirty: z.boolean(),
});

/** A report as a counter tells it. Whatever is in it is bounded. */
export const counterReportSchema = z.strictObject({
	build: z.string().max(100),
	findings: z.array(findingSchema).max(REPORT_FINDINGS_MAX) as unknown as z.ZodType<CounterReport['findings']>,
	readers: z.array(readerSchema).max(READERS_MAX),
	waitingVisits: count.max(1e9),
	copy: z.enum(['current', 'fetching', 'failed']),
	log: z.array(logLineSchema).max(REPORT_LINES_MAX),
}) satisfies z.ZodType<CounterReport>;
