import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { daysBetween } from '#shared/kernel/dates.ts';
import { usable } from '#shared/ledger/lots/spend.ts';
import { NOTICE_DAYS_MIN } from '#shared/ledger/lots/terms.ts';
import type { BillLine } from '#shared/loyalty/bill.ts';
import { expiryBuckets } from '#shared/loyalty/expiry.ts';
import type { Expiry } from '#shared/loyalty/programme/expiry.schema.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { SOME } from '../../support/cases.ts';
import { tellCounters } from '../../support/counters.ts';
import { PaperBooks } from '../../support/paper-books.ts';

const CASES = { numRuns: 10_000, seed: 20261122 };

/** How often each case that matters came up, so that a law is not kept by never being asked. */
const met = {
	lives: { all: 0, expired: 0, told: 0, wentOn: 0, spent: 0, takenBackFromExpired: 0, movedByActivity: 0 },
	late: { all: 0, expired: 0, inactivity: 0 },
};
afterAll(() => {
	tellCounters(CASES.seed, CASES.numRuns, { lives: met.lives });
	tellCounters(CASES.seed, SOME.numRuns, { late: met.late });
});

const months = fc.integer({ min: 1, max: 4 });
const someExpiry: fc.Arbitrary<Expiry> = fc.oneof(
	fc.constant({ kind: 'never' as const }),
	fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 90 }) }),
	fc.record({ kind: fc.constant('months' as const), months }),
	fc.record({ kind: fc.constant('month-end' as const), months }),
	fc.record({ kind: fc.constant('year-end' as const), years: fc.nat({ max: 1 }) }),
	fc.record({ kind: fc.constant('after-new-year' as const), months: fc.nat({ max: 2 }) }),
	fc.record({
		...{ kind: fc.constant('inactivity' as const), months },
		activity: fc.constantFrom('any' as const, 'earning' as const, 'redeeming' as const),
	}),
);
const ruledBy = (expiry: Expiry): Programme => ({
	...PROGRAMME,
	...{ offers: [], stampCards: [], expiry },
	earn: [{ kind: 'step', id: 'tens', outlets: ['restaurant'], stepMinor: 1_000, points: 1 }],
});

const deed = fc.record({
	kind: fc.constantFrom('dine', 'dine', 'spend', 'tell', 'expire', 'reverse'),
	tens: fc.integer({ min: 1, max: 30 }),
	share: fc.integer({ min: 10, max: 100 }),
	which: fc.nat(),
	days: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 70 })),
});
type Deed = typeof deed extends fc.Arbitrary<infer Of> ? Of : never;

const dinner = (grossMinor: number): BillLine[] => [
	{ id: '1', category: 'food', sku: null, quantity: 1, grossMinor, taxMinor: null, costMinor: null },
];

function act(paper: PaperBooks, { kind, tens, share, which }: Deed): void {
	const { visits } = paper;
	switch (kind) {
		case 'dine':
			return void paper.visit('restaurant', dinner(tens * 1_000));
		case 'spend': {
			const points = Math.floor((paper.usable * share) / 100);
			return void (points > 0 && paper.visit('restaurant', dinner(points * 50), points));
		}
		case 'tell':
			return void paper.tell();
		case 'expire':
			return void paper.expire();
		case 'reverse':
			return void (visits.length > 0 && paper.reverse(visits[which % visits.length]!.id));
	}
}

const expiries = (paper: PaperBooks) => paper.entries.filter(({ kind }) => kind === 'expire');

