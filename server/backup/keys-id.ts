import { hash } from 'node:crypto';
import type { Keys } from '../identity/keys.ts';

/** Tells two hotels' keys apart and nothing else: 256 random bits cannot be found from their hash. */
export const keysIdOf = (keys: Keys | null): string | null =>
	keys && hash('sha256', `retorno card key\n${keys.cardKey}`);
