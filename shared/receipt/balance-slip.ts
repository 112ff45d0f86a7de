import type { Currency } from '../kernel/money.ts';
import { printable } from '../kernel/text.ts';
import type { StampRule } from '../loyalty/programme/programme.schema.ts';
import type { MemberView, Named } from '../protocol/views.ts';
import { clubHead } from './club-lines.ts';
import type { Receipt, ReceiptLine } from './receipt.ts';
import { blank, centred, pair, rule } from './receipt-lines.ts';
import { headLines } from './slip-head.ts';
import { slipWords, type SlipWords } from './slip-words.ts';

export type BalanceSlip = {
	/** As the guest saw themselves on the screen. */
	readonly member: Pick<
		MemberView,
		'givenName' | 'language' | 'standing' | 'worthMinor' | 'rewards' | 'expiring' | 'progress' | 'cardEnding'
	>;
	/** When the guest asked for it: RFC 3339, UTC. */
	readonly at: string;
	readonly house: {
		readonly propertyName: string;
		readonly timeZone: string;
		readonly currency: Currency;
		readonly programme: {
			readonly name: string;
			readonly tiers: readonly Named[];
			readonly rewards: readonly Named[];
			readonly stampCards: readonly StampRule[];
		};
	};
};

/** What a guest takes home from the kiosk. The same input gives the same paper, for ever. */
export function composeBalanceSlip(slip: BalanceSlip): Receipt {
	const { member, house } = slip;
	const { language } = member;
	const words = slipWords(language, house);
	const givenName = printable(member.givenName).trim();
	const { greeting, greetingTo } = words.texts.balance;
	const greets = givenName === '' ? greeting : greetingTo(givenName);
	const next = nextStep(slip, words);
	return {
		language,
		lines: [
			centred(words.texts.notFiscal),
			...headLines(house.propertyName, language, [centred(words.figures.instant(slip.at))], greets),
			...pointLines(slip, words),
			...progressLines(slip, words),
			...earnedLines(slip, words),
			...(next === undefined ? [] : [blank, { kind: 'banner' as const, text: next }]),
			blank,
			centred(words.texts.notFiscal),
		],
	};
}

function pointLines({ member, house }: BalanceSlip, words: SlipWords): ReceiptLine[] {
	const { texts, figures } = words;
	const { balancePoints, tier } = member.standing;
	const { expiring, worthMinor } = member;
	return [
		clubHead(house.programme, tier, member.cardEnding, member.language, words),
		rule,
		pair(texts.balance.points, texts.points(balancePoints, figures.count(balancePoints)), { bold: true }),
		...(worthMinor > 0 ? [pair('', texts.worth(figures.money(worthMinor)))] : []),
		...(expiring ? [pair(texts.expireOn(figures.day(expiring.on)), figures.count(expiring.points))] : []),
	];
}

/** How far it is to the next tier; whoever has the highest one owes nothing. */
function progressLines(slip: BalanceSlip, words: SlipWords): ReceiptLine[] {
	const { texts, figures, nameOf } = words;
	const { nights, spendMinor, next } = slip.member.progress;
	const missing = missingOf(slip, words);
	if (!next || missing === undefined) return [];
	return [
		blank,
		...(next.missingNights === null ? [] : [pair(texts.balance.nights, figures.count(nights))]),
		...(next.missingSpendMinor === null ? [] : [pair(texts.balance.spend, figures.money(spendMinor))]),
		pair(texts.balance.toTier(nameOf(slip.house.programme.tiers, next.tier)), missing),
	];
}

/** Either is enough, so both stand side by side. */
function missingOf({ member }: BalanceSlip, { texts, figures }: SlipWords): string | undefined {
	const { missingNights, missingSpendMinor } = member.progress.next ?? { missingNights: null, missingSpendMinor: null };
	const nights =
		missingNights === null ? undefined : texts.balance.nightsOf(missingNights, figures.count(missingNights));
	const spend = missingSpendMinor === null ? undefined : figures.money(missingSpendMinor);
	return nights !== undefined && spend !== undefined ? texts.balance.either(nights, spend) : (nights ?? spend);
}

/** Stamp cards that were begun, and what is waiting to be used. */
function earnedLines(slip: BalanceSlip, { texts, figures, nameOf }: SlipWords): ReceiptLine[] {
	const { rewards } = slip.house.programme;
	const lines = [
		...begunCards(slip).map(({ stamps, needed, reward }) =>
			pair(texts.stamps, texts.stampsOf(figures.count(stamps), figures.count(needed)), {
				note: nameOf(rewards, reward),
			}),
		),
		...Object.entries(slip.member.rewards).map(([reward, count]) =>
			pair(nameOf(rewards, reward), figures.count(count), { bold: true }),
		),
	];
	return lines.length === 0 ? [] : [blank, ...lines];
}

const begunCards = ({ member, house }: BalanceSlip) =>
	house.programme.stampCards.flatMap(({ id, needed, reward }) => {
		const stamps = member.standing.stamps[id] ?? 0;
		return stamps > 0 ? [{ stamps, needed, reward }] : [];
	});

/** The one thing to remember: what is there already, then what is nearest. */
function nextStep(slip: BalanceSlip, words: SlipWords): string | undefined {
	const { texts, figures, nameOf } = words;
	const { member, house } = slip;
	const { rewards, tiers } = house.programme;

	const [waiting] = Object.keys(member.rewards);
	if (waiting !== undefined) return texts.next.reward(nameOf(rewards, waiting));

	const [card] = begunCards(slip).sort((a, b) => a.needed - a.stamps - (b.needed - b.stamps));
	if (card) {
		const missing = card.needed - card.stamps;
		return texts.next.stamps(missing, figures.count(missing), nameOf(rewards, card.reward));
	}
	const missing = missingOf(slip, words);
	if (member.progress.next && missing !== undefined)
		return texts.next.tier(missing, nameOf(tiers, member.progress.next.tier));

	if (!member.expiring) return undefined;
	const { points, on } = member.expiring;
	return texts.next.expiring(points, figures.count(points), figures.day(on));
}
