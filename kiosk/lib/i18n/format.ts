import type { Language } from '#shared/kernel/language.ts';
import { BPS_WHOLE, minorPerUnit, type Currency } from '#shared/kernel/money.ts';

/** Numbers, sums and times as one language writes them. */
export type Format = {
	/** A sum with its sign of currency: `€89.30`, `89,30 €`. */
	money(amountMinor: number): string;
	/** The same without the sign, for columns. */
	amount(amountMinor: number): string;
	count(value: number): string;
	/** With plus or minus in front; zero has a plus. */
	signed(value: number): string;
	/** `exactHundredths`: 414 is 4.14. */
	hundredths(value: number): string;
	/** 500 is 5 %. */
	rate(rateBps: number): string;
	/** 20,000 is "2". */
	factor(factorBps: number): string;
	time(instant: string | Date): string;
	/** Day and month of a calendar date, `2026-12-31`; no line ends between them. */
	day(date: string): string;
	/** The same with its year. */
	fullDay(date: string): string;
	/** What stands between the whole and its parts. */
	readonly point: string;
	/** The whole digits of an amount that is being typed, grouped. */
	whole(digits: string): string;
};

/** English writes days before months and 24 hours, as hotels in Europe do. */
const REGION: Readonly<Record<Language, string>> = { en: 'en-GB', es: 'es', zh: 'zh', bg: 'bg' };

export function formatOf(language: Language, currency: Currency, timeZone: string): Format {
	const digits = { minimumFractionDigits: currency.exponent, maximumFractionDigits: currency.exponent };
	const money = new Intl.NumberFormat(language, {
		style: 'currency',
		currency: currency.code,
		currencyDisplay: 'narrowSymbol',
		...digits,
	});
	const amount = new Intl.NumberFormat(language, digits);
	const count = new Intl.NumberFormat(language);
	const exact = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
	const factor = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
	const rate = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 });
	const time = new Intl.DateTimeFormat(REGION[language], {
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23',
		timeZone,
	});
	const day = new Intl.DateTimeFormat(REGION[language], { day: 'numeric', month: 'long', timeZone: 'UTC' });
	const fullDay = new Intl.DateTimeFormat(REGION[language], { dateStyle: 'long', timeZone: 'UTC' });
	const units = (minor: number): number => minor / minorPerUnit(currency);

	return {
		money: (minor) => withMinus(money.format(units(minor))),
		amount: (minor) => withMinus(amount.format(units(minor))),
		count: (value) => withMinus(count.format(value)),
		signed: (value) => (value < 0 ? '' : '+') + withMinus(count.format(value)),
		hundredths: (value) => exact.format(value / 100),
		rate: (bps) => rate.format(bps / BPS_WHOLE),
		factor: (bps) => factor.format(bps / BPS_WHOLE),
		time: (instant) => time.format(new Date(instant)),
		day: (date) => unbroken(day.format(new Date(`${date}T00:00:00Z`))),
		fullDay: (date) => unbroken(fullDay.format(new Date(`${date}T00:00:00Z`))),
		point: amount.formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '',
		whole: (typed) => count.format(Number(typed)),
	};
}

/** A minus as wide as a digit: sums in a column keep their places. */
const withMinus = (text: string): string => text.replace('-', '\u2212');

const unbroken = (text: string): string => text.replace(/\s/g, '\u00a0');
