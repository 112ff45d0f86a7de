import { z } from 'zod';
import { FAULT_CODES } from './faults.ts';
import { PROBLEMS, type ProblemCode } from './problem.ts';

/** What every refusal looks like; its numbers stand beside these. */
export const problemSchema = z.looseObject({
	type: z.string(),
	title: z.string(),
	status: z.int(),
	code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
	retryable: z.boolean().describe('Whether the same call may succeed later as it is.'),
	detail: z.string().describe('For a person, in the language that Accept-Language asks for: en, es, zh or bg.'),
	errors: z
		.array(z.strictObject({ path: z.string(), code: z.enum(FAULT_CODES), message: z.string() }))
		.optional()
		.describe('Of a body or query without the right form: each fault with its place (JSON Pointer).'),
});
