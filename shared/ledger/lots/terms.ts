import { dateAfter, daysBetween } from '../../kernel/dates.ts';
import { monthsAfter, type Idle } from '../../loyalty/expiry.ts';
import type { OpenLot } from '../entry.ts';

/** Nobody's points run out before they could be used for so many days after the guest was told. */
export const NOTICE_DAYS_MIN = 30;
/** Who is told a day that lies further off has forgotten it by then. */
export const NOTICE_DAYS_MAX = 180;

/** The last business days on which a member earned and redeemed points; `null` where they never did. */
export type Activity = { readonly earnedOn: string | null; readonly redeemedOn: string | null };

type Ending = Pick<OpenLot, 'unit' | 'expiresOn' | 'idle' | 'toldDay'>;

/**
 * The last valid day of a lot, as it stands today. Points about which nobody told the guest in time go on: their day lies
 * so far ahead that a notice of today would be in time, in steps of the time of notice, so that it stands still for a while.
 */
export function lastDayOf(lot: Ending, today: string): string | null {
	const { unit, expiresOn } = lot;
	if (expiresOn === null || unit !== 'points') return expiresOn;
	return endAsTold(expiresOn, lot.toldDay ?? null, today);
}

/** A last valid day that holds only where it was told: the day told, or one of which a notice of today is in time. */
export function endAsTold(lastDay: string, toldDay: string | null, today: string): string {
	if (toldDay !== null && toldDay >= lastDay) return toldDay;
	const lateDays = NOTICE_DAYS_MIN + daysBetween(lastDay, today);
	return lateDays <= 0 ? lastDay : dateAfter(lastDay, Math.ceil(lateDays / NOTICE_DAYS_MIN) * NOTICE_DAYS_MIN);
}

/** A notice holds until activity moves the day behind the one that was told. */
const isTold = ({ expiresOn, toldDay }: Ending): boolean =>
	toldDay !== undefined && expiresOn !== null && toldDay >= expiresOn;

/** Valid on this day of the hotel's calendar. */
export function isUsable(lot: Ending, today: string): boolean {
	const lastDay = lastDayOf(lot, today);
	return lastDay === null || today <= lastDay;
}

/** Over, for ever: whatever happens later does not bring it back. */
export const isOver = (lot: Ending, today: string): boolean => !isUsable(lot, today);

/** A lot after an activity of its member; one that was over by then stays so. */
export function afterActivity<Of extends Ending>(lot: Of, { earnedOn, redeemedOn }: Activity): Of {
	if (!lot.idle || lot.expiresOn === null) return lot;
	const last = latestOf(lot.idle, earnedOn, redeemedOn);
	if (last === null || isOver(lot, last)) return lot;
	const movedTo = monthsAfter(last, lot.idle.months);
	return movedTo > lot.expiresOn ? { ...lot, expiresOn: movedTo } : lot;
}

function latestOf({ activity }: Idle, earnedOn: string | null, redeemedOn: string | null): string | null {
	switch (activity) {
		case 'earning':
			return earnedOn;
		case 'redeeming':
			return redeemedOn;
		case 'any':
			return earnedOn === null || (redeemedOn !== null && redeemedOn > earnedOn) ? redeemedOn : earnedOn;
	}
}

/** Whether a guest who is told today needs to be told: there is an end, near enough, and they do not know it. */
export function needsNotice(lot: OpenLot, today: string): boolean {
	if (lot.unit !== 'points' || lot.remaining === 0 || isTold(lot)) return false;
	const lastDay = lastDayOf(lot, today);
	return lastDay !== null && daysBetween(today, lastDay) <= NOTICE_DAYS_MAX;
}

/** Points that were to run out and go on, because the guest was not told in time. */
export const goesOnUntold = (lot: OpenLot, today: string): boolean =>
	lot.unit === 'points' && lot.remaining > 0 && lastDayOf(lot, today) !== lot.expiresOn && !isTold(lot);
