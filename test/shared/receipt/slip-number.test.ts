import { expect, test } from 'vitest';
import type { VisitId } from '#shared/kernel/ids.ts';
import { slipNumber } from '#shared/receipt/slip-number.ts';

test.each([
	['0190f7c2-5b6e-7a41-9f3c-000000000000', '0000-00'],
	['0190f7c2-5b6e-7a41-9f3c-0000ffffffff', 'ZZZZ-ZZ'],
	['0190f7c2-5b6e-7a41-9f3c-00003fffffff', 'ZZZZ-ZZ'],
	['0190f7c2-5b6e-7a41-9f3c-d2a84c1e7f05', '61WZ-R5'],
])('the slip of visit %s is number %s', (visitId, number) => {
	expect(slipNumber(visitId as VisitId)).toBe(number);
});
