import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { VisitId } from '#shared/kernel/ids.ts';
import { idEndingsOf, slipNumber } from '#shared/receipt/slip-number.ts';

test.each([
	['0190f7c2-5b6e-7a41-9f3c-000000000000', '0000-00'],
	['0190f7c2-5b6e-7a41-9f3c-0000ffffffff', 'ZZZZ-ZZ'],
	['0190f7c2-5b6e-7a41-9f3c-00003fffffff', 'ZZZZ-ZZ'],
	['0190f7c2-5b6e-7a41-9f3c-d2a84c1e7f05', '61WZ-R5'],
])('the slip of visit %s is number %s', (visitId, number) => {
	expect(slipNumber(visitId as VisitId)).toBe(number);
});

test('a number that was read off a slip leads back to the ids that have it', () => {
	fc.assert(
		fc.property(fc.uuid(), (id) => {
			const endings = idEndingsOf(slipNumber(id as VisitId));
			expect(endings).toHaveLength(4);
			expect(endings.filter((ending) => id.endsWith(ending))).toHaveLength(1);
		}),
	);
});

test.each(['', '4711', '61WZ-R', '61WZ-R55', '61WZ-RU', '61WZ-R%'])('%s is no number of a slip', (number) => {
	expect(idEndingsOf(number)).toEqual([]);
});
