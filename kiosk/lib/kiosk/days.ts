const DAY_MS = 86_400_000;

/** Whole days from one calendar date to another, `2026-11-21` to `2026-12-11` is 20. */
export const daysUntil = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
