import { daysBetween, weekdayOf } from '../../kernel/dates.ts';
import { BPS_WHOLE } from '../../kernel/money.ts';
import { faultsOfOffers, type OfferFault } from './check-offers.ts';
import { faultsOfPayment, type PaymentFault } from './check-payment.ts';
import { faultsOfPending, type PendingFault } from '../earning/pending.ts';
import type { Programme } from './programme.schema.ts';
import type { Scope, When } from './scope.schema.ts';
import { faultsOfTiers, type TierRuleFault } from './check-tiers.ts';

/** A bill earns at most this many times its base points, whatever is multiplied with what. */
export const FACTOR_BPS_MAX = 100_000;

/** What in a programme contradicts itself, in the order of the checks, and where it stands in the document. */
export type ProgrammeFault = {
	readonly path: readonly (string | number)[];
	readonly code:
		| TierRuleFault['code']
		| 'tier_unknown'
		| 'club_unknown'
		/** For members of a club and not for them. */
		| 'club_excluded'
		| 'reward_unknown'
		/** An explanation names its rule by id alone, so no two rules of any kind share one. */
		| 'rule_duplicate'
		| 'code_duplicate'
		/** A rule counts a category that never earns. */
		| 'category_excluded'
		/** Rounded any way but down, a bill that is split earns more: only with carry it does not. */
		| 'rounding_leaks'
		/** All multipliers together multiply by more than a programme may. */
		| 'factor_too_large'
		| 'rule_unknown'
		/** No moment lies in it. */
		| 'when_empty'
		| OfferFault['code']
		| PaymentFault['code']
		| PendingFault['code'];
};

/** Everything that contradicts itself in a programme whose parts are each well formed; none where it holds together. */
export function checkProgramme(programme: Programme): readonly ProgrammeFault[] {
	return [
		...faultsOfTiers(programme),
		...faultsOfReferences(programme),
		...faultsOfRepeats(programme),
		...faultsOfEarning(programme),
		...faultsOfOffers(programme),
		...faultsOfPayment(programme),
		...faultsOfPending(programme),
		...faultsOfTimes(programme),
	];
}

function faultsOfReferences(programme: Programme): ProgrammeFault[] {
	const tierCodes = programme.tiers.map(({ code }) => code);
	const rewardCodes = programme.rewards.map(({ code }) => code);
	return [
		...rulesOf(programme).flatMap(({ path, rule }) =>
			where(rule.tiers ?? [], (tier) => !tierCodes.includes(tier)).map((index) => ({
				path: [...path, 'tiers', index],
				code: 'tier_unknown' as const,
			})),
		),
		...rulesOf(programme).flatMap(({ path, rule }) => faultsOfClubs(path, rule, programme)),
		...where(programme.stampCards, ({ reward }) => !rewardCodes.includes(reward)).map((index) => ({
			path: ['stampCards', index, 'reward'],
			code: 'reward_unknown' as const,
		})),
		...programme.earn.flatMap((rule, index) =>
			where(rule.categories ?? [], (category) => !mayEarn(programme, category)).map((at) => ({
				path: ['earn', index, 'categories', at],
				code: 'category_excluded' as const,
			})),
		),
		...(programme.bonuses ?? []).flatMap((rule, index) =>
			where(rule.kind === 'multiplier' ? (rule.rules ?? []) : [], (id) =>
				programme.earn.every((other) => other.id !== id),
			).map((at) => ({ path: ['bonuses', index, 'rules', at], code: 'rule_unknown' as const })),
		),
	];
}

function faultsOfClubs(path: readonly (string | number)[], rule: Scope, { clubs = [] }: Programme): ProgrammeFault[] {
	const codes = clubs.map(({ code }) => code);
	const unknown = (['clubs', 'notClubs'] as const).flatMap((list) =>
		where(rule[list] ?? [], (club) => !codes.includes(club)).map((index) => ({
			path: [...path, list, index],
			code: 'club_unknown' as const,
		})),
	);
	const shutOut = where(rule.notClubs ?? [], (club) => rule.clubs?.includes(club) ?? false);
	return [
		...unknown,
		...shutOut.map((index) => ({ path: [...path, 'notClubs', index], code: 'club_excluded' as const })),
	];
}

