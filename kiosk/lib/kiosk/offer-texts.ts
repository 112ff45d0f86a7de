import type { Language } from '#shared/kernel/language.ts';
import { BPS_WHOLE, minorPerUnit } from '#shared/kernel/money.ts';
import type { EarnRule } from '#shared/loyalty/earn-rules.schema.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import type { Format } from '../i18n/format.ts';
import type { IconName } from '../parts/Icon.svelte';
import { nameOf } from './names.ts';
import type { Offer } from './offers.ts';
import type { KioskTranslate } from './texts.ts';

/** More stamps than this are a number, not a row of suns. */
const SUNS_MAX = 10;
/** A share of the bill is told as points for so many units of the currency. */
const HUNDRED = 100;

export type OfferTexts = {
	readonly id: string;
	readonly icon: IconName;
	readonly title: string;
	readonly detail: string;
	readonly value?: string;
	readonly suns?: { readonly stamps: number; readonly needed: number; readonly heard: string };
};

type Wording = { readonly t: KioskTranslate; readonly format: Format; readonly language: Language };

export function offerTexts(
	offer: Offer,
	setup: CounterSetup,
	tier: string,
	{ t, format, language }: Wording,
): OfferTexts {
	const { programme } = setup;
	switch (offer.kind) {
		case 'free':
			return {
				id: `free ${offer.reward}`,
				icon: 'gift',
				title: nameOf(programme.rewards, offer.reward, language),
				detail: t('offers.free-detail'),
				value: t('offers.times', { count: offer.count }),
			};
		case 'stamps': {
			const { card, reward, stamps, needed } = offer;
			const heard = t('offers.stamps-heard', { stamps, needed });
			return {
				id: `stamps ${card}`,
				icon: 'sun',
				title: nameOf(programme.rewards, reward, language),
				detail: t('offers.stamps-detail', { count: needed - stamps }),
				...(needed > SUNS_MAX ? { value: heard } : { suns: { stamps, needed, heard } }),
			};
		}
		case 'discount':
			return {
				id: 'discount',
				icon: 'percent',
				title: t('offers.discount', { rate: format.rate(offer.rateBps) }),
				detail: t('offers.discount-detail', { tier: nameOf(programme.tiers, tier, language) }),
			};
		case 'pay':
			return {
				id: 'pay',
				icon: 'points',
				title: t('offers.pay'),
				detail: t('offers.pay-detail', { count: offer.points, amount: format.money(offer.worthMinor) }),
			};
		case 'earn':
			return {
				id: 'earn',
				icon: 'plus',
				title: t('offers.earn'),
				detail: offer.rules.map((rule) => earnText(rule, setup, { t, format, language })).join(' · '),
			};
	}
}

function earnText(rule: EarnRule, { outlet, currency }: CounterSetup, { t, format, language }: Wording): string {
	switch (rule.kind) {
		case 'per-unit': {
			const what = rule.categories.map((code) => nameOf(outlet.categories, code, language)).join(', ');
			return t('offers.earn-unit', { count: rule.points, what });
		}
		case 'per-visit':
			return t('offers.earn-visit', { count: rule.points });
		case 'step':
			return t('offers.earn-step', { count: rule.points, amount: format.money(rule.stepMinor) });
		case 'proportional': {
			const amount = format.money(HUNDRED * minorPerUnit(currency));
			return t('offers.earn-share', { count: (HUNDRED * rule.rateBps) / BPS_WHOLE, amount });
		}
	}
}
