import { dateAfter } from '../kernel/dates.ts';
import type { Moment } from '../kernel/moment.ts';
import type { Bill, MemberStanding } from './bill.ts';
import type { LineFilter, Scope, When } from './programme/scope.schema.ts';

/** Whether a rule holds for this member, here and now. */
export const applies = (rule: Scope, member: Belonging, { outlet, moment }: Pick<Bill, 'outlet' | 'moment'>): boolean =>
	isFor(rule, member, outlet) && (!rule.when || holds(rule.when, moment));

type Belonging = Pick<MemberStanding, 'tier' | 'clubs'>;

/** Whether a rule is for this member at this outlet, at whatever time. */
export const isFor = (
	{ outlets, tiers, clubs: wanted, notClubs = [] }: Scope,
	{ tier, clubs }: Belonging,
	outlet: string,
): boolean =>
	outlets.includes(outlet) &&
	(tiers?.includes(tier) ?? true) &&
	(wanted?.some((club) => clubs.includes(club)) ?? true) &&
	!notClubs.some((club) => clubs.includes(club));

/** Whether a rule looks at this line. */
export const looksAt = (
	{ categories, skus }: LineFilter,
	line: { readonly category: string; readonly sku: string | null },
): boolean =>
	(categories?.includes(line.category) ?? true) && (skus ? line.sku !== null && skus.includes(line.sku) : true);

/** Whether a moment lies inside. */
export function holds({ weekdays, time, from, until }: When, moment: Moment): boolean {
	const { minuteOfDay } = moment;
	if (time && !isInside(time, minuteOfDay)) return false;
	// Behind midnight a night is still the night on which it began.
	const isLate = time !== undefined && time.from >= time.until && minuteOfDay < time.until;
	const weekday = isLate ? dayBefore(moment.weekday) : moment.weekday;
	const date = isLate ? dateAfter(moment.localDate, -1) : moment.localDate;
	return (
		(weekdays?.includes(weekday) ?? true) &&
		(from === undefined || from <= date) &&
		(until === undefined || date <= until)
	);
}

const isInside = ({ from, until }: NonNullable<When['time']>, minute: number): boolean =>
	from < until ? from <= minute && minute < until : from <= minute || minute < until;

const dayBefore = (weekday: number): number => (weekday === 1 ? 7 : weekday - 1);
