import type { Language } from '#shared/kernel/language.ts';
import type { Text } from '../i18n/text.ts';

export type RiskKey = 'keep' | 'nights' | 'visits' | 'points';

/** Fetched when a tier is at risk, so that no other guest waits for them. */
export const RISK_TEXTS: Readonly<Record<Language, Readonly<Record<RiskKey, Text>>>> = {
	en: {
		keep: 'To keep {tier}: {missing} more by {date}.',
		nights: { one: '{count}\u00a0night', other: '{count}\u00a0nights' },
		visits: { one: '{count}\u00a0visit', other: '{count}\u00a0visits' },
		points: { one: '{count}\u00a0point', other: '{count}\u00a0points' },
	},
	es: {
		keep: 'Para seguir en {tier}: {missing} más hasta el {date}.',
		nights: { one: '{count}\u00a0noche', other: '{count}\u00a0noches' },
		visits: { one: '{count}\u00a0visita', other: '{count}\u00a0visitas' },
		points: { one: '{count}\u00a0punto', other: '{count}\u00a0puntos' },
	},
	zh: {
		keep: '保住{tier}：{date}前还要{missing}。',
		nights: { other: '{count}\u00a0晚' },
		visits: { other: '{count}\u00a0次' },
		points: { other: '{count}\u00a0积分' },
	},
	bg: {
		keep: 'За да остане {tier}: още {missing} до {date}.',
		nights: { one: '{count}\u00a0нощувка', other: '{count}\u00a0нощувки' },
		visits: { one: '{count}\u00a0посещение', other: '{count}\u00a0посещения' },
		points: { one: '{count}\u00a0точка', other: '{count}\u00a0точки' },
	},
};
