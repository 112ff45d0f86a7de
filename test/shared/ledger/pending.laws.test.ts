import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { dateAfter } from '#shared/kernel/dates.ts';
import type { HoldId, VisitId } from '#shared/kernel/ids.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import { asOf, pendingOf } from '#shared/ledger/lots/maturing.ts';
import type { BillLine } from '#shared/loyalty/bill.ts';
import type { Expiry } from '#shared/loyalty/programme/expiry.schema.ts';
import type { Pending } from '#shared/loyalty/programme/pending.schema.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { metricsOn } from '#shared/loyalty/tiers/tier-window.ts';
import { PROGRAMME, PROPERTY } from '../../../server/demo/miramar.ts';
import { tellCounters } from '../../support/counters.ts';
import { PaperBooks } from '../../support/paper-books.ts';

const CASES = { numRuns: 10_000, seed: 20261124 };
/** So many cases take their time on a machine that does other things too. */
const LAW_MS = 120_000;

/** How often each case that matters came up, so that a law is not kept by never being asked. */
const met = {
	lives: {
		...{ all: 0, waited: 0, maturedByRun: 0, maturedByGuest: 0, refundOfPending: 0 },
		...{ owedWhileWaiting: 0, debtPaidByMaturing: 0, refundOfBothAndDebt: 0, heldMeanwhile: 0, expired: 0 },
	},
	late: { all: 0, matured: 0, severalAtOnce: 0, debtPaid: 0 },
	permuted: { all: 0, late: 0, runBetween: 0, maturedBeforePosted: 0, tierReached: 0 },
};
afterAll(() => tellCounters(CASES.seed, CASES.numRuns, met));

const somePending: fc.Arbitrary<Pending> = fc.record(
	{ days: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 40 })), outlets: fc.constant(['lobby']) },
	{ requiredKeys: ['days'] },
);
const someExpiry: fc.Arbitrary<Expiry> = fc.oneof(
	fc.constant({ kind: 'never' as const }),
	fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 45, max: 60 }) }),
	fc.constant({ kind: 'days' as const, days: 45 }),
	fc.record({
		kind: fc.constant('inactivity' as const),
		months: fc.integer({ min: 2, max: 4 }),
		activity: fc.constant('any' as const),
	}),
);
/** A point for 10.00 in the lobby and the restaurant, and a bonus on top: two lots a bill. */
const ruledBy = (pending: Pending, expiry: Expiry): Programme => ({
	...PROGRAMME,
	...{ offers: [], stampCards: [], expiry, pending },
	earn: [{ kind: 'step', id: 'tens', outlets: ['lobby', 'restaurant'], stepMinor: 1_000, points: 1 }],
	bonuses: [{ kind: 'multiplier', id: 'more', outlets: ['lobby'], factorBps: 15_000 }],
});

const line = (id: string, grossMinor: number): BillLine => {
	return { id, category: 'other', sku: null, quantity: 1, grossMinor, taxMinor: null, costMinor: null };
};
const bill = (tens: number): BillLine[] => [line('1', tens * 600), line('2', tens * 400)];

const KINDS = [
	...(['stay', 'stay', 'dine', 'dine', 'spend', 'spend', 'reverse', 'reverse', 'part'] as const),
	...(['hold', 'release', 'mature', 'expire', 'tell', 'tell'] as const),
];
const deed = fc.record({
	kind: fc.constantFrom(...KINDS),
	tens: fc.integer({ min: 1, max: 30 }),
	share: fc.constantFrom(30, 100, 100),
	which: fc.nat(),
	days: fc.oneof(fc.constant(0), fc.nat({ max: 2 }), fc.nat({ max: 20 }), fc.constantFrom(0, 45, 70)),
});
type Deed = typeof deed extends fc.Arbitrary<infer Of> ? Of : never;

/** Who spends what a dinner gave and brings the dinner back owes it, while the stay waits. */
const OWING = (['stay', 'dine', 'spend', 'reverse'] as const).map((kind): Deed => {
	return { kind, tens: 20, share: 100, which: 1, days: 0 };
});
const someDeeds = (maxLength: number) =>
	fc
		.tuple(fc.constantFrom([], [], [], [], OWING), fc.array(deed, { minLength: 4, maxLength }))
		.map(([first, then]) => [...first, ...then]);

/** The run comes so often between two deeds. */
const STEPS = 4;

class Life {
	readonly paper: PaperBooks;
	readonly #holds: HoldId[] = [];

	constructor(programme: Programme, points: number) {
		this.paper = new PaperBooks(programme, points);
	}

