import { z } from 'zod';

/** A place in a list as callers carry it: opaque to them, and read like anything else that comes from outside. */
export const cursor = <Parts, Place>(parts: z.ZodType<Parts>, placeOf: (parts: Parts) => Place) =>
	z
		.string()
		.max(200)
		.transform((text, context): Place => {
			const read = parts.safeParse(parsedJson(Buffer.from(text, 'base64url').toString()));
			if (read.success) return placeOf(read.data);
			context.addIssue({ code: 'custom', params: { fault: 'wrong_form' } });
			return z.NEVER;
		});

export const cursorText = (parts: readonly (string | number)[]): string =>
	Buffer.from(JSON.stringify(parts)).toString('base64url');

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
