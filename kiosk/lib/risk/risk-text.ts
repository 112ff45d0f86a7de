import type { Language } from '#shared/kernel/language.ts';
import type { TierRisk } from '#shared/protocol/views.ts';
import type { Format } from '../i18n/format.ts';
import { LANGUAGE_TAGS, translatorOf } from '../i18n/text.ts';
import { RISK_TEXTS } from './risk-texts.ts';

type Wording = { readonly format: Pick<Format, 'money' | 'day' | 'fullDay'>; readonly language: Language };

/** What is missing to keep a tier, and until when. @param today local day; a day of another year has its year */
export function riskText(
	{ on, missing, all }: TierRisk,
	tier: string,
	today: string,
	{ format, language }: Wording,
): string {
	const t = translatorOf(language, RISK_TEXTS[language]);
	const parts = (['nights', 'spendMinor', 'visits', 'points'] as const).flatMap((metric) => {
		const left = missing[metric];
		if (left === undefined) return [];
		return metric === 'spendMinor' ? [format.money(left)] : [t(metric, { count: left })];
	});
	const list = new Intl.ListFormat(LANGUAGE_TAGS[language], { type: all ? 'conjunction' : 'disjunction' });
	const date = on.slice(0, 'YYYY'.length) === today.slice(0, 'YYYY'.length) ? format.day(on) : format.fullDay(on);
	return t('keep', { tier, missing: list.format(parts), date });
}
