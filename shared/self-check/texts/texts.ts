import type { Language } from '../../kernel/language.ts';
import type { Finding, FindingCode } from '../finding.ts';
import { bg } from './bg.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { zh } from './zh.ts';

/** What is the matter, and what to do; where all is well there is nothing to do. `{name}` is a value of the finding. */
export type FindingTexts = Readonly<Record<FindingCode, readonly [cause: string, cure?: string]>>;

export const FINDING_TEXTS: Readonly<Record<Language, FindingTexts>> = { en, es, zh, bg };

export type SaidFinding = { readonly cause: string; readonly cure: string | null };

/** A finding in words. */
export function sayFinding({ code, values }: Finding, language: Language): SaidFinding {
	const [cause, cure] = FINDING_TEXTS[language][code];
	const fill = (text: string): string =>
		text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '?'));
	return { cause: fill(cause), cure: cure === undefined ? null : fill(cure) };
}
