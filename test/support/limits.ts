import { API_LIMITS, type ApiLimits } from '../../server/http/limits/api-limits.ts';

/** For whoever sends more in a minute than a hotel lets through: everything is counted as ever, and nothing is refused. */
export const unlimited = (): ApiLimits => {
	const quota = { calls: 1e9, windowMs: API_LIMITS.calls.windowMs };
	return { calls: quota, searches: quota, strangers: quota };
};
