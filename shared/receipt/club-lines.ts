import type { Language } from '../kernel/language.ts';
import { printable } from '../kernel/text.ts';
import type { Explanation } from '../loyalty/explain.ts';
import type { VisitAnswer } from '../protocol/visit.ts';
import type { ReceiptLine } from './receipt.ts';
import { blank, pair } from './receipt-lines.ts';
import type { SlipWords } from './slip-words.ts';
import type { SlipGuest, SlipHouse } from './visit-slip.ts';

/** What the programme says about this visit: points with their arithmetic, stamps, what leaves when, the next step. */
export function clubLines(answer: VisitAnswer, guest: SlipGuest, house: SlipHouse, words: SlipWords): ReceiptLine[] {
	const { texts, figures } = words;
	const { earned, spent, balance } = answer.points;
	const { usableFrom } = answer;
	const earnedNow = usableFrom === undefined ? earned : 0;
	const next = nextStep(answer, house, words);
	return [
		clubHead(house.programme, guest.tierCode, guest.cardEnding, guest.language, words),
		pair(texts.balanceBefore, figures.count(balance - earnedNow + spent)),
		...(spent > 0 ? [pair(texts.spent, figures.count(-spent))] : []),
		...earnedLines(answer, house, words),
		pair(texts.balanceAfter, texts.points(balance, figures.count(balance)), { bold: true }),
		...(answer.worthMinor > 0 ? [pair('', texts.worth(figures.money(answer.worthMinor)))] : []),
		...(usableFrom === undefined ? [] : [pair(texts.usableFrom(figures.day(usableFrom)), figures.count(earned))]),
		...stampLines(answer, house, words),
		...(answer.expiring
			? [blank, pair(texts.expireOn(figures.day(answer.expiring.on)), figures.count(answer.expiring.points))]
			: []),
		...tierLines(answer.tierReached, house.programme, words),
		...(next === undefined ? [] : [blank, { kind: 'banner' as const, text: next }]),
	];
}

/** Club, tier and card. @param cardEnding last four characters; `null` where the card is not known */
export function clubHead(
	programme: Pick<SlipHouse['programme'], 'name' | 'tiers'>,
	tierCode: string,
	cardEnding: string | null,
	language: Language,
	{ texts, nameOf }: SlipWords,
): ReceiptLine {
	const club = printable(programme.name).toLocaleUpperCase(language);
	const card = cardEnding === null ? '' : `   ${texts.card}\u00a0........\u00a0${printable(cardEnding)}`;
	const text = `${club}  ${nameOf(programme.tiers, tierCode)}${card}`;
	return { kind: 'text', text, align: 'left', size: 'normal', bold: true };
}

type Earning = Extract<Explanation, { kind: `earn-${string}` | `bonus-${string}` | 'capped' }>;

const isEarning = (step: Explanation): step is Earning =>
	step.kind.startsWith('earn-') || step.kind.startsWith('bonus-') || step.kind === 'capped';

/** What a limit takes away counts down. */
const signed = (step: Earning): number => (step.kind === 'capped' ? -step.points : step.points);

function earnedLines(answer: VisitAnswer, house: SlipHouse, words: SlipWords): ReceiptLine[] {
	const { texts, figures } = words;
	const steps = answer.explanation.filter(isEarning);
	const explained = steps.reduce((total, step) => total + signed(step), 0);
	if (explained !== answer.points.earned) return [pair(texts.earned, `+${figures.count(answer.points.earned)}`)];
	return steps.map((step) =>
		pair(texts.earned, (step.kind === 'capped' ? '' : '+') + figures.count(signed(step)), {
			note: arithmeticOf(step, house, words),
		}),
	);
}

/** A rate is written in percent, a factor in times. */
const PERCENT = 100;

function arithmeticOf(step: Earning, house: SlipHouse, { texts, figures, nameOf }: SlipWords): string {
	switch (step.kind) {
		case 'earn-step': {
			const [per, base] = [figures.amount(step.stepMinor), figures.amount(step.baseMinor)];
			const carried = step.carriedMinor > 0 ? `, ${texts.carried(figures.amount(step.carriedMinor))}` : '';
			return texts.perStep(figures.count(step.pointsPerStep), per, base) + carried;
		}
		case 'earn-proportional': {
			const share = texts.share(texts.percent(figures.rate(step.rateBps)), figures.amount(step.baseMinor));
			const carried = step.carriedHundredths;
			const left = carried === 0 ? '' : `, ${texts.carried(figures.hundredths(carried))}`;
			return `${share} = ${figures.hundredths(step.exactHundredths)}${left}`;
		}
		case 'earn-per-unit': {
			const unit = nameOf(house.outlet.categories, step.category);
			return `${unit} ${figures.count(step.quantity)} x ${figures.count(step.pointsPerUnit)}`;
		}
		case 'earn-per-visit':
			return texts.perVisit;
		case 'bonus-multiplied':
			return texts.multiplied(figures.rate(step.factorBps / PERCENT));
		case 'bonus-gift':
			return step.occasion === 'birthday' ? texts.birthday : texts.firstVisit;
		case 'capped':
			return texts.limited(figures.count(step.limit));
	}
}

function stampLines(answer: VisitAnswer, house: SlipHouse, { texts, figures, nameOf }: SlipWords): ReceiptLine[] {
	return answer.stamps.flatMap(({ stamps, rewards, needed, reward, balance }) => {
		const before = balance + rewards * needed - stamps;
		const sum = `${figures.count(before)} + ${figures.count(stamps)} = ${figures.count(before + stamps)}`;
		const state = pair(texts.stamps, texts.stampsOf(figures.count(balance), figures.count(needed)), { note: sum });
		const given = pair(nameOf(house.programme.rewards, reward), `+${figures.count(rewards)}`, { bold: true });
		return rewards > 0 ? [blank, state, given] : [blank, state];
	});
}

/** Another tier from now on has a line of its own, whatever else there is to say. */
export function tierLines(
	now: VisitAnswer['tierReached'],
	{ tiers }: Pick<SlipHouse['programme'], 'tiers'>,
	{ texts, figures, nameOf }: SlipWords,
): ReceiptLine[] {
	if (!now) return [];
	const tier = texts.tierReached(nameOf(tiers, now.tier));
	const until = now.until === null ? '' : texts.tierUntil(figures.day(now.until));
	return [blank, pair(tier, until, { bold: true })];
}

/** The one thing to remember, by how soon it matters. */
function nextStep(answer: VisitAnswer, house: SlipHouse, { texts, figures, nameOf }: SlipWords): string | undefined {
	if (answer.status === 'provisional') return texts.next.provisional;

	const given = answer.stamps.find(({ rewards }) => rewards > 0);
	if (given) return texts.next.reward(nameOf(house.programme.rewards, given.reward));

	const step = answer.explanation.find((one) => one.kind === 'earn-step');
	if (step)
		return texts.next.step(figures.money(step.missingMinor), step.pointsPerStep, figures.count(step.pointsPerStep));

	const card = answer.stamps[0];
	if (!card) return undefined;
	const missing = card.needed - card.balance;
	return texts.next.stamps(missing, figures.count(missing), nameOf(house.programme.rewards, card.reward));
}
