import type { NotReturned } from '#shared/counter/reversing-state.ts';
import { dateAfter } from '#shared/kernel/dates.ts';
import type { Result } from '#shared/kernel/result.ts';
import type {
	FoundVisit,
	ReversalAnswer,
	ReversalQuote,
	StandingBill,
	StandingLine,
} from '#shared/protocol/reversal.ts';
import type { CounterSetup, SignInRefusal } from '#shared/protocol/views.ts';
import { slipNumber } from '#shared/receipt/slip-number.ts';
import { momentIn } from '../../moment.ts';
import type { KeyWords } from '../bill/completing.ts';
import { pieces } from '../bill/draft.ts';
import type { Sheet, SheetRow } from '../bill/sheet.ts';
import { signInText } from '../frame/sign-in.ts';
import { named } from '../bill/why.ts';
import type { ChosenLine } from './choice.ts';
import type { ReturnWording } from './texts.ts';

/** When it was, as people say it. */
export function whenText(
	instant: string,
	nowMs: number,
	{ property }: CounterSetup,
	{ t, format }: ReturnWording,
): string {
	const day = momentIn(new Date(instant), property).localDate;
	const today = momentIn(new Date(nowMs), property).localDate;
	const time = format.time(instant);
	if (day === today) return t('return.today', { time });
	return day === dateAfter(today, -1)
		? t('return.yesterday', { time })
		: t('return.day', { day: format.day(day), time });
}

/** By the number that the till has for it, else by that of its slip. */
export const billName = (
	{ checkNumber, visitId }: Pick<FoundVisit, 'checkNumber' | 'visitId'>,
	{ t }: ReturnWording,
): string =>
	checkNumber === null ? t('return.slip', { number: slipNumber(visitId) }) : t('return.check', { number: checkNumber });

export function lineName(
	{ category, quantity }: Pick<StandingLine, 'category' | 'quantity'>,
	setup: CounterSetup,
	wording: ReturnWording,
): string {
	const name = named(setup.outlet.categories, category, wording);
	return quantity > 1 ? wording.t('guest.reward', { count: quantity, name }) : name;
}

/** How much of a line was typed; nothing where it comes back as it stands and there is one of it. */
export function typedPart({ by, typed }: ChosenLine, { left }: StandingLine, { t, format }: ReturnWording): string {
	if (by === 'units')
		return t('return.units', { count: typed === '' ? left.quantity : Number(typed), of: left.quantity });
	if (typed === '') return '';
	const { whole, part } = pieces(typed);
	return format.whole(whole) + (part === undefined ? '' : format.point + part);
}

type SheetOf = {
	readonly setup: CounterSetup;
	readonly wording: ReturnWording;
	/** It has happened; else this is what would. */
	readonly done: boolean;
};

/** What comes back, in the places where a bill stands: signs turned round. */
export function returnSheet(answer: ReversalAnswer | undefined, { setup, wording, done }: SheetOf): Sheet {
	const { t, format } = wording;
	const base = { caption: t('return.sum'), why: undefined, under: undefined, gains: undefined };
	if (!answer) return { ...base, rows: [], sum: format.money(0) };

	const { payableMinor, pointsPaidMinor, points } = answer;
	const paid = { points: t('bill.points-line', { count: points.returned }), amount: format.amount(pointsPaidMinor) };
	return {
		...base,
		rows: rowsOf(answer, setup, wording),
		sum: format.money(payableMinor - pointsPaidMinor),
		under: pointsPaidMinor > 0 ? t('return.with-points', paid) : undefined,
		gains: answer.memberId === null ? undefined : gainsOf(answer, setup, wording),
		why: done ? undefined : { question: undefined, answer: t('return.not-booked') },
	};
}

function rowsOf(answer: ReversalAnswer, setup: CounterSetup, wording: ReturnWording): readonly SheetRow[] {
	const { t, format } = wording;
	const row = (id: string, label: string, value: string): SheetRow => {
		return { id, label, value, aside: undefined, current: false };
	};
	return [
		...answer.lines.map((line) => row(line.id, lineName(line, setup, wording), format.amount(-line.listMinor))),
		...(answer.discountMinor > 0 ? [row('discount', t('bill.offer'), `+${format.amount(answer.discountMinor)}`)] : []),
		...(answer.pointsPaidMinor > 0
			? [row('points', t('return.paid-in-points'), `+${format.amount(answer.pointsPaidMinor)}`)]
			: []),
	];
}

function gainsOf(
	{ points, stamps, tierLowered }: ReversalAnswer,
	setup: CounterSetup,
	wording: ReturnWording,
): Sheet['gains'] {
	const { t, format } = wording;
	const stampsBack = stamps.reduce((total, { takenBack }) => total + takenBack, 0);
	const parts = [
		...(points.returned > 0
			? [t('bill.points', { count: points.returned, points: format.signed(points.returned) })]
			: []),
		...(points.takenBack > 0
			? [t('bill.points', { count: points.takenBack, points: format.count(-points.takenBack) })]
			: []),
		...(stampsBack > 0 ? [t('return.stamps', { count: stampsBack })] : []),
		...(tierLowered ? [t('return.tier-now', { tier: named(setup.programme.tiers, tierLowered.tier, wording) })] : []),
	];
	return {
		text: parts.length > 0 ? parts.join(', ') : t('return.no-points'),
		worth: points.owed > 0 ? t('return.owed', { count: points.owed }) : undefined,
		balance: t('bill.new-balance', { points: format.count(points.balance) }),
	};
}

type Why = { readonly bill: StandingBill | null; readonly setup: CounterSetup; readonly wording: ReturnWording };

/** Why nothing came back, and what to do now. @param opensInMs until the next PIN is heard */
export function notReturnedText(
	refusal: NotReturned | SignInRefusal,
	opensInMs: number,
	{ bill, setup, wording }: Why,
): string | undefined {
	const { t, format } = wording;
	switch (refusal.code) {
		case 'pin_wrong':
		case 'pin_locked':
			return signInText(refusal, opensInMs, wording);
		case 'outlet_mismatch': {
			return t('return-refusal.outlet_mismatch', { outlet: refusal.expected });
		}
		case 'return_exceeds_rest': {
			const line = bill?.lines.find(({ id }) => id === refusal.lineId);
			const name = line ? named(setup.outlet.categories, line.category, wording) : refusal.lineId;
			const left = { count: refusal.quantityLeft, name, amount: format.money(refusal.listLeftMinor) };
			return t('return-refusal.return_exceeds_rest', left);
		}
		default:
			return t(`return-refusal.${refusal.code}`);
	}
}

/** What the completing key says while a bill is looked for. */
export const findKey = (number: string, { t }: ReturnWording): KeyWords =>
	number === ''
		? { state: 'waits', verb: t('return.type-number'), detail: t('return.or-choose') }
		: { state: 'ready', verb: t('return.find'), sum: number };

export const linesKey = (
	quote: Result<ReversalQuote, NotReturned> | undefined,
	isPricing: boolean,
	sum: string,
	{ t }: ReturnWording,
): KeyWords =>
	quote?.ok
		? { state: 'ready', verb: t('return.go-on'), sum, icon: 'next' }
		: { state: 'waits', verb: t(isPricing ? 'return.pricing' : 'return.choose-lines') };

/** The last word, where nobody else has to say it. */
export const signKey = (hasReason: boolean, sum: string, { t }: ReturnWording): KeyWords =>
	hasReason ? { state: 'ready', verb: t('return.do'), sum } : { state: 'waits', verb: t('return.choose-reason') };