describe('points that run out', () => {
	test('every invariant holds after every step, and a second run of the night finds nothing', () => {
		fc.assert(
			fc.property(someExpiry, fc.array(deed, { minLength: 4, maxLength: 12 }), (expiry, deeds) => {
				const paper = new PaperBooks(ruledBy(expiry), 0);
				let wentOn = false;
				for (const each of deeds) {
					act(paper, each);
					paper.daysLater(each.days);
					expect(paper.faults).toEqual([]);
					const { localDate } = paper.now;
					const open = usable(paper.lots, 'points', localDate);
					expect(expiryBuckets(open).reduce((total, { points }) => total + points, 0)).toBe(paper.usable);
					wentOn ||= paper.lots.some((lot) => lot.remaining > 0 && lot.expiresOn !== null && lot.expiresOn < localDate);
				}
				paper.expire();
				expect(paper.expire()).toBe(0);
				expect(paper.faults).toEqual([]);
				expect(paper.points).toBe(paper.usable);

				met.lives.all++;
				const took = paper.entries.filter(({ kind }) => kind === 'reverse').flatMap(({ postings }) => postings);
				if (expiries(paper).length > 0) met.lives.expired++;
				if (paper.notices.length > 0) met.lives.told++;
				if (wentOn) met.lives.wentOn++;
				if (paper.entries.some(({ kind }) => kind === 'redeem')) met.lives.spent++;
				if (took.some(({ account }) => account === 'EXPIRED')) met.lives.takenBackFromExpired++;
				if (expiry.kind === 'inactivity' && paper.visits.length > 1) met.lives.movedByActivity++;
			}),
			CASES,
		);
	});

	test('never do without a notice 30 days before or earlier', () => {
		fc.assert(
			fc.property(someExpiry, fc.array(deed, { minLength: 4, maxLength: 12 }), (expiry, deeds) => {
				const paper = new PaperBooks(ruledBy(expiry), 0);
				for (const each of deeds) {
					act(paper, each);
					paper.daysLater(each.days);
				}
				paper.expire();
				for (const { postings, businessDate } of expiries(paper)) {
					const { lotId } = postings.find(({ account }) => account === 'AV')!;
					const told = paper.notices.filter((notice) => notice.lotId === lotId && notice.lastDay === businessDate);
					expect(told.length).toBe(1);
					expect(daysBetween(told[0]!.on, businessDate)).toBeGreaterThanOrEqual(NOTICE_DAYS_MIN);
				}
			}),
			{ ...CASES, ...SOME },
		);
	});

	test('are the same entries on whatever day the run comes', () => {
		const parts = (paper: PaperBooks) =>
			expiries(paper)
				.map(({ recordedAt: _at, ...entry }) => entry)
				.sort((a, b) => (a.id < b.id ? -1 : 1));
		const deeds = fc.array(deed, { minLength: 4, maxLength: 10 });
		fc.assert(
			fc.property(someExpiry, deeds, (expiry, all) => {
				const [nightly, late] = [new PaperBooks(ruledBy(expiry), 0), new PaperBooks(ruledBy(expiry), 0)];
				// A bill that comes back takes what has not expired yet from the account, and what has from there.
				for (const each of all.filter(({ kind }) => kind !== 'reverse')) {
					for (const paper of [nightly, late]) act(paper, each.kind === 'expire' ? { ...each, kind: 'tell' } : each);
					for (let step = 0; step < 4; step++) {
						nightly.daysLater(Math.ceil(each.days / 4));
						nightly.expire();
					}
					late.daysLater(4 * Math.ceil(each.days / 4));
				}
				late.expire();
				expect(parts(late)).toEqual(parts(nightly));
				expect(late.usable).toBe(nightly.usable);
				met.late.all++;
				if (expiries(late).length > 0) met.late.expired++;
				if (expiries(late).length > 0 && expiry.kind === 'inactivity') met.late.inactivity++;
			}),
			{ ...CASES, ...SOME },
		);
	});

	test('a bill that comes back whole takes of what it gave nothing but what it gave, expired or not', () => {
		fc.assert(
			fc.property(someExpiry, fc.array(deed, { minLength: 3, maxLength: 10 }), (expiry, deeds) => {
				const paper = new PaperBooks(ruledBy(expiry), 50);
				for (const each of deeds) {
					act(paper, each);
					paper.daysLater(each.days);
				}
				for (const { id } of paper.visits) paper.reverse(id);
				expect(paper.faults).toEqual([]);
				// What is missing then is what came back to the guest with a time of grace and ran out in it.
				expect(paper.holds.points + paper.holds.debtPoints + paper.expired).toBe(50);
			}),
			{ ...CASES, ...SOME },
		);
	});
});
