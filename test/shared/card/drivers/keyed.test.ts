import { expect, test } from 'vitest';
import { decodeKeyed } from '#shared/card/drivers/keyed.ts';
import { CARD_PATTERNS } from '../../../../server/demo/miramar.ts';
import { ascii, isAllZero } from '../../../support/ascii.ts';

test.each([
	['as it is', '9702310000000013', '9702310000000013'],
	['in groups', '9702 3100 0000 0013', '9702310000000013'],
	['with hyphens', '9702-3100-0000-0013 ', '9702310000000013'],
	['with a slip', '9702310000000014', 'card_foreign'],
	['of a bank', '4111 1111 1111 1111', 'card_payment'],
	['not at all', '', 'card_foreign'],
])('a number typed %s', (_name, text, expected) => {
	const typed = ascii(text);
	const card = decodeKeyed(typed, CARD_PATTERNS);
	expect(card.ok ? card.value.number : card.error.code).toBe(expected);
	expect(isAllZero(typed)).toBe(true);
});
