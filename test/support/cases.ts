const isLong = process.env['RETORNO_LONG'] === '1';

/** Of the laws that count what came up: the same cases each time, so that a count is a property of the law and not of a lucky run. */
export const SEED = 20261122;

/** How often a law is asked that nobody asked more of; the long run asks each of them as often as the main ones. */
export const SOME = { numRuns: isLong ? 10_000 : 2_000, seed: SEED };
