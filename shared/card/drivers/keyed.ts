import type { Result } from '../../kernel/result.ts';
import type { CardPattern, CardRead, CardRefusal } from '../card.ts';
import { classifyText } from '../classify.ts';
import { readOnce } from '../read-once.ts';

/** A number that the cashier typed from the card, perhaps in groups of four. Wipes `typed`. */
export function decodeKeyed(typed: Uint8Array, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> {
	return readOnce(typed, () => {
		const number = typed.filter((byte) => byte !== SPACE && byte !== HYPHEN);
		return classifyText(number, 'keyed', patterns);
	});
}

const SPACE = 0x20;
const HYPHEN = 0x2d;
