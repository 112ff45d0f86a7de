import type { Language } from '#shared/kernel/language.ts';
import type { EntryKind, MemberAccount, Posting, Unit } from '#shared/ledger/entry.ts';
import type { Explanation } from '#shared/loyalty/explain.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { figuresOf } from '#shared/receipt/figures.ts';
import type { House } from '../../../house.ts';
import { ENTRY_TEXTS } from './entry-texts.ts';
import { EXPLAIN_TEXTS } from './explain-texts.ts';

const OF_MEMBER: readonly string[] = ['AV', 'PD', 'HD', 'DB'] satisfies readonly MemberAccount[];

/** What an entry did to a member's account, in one sentence: what happened, and how much of each unit moved. */
export function entryTextOf(
	{ kind, postings }: { readonly kind: EntryKind; readonly postings: readonly Posting[] },
	programme: Programme,
	house: House,
	language: Language,
): string {
	const texts = ENTRY_TEXTS[language];
	const { count, money } = figuresOf(language, programme.currency, house.timeZone);
	const named = (all: readonly { readonly names: Readonly<Record<Language, string>> }[], code: string, at: number) =>
		texts.coupon(count(at), all[0]?.names[language] ?? code);
	const written = (unit: Unit, quantity: number): string => {
		const code = unit.slice(unit.indexOf(':') + 1);
		if (unit === 'points') return EXPLAIN_TEXTS[language].points(quantity, count(quantity));
		if (unit.startsWith('stamp:')) return texts.stamps(count(quantity));
		const all = unit.startsWith('reward:')
			? programme.rewards.filter((one) => one.code === code)
			: programme.offers.flatMap(({ id, names }) => (id === code && names ? [{ names }] : []));
		if (unit.startsWith('value:')) return `${all[0]?.names[language] ?? code}: ${money(quantity)}`;
		return named(all, code, quantity);
	};
	const moved = Map.groupBy(
		postings.filter(({ account }) => OF_MEMBER.includes(account)),
		({ unit }) => unit,
	);
	const parts = [...moved].map(([unit, of]) => written(unit, sizeOf(of)));
	return `${texts.kinds[kind]}: ${parts.join(', ')}.`;
}

/** What came in, or went out; what only moved between the accounts of the member counts once. */
const sizeOf = (postings: readonly Posting[]): number => {
	const totalOf = (sign: 1 | -1) => postings.reduce((total, { quantity }) => total + Math.max(0, sign * quantity), 0);
	return Math.max(totalOf(1), totalOf(-1));
};

const EARN_STEPS: readonly Explanation['kind'][] = [
	...(['excluded', 'paid-with-points', 'tax-left-out', 'service-left-out', 'earn-step', 'earn-proportional'] as const),
	...(['earn-per-unit', 'earn-per-visit', 'visited-today', 'spend-missing', 'capped'] as const),
];
const BONUS_STEPS: readonly Explanation['kind'][] = ['bonus-multiplied', 'bonus-gift', 'capped'];
const STAMP_STEPS: readonly Explanation['kind'][] = ['stamp', 'stamped-recently', 'reward-visit'];
const SPENDING_STEPS: readonly Explanation['kind'][] = ['paid-with-points', 'discount'];

/** Which steps of its visit led to an entry. */
const STEPS_BY_KIND: Partial<Readonly<Record<EntryKind, readonly Explanation['kind'][]>>> = {
	earn: EARN_STEPS,
	bonus: BONUS_STEPS,
	reverse: [...EARN_STEPS, ...BONUS_STEPS],
	redeem: SPENDING_STEPS,
	capture: SPENDING_STEPS,
	restore: SPENDING_STEPS,
	coupon: ['discount'],
	uncoupon: ['discount'],
	stamp: STAMP_STEPS,
	reward: STAMP_STEPS,
	unstamp: STAMP_STEPS,
	unreward: STAMP_STEPS,
};

export const stepsBehind = (kind: EntryKind, steps: readonly Explanation[]): readonly Explanation[] =>
	steps
		.filter((step) => STEPS_BY_KIND[kind]?.includes(step.kind))
		// A discount that used nothing up moved nothing.
		.filter((step) => step.kind !== 'discount' || step.uses !== 'nothing');
