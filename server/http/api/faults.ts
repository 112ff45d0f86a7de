import { type z } from 'zod';
import type { Language } from '#shared/kernel/language.ts';
import { API_TEXTS } from './texts/texts.ts';

export const FAULT_CODES = [
	'missing',
	'unknown_field',
	'wrong_type',
	'not_whole',
	'too_large',
	'too_small',
	'too_long',
	'too_short',
	'wrong_form',
	'not_one_of',
	'not_together',
	'only_together',
	'span_invalid',
	'date_order',
	'outside_stay',
	'stay_too_long',
	'repeated',
	'misplaced',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** One thing that is wrong with what was sent: where, and what, without the value itself. */
export type Fault = { readonly path: string; readonly code: FaultCode; readonly message: string };

/** Whoever sends a thousand faults is helped by the first few. */
const FAULTS_MAX = 20;
/** Names of fields that nobody knows are the sender's text. */
const NAME_LENGTH_MAX = 40;

type Issue = z.core.$ZodIssue;
type Found = { readonly code: FaultCode; readonly path: readonly PropertyKey[]; readonly limit?: string };

/** Says what is wrong with `sent` in words. @param issues what zod says of it */
export const faultsOf = (issues: readonly Issue[], sent: unknown, language: Language): readonly Fault[] =>
	issues
		.flatMap((issue) => foundIn(issue, sent))
		.slice(0, FAULTS_MAX)
		.map(({ code, path, limit = '' }) => ({
			path: pointerOf(path),
			code,
			message: API_TEXTS[language].faults[code](limit),
		}));

/** A rule over several fields names its own fault. */
export const ruleBroken = (
	code: 'missing' | 'not_together' | 'only_together' | 'span_invalid',
	path: string,
	fields: readonly string[],
) => ({
	code: 'custom' as const,
	path: [path],
	params: { fault: code, limit: fields.join(', ') },
});

/** A rule over several places names its own fault and the place. */
export const placeBroken = (
	code: 'date_order' | 'outside_stay' | 'stay_too_long' | 'repeated' | 'misplaced',
	path: PropertyKey[],
	limit = '',
) => ({ code: 'custom' as const, path, params: { fault: code, limit } });

function foundIn(issue: Issue, sent: unknown): readonly Found[] {
	const { path } = issue;
	switch (issue.code) {
		case 'unrecognized_keys':
			return issue.keys.map((key) => ({ code: 'unknown_field', path: [...path, key.slice(0, NAME_LENGTH_MAX)] }));
		case 'invalid_type':
			if (valueAt(sent, path) === undefined) return [{ code: 'missing', path }];
			if (issue.expected === 'int') return [{ code: 'not_whole', path }];
			return [{ code: 'wrong_type', path, limit: issue.expected }];
		case 'too_big':
			return [{ code: isLength(issue) ? 'too_long' : 'too_large', path, limit: String(issue.maximum) }];
		case 'too_small':
			return [{ code: isLength(issue) ? 'too_short' : 'too_small', path, limit: String(issue.minimum) }];
		case 'invalid_value':
			if (valueAt(sent, path) === undefined) return [{ code: 'missing', path }];
			return [{ code: 'not_one_of', path, limit: issue.values.map(String).join(', ') }];
		case 'custom': {
			const { fault, limit } = issue.params as { fault: FaultCode; limit: string };
			return [{ code: fault, path, limit }];
		}
		case 'invalid_union':
		case 'invalid_format':
		case 'invalid_key':
		case 'invalid_element':
		case 'not_multiple_of':
			return [{ code: 'wrong_form', path }];
	}
}

const isLength = ({ origin }: { readonly origin: string }): boolean => origin === 'string' || origin === 'array';

const valueAt = (sent: unknown, path: readonly PropertyKey[]): unknown =>
	path.reduce<unknown>((value, key) => (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key], sent);

/** Source: RFC 6901 (JSON Pointer). */
const pointerOf = (path: readonly PropertyKey[]): string =>
	path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
