import type { Language } from '../kernel/language.ts';
import type { Currency } from '../kernel/money.ts';
import { printable } from '../kernel/text.ts';
import type { Named } from '../protocol/views.ts';
import { figuresOf, type Figures } from './figures.ts';
import { RECEIPT_TEXTS, type ReceiptTexts } from './texts/texts.ts';

/** What the parts of a slip have in common. */
export type SlipWords = {
	readonly texts: ReceiptTexts;
	readonly figures: Figures;
	/** The hotel's name for a code, safe for paper. */
	readonly nameOf: (named: readonly Named[], code: string) => string;
};

/** Words, figures and names of one language at one hotel. */
export const slipWords = (
	language: Language,
	{ currency, timeZone }: { readonly currency: Currency; readonly timeZone: string },
): SlipWords => ({
	texts: RECEIPT_TEXTS[language],
	figures: figuresOf(language, currency, timeZone),
	nameOf: (named, code) => printable(named.find((one) => one.code === code)?.names[language] ?? code),
});
