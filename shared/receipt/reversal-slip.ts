import { printable } from '../kernel/text.ts';
import type { Programme } from '../loyalty/programme/programme.schema.ts';
import type { ReversalAnswer } from '../protocol/reversal.ts';
import { clubHead, tierLines } from './club-lines.ts';
import type { Receipt, ReceiptLine } from './receipt.ts';
import { blank, centred, pair, rule } from './receipt-lines.ts';
import { tillHeadLines } from './slip-head.ts';
import { slipNumber } from './slip-number.ts';
import { slipWords, type SlipWords } from './slip-words.ts';
import type { SlipGuest, SlipHouse } from './visit-slip.ts';

export type ReversalSlip = {
	readonly answer: ReversalAnswer;
	/** `null` for a visit without a member. */
	readonly guest: SlipGuest | null;
	readonly house: SlipHouse & { readonly programme: Pick<Programme, 'stampCards'> };
	/** 0 is the first print; 1 is the first copy. */
	readonly copy: number;
};

/** What is printed when a visit or a part of it comes back. The same input gives the same paper, for ever. */
export function composeReversalSlip(slip: ReversalSlip): Receipt {
	const { answer, guest, house } = slip;
	const language = guest?.language ?? house.language;
	const words = slipWords(language, house);
	const { texts } = words;
	const what = [
		...(slip.copy > 0 ? [centred(texts.copy(slip.copy), { bold: true, size: 'double' })] : []),
		centred(texts.refund.title, { bold: true, size: 'double' }),
	];
	return {
		language,
		lines: [
			centred(texts.notFiscal),
			...tillHeadLines(slip, slipNumber(answer.reversalId), words, what),
			...moneyLines(slip, words),
			...(guest ? clubLines(slip, guest, words) : []),
			blank,
			{ kind: 'qr', data: `retorno:reversal:${printable(answer.reversalId)}` },
			blank,
			centred(texts.refund.ofSlip(slipNumber(answer.visitId))),
			centred(texts.notFiscal),
		],
	};
}

/** The bill again with every sign turned round. */
function moneyLines({ answer, house }: ReversalSlip, words: SlipWords): ReceiptLine[] {
	const { texts, figures } = words;
	const { discountMinor, payableMinor, pointsPaidMinor, points } = answer;
	return [
		rule,
		...answer.lines.map(({ category, listMinor }) =>
			pair(words.nameOf(house.outlet.categories, category), figures.amount(-listMinor)),
		),
		...(discountMinor > 0 ? [pair(texts.offer, `+${figures.amount(discountMinor)}`)] : []),
		rule,
		pair(texts.refund.total, figures.money(payableMinor), { size: 'double' }),
		rule,
		...(pointsPaidMinor > 0
			? [
					pair(texts.points(points.returned, figures.count(points.returned)), figures.amount(pointsPaidMinor)),
					pair(texts.refund.inMoney, figures.money(payableMinor - pointsPaidMinor), { bold: true }),
					rule,
				]
			: []),
	];
}

/** What the programme takes back and gives back, and how the guest stands then. */
function clubLines({ answer, house }: ReversalSlip, guest: SlipGuest, words: SlipWords): ReceiptLine[] {
	const { texts, figures } = words;
	const { takenBack, returned, balance, owed } = answer.points;
	return [
		clubHead(house.programme, guest.tierCode, guest.cardEnding, guest.language, words),
		...(returned > 0 ? [pair(texts.refund.returned, `+${figures.count(returned)}`)] : []),
		...(takenBack > 0 ? [pair(texts.refund.takenBack, figures.count(-takenBack))] : []),
		pair(texts.balanceAfter, texts.points(balance, figures.count(balance)), { bold: true }),
		...(answer.worthMinor > 0 ? [pair('', texts.worth(figures.money(answer.worthMinor)))] : []),
		...(owed > 0 ? [pair(texts.refund.owed, texts.points(owed, figures.count(owed)))] : []),
		...stampLines(answer, house.programme, words),
		...tierLines(answer.tierLowered, house.programme, words),
	];
}

const stampLines = (
	{ stamps }: ReversalAnswer,
	{ stampCards, rewards }: ReversalSlip['house']['programme'],
	{ texts, figures, nameOf }: SlipWords,
): ReceiptLine[] =>
	stamps.flatMap(({ ruleId, takenBack, rewardsTakenBack, balance }) => {
		const card = stampCards.find(({ id }) => id === ruleId);
		if (!card) return [];
		const count = texts.stampsOf(figures.count(balance), figures.count(card.needed));
		const state = pair(texts.stamps, count, { note: figures.count(-takenBack) });
		const gone = pair(nameOf(rewards, card.reward), figures.count(-rewardsTakenBack), { bold: true });
		return rewardsTakenBack > 0 ? [blank, state, gone] : [blank, state];
	});
