import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { isUuid, type MemberId, type VisitId } from '#shared/kernel/ids.ts';
import type { BillLine } from '#shared/loyalty/bill.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { tellCounters } from '../../support/counters.ts';
import { PaperBooks } from '../../support/paper-books.ts';
import { adjustOn, reassignOn, unadjustOn } from '../../support/paper-corrections.ts';

const CASES = { numRuns: 10_000, seed: 20261126 };
/** So many cases take their time on a machine that does other things too. */
const LAW_MS = 180_000;

/** How often each case that matters came up, so that a law is not kept by never being asked. */
const met = {
	lives: {
		...{ all: 0, given: 0, taken: 0, refused: 0, givenBack: 0, takenBack: 0, debtRepaid: 0 },
		...{ moved: 0, movedInPart: 0, unmovable: 0, owed: 0, expiredGift: 0 },
	},
	trips: { all: 0, inPart: 0, earned: 0 },
};
afterAll(() => tellCounters(CASES.seed, CASES.numRuns, met));

const programme: Programme = {
	...PROGRAMME,
	...{ expiry: { kind: 'days', days: 45 } },
	earn: [{ kind: 'step', id: 'fives', outlets: ['restaurant', 'spa'], stepMinor: 500, points: 1 }],
};
const someLines = fc.array(fc.integer({ min: 1, max: 15_000 }), { minLength: 1, maxLength: 3 }).map((amounts) =>
	amounts.map((grossMinor, index): BillLine => ({
		...{ id: String(index + 1), category: index === 1 ? 'drinks' : 'food', sku: null, quantity: 1, grossMinor },
		...{ taxMinor: null, costMinor: null },
	})),
);

const deed = fc.record({
	kind: fc.constantFrom(
		...(['dine', 'dine', 'dine', 'spa', 'give', 'give', 'take', 'take', 'undo', 'undo'] as const),
		...(['move', 'move', 'reverse', 'part', 'tell', 'expire', 'splurge', 'splurge', 'forget'] as const),
	),
	...{ ofSecond: fc.boolean(), lines: someLines, which: fc.nat(), points: fc.integer({ min: 1, max: 40 }) },
	...{ spends: fc.constantFrom(0, 0, 100), days: fc.constantFrom(0, 0, 0, 1, 20, 60) },
});
type Deed = typeof deed extends fc.Arbitrary<infer Of> ? Of : never;

/** Two guests, whose bills may be taken for one another's. */
class Lives {
	readonly papers = [
		new PaperBooks(programme, 10, 'gold', 'first' as MemberId),
		new PaperBooks(programme, 10, 'classic', 'second' as MemberId),
	] as const;
	readonly #bills: { owner: 0 | 1; id: VisitId }[] = [];
	readonly #adjustments: { owner: 0 | 1; id: string }[] = [];

	act({ kind, ofSecond, lines, which, points, spends, days }: Deed): void {
		const owner = ofSecond ? 1 : 0;
		const paper = this.papers[owner];
		const bill = this.#bills[which % Math.max(1, this.#bills.length)];
		switch (kind) {
			case 'dine':
			case 'spa': {
				const priceMinor = lines.reduce((total, { grossMinor }) => total + grossMinor, 0);
				const paid = Math.min(Math.floor((paper.usable * spends) / 100), Math.floor((priceMinor * 0.84) / 50));
				this.#bills.push({ owner, id: paper.visit(kind === 'spa' ? 'spa' : 'restaurant', lines, paid)! });
				break;
			}
			case 'splurge': {
				// Everything that can be spent, on a bill of a little more.
				const line = { ...lines[0]!, grossMinor: paper.usable * 60 + 100 };
				this.#bills.push({ owner, id: paper.visit('restaurant', [line], paper.usable)! });
				break;
			}
			case 'forget':
				// A gift that the guest is told of and leaves until it has run out.
				this.#adjust(owner, points);
				paper.tell();
				for (const each of this.papers) each.daysLater(60);
				paper.expire();
				break;
			case 'give':
			case 'take':
				this.#adjust(owner, kind === 'give' ? points : -points);
				break;
			case 'undo':
				this.#undo(which);
				break;
			case 'move':
				if (bill) this.#move(bill);
				break;
			case 'reverse':
			case 'part':
				if (bill) {
					const of = this.papers[bill.owner];
					const sold = of.visits.find(({ id }) => id === bill.id)!.lines;
					const { id: lineId, quantity } = sold[which % sold.length]!;
					of.reverse(bill.id, kind === 'reverse' ? null : [{ lineId, quantity }]);
				}
				break;
			case 'tell':
				paper.tell();
				break;
			case 'expire':
				paper.expire();
		}
		for (const each of this.papers) each.daysLater(days);
	}

