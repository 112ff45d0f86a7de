import { dateAfter } from './dates.ts';

/**
 * When something happened, as plain facts. Bridge or server make it once, where the calendar is; rules only compare.
 */
export type Moment = {
	/** RFC 3339, UTC, milliseconds: `2026-11-21T19:42:00.000Z`. */
	readonly instant: string;
	/** The hotel's business day, `2026-11-21`: after midnight and before the cut-over it is still yesterday. */
	readonly businessDate: string;
	/** The local calendar day. What is valid "until 31 December" ends with it, at midnight, whatever the business day is. */
	readonly localDate: string;
	/** Minutes since local midnight, 0 to 1439. */
	readonly minuteOfDay: number;
	/** ISO 8601: Monday is 1, Sunday is 7. Of the local calendar day, not of the business day. */
	readonly weekday: number;
	/** By which other days of the hotel's calendar begin and end. */
	readonly clock: BusinessClock;
};

/** The hotel's time zone (IANA name) and the local minute at which a business day begins: 300 is 05:00. */
export type BusinessClock = { readonly timeZone: string; readonly cutOverMinute: number };

/** Source: IANA time zone database through Temporal; business day as hotels keep it. */
export function momentAt(instant: string, clock: BusinessClock): Moment {
	const { timeZone, cutOverMinute } = clock;
	const atMs = Temporal.Instant.from(instant).epochMilliseconds;
	const localMs = atMs + offsetMsAt(atMs, timeZone);
	const local = new Date(localMs);
	return {
		instant: new Date(atMs).toISOString(),
		localDate: dateOf(local),
		businessDate: dateOf(new Date(localMs - cutOverMinute * MINUTE_MS)),
		minuteOfDay: local.getUTCHours() * 60 + local.getUTCMinutes(),
		weekday: local.getUTCDay() || 7,
		clock,
	};
}

/** The instant at which a day of the hotel's calendar is over: what is valid until that day ends here. RFC 3339, UTC. */
export function midnightAfter(localDate: string, { timeZone }: Pick<BusinessClock, 'timeZone'>): string {
	const { epochMilliseconds } = Temporal.PlainDate.from(localDate).add({ days: 1 }).toZonedDateTime(timeZone);
	return new Date(epochMilliseconds).toISOString();
}

/** The instant at which a day of the hotel's calendar begins. RFC 3339, UTC. */
export const midnightOf = (localDate: string, clock: Pick<BusinessClock, 'timeZone'>): string =>
	midnightAfter(dateAfter(localDate, -1), clock);

const MINUTE_MS = 60_000;

/** Of a time that is written as if it were UTC. */
const dateOf = (local: Date): string => local.toISOString().slice(0, -'T00:00:00.000Z'.length);

/** From some instant to the next change of a zone's clocks: its offset from UTC is one number. */
type Stretch = { readonly fromMs: number; readonly untilMs: number; readonly offsetMs: number };

/** The last one of each zone. A hotel has one zone and asks about now, so the calendar is asked twice a year. */
const stretches = new Map<string, Stretch>();

function offsetMsAt(atMs: number, timeZone: string): number {
	const known = stretches.get(timeZone);
	if (known && known.fromMs <= atMs && atMs < known.untilMs) return known.offsetMs;
	const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
	const untilMs = local.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity;
	const stretch = { fromMs: atMs, untilMs, offsetMs: local.offsetNanoseconds / 1e6 };
	stretches.set(timeZone, stretch);
	return stretch.offsetMs;
}
