import type { Moment } from '#shared/kernel/moment.ts';
import type { Explanation } from '#shared/loyalty/explain.ts';
import { usableFromOf } from '#shared/loyalty/earning/pending.ts';
import type { Quote } from '#shared/loyalty/quote.ts';
import { NIGHT_CATEGORY } from '#shared/loyalty/earning/nights.ts';
import type { CounterSetup, MemberView } from '#shared/protocol/views.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';
import { isCounted, minorOf, pieces, typedIn, type Draft } from './draft.ts';
import { discountText, keptCoupons, missingFor } from './offer-words.ts';
import { named, whyOf } from './why.ts';
import type { Wording } from '../wording.ts';

/** One line of the bill as it is drawn. */
export type SheetRow = {
	readonly id: string;
	readonly label: string;
	readonly aside: string | undefined;
	readonly value: string;
	/** The line that hears the keys. */
	readonly current: boolean;
};

/** The bill, in words and figures, before and after it is recorded. */
export type Sheet = {
	readonly rows: readonly SheetRow[];
	readonly caption: string;
	readonly sum: string;
	/** What the sum was before, or what points pay of it. */
	readonly under: string | undefined;
	/** `undefined`: no member, nothing earned. */
	readonly gains:
		{ readonly text: string; readonly worth: string | undefined; readonly balance: string | undefined } | undefined;
	/** Without a question where no rule counts points here. */
	readonly why: { readonly question: string | undefined; readonly answer: string } | undefined;
};

type Context = {
	readonly setup: CounterSetup;
	readonly member: MemberView | null;
	readonly wording: Wording;
	/** The hotel's days of now. */
	readonly today: Pick<Moment, 'businessDate' | 'localDate'>;
};

export function openSheet(draft: Draft, quote: Quote | undefined, context: Context): Sheet {
	const { setup, member, wording } = context;
	const { t, format } = wording;
	const lines = draft.lines.some(({ category }) => category === draft.current)
		? draft.lines
		: [...draft.lines, { category: draft.current, typed: '' }];
	const rows = lines.map(({ category, typed }): SheetRow => {
		const current = category === draft.current;
		return {
			id: category,
			label: named(setup.outlet.categories, category, wording),
			aside: setup.programme.excludedCategories.includes(category) ? t('bill.excluded') : undefined,
			value: current || isCounted(category) ? typedText(typed, wording) : format.amount(minorOf(typed, setup.currency)),
			current,
		};
	});
	if (!quote) {
		return {
			rows,
			caption: t('bill.to-pay'),
			sum: format.money(0),
			under: undefined,
			gains: undefined,
			why: undefined,
		};
	}
	const { pointsSpent, pointsPaidMinor, payableMinor, listMinor } = quote;
	const usableFrom = usableFromOf(setup.programme, setup.outlet.code, context.today);
	const nights = Number(typedIn(draft, NIGHT_CATEGORY));
	const isStay = nights > 0 && listMinor === 0;
	return {
		rows: [...rows, ...takenOff(quote.explanation, member?.standing.tier ?? '', context)],
		caption: t(isStay ? 'bill.stay' : pointsPaidMinor > 0 ? 'bill.left-to-pay' : 'bill.to-pay'),
		sum: isStay ? t('bill.nights', { count: nights }) : format.money(payableMinor - pointsPaidMinor),
		under:
			pointsPaidMinor > 0
				? t('bill.points-pay', { amount: format.amount(pointsPaidMinor) })
				: listMinor > payableMinor
					? t('bill.before', { amount: format.amount(listMinor) })
					: undefined,
		gains: member
			? gainsOf(
					{ earned: quote.pointsEarned, spent: pointsSpent },
					quote.stamps.reduce((total, { stamps }) => total + stamps, 0),
					member.standing.balancePoints + (usableFrom === null ? quote.pointsEarned : 0) - pointsSpent,
					usableFrom,
					context,
				)
			: undefined,
		why: member ? whyText(quote.pointsEarned, quote.explanation, member.standing.tier, context, quote) : undefined,
	};
}

