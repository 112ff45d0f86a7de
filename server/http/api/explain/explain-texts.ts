import type { Language } from '#shared/kernel/language.ts';
import type { RefusedOffer } from '#shared/loyalty/offers/offers.ts';
import { bg } from './bg.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { zh } from './zh.ts';

/** Figures come in as text of their language: amounts with their currency, rates without their sign, points with their word. */
export type ExplainTexts = {
	readonly points: (count: number, figure: string) => string;
	readonly coupon: string;
	readonly percentOff: (offer: string, rate: string, base: string, off: string) => string;
	readonly amountOff: (offer: string, off: string) => string;
	/** An amount that asks for a least spend. */
	readonly amountOffFrom: (offer: string, from: string, off: string) => string;
	readonly fixedPrice: (offer: string, price: string, quantity: string, off: string) => string;
	readonly bundle: (offer: string, price: string, quantity: string, off: string) => string;
	/** Follows what an offer took off that the guest paid for with points. */
	readonly costPoints: (points: string) => string;
	/** Follows what an offer took off, where a limit kept it from more. */
	readonly cut: (amount: string) => string;
	readonly leftOn: (amount: string) => string;
	readonly excluded: (category: string, amount: string) => string;
	readonly paidByCompany: (amount: string) => string;
	/** Follows what a company pays. */
	readonly nightsCount: (nights: string) => string;
	readonly paidWithPoints: (points: string, amount: string) => string;
	readonly step: (points: string, perStep: string, step: string, base: string) => string;
	readonly stepMissing: (missing: string) => string;
	readonly carriedAmount: (amount: string) => string;
	readonly proportional: (points: string, rate: string, base: string, exact: string) => string;
	readonly carriedPoints: (hundredths: string) => string;
	readonly perUnit: (points: string, quantity: string, category: string, each: string) => string;
	readonly perVisit: (points: string) => string;
	readonly visitedToday: string;
	readonly spendMissing: (missing: string) => string;
	readonly multiplied: (points: string, base: string, factor: string) => string;
	readonly gift: Readonly<Record<'first-visit' | 'birthday', (points: string) => string>>;
	readonly capped: Readonly<Record<'rule' | 'bill' | 'day', (limit: string, points: string) => string>>;
	readonly taxLeftOut: (amount: string) => string;
	readonly serviceLeftOut: (amount: string) => string;
	readonly stamp: (stamps: string, needed: string, reward: string) => string;
	readonly stampFull: (rewards: string, reward: string) => string;
	readonly stampedRecently: string;
	readonly rewardVisit: (reward: string) => string;
	/** Why an offer was not given. `other` is the name of the one that stood in its way. */
	readonly refused: Readonly<
		Record<
			Exclude<
				RefusedOffer['code'],
				'limit_reached' | 'spend_missing' | 'points_missing' | 'group_taken' | 'coupon_used' | 'bill_full'
			>,
			(offer: string) => string
		>
	> & {
		readonly limit_reached: Readonly<Record<'member' | 'day' | 'house', (offer: string) => string>>;
		readonly spend_missing: (offer: string, missing: string) => string;
		readonly points_missing: (offer: string, missing: string) => string;
		readonly group_taken: (offer: string, other: string) => string;
		readonly coupon_used: (offer: string, other: string) => string;
		readonly bill_full: (offer: string, limit: string) => string;
	};
};

export const EXPLAIN_TEXTS: Readonly<Record<Language, ExplainTexts>> = { en, es, zh, bg };
