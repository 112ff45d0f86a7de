import { describe, expect, test } from 'vitest';
import { pointsStanding, standing } from '#shared/loyalty/remaining.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { PaperBooks } from '../../support/paper-books.ts';

const treatment = {
	...{ id: '1', category: 'treatment', sku: null, quantity: 1, grossMinor: 6000, taxMinor: null, costMinor: null },
};

describe('what stands of a line', () => {
	const sold = { quantity: 3, listMinor: 1000, discountMinor: 100, payableMinor: 900, pointsPaidMinor: 450 };

	test.each([
		['all of it', 0, 0, [3, 1000, 100, 900, 450]],
		['two of three units: the price down, the discount half up, the part in points down', 1, 0, [2, 666, 67, 599, 299]],
		['what is left after 4.05 of the price: a discount of 59.5 cents is 60', 0, 405, [3, 595, 60, 535, 267]],
		['what is left after 3.96: a discount of 60.4 cents is 60', 0, 396, [3, 604, 60, 544, 272]],
		['units and price together', 1, 66, [2, 600, 60, 540, 270]],
		['nothing, where the price came back whole', 0, 1000, [0, 0, 0, 0, 0]],
		['nothing, where the units came back whole', 3, 0, [0, 0, 0, 0, 0]],
	] as const)('is %s', (_name, quantity, amountMinor, figures) => {
		const left = standing(sold, { quantity, amountMinor });
		expect([left.quantity, left.listMinor, left.discountMinor, left.payableMinor, left.pointsPaidMinor]).toEqual(
			figures,
		);
	});

	test('in points is rounded up, so that the last ones come back with the last cent', () => {
		expect(pointsStanding(100, 5000, 4999)).toBe(100);
		expect(pointsStanding(100, 5000, 4950)).toBe(99);
		expect(pointsStanding(100, 5000, 0)).toBe(0);
		expect(pointsStanding(7, 0, 0)).toBe(0);
	});
});

describe('stamps', () => {
	/** Five treatments, four hours and more apart, make one free treatment. */
	function fiveStamps() {
		const paper = new PaperBooks(PROGRAMME, 0);
		const ids = Array.from({ length: 5 }, () => {
			paper.daysLater(1);
			return paper.visit('spa', [treatment])!;
		});
		return { paper, last: ids.at(-1)! };
	}

	test('the fifth visit taken back before its reward is used leaves four stamps and no reward', () => {
		const { paper, last } = fiveStamps();
		expect(paper.rewards).toBe(1);
		paper.reverse(last);
		expect(paper.holds).toMatchObject({ stamps: 4, stampDebts: {} });
		expect(paper.rewards).toBe(0);
		expect(paper.faults).toEqual([]);
	});

	test('taken back after the reward is used it leaves a stamp owed, which the next visit pays', () => {
		const { paper, last } = fiveStamps();
		paper.useReward();
		expect(paper.reverse(last)).toMatchObject({ stamps: [{ takenBack: 1, rewardsTakenBack: 0, owed: 1, balance: 0 }] });
		expect(paper.holds).toMatchObject({ stamps: 0, stampDebts: { spa: 1 } });
		paper.daysLater(1);
		paper.visit('spa', [treatment]);
		expect(paper.holds).toMatchObject({ stamps: 0, stampDebts: { spa: 0 } });
		paper.daysLater(1);
		paper.visit('spa', [treatment]);
		expect(paper.holds).toMatchObject({ stamps: 1, stampDebts: { spa: 0 } });
		expect(paper.faults).toEqual([]);
	});

	test('an earlier visit taken back turns the unused reward back into stamps', () => {
		const { paper } = fiveStamps();
		paper.reverse(paper.visits[1]!.id);
		expect([paper.holds.stamps, paper.rewards]).toEqual([4, 0]);
		expect(paper.faults).toEqual([]);
	});

	test('eleven stamps are two rewards and one stamp', () => {
		const paper = new PaperBooks(PROGRAMME, 0);
		for (let visit = 0; visit < 11; visit++) {
			paper.daysLater(1);
			paper.visit('spa', [treatment]);
		}
		expect([paper.rewards, paper.holds.stamps]).toEqual([2, 1]);
	});
});
