import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { VisitId } from '#shared/kernel/ids.ts';
import type { BillLine } from '#shared/loyalty/bill.ts';
import type { EarnRule } from '#shared/loyalty/programme/earn-rules.schema.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { ReturnedPart, ReversalAnswer } from '#shared/protocol/reversal.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { SEED } from '../../support/cases.ts';
import { expectMet } from '../../support/counters.ts';
import { PaperBooks } from '../../support/paper-books.ts';

const CASES = { numRuns: 10_000, seed: SEED };
const outlets = ['restaurant'];

/** How often each case that matters came up, so that a law is not kept by never being asked. */
const met = {
	bills: { all: 0, partial: 0, capHit: 0, zeroStep: 0, paidInPoints: 0, byUnit: 0, byCompany: 0 },
	lives: { all: 0, debt: 0, grace: 0, stampsBack: 0 },
};
afterAll(() => expectMet(met));

const amount = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 20_000 }));
const someLine = fc.record({
	category: fc.constantFrom('food', 'drinks', 'tobacco', 'night'),
	grossMinor: amount,
	quantity: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 7 })),
});
const someLines = fc.array(someLine, { minLength: 1, maxLength: 4 }).map((lines) =>
	lines.map((line, index): BillLine => {
		return { ...line, id: String(index + 1), sku: null, taxMinor: null, costMinor: null };
	}),
);

/** Some lines that a company pays among them. */
const sharedLines = fc
	.tuple(someLines, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
	.map(([lines, byCompany]) =>
		lines.map((line, index): BillLine => (byCompany[index] ? { ...line, paidBy: 'company' } : line)),
	);

const step = fc.record({
	...{ kind: fc.constant('step' as const), id: fc.constant('step'), outlets: fc.constant(outlets) },
	...{
		stepMinor: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constant(1_000)),
		points: fc.integer({ min: 1, max: 9 }),
	},
});
const share = fc.record({
	...{ kind: fc.constant('proportional' as const), id: fc.constant('share'), outlets: fc.constant(outlets) },
	rateBps: fc.oneof(fc.constantFrom(500, 10_000), fc.integer({ min: 1, max: 50_000 })),
});
const units: EarnRule = { kind: 'per-unit', id: 'units', outlets, categories: ['night'], points: 10 };
const visits: EarnRule = { kind: 'per-visit', id: 'visit', outlets, points: 3, minSpendMinor: 500 };

/** Rules that look at one bill alone, with everything that may come on top and cut them. */
const localProgramme = fc
	.record({
		...{ step, share, capPoints: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }) },
		factorBps: fc.constantFrom(undefined, 12_500, 20_000),
		billPoints: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
	})
	.map(({ step, share, capPoints, factorBps, billPoints }): Programme => ({
		...PROGRAMME,
		earn: [{ ...step, capPoints }, share, units, visits],
		bonuses: factorBps ? [{ kind: 'multiplier', id: 'more', outlets, factorBps }] : [],
		caps: { billPoints },
	}));

/** A bill, how many points want to pay it, and what comes back of it, in the order given. */
const story = fc.record({
	...{ lines: fc.oneof(someLines, sharedLines), points: fc.nat({ max: 300 }), balance: fc.nat({ max: 300 }) },
	returns: fc.array(fc.record({ line: fc.nat(), amount: fc.nat({ max: 20_000 }), byUnit: fc.boolean() }), {
		minLength: 1,
		maxLength: 6,
	}),
});
type Story = typeof story extends fc.Arbitrary<infer Of> ? Of : never;

const partsOf = ({ lines, returns }: Story): ReturnedPart[] =>
	returns.map(({ line, amount, byUnit }) => {
		const { id: lineId, quantity, grossMinor } = lines[line % lines.length]!;
		return byUnit
			? { lineId, quantity: 1 + (amount % quantity) }
			: { lineId, listMinor: 1 + (amount % Math.max(1, grossMinor)) };
	});

function sold(programme: Programme, { lines, points, balance }: Story): { books: PaperBooks; id: VisitId } {
	const books = new PaperBooks(programme, balance);
	const id = books.visit('restaurant', lines, Math.min(points, balance)) ?? books.visit('restaurant', lines)!;
	met.bills.all++;
	const [visit] = books.visits;
	const given = visit!.grants.reduce((total, grant) => total + grant.points, 0);
	if (programme.caps?.billPoints === given) met.bills.capHit++;
	if (given === 0) met.bills.zeroStep++;
	if (visit!.tenders.some(({ type }) => type === 'points')) met.bills.paidInPoints++;
	if (lines.some(({ paidBy }) => paidBy === 'company')) met.bills.byCompany++;
	return { books, id };
}

