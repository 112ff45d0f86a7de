import type { Language } from '#shared/kernel/language.ts';
import { BPS_WHOLE, minorPerUnit } from '#shared/kernel/money.ts';
import type { EarnRule } from '#shared/loyalty/programme/earn-rules.schema.ts';
import type { Offer as Discount } from '#shared/loyalty/programme/offers.schema.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import type { Format } from '../../i18n/format.ts';
import type { IconName } from '../../parts/Icon.svelte';
import { nameOf } from './names.ts';
import type { Offer } from './offers.ts';
import type { KioskTranslate } from '../texts.ts';

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
				id: `discount ${offer.offer.id}`,
				icon: 'percent',
				...discountTexts(offer.offer, setup, tier, { t, format, language }),
			};
		case 'pay':
			return {
				id: 'pay',
				icon: 'points',
				title: t('offers.pay'),
				detail: t('offers.pay-detail', { count: offer.points, amount: format.money(offer.worthMinor) }),
			};
		case 'pay-later':
			return { id: 'pay', icon: 'points', title: t('offers.pay'), detail: t('offers.pay-later') };
		case 'earn':
			return {
				id: 'earn',
				icon: 'plus',
				title: t('offers.earn'),
				detail: offer.rules.map((rule) => earnText(rule, setup, { t, format, language })).join(' · '),
			};
	}
}

/** Its name or what it gives, and below it for whom or from when on. */
function discountTexts(
	offer: Discount,
	setup: CounterSetup,
	tier: string,
	{ t, format, language }: Wording,
): Pick<OfferTexts, 'title' | 'detail'> {
	const gives = givesText(offer, setup, { t, format, language });
	const { names, minSpendMinor, coupon, price, tiers } = offer;
	const details = [
		...(names ? [gives] : []),
		...(coupon ? [t('offers.discount-coupon')] : []),
		...(price ? [t('offers.for-points', { count: price.points })] : []),
		...(minSpendMinor ? [t('offers.discount-from', { amount: format.money(minSpendMinor) })] : []),
		...(tiers ? [t('offers.discount-detail', { tier: nameOf(setup.programme.tiers, tier, language) })] : []),
	];
	return {
		title: names ? names[language] : gives,
		detail: details.length > 0 ? details.join(' · ') : t('offers.discount-all'),
	};
}

function givesText(offer: Discount, { outlet }: CounterSetup, { t, format, language }: Wording): string {
	const what = (offer.categories ?? []).map((code) => nameOf(outlet.categories, code, language)).join(', ');
	switch (offer.kind) {
		case 'percent': {
			const rate = format.rate(offer.rateBps);
			if (what !== '') return t('offers.discount-on', { what, rate });
			return offer.skus || offer.minSpendMinor ? t('offers.discount-rate', { rate }) : t('offers.discount', { rate });
		}
		case 'amount':
			return t('offers.discount-amount', { amount: format.money(offer.amountMinor) });
		case 'fixed-price': {
			const price = format.money(offer.priceMinor);
			return what === '' ? t('offers.discount-each', { price }) : t('offers.discount-price', { what, price });
		}
		case 'bundle':
			return offer.priceMinor > 0
				? t('offers.bundle', { price: format.money(offer.priceMinor) })
				: t('offers.bundle-free');
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
