import type { Offer } from './offers.schema.ts';
import type { Programme } from './programme.schema.ts';

/** What in the offers of a programme contradicts itself. */
export type OfferFault = {
	readonly path: readonly (string | number)[];
	readonly code:
		/** An offer for a category that never gets a discount. */
		| 'category_excluded'
		/** A fixed price of everything: it has to say of what. */
		| 'filter_missing'
		/** A limit that a smaller one beside it never lets anybody reach. */
		| 'limit_unreachable'
		/** More off than has to be spent: who spends more could pay less. */
		| 'amount_over_spend'
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

function faultsOf(offer: Offer, { excludedCategories, serviceCategories = [] }: Programme): OfferFault[] {
	const { categories = [], skus, limits = {}, minSpendMinor = Infinity, budgetMinor = Infinity } = offer;
	const { perMemberDay, perMember, total = Infinity } = limits;
	const faults: OfferFault[] = [];
	for (const [at, category] of categories.entries()) {
		if (excludedCategories.includes(category) || serviceCategories.includes(category)) {
			faults.push({ path: ['categories', at], code: 'category_excluded' });
		}
	}
	if (offer.kind === 'fixed-price' && categories.length === 0 && !skus) {
		faults.push({ path: ['categories'], code: 'filter_missing' });
	}
	if ((perMemberDay ?? 0) > Math.min(perMember ?? Infinity, total)) {
		faults.push({ path: ['limits', 'perMemberDay'], code: 'limit_unreachable' });
	}
	if ((perMember ?? 0) > total) faults.push({ path: ['limits', 'perMember'], code: 'limit_unreachable' });
	if (offer.kind !== 'amount') return faults;
	if (offer.amountMinor > minSpendMinor) faults.push({ path: ['amountMinor'], code: 'amount_over_spend' });
	if (offer.amountMinor > budgetMinor) faults.push({ path: ['budgetMinor'], code: 'budget_too_small' });
	return faults;
}

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
