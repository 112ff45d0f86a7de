import type { Language } from '../kernel/language.ts';
import type { Currency } from '../kernel/money.ts';
import { printable } from '../kernel/text.ts';
import type { DiscountStep } from '../loyalty/explain.ts';
import type { Offer } from '../loyalty/programme/offers.schema.ts';
import type { Named } from '../protocol/views.ts';
import type { VisitAnswer } from '../protocol/visit.ts';
import { clubLines } from './club-lines.ts';
import type { Receipt, ReceiptLine } from './receipt.ts';
import { blank, centred, pair, rule } from './receipt-lines.ts';
import { tillHeadLines } from './slip-head.ts';
import { slipNumber } from './slip-number.ts';
import { slipWords, type SlipWords } from './slip-words.ts';

export type SlipGuest = {
	readonly givenName: string;
	readonly tierCode: string;
	/** Last four characters of the card. */
	readonly cardEnding: string;
	readonly language: Language;
};

export type SlipHouse = {
	readonly propertyName: string;
	/** Of slips for guests without a card. */
	readonly language: Language;
	readonly outlet: Named & { readonly categories: readonly Named[] };
	readonly timeZone: string;
	readonly currency: Currency;
	readonly programme: {
		readonly name: string;
		readonly tiers: readonly Named[];
		readonly rewards: readonly Named[];
		readonly offers: readonly Pick<Offer, 'id' | 'names' | 'tiers'>[];
	};
};

export type VisitSlip = {
	readonly answer: VisitAnswer;
	/** `null` for a visit without a member. */
	readonly guest: SlipGuest | null;
	readonly house: SlipHouse;
	/** 0 is the first print; 1 is the first copy. */
	readonly copy: number;
};

/** What is printed after a visit. The same input gives the same paper, for ever. */
export function composeVisitSlip(slip: VisitSlip): Receipt {
	const { answer, guest, house } = slip;
	const language = guest?.language ?? house.language;
	const words = slipWords(language, house);
	const { texts } = words;
	const { checkNumber } = answer;
	const number = slipNumber(answer.visitId);
	const what = [
		...(checkNumber === null ? [] : [centred(texts.check(printable(checkNumber)))]),
		...(slip.copy > 0 ? [centred(texts.copy(slip.copy), { bold: true, size: 'double' })] : []),
		...(answer.status === 'provisional' ? [centred(texts.provisional, { bold: true, size: 'double' })] : []),
	];
	return {
		language,
		lines: [
			centred(texts.notFiscal),
			...tillHeadLines(slip, number, words, what),
			...billLines(slip, words),
			...(guest ? clubLines(answer, guest, house, words) : []),
			blank,
			{ kind: 'qr', data: `retorno:visit:${printable(answer.visitId)}` },
			blank,
			centred(texts.keep(number)),
			centred(texts.notFiscal),
		],
	};
}

function billLines({ answer, guest, house }: VisitSlip, words: SlipWords): ReceiptLine[] {
	const { texts, figures } = words;
	const excluded = new Set(answer.explanation.flatMap((step) => (step.kind === 'excluded' ? [step.category] : [])));
	const lines: ReceiptLine[] = [
		rule,
		...answer.lines.map(({ category, listMinor }) =>
			pair(words.nameOf(house.outlet.categories, category), figures.amount(listMinor), {
				...(guest && excluded.has(category) && { note: texts.withoutBenefit }),
			}),
		),
		...(guest ? discountLines(answer, guest, house, words) : []),
		rule,
		pair(texts.total, figures.money(answer.payableMinor), { size: 'double' }),
		rule,
	];
	const paying = answer.explanation.find((step) => step.kind === 'paid-with-points')?.points ?? 0;
	if (paying > 0) {
		lines.push(
			pair(texts.points(paying, figures.count(paying)), figures.amount(-answer.pointsPaidMinor)),
			pair(texts.toPay, figures.money(answer.payableMinor - answer.pointsPaidMinor), { bold: true }),
			rule,
		);
	}
	return lines;
}

/** A discount that was given offline is a fact: where it is not what the rules explain, it stands without them. */
function discountLines(answer: VisitAnswer, guest: SlipGuest, house: SlipHouse, words: SlipWords): ReceiptLine[] {
	const { texts, figures, nameOf } = words;
	const tier = nameOf(house.programme.tiers, guest.tierCode);
	const steps = answer.explanation.filter((step) => step.kind === 'discount');
	const explained = steps.reduce((total, { amountMinor }) => total + amountMinor, 0);
	if (explained !== answer.discountMinor) return [pair(texts.discount(tier), figures.amount(-answer.discountMinor))];
	return steps.map((step) => {
		const price = step.points > 0 ? texts.forPoints(texts.points(step.points, figures.count(step.points))) : '';
		const note = [arithmeticOf(step, words), price].filter((part) => part !== '').join(', ');
		return pair(discountName(step, tier, house, words), figures.amount(-step.amountMinor), note === '' ? {} : { note });
	});
}

/** What the hotel calls it, or for whom it is. */
function discountName(
	step: DiscountStep,
	tier: string,
	{ programme }: SlipHouse,
	{ texts, nameOf }: SlipWords,
): string {
	const offer = programme.offers.find(({ id }) => id === step.ruleId);
	if (offer?.names) return nameOf([{ code: offer.id, names: offer.names }], offer.id);
	if (step.uses === 'coupon') return texts.coupon;
	return offer && !offer.tiers ? texts.offer : texts.discount(tier);
}

function arithmeticOf(step: DiscountStep, { texts, figures }: SlipWords): string {
	const cut = step.cutMinor > 0 ? [texts.limited(figures.amount(step.amountMinor))] : [];
	switch (step.by) {
		case 'percent':
			return [texts.share(texts.percent(figures.rate(step.rateBps)), figures.amount(step.baseMinor)), ...cut].join(
				', ',
			);
		case 'amount':
			return [...(step.minSpendMinor > 0 ? [texts.fromSpend(figures.amount(step.minSpendMinor))] : []), ...cut].join(
				', ',
			);
		case 'fixed-price':
			return [texts.each(figures.amount(step.priceMinor)), ...cut].join(', ');
		case 'bundle':
			return [...(step.priceMinor > 0 ? [texts.together(figures.amount(step.priceMinor))] : []), ...cut].join(', ');
	}
}