	#adjust(owner: 0 | 1, points: number): void {
		const paper = this.papers[owner];
		const owed = paper.holds.debtPoints < 0;
		const id = adjustOn(paper, points);
		if (!isUuid(id)) {
			met.lives.refused++;
			return;
		}
		met.lives[points > 0 ? 'given' : 'taken']++;
		if (points > 0 && owed) met.lives.debtRepaid++;
		this.#adjustments.push({ owner, id });
	}

	#undo(which: number): void {
		const [done] = this.#adjustments.splice(which % Math.max(1, this.#adjustments.length), 1);
		if (!done) return;
		const paper = this.papers[done.owner];
		const lot = paper.lot(`${done.id}/adjust#points`);
		const has = () => paper.points + paper.holds.debtPoints + paper.expired;
		const before = has();
		const entry = paper.entries.find(({ id }) => id === `${done.id}/adjust`)!;
		const points = -entry.postings.find(({ account }) => account === 'ADJUST')!.quantity;
		const expired = paper.expired;
		const own = lot?.remaining ?? 0;
		unadjustOn(paper, done.id);
		expect(has()).toBe(before - points);
		// What of the gift has run out is taken back from there, and nobody owes it.
		const ranOut = paper.entries.find(({ id }) => id === `${lot?.id}/expire`)?.postings[0]?.quantity ?? 0;
		expect(expired - paper.expired).toBe(points > 0 ? Math.min(points - own, Math.abs(ranOut)) : 0);
		met.lives[points > 0 ? 'givenBack' : 'takenBack']++;
		if (lot && paper.entries.some(({ id }) => id === `${lot.id}/expire`)) met.lives.expiredGift++;
		if (paper.holds.debtPoints < 0) met.lives.owed++;
	}

	#move(bill: { owner: 0 | 1; id: VisitId }): void {
		const other = bill.owner === 0 ? 1 : 0;
		const from = this.papers[bill.owner];
		const inPart = from.reversals.some(({ visitId }) => visitId === bill.id);
		const { payableMinor } = from.visits.find(({ id }) => id === bill.id)!;
		const backMinor = from.reversals
			.filter(({ visitId }) => visitId === bill.id)
			.reduce((total, reversal) => total + reversal.payableMinor, 0);
		const id = reassignOn(from, this.papers[other], bill.id);
		if (!isUuid(id)) {
			if (id === 'bill_not_movable') met.lives.unmovable++;
			return;
		}
		met.lives.moved++;
		if (inPart) met.lives.movedInPart++;
		expect(this.papers[other].visits.at(-1)!.payableMinor).toBe(payableMinor - backMinor);
		Object.assign(bill, { owner: other, id });
	}
}

describe('corrections among visits, returns and days', () => {
	test(
		'keep every invariant of both guests after every step',
		() => {
			fc.assert(
				fc.property(fc.array(deed, { minLength: 4, maxLength: 14 }), (deeds) => {
					const lives = new Lives();
					met.lives.all++;
					for (const each of deeds) {
						lives.act(each);
						for (const paper of lives.papers) expect(paper.faults).toEqual([]);
					}
				}),
				CASES,
			);
		},
		LAW_MS,
	);

	test(
		'a bill that goes to another guest and comes back gives both what they had before',
		() => {
			fc.assert(
				fc.property(someLines, fc.array(fc.nat(), { maxLength: 2 }), (lines, returned) => {
					const plain = { ...programme, offers: [] };
					const [first, second] = [
						new PaperBooks(plain, 0, 'gold', 'first' as MemberId),
						new PaperBooks(plain, 0, 'classic', 'second' as MemberId),
					];
					const id = first.visit('restaurant', lines)!;
					for (const which of returned) {
						first.reverse(id, [{ lineId: lines[which % lines.length]!.id, listMinor: 1 + (which % 300) }]);
					}
					const before = first.holds;
					const moved = reassignOn(first, second, id);
					fc.pre(isUuid(moved));
					met.trips.all++;
					if (returned.length > 0) met.trips.inPart++;
					if (before.points > 0) met.trips.earned++;
					expect([first.holds.points, second.holds.points]).toEqual([0, before.points]);
					expect(isUuid(reassignOn(second, first, moved as VisitId))).toBe(true);
					expect([first.holds, second.holds.points]).toEqual([before, 0]);
					for (const paper of [first, second]) expect(paper.faults).toEqual([]);
				}),
				CASES,
			);
		},
		LAW_MS,
	);
});
