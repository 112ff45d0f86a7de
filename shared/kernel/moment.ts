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
};

/** The hotel's time zone (IANA name) and the local minute at which a business day begins: 300 is 05:00. */
export type BusinessClock = { readonly timeZone: string; readonly cutOverMinute: number };

/** Source: IANA time zone database through Temporal; business day as hotels keep it. */
export function momentAt(instant: string, { timeZone, cutOverMinute }: BusinessClock): Moment {
	const exact = Temporal.Instant.from(instant);
	const local = exact.toZonedDateTimeISO(timeZone);
	const minuteOfDay = local.hour * 60 + local.minute;
	const date = local.toPlainDate();
	return {
		instant: exact.toString({ fractionalSecondDigits: 3 }),
		localDate: date.toString(),
		businessDate: (minuteOfDay < cutOverMinute ? date.subtract({ days: 1 }) : date).toString(),
		minuteOfDay,
		weekday: local.dayOfWeek,
	};
}