/** What a taking back moved: figures that must add up. */
const moved = ({ payableMinor, pointsPaidMinor, discountMinor, listMinor, points }: ReversalAnswer) => ({
	...{ listMinor, discountMinor, payableMinor, pointsPaidMinor },
	...{ takenBack: points.takenBack, returned: points.returned },
});

function add(answers: readonly ReversalAnswer[]) {
	const total = { listMinor: 0, discountMinor: 0, payableMinor: 0, pointsPaidMinor: 0, takenBack: 0, returned: 0 };
	for (const answer of answers) {
		for (const [name, value] of Object.entries(moved(answer))) total[name as keyof typeof total] += value;
	}
	return total;
}

/** Takes every part back that is still there, and checks after each that nothing went below zero. */
function takeBack(books: PaperBooks, id: VisitId, parts: readonly ReturnedPart[]): ReversalAnswer[] {
	return parts.flatMap((part) => {
		const answer = books.reverse(id, [part]);
		if (typeof answer === 'string') return [];
		if (!answer.whole) met.bills.partial++;
		if ('quantity' in part) met.bills.byUnit++;
		for (const [name, value] of Object.entries(moved(answer))) expect(value, name).toBeGreaterThanOrEqual(0);
		expect(books.faults).toEqual([]);
		return [answer];
	});
}

describe('taking a visit back', () => {
	test('C1: in parts and then the rest ends where it began: no point, no cent, no visit left', () => {
		fc.assert(
			fc.property(localProgramme, story, (programme, told) => {
				const { books, id } = sold(programme, told);
				const visit = books.visits[0]!;
				const answers = takeBack(books, id, partsOf(told));
				const rest = books.reverse(id);
				if (typeof rest !== 'string') answers.push(rest);
				else expect(rest).toBe('visit_reversed');
				expect(add(answers)).toEqual({
					...{ listMinor: visit.listMinor, discountMinor: visit.discountMinor, payableMinor: visit.payableMinor },
					pointsPaidMinor: visit.lines.reduce((total, line) => total + line.pointsPaidMinor, 0),
					takenBack: visit.grants.reduce((total, grant) => total + grant.points, 0),
					returned: visit.tenders.reduce((total, tender) => total + (tender.type === 'points' ? tender.points : 0), 0),
				});
				expect(books.pointsOf(id)).toBe(0);
				expect(books.holds).toMatchObject({ points: told.balance, debtPoints: 0 });
				expect(books.faults).toEqual([]);
				expect(books.reverse(id)).toBe('visit_reversed');
			}),
			CASES,
		);
	});

	test('C38: the order in which parts come back changes nothing', () => {
		fc.assert(
			fc.property(localProgramme, story, (programme, told) => {
				const one = sold(programme, told);
				const other = sold(programme, told);
				// Only parts that fit in both orders are the same parts.
				const parts = partsOf(told);
				const first = parts.map((part) => books(one, part));
				const kept = parts.filter((_part, index) => first[index]);
				const second = kept.toReversed().map((part) => books(other, part));
				fc.pre(second.every(Boolean));
				expect(add(other.books.answers)).toEqual(add(one.books.answers));
				expect(other.books.holds).toEqual(one.books.holds);
				expect(other.books.pointsOf(other.id)).toBe(one.books.pointsOf(one.id));
			}),
			CASES,
		);
	});

	test('C1: what stands earns what a bill of just that would earn, where nothing was discounted or paid in points', () => {
		const noDiscount = localProgramme.map((programme) => ({ ...programme, offers: [] }));
		fc.assert(
			fc.property(noDiscount, story, (programme, told) => {
				const { books, id } = sold(programme, { ...told, points: 0 });
				takeBack(books, id, partsOf(told));
				const left = told.lines.flatMap((line) => {
					const back = books.reversals.flatMap(({ lines }) => lines).filter(({ lineId }) => lineId === line.id);
					const grossMinor = line.grossMinor - back.reduce((total, { listMinor }) => total + listMinor, 0);
					const quantity = line.quantity - back.reduce((total, { unitsMinus }) => total + unitsMinus, 0);
					return quantity > 0 ? [{ ...line, grossMinor, quantity }] : [];
				});
				const again = new PaperBooks(programme, 0);
				const whole = left.length > 0 ? again.visit('restaurant', left) : null;
				expect(books.pointsOf(id)).toBe(whole === null ? 0 : again.pointsOf(whole));
			}),
			CASES,
		);
	});
});

const books = ({ books, id }: { books: PaperBooks; id: VisitId }, part: ReturnedPart): boolean =>
	typeof books.reverse(id, [part]) !== 'string';

