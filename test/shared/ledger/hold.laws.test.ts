import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { dateAfter } from '#shared/kernel/dates.ts';
import type { HoldId } from '#shared/kernel/ids.ts';
import { heldOf } from '#shared/ledger/lots/decide-hold.ts';
import { isUsable } from '#shared/ledger/lots/terms.ts';
import type { BillLine } from '#shared/loyalty/bill.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { tellCounters } from '../../support/counters.ts';
import { PaperBooks } from '../../support/paper-books.ts';

const CASES = { numRuns: 10_000, seed: 20261125 };
/** So many cases take their time on a machine that does other things too. */
const LAW_MS = 120_000;
const GRACE_DAYS = 30;

/** How often each case that matters came up, so that a law is not kept by never being asked. */
const met = {
	holds: {
		...{ all: 0, overWhileHeld: 0, releasedInTime: 0, releasedLate: 0, capturedLate: 0, capturedInPart: 0 },
		...{ graceRanOut: 0, repaidByRelease: 0, returnedLate: 0, expiredBeside: 0 },
	},
};
afterAll(() => tellCounters(CASES.seed, CASES.numRuns, met));

/** A point for 10.00, which the guest is told at once to use within 40 days. */
const programme: Programme = {
	...PROGRAMME,
	...{ offers: [], stampCards: [], expiry: { kind: 'days', days: 40 } },
	earn: [{ kind: 'step', id: 'tens', outlets: ['restaurant'], stepMinor: 1_000, points: 1 }],
};
const bill = (grossMinor: number): BillLine[] => [
	{ id: '1', category: 'food', sku: null, quantity: 1, grossMinor, taxMinor: null, costMinor: null },
];

const deed = fc.record({
	kind: fc.constantFrom(
		...(['dine', 'dine', 'spend', 'hold', 'hold', 'hold', 'release', 'capture', 'capture'] as const),
		...(['expire', 'expire', 'reverse', 'tell'] as const),
	),
	tens: fc.integer({ min: 1, max: 30 }),
	share: fc.integer({ min: 10, max: 100 }),
	which: fc.nat(),
	days: fc.oneof(fc.nat({ max: 3 }), fc.constantFrom(10, 30, 35, 41, 45)),
});
type Deed = typeof deed extends fc.Arbitrary<infer Of> ? Of : never;
type Seen = Partial<Record<Exclude<keyof typeof met.holds, 'all'>, true>>;

class Life {
	readonly paper = new PaperBooks(programme, 0);
	readonly open: HoldId[] = [];
	readonly seen: Seen = {};

	act({ kind, tens, share, which }: Deed): void {
		const { paper, open } = this;
		const part = (points: number): number => Math.ceil((points * share) / 100);
		switch (kind) {
			case 'dine':
				paper.visit('restaurant', bill(tens * 1_000));
				return void paper.tell();
			case 'spend':
				return void (paper.usable > 0 && paper.visit('spa', bill(paper.usable * 50), part(paper.usable)));
			case 'hold':
				return void (paper.usable > 0 && open.push(paper.hold(part(paper.usable))));
			case 'release':
				return this.#end(which, (id) => paper.release(id));
			case 'capture':
				return this.#end(which, (id) => {
					const held = heldOf(paper.openHold(id));
					const points = part(held);
					if (points < held) this.seen.capturedInPart = true;
					paper.visit('spa', bill(points * 50), points, { hold: id });
				});
			case 'expire':
				if (paper.expire() > 0 && open.length > 0) this.seen.expiredBeside = true;
				return;
			case 'reverse': {
				const visit = paper.visits[which % Math.max(1, paper.visits.length)];
				const before = paper.lots.length;
				if (visit) paper.reverse(visit.id);
				if (paper.lots.length > before) this.seen.returnedLate = true;
				return;
			}
			case 'tell':
				return void paper.tell();
		}
	}

	/** Ends a hold, and looks where each of its points went. */
	#end(which: number, end: (id: HoldId) => void): void {
		const { paper, seen } = this;
		const { localDate } = paper.now;
		const [id] = this.open.splice(which % Math.max(1, this.open.length), 1);
		if (id === undefined) return;
		const { parcels, lots } = paper.openHold(id);
		const left = new Map(paper.lots.map((lot) => [lot.id, lot.remaining]));
		const owed = Math.abs(paper.holds.debtPoints);
		const known = paper.entries.length;
		end(id);

		const booked = paper.entries.slice(known);
		const postings = booked.flatMap((entry) => entry.postings);
		const sum = (account: string) =>
			postings.filter((one) => one.account === account).reduce((total, { quantity }) => total + quantity, 0);
		const captured = booked.some(({ kind }) => kind === 'capture') ? sum('REDEEMED') : 0;
		const repaid = Math.min(owed, heldOf({ parcels }) - captured);
		// Nothing is lost, and nothing is there twice: a bill has it, or a debt, or the guest.
		expect(sum('HD')).toBe(-heldOf({ parcels }));
		expect(sum('DB')).toBe(repaid);
		expect(sum('AV')).toBe(heldOf({ parcels }) - captured - repaid);
		expect(sum('EXPIRED')).toBe(0);

		const isLate = lots.map((lot) => !isUsable(lot, localDate));
		for (const [index, lot] of lots.entries()) {
			const back = paper.lots.find((one) => one.id === lot.id)!.remaining - left.get(lot.id)!;
			if (isLate[index]) expect(back).toBe(0);
			else expect(back).toBeLessThanOrEqual(parcels[index]!.quantity);
		}
		// What had run out meanwhile is in one lot, with a time of grace.
		for (const lot of paper.lots.filter((one) => !left.has(one.id))) {
			expect(lot).toMatchObject({ expiresOn: dateAfter(localDate, GRACE_DAYS) });
			expect(isUsable(lot, dateAfter(localDate, GRACE_DAYS))).toBe(true);
			seen.releasedLate = true;
		}
		if (captured > 0 && isLate.some(Boolean)) seen.capturedLate = true;
		if (captured === 0 && !isLate.some(Boolean)) seen.releasedInTime = true;
		if (repaid > 0) seen.repaidByRelease = true;
	}

	look(): void {
		const { paper, open, seen } = this;
		for (const id of open) {
			if (paper.openHold(id).lots.some((lot) => !isUsable(lot, paper.now.localDate))) seen.overWhileHeld = true;
		}
		const expired = paper.entries.filter(({ kind }) => kind === 'expire');
		if (expired.some(({ id }) => id.includes('/release:'))) seen.graceRanOut = true;
	}
}

describe('points that are held while their last day passes', { timeout: LAW_MS }, () => {
	test('never run out there, pay their bill, or come back with 30 days of grace: every invariant holds after every step', () => {
		fc.assert(
			fc.property(fc.array(deed, { minLength: 6, maxLength: 14 }), (deeds) => {
				const life = new Life();
				const { paper } = life;
				for (const each of deeds) {
					life.act(each);
					expect(paper.faults).toEqual([]);
					paper.daysLater(each.days);
					life.look();
				}
				while (life.open.length > 0) life.act({ kind: 'release', tens: 1, share: 100, which: 0, days: 0 });
				expect(paper.faults).toEqual([]);
				met.holds.all++;
				for (const name of Object.keys(life.seen) as (keyof Seen)[]) met.holds[name]++;
			}),
			CASES,
		);
	});
});
