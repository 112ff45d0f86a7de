import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { EarnRule } from '#shared/loyalty/programme/earn-rules.schema.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import { line } from '../shared/loyalty/bills.ts';
import { Hotel } from '../support/hotel.ts';
import { rethrow } from '../support/hotel-folder.ts';
import { PaperBooks } from '../support/paper-books.ts';

/** Where it matters in which order bills are posted, and by how much; and where it does not. */

const outlets = ['restaurant'];
const TENS: EarnRule = { kind: 'step', id: 'tens', outlets, stepMinor: 1_000, points: 1 };
const programmeWith = (changes: Partial<Programme>): Programme => ({
	...{ ...PROGRAMME, version: 2, validFrom: '2020-01-02' },
	...{ offers: [], stampCards: [], earn: [TENS], ...changes },
});

const open: Hotel[] = [];
afterEach(async () => {
	for (const hotel of open.splice(0)) {
		expect(await hotel.faults()).toEqual([]);
		await hotel.store.close();
	}
});

/** Dinners of 王小明, one after the other on one evening, in books of their own. */
async function posted(programme: Programme, bills: readonly number[]) {
	const hotel = await Hotel.open(openSqliteStore(':memory:', rethrow));
	open.push(hotel);
	if (programme !== PROGRAMME) await hotel.adopt(programme);
	const begun = (await hotel.guest('王小明')).standing.balancePoints;
	const visits: RecordVisit[] = [];
	const given: number[] = [];
	const paid: number[] = [];
	for (const minor of bills) {
		const visit = hotel.bill('restaurant', await hotel.guest('王小明'), { food: minor });
		const answer = await hotel.record(visit, 'live');
		if (!answer.ok) throw new Error(answer.error.code);
		visits.push(visit);
		given.push(answer.value.points.earned);
		paid.push(answer.value.payableMinor);
		hotel.later(1);
	}
	const left = async (): Promise<number> => (await hotel.guest('王小明')).standing.balancePoints - begun;
	const takeBack = async (index: number) => {
		expect((await hotel.reverse(hotel.reversal(visits[index]!), 'counter')).ok).toBe(true);
		return left();
	};
	return { hotel, given, paid, left, takeBack };
}

describe("a day's limit of 10 points, and bills of 80.00 and 60.00", () => {
	const limited = programmeWith({ caps: { dayPoints: 10 } });

	test('cuts the one that comes later: 8 and 2, or 6 and 4; both orders give 10', async () => {
		expect((await posted(limited, [8_000, 6_000])).given).toEqual([8, 2]);
		expect((await posted(limited, [6_000, 8_000])).given).toEqual([6, 4]);
	});

	test('so when the 80.00 come back 2 points are left or 6: what was cut stays cut', async () => {
		expect(await (await posted(limited, [8_000, 6_000])).takeBack(0)).toBe(2);
		expect(await (await posted(limited, [6_000, 8_000])).takeBack(1)).toBe(6);
	});

	test('a limit of each bill depends on no order: 5 and 5 it is', async () => {
		const each = programmeWith({ caps: { billPoints: 5 } });
		expect((await posted(each, [8_000, 6_000])).given).toEqual([5, 5]);
		expect((await posted(each, [6_000, 8_000])).given).toEqual([5, 5]);
	});
});

test('a tier that is reached at 1,000.00 counts from the next bill on: with 200.00 behind it 25 points and 10.00 off, before it 24 and nothing off', async () => {
	const lifted = await posted(PROGRAMME, [100_000, 20_000]);
	const late = await posted(PROGRAMME, [20_000, 100_000]);
	// A point per 50.00; then 3 % of 190.00, rounded down.
	expect([lifted.given, lifted.paid]).toEqual([
		[20, 5],
		[100_000, 19_000],
	]);
	expect([late.given, late.paid]).toEqual([
		[4, 20],
		[20_000, 100_000],
	]);
	for (const { hotel } of [lifted, late]) expect((await hotel.guest('王小明')).standing.tier).toBe('silver');
});

test('points once a visit go to the bill that is posted first, and back with it: of bills of 80.00 and 60.00 with 3 for the visit, 6 or 9 are left when the 80.00 come back', async () => {
	const visit: EarnRule = { kind: 'per-visit', id: 'visit', outlets, points: 3 };
	const first = await posted(programmeWith({ earn: [TENS, visit] }), [8_000, 6_000]);
	const last = await posted(programmeWith({ earn: [TENS, visit] }), [6_000, 8_000]);
	expect([first.given, last.given]).toEqual([
		[11, 6],
		[9, 8],
	]);
	expect([await first.takeBack(0), await last.takeBack(1)]).toEqual([6, 9]);
});

describe('where a rule looks at one bill alone, or carries', () => {
	const someBills = fc.array(fc.nat({ max: 20_000 }), { minLength: 2, maxLength: 6 });
	const turned = someBills.chain((bills) =>
		fc.shuffledSubarray(bills, { minLength: bills.length }).map((other) => [bills, other] as const),
	);
	const onPaper = (programme: Programme, bills: readonly number[]): PaperBooks => {
		const books = new PaperBooks(programme, 0, 'classic');
		for (const minor of bills) books.visit('restaurant', [line('1', 'food', minor)]);
		return books;
	};
	const paidOf = ({ visits }: PaperBooks): number =>
		visits.reduce((total, { payableMinor }) => total + payableMinor, 0);
	const discount = { kind: 'percent', id: 'off', outlets, rateBps: 733 } as const;
	const rules: readonly [string, readonly EarnRule[]][] = [
		['steps and shares', [TENS, { kind: 'proportional', id: 'share', outlets, rateBps: 333 }]],
		['steps that carry', [{ ...TENS, carry: true }]],
		[
			'shares that carry, half up',
			[{ kind: 'proportional', id: 'share', outlets, rateBps: 333, rounding: 'half-up', carry: true }],
		],
	];

	test.each(rules)('the order changes nothing: %s', (_name, earn) => {
		// Tiers that nobody reaches here.
		const programme = programmeWith({ earn: [...earn], offers: [discount], tiers: PROGRAMME.tiers.slice(0, 1) });
		let moved = 0;
		fc.assert(
			fc.property(turned, ([bills, other]) => {
				const [one, two] = [onPaper(programme, bills), onPaper(programme, other)];
				expect(two.points).toBe(one.points);
				expect(paidOf(two)).toBe(paidOf(one));
				expect(two.faults).toEqual([]);
				if (bills.some((minor, index) => minor !== other[index])) moved++;
			}),
			{ numRuns: 300 },
		);
		expect(moved).toBeGreaterThan(100);
	});
});