describe('rules that carry', () => {
	const rounding = fc.constantFrom('floor', 'half-up', 'half-even', 'ceil' as const);
	const carrying: fc.Arbitrary<EarnRule> = fc.oneof(
		step.map((rule) => ({ ...rule, carry: true })),
		fc.tuple(share, rounding).map(([rule, how]) => ({ ...rule, rounding: how, carry: true })),
	);
	const deed = fc.record({ sells: fc.boolean(), lines: someLines, which: fc.nat(), cut: fc.nat({ max: 20_000 }) });

	test('C44: give in all what the money that stands earns in one bill, whatever came, went and in which order', () => {
		fc.assert(
			fc.property(carrying, fc.array(deed, { minLength: 2, maxLength: 8 }), (rule, deeds) => {
				const programme: Programme = { ...PROGRAMME, offers: [], stampCards: [], earn: [rule], bonuses: [] };
				const paper = new PaperBooks(programme, 0);
				const ids: VisitId[] = [];
				for (const { sells, lines, which, cut } of deeds) {
					if (sells || ids.length === 0) ids.push(paper.visit('restaurant', lines)!);
					else {
						const id = ids[which % ids.length]!;
						const [line] = paper.visits.find((visit) => visit.id === id)!.lines;
						paper.reverse(id, cut % 3 === 0 ? null : [{ lineId: line!.id, listMinor: cut }]);
					}
					paper.daysLater(1);
					expect(paper.faults).toEqual([]);
				}
				const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
				const soldMinor = sum(
					paper.visits.flatMap(({ lines }) => lines.filter(isCounted).map(({ grossMinor }) => grossMinor)),
				);
				const backMinor = sum(
					paper.reversals.flatMap(({ lines }) => lines.filter(isCounted).map(({ listMinor }) => listMinor)),
				);
				const atOnce = new PaperBooks(programme, 0);
				const { holds } = paper;
				atOnce.visit('restaurant', [oneLine(soldMinor - backMinor)]);
				expect(holds.points + holds.debtPoints).toBe(atOnce.points);
			}),
			CASES,
		);
	});

	const isCounted = ({ category }: { readonly category: string }): boolean => category !== 'tobacco';
	const oneLine = (grossMinor: number): BillLine => {
		return { id: '1', category: 'food', sku: null, quantity: 1, grossMinor, taxMinor: null, costMinor: null };
	};
});

describe('a member who spends between', () => {
	const deed = fc.record({
		...{
			kind: fc.constantFrom('dine', 'dine', 'spa', 'reverse', 'part', 'tell', 'expire'),
			lines: someLines,
			which: fc.nat(),
		},
		...{ spends: fc.constantFrom(0, 100), days: fc.constantFrom(0, 0, 0, 1, 20, 60) },
	});

	test('owes what is gone, never more and never beside points: every invariant holds after every step', () => {
		fc.assert(
			fc.property(
				localProgramme,
				fc.nat({ max: 20 }),
				fc.array(deed, { minLength: 3, maxLength: 9 }),
				(rules, balance, deeds) => {
					// Short enough for points to run out within a story.
					const programme: Programme = { ...rules, expiry: { kind: 'days', days: 45 } };
					const paper = new PaperBooks(programme, balance);
					const ids: VisitId[] = [];
					for (const { kind, lines, spends, which, days } of deeds) {
						const id = ids[which % Math.max(1, ids.length)];
						if (kind === 'tell') paper.tell();
						else if (kind === 'expire') paper.expire();
						else if (kind === 'dine' || kind === 'spa' || !id) {
							// Spa and restaurant give 15 and 10 % off; a point is worth 50 cents.
							const priceMinor = lines.reduce((total, { grossMinor }) => total + grossMinor, 0);
							const points = Math.min(Math.floor((paper.usable * spends) / 100), Math.floor((priceMinor * 0.84) / 50));
							ids.push(paper.visit(kind === 'spa' ? 'spa' : 'restaurant', lines, points)!);
						} else {
							const { lines: sold } = paper.visits.find((visit) => visit.id === id)!;
							const line = sold[which % sold.length]!;
							paper.reverse(id, kind === 'reverse' ? null : [{ lineId: line.id, quantity: 1 }]);
						}
						paper.daysLater(days);
						expect(paper.faults).toEqual([]);
					}
					met.lives.all++;
					if (paper.answers.some(({ points }) => points.owed > 0)) met.lives.debt++;
					if (paper.answers.some(({ stamps }) => stamps.length > 0)) met.lives.stampsBack++;
					if (paper.entries.some(({ postings }) => postings.some(({ lotId }) => lotId?.endsWith('/late'))))
						met.lives.grace++;
					for (const id of ids) paper.reverse(id);
					expect(paper.faults).toEqual([]);
					// Everything came back, so what was there at first is there again, but for what ran out in a time of grace.
					expect(paper.holds.points + paper.holds.debtPoints + paper.expired).toBe(balance);
					const owed = Object.values(paper.holds.stampDebts).reduce((total, stamps) => total + stamps, 0);
					expect(paper.holds.stamps - owed).toBe(0);
				},
			),
			CASES,
		);
	});
});
