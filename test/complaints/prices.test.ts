import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { taxLeftOut } from '#shared/loyalty/earning/base.ts';
import type { BillLine } from '#shared/loyalty/bill.ts';
import type { EarnRule } from '#shared/loyalty/programme/earn-rules.schema.ts';
import { programmeSchema, type Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { quote } from '#shared/loyalty/quote.ts';
import { billLinesOf, emptyDraft, withCategory, withKey, withoutLast, type Draft } from '#lib/till/bill/draft.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { bill, line, quoted } from '../shared/loyalty/bills.ts';
import { PaperBooks } from '../support/paper-books.ts';
import { SEED } from '../support/cases.ts';
import { standingWith } from '../support/standing.ts';

/** What guests and houses complain about in the price of a bill; `docs/complaints.md` lists them all. */

const outlets = ['restaurant'];
const CASES = { numRuns: 2_000, seed: SEED };
const TEN_EACH: EarnRule = { kind: 'step', id: 'ten', outlets, stepMinor: 1_000, points: 1 };
const MEMBER = standingWith({ tier: 'gold', balancePoints: 1_000 });

const programmeWith = (changes: object): Programme =>
	programmeSchema.parse({ ...PROGRAMME, offers: [], stampCards: [], earn: [TEN_EACH], ...changes });

/** Rates that menus of the world know, and some that none does. */
const someRate = fc.oneof(fc.constantFrom(0, 5, 7, 9, 10, 16, 19, 20, 21, 25), fc.nat({ max: 30 }));
const amount = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 20_000 }));

/** A line that costs so much without tax. */
const netLine = (index: number, netMinor: number, percent: number): BillLine => {
	const taxMinor = Math.round((netMinor * percent) / 100);
	return { ...line(`${index}`, 'food', netMinor + taxMinor), taxMinor };
};
/** A line that costs so much with tax. */
const grossLine = (index: number, grossMinor: number, percent: number): BillLine => {
	return { ...line(`${index}`, 'food', grossMinor), taxMinor: Math.round((grossMinor * percent) / (100 + percent)) };
};

describe('C6: "points on tax, and no switch"', () => {
	const bases = ['gross', 'net', 'net-with-service'] as const;

	test('C6: one bill earns on what the programme says: all of it, without tax, or without tax and with service', () => {
		const lines = [grossLine(1, 10_000, 25), { ...grossLine(2, 2_500, 25), category: 'other' }];
		const earned = bases.map((basis) => {
			const programme = programmeWith({ basis, serviceCategories: ['other'] });
			return quoted(programme, MEMBER, bill('restaurant', lines)).pointsEarned;
		});
		expect(earned).toEqual([10, 8, 10]);
	});

	test('C6: without tax the same food earns the same points, whatever tax each line has', () => {
		const lines = fc.array(fc.record({ netMinor: amount, one: someRate, other: someRate }), {
			minLength: 1,
			maxLength: 6,
		});
		const programmes = Object.fromEntries(bases.map((basis) => [basis, programmeWith({ basis })]));
		let differing = 0;
		fc.assert(
			fc.property(lines, (told) => {
				const pointsOn = (basis: (typeof bases)[number], rate: 'one' | 'other') => {
					const of = told.map((each, index) => netLine(index, each.netMinor, each[rate]));
					return quoted(programmes[basis]!, MEMBER, bill('restaurant', of)).pointsEarned;
				};
				expect(pointsOn('net', 'one')).toBe(pointsOn('net', 'other'));
				expect(pointsOn('net-with-service', 'one')).toBe(pointsOn('net-with-service', 'other'));
				if (pointsOn('gross', 'one') !== pointsOn('gross', 'other')) differing++;
			}),
			CASES,
		);
		expect(differing, 'bills that earn another number with tax').toBeGreaterThan(CASES.numRuns / 100);
	});
});

