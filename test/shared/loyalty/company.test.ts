import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { BillLine } from '#shared/loyalty/bill.ts';
import { quote } from '#shared/loyalty/quote.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { tellCounters } from '../../support/counters.ts';
import { bill, guest, line, quoted, someLines, someVisit } from './bills.ts';

const CASES = { numRuns: 2_000, seed: 20261122 };
const met = { bills: { all: 0, discounted: 0, inPoints: 0, earning: 0, nights: 0 } };
afterAll(() => tellCounters(CASES.seed, CASES.numRuns, met));

const byCompany = (lines: readonly BillLine[]): readonly BillLine[] =>
	lines.map((one) => ({ ...one, id: `company-${one.id}`, paidBy: 'company' }));

describe('what a company pays', () => {
	const dinner = [line('1', 'food', 6200), line('2', 'drinks', 1800)];

	test('of a dinner of two, the guest gets the discount and the points of their own part', () => {
		const shared = quoted(PROGRAMME, guest('Elena Petrova'), bill('restaurant', [...dinner, ...byCompany(dinner)]));
		expect(shared).toMatchObject({ listMinor: 16_000, discountMinor: 800, payableMinor: 15_200, pointsEarned: 3 });
		expect(shared.explanation).toContainEqual({ kind: 'paid-by-company', amountMinor: 8_000, nights: 0 });
	});

	test('alone gives no discount, no point and no stamp, and the guest may not pay it with points', () => {
		const treatment = byCompany([line('1', 'treatment', 6_000)]);
		const alice = guest('Alice Brown');
		expect(quoted(PROGRAMME, alice, bill('spa', treatment))).toMatchObject({
			...{ discountMinor: 0, payableMinor: 6_000, pointsEarned: 0, stamps: [] },
			explanation: [{ kind: 'paid-by-company', amountMinor: 6_000, nights: 0 }],
		});
		expect(quote(PROGRAMME, alice, bill('spa', treatment, 1))).toEqual({
			ok: false,
			error: { code: 'points_over_bill', pointsMax: 0 },
		});
	});

	test('needs no tax where the programme counts without it', () => {
		const net = { ...PROGRAMME, basis: 'net' as const };
		expect(quote(net, null, bill('restaurant', byCompany(dinner))).ok).toBe(true);
		expect(quote(net, null, bill('restaurant', dinner))).toMatchObject({ error: { code: 'tax_missing' } });
	});

	test('changes nothing of what the guest pays and gets, on any bill', () => {
		fc.assert(
			fc.property(someVisit, someLines, ({ programme, member, bill }, more) => {
				const alone = quoted(programme, member, bill);
				const shared = quoted(programme, member, { ...bill, lines: [...byCompany(more), ...bill.lines] });
				expect(shared.lines.slice(more.length)).toEqual(alone.lines);
				for (const company of shared.lines.slice(0, more.length)) {
					expect(company).toMatchObject({ discountMinor: 0, pointsPaidMinor: 0, payableMinor: company.listMinor });
				}
				const { pointsEarned, grants, stamps, offers, pointsSpent } = alone;
				expect(shared).toMatchObject({ pointsEarned, grants, stamps, offers, pointsSpent });
				met.bills.all++;
				if (alone.discountMinor > 0) met.bills.discounted++;
				if (alone.pointsPaidMinor > 0) met.bills.inPoints++;
				if (pointsEarned > 0) met.bills.earning++;
				if (more.some(({ category }) => category === 'night')) met.bills.nights++;
			}),
			CASES,
		);
	});
});
