import type { Language } from '../kernel/language.ts';
import { printable } from '../kernel/text.ts';
import type { Named } from '../protocol/views.ts';
import type { ReceiptLine } from './receipt.ts';
import { blank, centred } from './receipt-lines.ts';
import type { SlipWords } from './slip-words.ts';
import type { ReceiptTexts } from './texts/texts.ts';

/** The head of every slip: the house, what is said of the slip, and whom it greets. */
export const headLines = (
	propertyName: string,
	language: Language,
	about: readonly ReceiptLine[],
	greeting: string,
): ReceiptLine[] => [
	{ kind: 'mark' },
	centred(printable(propertyName).toLocaleUpperCase(language), { bold: true }),
	...about,
	blank,
	{ kind: 'text', text: greeting, align: 'left', size: 'double', bold: false },
	blank,
];

type TillSlip = {
	readonly answer: { readonly occurredAt: string; readonly terminal: string };
	/** `null` for a visit without a member. */
	readonly guest: { readonly givenName: string; readonly language: Language } | null;
	readonly house: { readonly propertyName: string; readonly language: Language; readonly outlet: Named };
};

/** The head of a till's slip: where and when, its number, what it is, and thanks. */
export function tillHeadLines(
	{ answer, guest, house }: TillSlip,
	number: string,
	{ texts, figures, nameOf }: SlipWords,
	what: readonly ReceiptLine[],
): ReceiptLine[] {
	const moment = [figures.instant(answer.occurredAt), tillOf(answer.terminal, texts), number];
	const givenName = guest ? printable(guest.givenName).trim() : '';
	return headLines(
		house.propertyName,
		guest?.language ?? house.language,
		[centred(nameOf([house.outlet], house.outlet.code)), centred(moment.join('   ')), ...what],
		givenName === '' ? texts.thanks : texts.thanksTo(givenName),
	);
}

/** "till-1" is the first till; any other name stands as the hotel gave it. */
function tillOf(terminal: string, texts: ReceiptTexts): string {
	const number = /^till-?(\d+)$/.exec(terminal)?.[1];
	return number === undefined ? printable(terminal) : texts.till(number);
}