/** @param kept saved on this counter; the server has not said yet */
export function doneSheet(answer: VisitAnswer, kept: boolean, context: Context): Sheet {
	const { setup, member, wording } = context;
	const { t, format } = wording;
	const tier = member?.standing.tier ?? '';
	const { points, pointsPaidMinor, payableMinor, listMinor } = answer;
	const nights = nightsIn(answer.explanation);
	const isStay = nights > 0 && listMinor === 0;
	const rows = answer.lines.map(({ id, category, listMinor: lineMinor }): SheetRow => {
		return {
			id,
			label: named(setup.outlet.categories, category, wording),
			aside: undefined,
			value: isCounted(category) ? format.count(nights) : format.amount(lineMinor),
			current: false,
		};
	});
	const gains = answer.memberId
		? gainsOf(
				points,
				answer.stamps.reduce((total, { stamps }) => total + stamps, 0),
				points.balance,
				answer.usableFrom ?? null,
				context,
			)
		: undefined;
	return {
		rows: [...rows, ...takenOff(answer.explanation, tier, context)],
		caption: t(isStay ? 'bill.stay' : 'bill.paid'),
		sum: isStay ? t('bill.nights', { count: nights }) : format.money(payableMinor - pointsPaidMinor),
		under: pointsPaidMinor > 0 ? t('bill.points-pay', { amount: format.amount(pointsPaidMinor) }) : undefined,
		gains: gains && kept ? { ...gains, text: t('bill.to-confirm', { gains: gains.text }) } : gains,
		why: member ? whyText(points.earned, answer.explanation, tier, context) : undefined,
	};
}

/** What discount and points take off the bill, as rows below its lines. */
function takenOff(explanation: readonly Explanation[], tier: string, { setup, wording }: Context): readonly SheetRow[] {
	const { t, format } = wording;
	const row = (id: string, label: string, amountMinor: number): SheetRow => ({
		id,
		label,
		aside: undefined,
		value: format.amount(-amountMinor),
		current: false,
	});
	return explanation.flatMap((step) => {
		switch (step.kind) {
			case 'discount': {
				return [row(`discount ${step.ruleId}`, discountText(step, tier, setup, wording), step.amountMinor)];
			}
			case 'paid-with-points':
				return [row('points', t('bill.points-line', { count: step.points }), step.amountMinor)];
			default:
				return [];
		}
	});
}

function gainsOf(
	{ earned, spent }: { readonly earned: number; readonly spent: number },
	stamps: number,
	balance: number,
	usableFrom: string | null,
	{ setup, wording: { t, format } }: Context,
): Sheet['gains'] {
	const parts: string[] = [];
	if (stamps > 0) parts.push(t('bill.stamp', { count: stamps }));
	if (spent > 0) parts.push(t('bill.points', { count: spent, points: format.count(-spent) }));
	if (usableFrom !== null && earned > 0) {
		parts.push(t('guest.pending', { count: earned, date: format.day(usableFrom) }));
	} else if (earned > 0 || parts.length === 0) {
		parts.push(t('bill.points', { count: earned, points: format.signed(earned) }));
	}
	const { num, den } = setup.programme.pointValue;
	return {
		text: parts.join(', '),
		worth:
			earned > 0 && spent === 0 && usableFrom === null
				? t('bill.worth', { worth: format.money(Math.floor((earned * num) / den)) })
				: undefined,
		balance: earned > 0 || spent > 0 ? t('bill.new-balance', { points: format.count(balance) }) : undefined,
	};
}

/** @param open the bill while more can still be put on it */
function whyText(
	earned: number,
	explanation: readonly Explanation[],
	tier: string,
	context: Context,
	open?: Quote,
): Sheet['why'] {
	const { setup, wording } = context;
	const sentences = [...whyOf(explanation, setup, tier, wording), ...(open ? offersLeftOut(open, context) : [])];
	if (sentences.length === 0) return undefined;
	const counts = explanation.some(({ kind }) => kind.startsWith('earn-'));
	const question = counts ? context.wording.t('why.points', { count: earned }) : undefined;
	return { question, answer: sentences.join(' ') };
}

const offersLeftOut = ({ refusedOffers }: Quote, { setup, member, wording }: Context): readonly string[] => [
	...missingFor(refusedOffers, setup, wording),
	...keptCoupons(refusedOffers, member?.standing.coupons ?? {}, setup, wording),
];

const nightsIn = (explanation: readonly Explanation[]): number =>
	explanation.reduce(
		(total, step) => total + (step.kind === 'earn-per-unit' && isCounted(step.category) ? step.quantity : 0),
		0,
	);

/** What the fingers typed so far, no digit more. */
function typedText(typed: string, { format }: Wording): string {
	const { whole, part } = pieces(typed);
	return whole === '' ? '' : format.whole(whole) + (part === undefined ? '' : format.point + part);
}
