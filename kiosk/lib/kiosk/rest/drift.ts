const MINUTE_MS = 60_000;
/** The bands wander so far to either side, 2 px a minute, so that no edge burns into the panel. */
const BANDS_PX_MAX = 40;
const BANDS_PX_A_MINUTE = 2;
/** Where the sun rests from hour to hour, in hundredths of its radius above the half-risen place. */
const RESTS = [0, 8, -6, 14, 4, -10] as const;

export type Drift = { readonly bandsPx: number; readonly sunPercent: number };

/** Where the bands and the sun of the resting screen stand at this time. */
export function driftAt(nowMs: number): Drift {
	const minutes = Math.floor(nowMs / MINUTE_MS);
	const period = (4 * BANDS_PX_MAX) / BANDS_PX_A_MINUTE;
	const step = minutes % period;
	const way = BANDS_PX_A_MINUTE * step;
	const bandsPx = way <= 2 * BANDS_PX_MAX ? way - BANDS_PX_MAX : 3 * BANDS_PX_MAX - way;
	return { bandsPx, sunPercent: RESTS[Math.floor(minutes / 60) % RESTS.length] ?? 0 };
}