const mayEarn = ({ excludedCategories, serviceCategories, basis }: Programme, category: string): boolean =>
	!excludedCategories.includes(category) &&
	(basis === 'net-with-service' || !(serviceCategories ?? []).includes(category));

function faultsOfEarning({ earn, bonuses = [], multipliers }: Programme): ProgrammeFault[] {
	const leaks = where(earn, (rule) => {
		return rule.kind === 'proportional' && (rule.rounding ?? 'floor') !== 'floor' && !rule.carry;
	});
	const addedBps = bonuses.reduce((total, rule) => {
		return total + (rule.kind === 'multiplier' ? rule.factorBps - BPS_WHOLE : 0);
	}, 0);
	const isTooMuch = multipliers === 'sum' && addedBps > FACTOR_BPS_MAX - BPS_WHOLE;
	return [
		...leaks.map((index) => ({ path: ['earn', index, 'rounding'], code: 'rounding_leaks' as const })),
		...(isTooMuch ? [{ path: ['bonuses'], code: 'factor_too_large' as const }] : []),
	];
}

const faultsOfTimes = (programme: Programme): ProgrammeFault[] =>
	rulesOf(programme).flatMap(({ path, rule: { when } }) =>
		emptyPartsOf(when ?? {}).map((part) => ({ path: [...path, 'when', part], code: 'when_empty' as const })),
	);

/** Which part of a time leaves no moment. */
function emptyPartsOf({ weekdays, time, from, until }: When): readonly (keyof When)[] {
	const days = from !== undefined && until !== undefined ? daysBetween(from, until) : Infinity;
	const first = from === undefined ? 1 : weekdayOf(from);
	const isDayIn = weekdays?.some((weekday) => (weekday - first + WEEK) % WEEK <= days) ?? true;
	return [
		...(time && time.from === time.until ? (['time'] as const) : []),
		...(days < 0 ? (['until'] as const) : isDayIn ? [] : (['weekdays'] as const)),
	];
}

const WEEK = 7;

function faultsOfRepeats(programme: Programme): ProgrammeFault[] {
	const rules = rulesOf(programme);
	const lists = [
		{ path: ['tiers'], codes: programme.tiers.map(({ code }) => code), key: ['code'] },
		{ path: ['clubs'], codes: (programme.clubs ?? []).map(({ code }) => code), key: ['code'] },
		{ path: ['rewards'], codes: programme.rewards.map(({ code }) => code), key: ['code'] },
		{ path: ['excludedCategories'], codes: programme.excludedCategories, key: [] },
		{ path: ['serviceCategories'], codes: programme.serviceCategories ?? [], key: [] },
		{ path: ['pending', 'outlets'], codes: programme.pending?.outlets ?? [], key: [] },
		...rules.flatMap(({ path, rule }) => [
			{ path: [...path, 'outlets'], codes: rule.outlets, key: [] },
			{ path: [...path, 'tiers'], codes: rule.tiers ?? [], key: [] },
			{ path: [...path, 'clubs'], codes: rule.clubs ?? [], key: [] },
			{ path: [...path, 'notClubs'], codes: rule.notClubs ?? [], key: [] },
			{ path: [...path, 'categories'], codes: ('categories' in rule && rule.categories) || [], key: [] },
			{ path: [...path, 'skus'], codes: ('skus' in rule && rule.skus) || [], key: [] },
		]),
	];
	return [
		...repeats(rules.map(({ rule }) => rule.id)).map((index) => ({
			path: [...rules[index]!.path, 'id'],
			code: 'rule_duplicate' as const,
		})),
		...lists.flatMap(({ path, codes, key }) =>
			repeats(codes).map((index) => ({ path: [...path, index, ...key], code: 'code_duplicate' as const })),
		),
	];
}

const rulesOf = (programme: Programme) =>
	(['offers', 'earn', 'bonuses', 'stampCards'] as const).flatMap((list) =>
		(programme[list] ?? []).map((rule, index) => ({ path: [list, index], rule })),
	);

/** Places of the items that `test` finds. */
const where = <Item>(items: readonly Item[], test: (item: Item) => boolean): number[] =>
	items.flatMap((item, index) => (test(item) ? [index] : []));

/** Places of the codes that stand earlier in the list too. */
const repeats = (codes: readonly string[]): number[] =>
	codes.flatMap((code, index) => (codes.indexOf(code) < index ? [index] : []));