	act({ kind, tens, share, which }: Deed): void {
		const { paper } = this;
		const { visits } = paper;
		switch (kind) {
			case 'stay':
				return void paper.visit('lobby', bill(tens));
			case 'dine':
				return void paper.visit('restaurant', bill(tens));
			case 'spend': {
				const points = Math.floor((paper.usable * share) / 100);
				return void (points > 0 && paper.visit('spa', [line('1', points * 50)], points));
			}
			case 'reverse':
			case 'part': {
				// Mostly what was earned last, because it was spent last too.
				const earned = visits.filter(({ grants }) => grants.length > 0);
				const of = which % 3 === 0 || earned.length === 0 ? visits : earned;
				const visit = of.at(-1 - (Math.floor(which / 3) % Math.max(1, Math.min(of.length, 3))));
				return void (visit && paper.reverse(visit.id, kind === 'part' ? [{ lineId: '1', quantity: 1 }] : null));
			}
			case 'hold': {
				const points = Math.floor((paper.usable * share) / 200);
				return void (points > 0 && this.#holds.push(paper.hold(points)));
			}
			case 'release':
				return this.endHolds(1);
			case 'mature':
				return void paper.mature();
			case 'expire':
				return void (paper.mature(), paper.expire());
			case 'tell':
				return void paper.tell();
		}
	}

	endHolds(most = Infinity): void {
		for (const id of this.#holds.splice(0, most)) this.paper.release(id);
	}
}

const entriesOf = (paper: PaperBooks, kind: string) => paper.entries.filter((entry) => entry.kind === kind);
const has = (paper: PaperBooks, kind: string, account: string): boolean =>
	entriesOf(paper, kind).some(({ postings }) => postings.some((posting) => posting.account === account));

describe('points that wait', { timeout: LAW_MS }, () => {
	test('are never spent, held or owed for before their day: every invariant holds after every step', () => {
		fc.assert(
			fc.property(
				fc.tuple(somePending, someExpiry, fc.nat({ max: 30 })),
				someDeeds(10),
				([pending, expiry, opening], deeds) => {
					const life = new Life(ruledBy(pending, expiry), opening);
					const { paper } = life;
					const seen = { owed: false, held: false, guest: false };
					for (const each of deeds) {
						const [runs, before] = [entriesOf(paper, 'mature').length, paper.pending];
						life.act(each);
						const matured = entriesOf(paper, 'mature').slice(runs);
						seen.guest ||= matured.length > 0 && !['mature', 'expire'].includes(each.kind);
						// Whatever left PD otherwise than by maturing came back with its own bill.
						const taken = before > paper.pending && matured.length === 0;
						if (taken) expect(['reverse', 'part']).toContain(each.kind);
						seen.owed ||= paper.pending > 0 && paper.holds.debtPoints < 0;
						seen.held ||= paper.pending > 0 && has(paper, 'hold', 'HD');
						expect(paper.faults).toEqual([]);
						paper.daysLater(each.days);
					}
					for (const entry of paper.entries) {
						const touched = entry.postings.filter(({ account }) => account === 'PD').length;
						if (!['earn', 'bonus', 'mature', 'reverse'].includes(entry.kind)) expect(touched).toBe(0);
						if (entry.kind !== 'mature') continue;
						const { lotId } = entry.postings[0]!;
						const { usableFrom } = paper.lots.find(({ id }) => id === lotId)!;
						expect(momentAt(entry.effectiveAt, PROPERTY)).toMatchObject({ localDate: usableFrom, minuteOfDay: 0 });
					}

					met.lives.all++;
					const taking = entriesOf(paper, 'reverse').map(({ postings }) => postings.map(({ account }) => account));
					if (has(paper, 'earn', 'PD')) met.lives.waited++;
					if (entriesOf(paper, 'mature').length > 0 && !seen.guest) met.lives.maturedByRun++;
					if (seen.guest) met.lives.maturedByGuest++;
					if (taking.some((accounts) => accounts.includes('PD'))) met.lives.refundOfPending++;
					if (seen.owed) met.lives.owedWhileWaiting++;
					if (has(paper, 'mature', 'DB')) met.lives.debtPaidByMaturing++;
					if (taking.some((accounts) => accounts.includes('PD')) && has(paper, 'reverse', 'DB'))
						met.lives.refundOfBothAndDebt++;
					if (seen.held) met.lives.heldMeanwhile++;
					if (entriesOf(paper, 'expire').length > 0) met.lives.expired++;

					// Everything comes back: nothing is left of what waited, and nobody owes or has a point more.
					life.endHolds();
					for (const { id } of paper.visits) paper.reverse(id);
					expect(paper.faults).toEqual([]);
					expect(paper.pending).toBe(0);
					expect(paper.holds.points + paper.holds.debtPoints + paper.expired).toBe(opening);
				},
			),
			CASES,
		);
	});

	test('mature by the same entries whether the run comes in time or the guest comes first', () => {
		const parts = (paper: PaperBooks) =>
			entriesOf(paper, 'mature')
				.map(({ recordedAt: _at, ...entry }) => entry)
				.sort((a, b) => (a.id < b.id ? -1 : 1));
		fc.assert(
			fc.property(somePending, someExpiry, someDeeds(9), (pending, expiry, all) => {
				const [nightly, late] = [new Life(ruledBy(pending, expiry), 0), new Life(ruledBy(pending, expiry), 0)];
				let most = 0;
				for (const each of all.filter(({ kind }) => kind !== 'mature' && kind !== 'expire')) {
					const before = entriesOf(late.paper, 'mature').length;
					for (const life of [nightly, late]) life.act(each);
					most = Math.max(most, entriesOf(late.paper, 'mature').length - before);
					for (let step = 0; step < STEPS; step++) {
						nightly.paper.daysLater(Math.ceil(each.days / STEPS));
						nightly.paper.mature();
					}
					late.paper.daysLater(STEPS * Math.ceil(each.days / STEPS));
					// What a screen shows does not depend on what the books say already.
					expect(late.paper.usable).toBe(nightly.paper.usable);
				}
				late.paper.mature();
				expect(late.paper.mature()).toBe(0);
				expect(parts(late.paper)).toEqual(parts(nightly.paper));
				expect(late.paper.holds).toEqual(nightly.paper.holds);
				expect(late.paper.pending).toBe(nightly.paper.pending);
				met.late.all++;
				if (parts(late.paper).length > 0) met.late.matured++;
				if (most > 2) met.late.severalAtOnce++;
				if (has(late.paper, 'mature', 'DB')) met.late.debtPaid++;
			}),
			CASES,
		);
	});
});

describe('earnings that are posted in another order', { timeout: LAW_MS }, () => {
	const sale = fc.record({
		day: fc.nat({ max: 60 }),
		outlet: fc.constantFrom('lobby', 'restaurant'),
		tens: fc.integer({ min: 1, max: 60 }),
		order: fc.nat(),
		run: fc.boolean(),
	});
	type Sale = typeof sale extends fc.Arbitrary<infer Of> ? Of : never;
	const dayOf = (paper: PaperBooks, day: number): Moment =>
		momentAt(`${dateAfter(paper.now.localDate, day - 61)}T15:00:00.000Z`, PROPERTY);

	/** All that was sold in 60 days, posted afterwards in this order, a day between. */
	function posted(
		programme: Programme,
		sales: readonly (Sale & { readonly id: VisitId })[],
		runs: boolean,
	): PaperBooks {
		const paper = new PaperBooks(programme, 0, 'classic');
		const days = sales.map(({ day }) => dayOf(paper, day));
		for (const [index, { id, outlet, tens, run }] of sales.entries()) {
			expect(paper.visit(outlet, bill(tens), 0, { id, at: days[index]! })).toBe(id);
			paper.daysLater(1);
			if (run && runs) {
				paper.mature();
				paper.expire();
			}
		}
		paper.daysLater(12 - sales.length);
		expect(paper.faults).toEqual([]);
		return paper;
	}

	const standOf = (paper: PaperBooks) => {
		const { localDate, businessDate } = paper.now;
		const lots = paper.lots.map(({ id, quantity, remaining, pending = 0, earnedAt, expiresOn, usableFrom }) => {
			return { id, quantity, remaining, pending, earnedAt, expiresOn, usableFrom };
		});
		return {
			...{ available: paper.points, pending: paper.pending, ...paper.holds },
			next: pendingOf(asOf({ lots: paper.lots, debtPoints: 0 }, localDate).lots, localDate),
			lots: lots.sort((a, b) => (a.id < b.id ? -1 : 1)),
			metric: metricsOn(paper.programme, paper.days, '2026-01-01', businessDate),
			tier: paper.tierTerm.tier,
		};
	};

	test('D7: end at the same points, the same lots and the same tier metric', () => {
		fc.assert(
			fc.property(somePending, someExpiry, fc.array(sale, { minLength: 2, maxLength: 6 }), (pending, expiry, drawn) => {
				const programme = ruledBy(pending, expiry);
				const sales = drawn.map((one, index) => ({ ...one, id: `bill-${index}` as VisitId }));
				const inTime = posted(
					programme,
					sales.toSorted((a, b) => a.day - b.day),
					false,
				);
				const shuffled = sales.toSorted((a, b) => a.order - b.order);
				const other = posted(programme, shuffled, true);
				const matured = entriesOf(other, 'mature').length;
				for (const paper of [inTime, other]) {
					paper.mature();
					paper.expire();
				}
				expect(standOf(other)).toEqual(standOf(inTime));

				met.permuted.all++;
				if (shuffled.some(({ day }, index) => index > 0 && day < shuffled[index - 1]!.day)) met.permuted.late++;
				if (matured > 0) met.permuted.runBetween++;
				if (shuffled.some(({ day }) => day + pending.days < 60)) met.permuted.maturedBeforePosted++;
				if (inTime.tierTerm.tier !== 'classic') met.permuted.tierReached++;
			}),
			CASES,
		);
	});
});
