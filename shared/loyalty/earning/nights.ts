import { dateAfter, isDate } from '../../kernel/dates.ts';
import { sum } from '../../kernel/money.ts';
import type { BillLine } from '../bill.ts';

/** The category of a bill whose quantity is nights, in every hotel. */
export const NIGHT_CATEGORY = 'night';

/** The longest stay that one bill can be for. */
export const NIGHTS_MAX = 366;

/** Whoever pays them: the guest slept here. */
export const nightsOf = (lines: readonly Pick<BillLine, 'category' | 'quantity'>[]): number =>
	sum(lines.map(({ category, quantity }) => (category === NIGHT_CATEGORY ? quantity : 0)));

/** Whether a line with the date of a night can be on a bill of a business day: a night that is still to come is not counted. */
export const isNightOf = ({ category, on }: Pick<BillLine, 'category' | 'on'>, businessDate: string): boolean =>
	on === undefined ||
	(category === NIGHT_CATEGORY && isDate(on) && on <= businessDate && on >= dateAfter(businessDate, -NIGHTS_MAX));
