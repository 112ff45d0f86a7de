import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { DEVICE_TEXTS } from '#lib/devices/texts.ts';
import { OWN_TEXTS, type OwnKey } from '#lib/kiosk/texts.ts';
import type { Text } from '#lib/i18n/text.ts';
import { START_TEXTS } from '#lib/start/texts.ts';

type Table = Readonly<Record<string, Text>>;

const WORDS_MAX = 12;
const formsOf = (text: Text): readonly string[] => (typeof text === 'string' ? [text] : Object.values(text));
const placeholders = (form: string): readonly string[] => [...new Set(form.match(/\{\w+\}/g))].sort();

describe.each(LANGUAGES)('in %s', (language) => {
	test.each<[string, Table, Table]>([
		['kiosk', OWN_TEXTS.en, OWN_TEXTS[language]],
		['devices', DEVICE_TEXTS.en, DEVICE_TEXTS[language]],
		['start page', START_TEXTS.en, START_TEXTS[language]],
	])(
		'every text of the %s is there, is filled with the same values, and says nothing it must not',
		(_name, en, own) => {
			expect(Object.keys(own).sort()).toEqual(Object.keys(en).sort());
			for (const [key, text] of Object.entries(own)) {
				const wanted = placeholders(formsOf(en[key]!).at(-1)!);
				for (const form of formsOf(text)) {
					expect(form.trim(), key).not.toBe('');
					expect(placeholders(form), key).toEqual(wanted);
					expect(form, key).not.toMatch(
						/please wait|invalid|error|success|espere|inválid|exitosa|请稍候|错误|无效|грешка/i,
					);
					if (language === 'en' || language === 'es') expect(form, key).not.toMatch(/[!¡]/);
				}
			}
		},
	);

	test('a message of the kiosk has at most twelve words', () => {
		const long = (Object.keys(OWN_TEXTS[language]) as OwnKey[]).filter((key) =>
			formsOf(OWN_TEXTS[language][key]).some((form) => form.split(/\s+/).length > WORDS_MAX),
		);
		expect(long).toEqual([]);
	});
});
