import type { Offer } from './offers.schema.ts';
import type { Programme } from './programme.schema.ts';
import type { LineFilter } from './scope.schema.ts';

/** What in the offers of a programme contradicts itself. */
export type OfferFault = {
	readonly path: readonly (string | number)[];
	readonly code:
		/** An offer for a category that never gets a discount. */
		| 'category_excluded'
		/** A fixed price of everything: it has to say of what. */
		| 'filter_missing'
		/** A bundle looks at its items, and at nothing else. */
		| 'filter_unused'
		/** One thing on a bill would be two of a bundle. */
		| 'items_overlap'
		/** A reward and a price or coupon: it has to say which one it takes. */
		| 'claim_ambiguous'
		| 'reward_unknown'
		/** A limit that a smaller one beside it never lets anybody reach. */
		| 'limit_unreachable'
		/** More off than has to be spent: who spends more could pay less. */
		| 'amount_over_spend'
		/** Only on a coupon can something stay. */
		| 'partial_without_coupon'
		/** The budget is used up before the first bill. */
		| 'budget_too_small'
		/** One offer alone has no room to share. */
		| 'stacking_unused';
};

export const faultsOfOffers = (programme: Programme): readonly OfferFault[] => [
	...programme.offers.flatMap((offer, index) =>
		faultsOf(offer, programme).map(({ path, code }) => ({ path: ['offers', index, ...path], code })),
	),
	...faultsOfStacking(programme),
];

function faultsOf(offer: Offer, { excludedCategories, serviceCategories = [], rewards }: Programme): OfferFault[] {
	const isLeftOut = (category: string): boolean => [...excludedCategories, ...serviceCategories].includes(category);
	const { categories = [], skus, limits = {}, minSpendMinor = Infinity, budgetMinor = Infinity } = offer;
	const { perMemberDay, perMember, total = Infinity } = limits;
	const faults: OfferFault[] = [];
	for (const [at, category] of categories.entries()) {
		if (isLeftOut(category)) faults.push({ path: ['categories', at], code: 'category_excluded' });
	}
	if (offer.kind === 'fixed-price' && categories.length === 0 && !skus) {
		faults.push({ path: ['categories'], code: 'filter_missing' });
	}
	faults.push(...faultsOfClaim(offer, rewards), ...faultsOfItems(offer, isLeftOut));
	if ((perMemberDay ?? 0) > Math.min(perMember ?? Infinity, total)) {
		faults.push({ path: ['limits', 'perMemberDay'], code: 'limit_unreachable' });
	}
	if ((perMember ?? 0) > total) faults.push({ path: ['limits', 'perMember'], code: 'limit_unreachable' });
	if (offer.kind !== 'amount') return faults;
	if (offer.partial && !offer.coupon) faults.push({ path: ['partial'], code: 'partial_without_coupon' });
	if (offer.amountMinor > minSpendMinor) faults.push({ path: ['amountMinor'], code: 'amount_over_spend' });
	if (offer.amountMinor > budgetMinor) faults.push({ path: ['budgetMinor'], code: 'budget_too_small' });
	return faults;
}

function faultsOfClaim({ reward, price, coupon }: Offer, rewards: Programme['rewards']): OfferFault[] {
	if (reward === undefined) return [];
	const isKnown = rewards.some(({ code }) => code === reward);
	return [
		...(isKnown ? [] : [{ path: ['reward'], code: 'reward_unknown' as const }]),
		...(price || coupon ? [{ path: ['reward'], code: 'claim_ambiguous' as const }] : []),
	];
}

function faultsOfItems(offer: Offer, isLeftOut: (category: string) => boolean): OfferFault[] {
	if (offer.kind !== 'bundle') return [];
	const unused = (['categories', 'skus'] as const).filter((filter) => offer[filter] !== undefined);
	return [
		...unused.map((filter) => ({ path: [filter], code: 'filter_unused' as const })),
		...offer.items.flatMap((one, item): OfferFault[] =>
			offer.items.slice(0, item).some((other) => mayMeet(one, other))
				? [{ path: ['items', item], code: 'items_overlap' }]
				: [],
		),
		...offer.items.flatMap(({ categories, skus }, item): OfferFault[] => {
			if (!categories && !skus) return [{ path: ['items', item], code: 'filter_missing' }];
			return (categories ?? []).flatMap((category, at) =>
				isLeftOut(category) ? [{ path: ['items', item, 'categories', at], code: 'category_excluded' as const }] : [],
			);
		}),
	];
}

const mayMeet = (one: LineFilter, other: LineFilter): boolean =>
	(['categories', 'skus'] as const).every(
		(filter) => !one[filter] || !other[filter] || one[filter].some((value) => other[filter]!.includes(value)),
	);

function faultsOfStacking({ stacking }: Programme): OfferFault[] {
	const { policy, perBill, perGroup } = stacking ?? {};
	const rooms = [
		{ key: 'perBill', room: perBill },
		{ key: 'perGroup', room: perGroup },
	];
	if (policy === 'first_by_priority') {
		return rooms
			.filter(({ room = 1 }) => room > 1)
			.map(({ key }) => ({ path: ['stacking', key], code: 'stacking_unused' }));
	}
	return (perGroup ?? 1) > (perBill ?? Infinity) ? [{ path: ['stacking', 'perGroup'], code: 'limit_unreachable' }] : [];
}
