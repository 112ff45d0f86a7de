import type { ApiLimits, Standing } from './api-limits.ts';

/** Whole seconds after which one more call is let through, at least one. */
export const secondsUntilMore = ({ moreInMs }: Standing): number => Math.max(1, Math.ceil(moreInMs / 1_000));

/**
 * Says how many calls a caller has left and what the limit is: `r` calls in the next `t` seconds, of `q` in `w` seconds.
 *
 * Source: draft-ietf-httpapi-ratelimit-headers; RFC 9651 (structured fields).
 */
export function limitHeaders(standings: readonly Standing[], limits: ApiLimits): Record<string, string> {
	return {
		'ratelimit-policy': standings
			.map(({ policy }) => `"${policy}";q=${limits[policy].calls};w=${Math.ceil(limits[policy].windowMs / 1_000)}`)
			.join(', '),
		ratelimit: standings
			.map((standing) => `"${standing.policy}";r=${standing.left};t=${Math.ceil(standing.moreInMs / 1_000)}`)
			.join(', '),
	};
}
