import type { Programme, Tier } from './programme.schema.ts';

/** What in a programme contradicts itself, in the order of the checks, and where it stands in the document. */
export type ProgrammeFault = {
	readonly path: readonly (string | number)[];
	readonly code:
		/** The lowest tier asks for something, so that a new guest has none. */
		| 'tier_lowest_conditional'
		/** A higher tier asks for nothing, so that everybody has it. */
		| 'tier_unconditional'
		/** A higher tier asks for no more than one below it. */
		| 'tier_order'
		| 'tier_unknown'
		| 'reward_unknown'
		/** An explanation names its rule by id alone, so no two rules of any kind share one. */
		| 'rule_duplicate'
		| 'code_duplicate'
		/** A rule counts units of a category that never earns. */
		| 'category_excluded';
};

/** Everything that contradicts itself in a programme whose parts are each well formed; none where it holds together. */
export function checkProgramme(programme: Programme): readonly ProgrammeFault[] {
	return [...faultsOfTiers(programme), ...faultsOfReferences(programme), ...faultsOfRepeats(programme)];
}

function faultsOfTiers({ tiers }: Programme): ProgrammeFault[] {
	return tiers.flatMap(({ from }, rank): ProgrammeFault[] => {
		const path = ['tiers', rank, 'from'];
		const asks = METRICS.filter((metric) => from[metric] !== undefined);
		if (rank === 0) return asks.length > 0 ? [{ path, code: 'tier_lowest_conditional' }] : [];
		if (asks.length === 0) return [{ path, code: 'tier_unconditional' }];
		return asks
			.filter((metric) => tiers.slice(0, rank).some((lower) => (lower.from[metric] ?? 0) >= from[metric]!))
			.map((metric) => ({ path: [...path, metric], code: 'tier_order' }));
	});
}

const METRICS = ['nights', 'spendMinor'] as const satisfies readonly (keyof Tier['from'])[];

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
		...where(programme.stampCards, ({ reward }) => !rewardCodes.includes(reward)).map((index) => ({
			path: ['stampCards', index, 'reward'],
			code: 'reward_unknown' as const,
		})),
		...programme.earn.flatMap((rule, index) =>
			where(rule.kind === 'per-unit' ? rule.categories : [], (category) =>
				programme.excludedCategories.includes(category),
			).map((at) => ({ path: ['earn', index, 'categories', at], code: 'category_excluded' as const })),
		),
	];
}

function faultsOfRepeats(programme: Programme): ProgrammeFault[] {
	const rules = rulesOf(programme);
	const lists = [
		{ path: ['tiers'], codes: programme.tiers.map(({ code }) => code), key: ['code'] },
		{ path: ['rewards'], codes: programme.rewards.map(({ code }) => code), key: ['code'] },
		{ path: ['excludedCategories'], codes: programme.excludedCategories, key: [] },
		...rules.flatMap(({ path, rule }) => [
			{ path: [...path, 'outlets'], codes: rule.outlets, key: [] },
			{ path: [...path, 'tiers'], codes: rule.tiers ?? [], key: [] },
			{ path: [...path, 'categories'], codes: 'categories' in rule ? rule.categories : [], key: [] },
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
	(['discounts', 'earn', 'stampCards'] as const).flatMap((list) =>
		programme[list].map((rule, index) => ({ path: [list, index], rule })),
	);

/** Places of the items that `test` finds. */
const where = <Item>(items: readonly Item[], test: (item: Item) => boolean): number[] =>
	items.flatMap((item, index) => (test(item) ? [index] : []));

/** Places of the codes that stand earlier in the list too. */
const repeats = (codes: readonly string[]): number[] =>
	codes.flatMap((code, index) => (codes.indexOf(code) < index ? [index] : []));
