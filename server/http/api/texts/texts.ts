import type { Language } from '#shared/kernel/language.ts';
import type { FaultCode } from '../faults.ts';
import type { ProblemCode } from '../problem.ts';
import { bg } from './bg.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { zh } from './zh.ts';

/** What another system's screen may show: `title` is what happened, `detail` is that and what to do. */
export type ApiTexts = {
	readonly problems: Readonly<Record<ProblemCode, { readonly title: string; readonly detail: string }>>;
	/** What is wrong with one field. `limit` is a number or a list of words of ours, never a value that was sent. */
	readonly faults: Readonly<Record<FaultCode, (limit: string) => string>>;
};

export const API_TEXTS: Readonly<Record<Language, ApiTexts>> = { en, es, zh, bg };