describe('C7: "100 % off leaves 0.01"', () => {
	const percent = (rateBps: number) => ({ kind: 'percent', id: `off-${rateBps}`, outlets, rateBps });
	const wholes: readonly [string, readonly object[]][] = [
		['at once', [percent(10_000)]],
		['in two halves', [percent(5_000), { ...percent(5_000), id: 'half', group: 'more', basis: 'initial' }]],
		['as an amount', [{ kind: 'amount', id: 'voucher', outlets, amountMinor: 2_000_000 }]],
	];
	const someLines = fc.array(fc.record({ grossMinor: amount, percent: someRate }), {
		minLength: 1,
		maxLength: 60,
		size: 'max',
	});
	const runs = { numRuns: 500, seed: SEED };

	test.each(wholes)(
		'C7: all of it off %s leaves nothing to pay and no tax, for any number of lines and tax rates',
		(_how, offers) => {
			const programme = programmeWith({ basis: 'net', offers });
			let long = 0;
			fc.assert(
				fc.property(someLines, (told) => {
					const lines = told.map(({ grossMinor, percent }, index) => grossLine(index, grossMinor, percent));
					const answer = quoted(programme, MEMBER, bill('restaurant', lines));
					expect(answer).toMatchObject({ payableMinor: 0, discountMinor: answer.listMinor, pointsEarned: 0 });
					for (const [index, quotedLine] of answer.lines.entries()) {
						expect(quotedLine).toMatchObject({ payableMinor: 0, discountMinor: lines[index]!.grossMinor });
						expect(taxLeftOut({ ...lines[index]!, ...quotedLine }, 'net')).toBe(0);
					}
					if (lines.length > 30) long++;
				}),
				runs,
			);
			expect(long).toBeGreaterThan(runs.numRuns / 100);
		},
	);
});

describe('C10: "the refund is more than was paid, by the rounding of its lines"', () => {
	const RATES = [0, 7, 19, 21] as const;
	const story = fc.record({
		lines: fc.array(fc.record({ grossMinor: fc.nat({ max: 3_000 }), rate: fc.nat({ max: RATES.length - 1 }) }), {
			minLength: 1,
			maxLength: 6,
		}),
		points: fc.nat({ max: 60 }),
		returns: fc.array(fc.record({ line: fc.nat(), listMinor: fc.integer({ min: 1, max: 1_500 }) }), { maxLength: 8 }),
	});
	/** What came back of it, for each tax rate, and for each kind of tender. */
	type Sums = { readonly byRate: readonly number[]; readonly inPointsMinor: number; readonly inMoneyMinor: number };
	const sumsOf = (
		lines: readonly { readonly id: string; readonly payableMinor: number; readonly pointsPaidMinor: number }[],
		rateOf: (id: string) => number,
	): Sums => {
		const inPointsMinor = lines.reduce((total, { pointsPaidMinor }) => total + pointsPaidMinor, 0);
		const paidMinor = lines.reduce((total, { payableMinor }) => total + payableMinor, 0);
		const of = (rate: number) => lines.filter(({ id }) => rateOf(id) === rate);
		const byRate = RATES.map((rate) => of(rate).reduce((total, { payableMinor }) => total + payableMinor, 0));
		return { byRate, inPointsMinor, inMoneyMinor: paidMinor - inPointsMinor };
	};

	test('C10: what comes back is never more than was paid, for each tender and each tax rate, and the last part takes the rest', () => {
		const programme = programmeWith({ offers: [{ kind: 'percent', id: 'off', outlets, rateBps: 1_000 }] });
		let parts = 0;
		fc.assert(
			fc.property(story, ({ lines: told, points, returns }) => {
				const lines = told.map(({ grossMinor, rate }, index) => grossLine(index + 1, grossMinor, RATES[rate]!));
				const rateOf = (id: string): number => RATES[told[Number(id) - 1]!.rate]!;
				const books = new PaperBooks(programme, points);
				const visitId = books.visit('restaurant', lines, points) ?? books.visit('restaurant', lines)!;
				const paid = sumsOf(books.visits[0]!.lines, rateOf);
				const back = () => {
					const of = books.reversals.flatMap(({ lines }) => lines);
					return sumsOf(
						of.map((one) => ({ ...one, id: one.lineId })),
						rateOf,
					);
				};
				const isWithin = ({ byRate, inPointsMinor, inMoneyMinor }: Sums): boolean =>
					inPointsMinor <= paid.inPointsMinor &&
					inMoneyMinor <= paid.inMoneyMinor &&
					byRate.every((minor, index) => minor <= paid.byRate[index]!);
				for (const { line, listMinor } of returns) {
					const answer = books.reverse(visitId, [{ lineId: `${1 + (line % lines.length)}`, listMinor }]);
					if (typeof answer !== 'string') parts++;
					expect(isWithin(back())).toBe(true);
				}
				books.reverse(visitId);
				expect(back()).toEqual(paid);
			}),
			CASES,
		);
		expect(parts).toBeGreaterThan(CASES.numRuns / 2);
	});

	test('C10: three lines of 3.33 at 10 % off cost 8.99 together, and come back for 8.99 one by one', () => {
		const programme = programmeWith({ offers: [{ kind: 'percent', id: 'off', outlets, rateBps: 1_000 }] });
		const books = new PaperBooks(programme, 0);
		const visitId = books.visit(
			'restaurant',
			[1, 2, 3].map((index) => grossLine(index, 333, 21)),
		)!;
		const back = ['1', '2', '3'].map((lineId) => books.reverse(visitId, [{ lineId, quantity: 1 }]));
		expect(back.map((one) => (typeof one === 'string' ? one : one.payableMinor))).toEqual([299, 300, 300]);
	});
});

