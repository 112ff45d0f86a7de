import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { finding, FINDING_LEVELS, worstOf, type FindingCode } from '#shared/self-check/finding.ts';
import { FINDING_TEXTS, sayFinding } from '#shared/self-check/texts/texts.ts';

const CODES = Object.keys(FINDING_LEVELS) as FindingCode[];
const gapsIn = (text = ''): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

describe.each(LANGUAGES)('findings in %s', (language) => {
	test('have a cause each, and a cure where something is to be done', () => {
		expect(Object.keys(FINDING_TEXTS[language]).sort()).toEqual([...CODES].sort());
		for (const code of CODES) {
			const [cause, cure] = FINDING_TEXTS[language][code];
			expect(cause, code).not.toBe('');
			expect(cure !== undefined && cure !== '', code).toBe(FINDING_LEVELS[code] !== 'ok');
		}
	});

	test('name the same values as in English', () => {
		for (const code of CODES) {
			const [own, english] = [FINDING_TEXTS[language][code], FINDING_TEXTS.en[code]];
			expect(gapsIn(own[0]), code).toEqual(gapsIn(english[0]));
			expect([...new Set(gapsIn(own[1]))], code).toEqual([...new Set(gapsIn(english[1]))]);
		}
	});

	test('are written in their own letters', () => {
		const own = { en: /[A-Za-z]/, es: /[A-Za-z]/, zh: /\p{Script=Han}/u, bg: /\p{Script=Cyrillic}/u }[language];
		for (const code of CODES) for (const text of FINDING_TEXTS[language][code]) expect(text, code).toMatch(own);
	});
});

test('a value stands where its name stood, whatever is in it', () => {
	const said = sayFinding(finding('config_invalid', { path: '/a/$&{fault}', fault: 'port: $1' }), 'en');
	expect(said.cause).toBe('The configuration /a/$&{fault} is not right: port: $1.');
});

test('the worst of several counts', () => {
	expect(worstOf([])).toBe('ok');
	expect(worstOf([finding('node_ok'), finding('backup_none')])).toBe('warning');
	expect(worstOf([finding('printer_broken'), finding('backup_none'), finding('node_ok')])).toBe('fault');
});
