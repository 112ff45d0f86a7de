import { dateAfter } from '../../kernel/dates.ts';
import type { Moment } from '../../kernel/moment.ts';
import { lastValidDay } from '../expiry.ts';
import type { Programme } from '../programme/programme.schema.ts';

/**
 * The local day from whose midnight on the points of a bill can be used; `null` where they can at once: at outlets that
 * let nothing wait, and for a bill after midnight whose business day is so long ago that its day has begun.
 */
export function usableFromOf(
	{ pending }: Pick<Programme, 'pending'>,
	outlet: string,
	{ businessDate, localDate }: Pick<Moment, 'businessDate' | 'localDate'>,
): string | null {
	if (!pending || pending.outlets?.includes(outlet) === false) return null;
	const from = dateAfter(businessDate, pending.days);
	return from > localDate ? from : null;
}

export type PendingFault = {
	readonly path: readonly (string | number)[];
	/** On some day of the calendar, what a bill earns has run out before it can be used. */
	readonly code: 'expires_before_usable';
};

/** Four years hold every length of month and year. */
const CALENDAR = { from: '2024-01-01', days: 4 * 365 + 1 };

export function faultsOfPending({ pending, expiry }: Programme): readonly PendingFault[] {
	if (!pending) return [];
	for (let day = 0; day < CALENDAR.days; day++) {
		const earnedOn = dateAfter(CALENDAR.from, day);
		const lastDay = lastValidDay(expiry, earnedOn);
		if (lastDay === null) return [];
		// A till may be a day ahead of the hotel, and the waiting begins with the till's day.
		if (lastDay < dateAfter(earnedOn, 1 + pending.days)) {
			return [{ path: ['pending', 'days'], code: 'expires_before_usable' }];
		}
	}
	return [];
}
