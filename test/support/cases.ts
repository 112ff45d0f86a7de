const isLong = process.env['RETORNO_LONG'] === '1';

/** How often a law is asked that nobody asked more of; the long run asks each of them as often as the main ones. */
export const SOME = { numRuns: isLong ? 10_000 : 2_000 };
