import type { Language } from '../../kernel/language.ts';
import { bg } from './bg.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { zh } from './zh.ts';

/**
 * Every word on a slip. Figures come in as text that is already written in the language; a count comes along where the
 * word beside it depends on it.
 */
export type ReceiptTexts = {
	readonly notFiscal: string;
	readonly copy: (number: number) => string;
	readonly provisional: string;
	readonly till: (number: string) => string;
	readonly check: (number: string) => string;
	readonly thanks: string;
	readonly thanksTo: (givenName: string) => string;
	readonly percent: (figure: string) => string;
	readonly share: (percent: string, base: string) => string;
	readonly discount: (tier: string) => string;
	/** A discount that is nobody's in particular. */
	readonly offer: string;
	readonly coupon: string;
	/** What has to be spent for it. */
	readonly fromSpend: (amount: string) => string;
	/** A price for each unit. */
	readonly each: (price: string) => string;
	/** A price for all of a bundle. */
	readonly together: (price: string) => string;
	/** What it cost in points, as `points` says it. */
	readonly forPoints: (points: string) => string;
	readonly withoutBenefit: string;
	readonly total: string;
	readonly points: (count: number, figure: string) => string;
	readonly toPay: string;
	readonly card: string;
	readonly balanceBefore: string;
	readonly spent: string;
	readonly earned: string;
	readonly perStep: (points: string, step: string, base: string) => string;
	readonly perVisit: string;
	readonly multiplied: (factor: string) => string;
	readonly birthday: string;
	readonly firstVisit: string;
	/** A limit was reached. */
	readonly limited: (limit: string) => string;
	/** What earlier bills left. */
	readonly carried: (amount: string) => string;
	readonly balanceAfter: string;
	readonly worth: (amount: string) => string;
	readonly stamps: string;
	readonly stampsOf: (stamps: string, needed: string) => string;
	readonly expireOn: (date: string) => string;
	/** Of what this visit earned. */
	readonly usableFrom: (date: string) => string;
	/** From now on. */
	readonly tierReached: (tier: string) => string;
	readonly tierUntil: (date: string) => string;
	readonly keep: (slipNumber: string) => string;
	/** What only the slip of a taking back says. */
	readonly refund: {
		readonly title: string;
		/** Of the visit. */
		readonly ofSlip: (slipNumber: string) => string;
		readonly total: string;
		readonly inMoney: string;
		/** Points that had paid. */
		readonly returned: string;
		/** Points that the visit had given. */
		readonly takenBack: string;
		/** To be earned back before points can be used again. */
		readonly owed: string;
	};
	readonly next: {
		readonly provisional: string;
		readonly reward: (reward: string) => string;
		readonly step: (amount: string, count: number, figure: string) => string;
		readonly stamps: (count: number, figure: string, reward: string) => string;
		readonly tier: (missing: string, tier: string) => string;
		readonly expiring: (count: number, figure: string, date: string) => string;
	};
	/** What only the slip of a balance says. */
	readonly balance: {
		readonly greeting: string;
		readonly greetingTo: (givenName: string) => string;
		readonly points: string;
		readonly nights: string;
		readonly spend: string;
		readonly nightsOf: (count: number, figure: string) => string;
		readonly either: (nights: string, amount: string) => string;
		readonly toTier: (tier: string) => string;
	};
};

export const RECEIPT_TEXTS: Readonly<Record<Language, ReceiptTexts>> = { en, es, zh, bg };
