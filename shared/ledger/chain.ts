import { canonical, type Plain } from '../kernel/canonical.ts';

/** What the first link hangs on. */
export const CHAIN_ORIGIN = '0'.repeat(64);

/**
 * The hash of one link: it covers its fact and, through the hash before, everything that came earlier. Whoever changes an
 * old row has to change every later hash, and the head is in every backup.
 *
 * @param sha256 hex digest of a text's UTF-8 bytes; handed in, because a rule has no crypto of its own
 */
export const chainHash = (previous: string, fact: Plain, sha256: (text: string) => string): string =>
	sha256(`${previous}\n${canonical(fact)}`);