describe('C15: "the quantity of a free item is changed afterwards, and its points stay"', () => {
	const menu = programmeWith({
		earn: [{ ...TEN_EACH, stepMinor: 100 }],
		offers: [
			{
				...{ kind: 'bundle', id: 'third-free', outlets, priceMinor: 4_000, group: 'menu' },
				...{ names: { en: '3 for 2', es: '3 por 2', zh: '买二送一', bg: '3 за 2' } },
				items: [{ categories: ['food'], quantity: 3 }],
			},
		],
	});
	const dishes = (quantity: number) => bill('restaurant', [line('1', 'food', 2_000 * quantity, quantity)]);

	test('C15: three dishes with one free cost and earn for two; one is taken off, and two cost and earn for two', () => {
		expect(quoted(menu, MEMBER, dishes(3))).toMatchObject({ payableMinor: 4_000, pointsEarned: 40 });
		expect(quoted(menu, MEMBER, dishes(2))).toMatchObject({ payableMinor: 4_000, discountMinor: 0, pointsEarned: 40 });
		expect(quoted(menu, MEMBER, dishes(4))).toMatchObject({ payableMinor: 6_000, pointsEarned: 60 });
	});

	test('C15: after any edits at the till a bill is the one that was typed in at once', () => {
		const CATEGORIES = ['food', 'drinks', 'tobacco', 'night'] as const;
		const edit = fc.oneof(
			fc.record({ kind: fc.constant('choose' as const), category: fc.constantFrom(...CATEGORIES) }),
			fc.record({ kind: fc.constant('key' as const), key: fc.constantFrom('1', '5', '0', '00', 'point' as const) }),
			fc.constant({ kind: 'delete' as const }),
		);
		const { currency } = PROGRAMME;
		const lineFor = ({ lines }: Draft) => billLinesOf({ lines, current: '' }, currency);
		const priceOf = (draft: Draft) => {
			const answer = quote(PROGRAMME, MEMBER, bill('restaurant', lineFor(draft)));
			return answer.ok ? answer.value : answer.error;
		};
		let changed = 0;
		fc.assert(
			fc.property(fc.array(edit, { maxLength: 40, size: 'max' }), (edits) => {
				let draft = emptyDraft('food');
				for (const one of edits) {
					priceOf(draft);
					if (one.kind === 'choose') draft = withCategory(draft, one.category);
					else if (one.kind === 'delete') draft = withoutLast(draft);
					else {
						const typed = withKey(draft, one.key, currency);
						draft = typed.ok ? typed.value : draft;
					}
				}
				let again = emptyDraft('');
				for (const { category, typed } of draft.lines) {
					again = withCategory(again, category);
					for (const sign of typed) {
						const next = withKey(again, sign === '.' ? 'point' : (sign as '0'), currency);
						if (next.ok) again = next.value;
					}
				}
				expect(lineFor(again)).toEqual(lineFor(draft));
				expect(priceOf(again)).toEqual(priceOf(draft));
				if (draft.lines.length > 1 && edits.some(({ kind }) => kind === 'delete')) changed++;
			}),
			CASES,
		);
		expect(changed).toBeGreaterThan(CASES.numRuns / 100);
	});
});
