import type { BusinessClock, Moment } from '#shared/kernel/moment.ts';

const DAY_MS = 86_400_000;

/**
 * The same facts as `momentAt`, from the calendar that every browser has.
 *
 * Source: IANA time zone database through Intl.
 */
export function momentIn(now: Date, clock: BusinessClock): Moment {
	const { timeZone, cutOverMinute } = clock;
	const part = Object.fromEntries(
		localClock(timeZone)
			.formatToParts(now)
			.map(({ type, value }) => [type, Number(value)]),
	) as Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>;
	const localDayMs = Date.UTC(part.year, part.month - 1, part.day);
	const minuteOfDay = part.hour * 60 + part.minute;
	return {
		instant: now.toISOString(),
		localDate: dateOf(localDayMs),
		businessDate: dateOf(minuteOfDay < cutOverMinute ? localDayMs - DAY_MS : localDayMs),
		minuteOfDay,
		weekday: new Date(localDayMs).getUTCDay() || 7,
		clock,
	};
}

let skewMs = 0;

/** The bridge has said by how much the clock of this machine is ahead. @param measuredMs `null` where it does not know */
export const setSkew = (measuredMs: number | null): void => void (skewMs = measuredMs ?? 0);

/** The time of the house, milliseconds since 1970: it goes on where somebody sets the clock of this machine. */
export const houseMs = (): number => Date.now() - skewMs;

export const momentNow = (clock: BusinessClock): Moment => momentIn(new Date(houseMs()), clock);

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A formatter costs more than all the rest; a page has one house. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function localClock(timeZone: string): Intl.DateTimeFormat {
	const known = clocks.get(timeZone);
	if (known) return known;
	const made = new Intl.DateTimeFormat('en', {
		timeZone,
		calendar: 'iso8601',
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
	});
	clocks.set(timeZone, made);
	return made;
}
