import type { BillLine } from '../bill.ts';
import type { Programme } from '../programme/programme.schema.ts';

type Rules = Pick<Programme, 'basis' | 'excludedCategories' | 'serviceCategories'>;

/** Excluded things earn nothing and get no discount. */
export const counts = ({ excludedCategories }: Rules, category: string): boolean =>
	!excludedCategories.includes(category);

const isService = ({ serviceCategories = [] }: Rules, category: string): boolean =>
	serviceCategories.includes(category);

/** What a company pays is no spending of the guest: it earns nothing, is not discounted and stamps nothing. */
export const isGuests = ({ paidBy }: Pick<BillLine, 'paidBy'>): boolean => paidBy !== 'company';

/** May get a discount, and makes a visit. */
export const mayBeDiscounted = (rules: Rules, category: string): boolean =>
	counts(rules, category) && !isService(rules, category);

/** May earn: a charge for service does only where the basis says so. */
export const mayEarn = (rules: Rules, category: string): boolean =>
	counts(rules, category) && (!isService(rules, category) || rules.basis === 'net-with-service');
