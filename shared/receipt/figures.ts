import type { Language } from '../kernel/language.ts';
import type { Currency } from '../kernel/money.ts';

/**
 * Numbers and dates as a language writes them. Spaces inside a figure are no-break ones, so that a line is never broken
 * within an amount; on paper they become plain spaces.
 */
export type Figures = {
	/** Whole numbers: points, stamps, nights. */
	readonly count: (value: number) => string;
	/** Minor units as an amount without its currency: 7200 is "72.00". */
	readonly amount: (minor: number) => string;
	/** With the currency's code, because few code pages hold its sign. */
	readonly money: (minor: number) => string;
	/** Hundredths, always with two digits: 360 is "3.60". */
	readonly hundredths: (value: number) => string;
	/** Basis points as a figure of percent, without the sign: 550 is "5.5". */
	readonly rate: (bps: number) => string;
	/** RFC 3339 in the hotel's time zone. */
	readonly instant: (instant: string) => string;
	/** A calendar day, `2026-12-31`. */
	readonly day: (date: string) => string;
};

/** Making the formatters of one set takes half a millisecond, and a hotel has four sets: each is made once. */
const made = new Map<string, Figures>();
const MADE_MAX = 64;

/** Source: Unicode CLDR through Intl. */
export function figuresOf(language: Language, currency: Currency, timeZone: string): Figures {
	const key = [language, currency.code, currency.exponent, timeZone].join(' ');
	const known = made.get(key);
	if (known) return known;
	if (made.size === MADE_MAX) made.clear();
	const figures = makeFigures(language, currency, timeZone);
	made.set(key, figures);
	return figures;
}

/** English as hotels in Europe write it: the day before the month, and 24 hours. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', es: 'es', zh: 'zh', bg: 'bg' };

function makeFigures(language: Language, currency: Currency, timeZone: string): Figures {
	const locale = LOCALES[language];
	const decimals = (digits: number): Intl.NumberFormat =>
		new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
	const whole = decimals(0);
	const cents = decimals(2);
	const amounts = decimals(currency.exponent);
	const rates = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
	const instants = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
	const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });

	const amount = (minor: number): string => unbroken(amounts.format(shifted(minor, currency.exponent)));
	return {
		count: (value) => unbroken(whole.format(value)),
		amount,
		money: (minor) => `${amount(minor)}${NO_BREAK}${currency.code}`,
		hundredths: (value) => unbroken(cents.format(shifted(value, 2))),
		rate: (bps) => unbroken(rates.format(shifted(bps, 2))),
		instant: (instant) => instants.format(new Date(instant)),
		day: (date) => unbroken(days.format(new Date(date))),
	};
}

const NO_BREAK = '\u00a0';

const unbroken = (figure: string): string => figure.replace(/\s/g, NO_BREAK);

/** As decimal text, which Intl reads exactly; no float stands in between. */
function shifted(value: number, exponent: number): Intl.StringNumericLiteral {
	const digits = String(Math.abs(value)).padStart(exponent + 1, '0');
	const point = digits.length - exponent;
	const sign = value < 0 ? '-' : '';
	return `${sign}${digits.slice(0, point)}.${digits.slice(point)}0` as Intl.StringNumericLiteral;
}
