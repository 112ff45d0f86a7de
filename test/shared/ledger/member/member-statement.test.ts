import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntryId, VisitId } from '#shared/kernel/ids.ts';
import type { EntryKind } from '#shared/ledger/entry.ts';
import { NO_POINTS, statementOf, totalOf, type PointsEntry } from '#shared/ledger/member/member-statement.ts';

const entry = (id: string, kind: EntryKind, at: string, moved: object, visitId: string | null = null): PointsEntry => ({
	...{ id: id as EntryId, kind, visitId: visitId as VisitId | null, holdId: null },
	...{ effectiveAt: at, businessDate: at.slice(0, 10), outlet: 'restaurant' },
	moved: { ...NO_POINTS, ...moved },
});

describe('a statement', () => {
	test('C48: a bill that was corrected is one line with what it came to, and a correction that changes nothing is none', () => {
		const { items, closing } = statementOf(
			[
				entry('a/earn', 'earn', '2026-11-20T10:00:00.000Z', { AV: 5 }, 'a'),
				entry('b/earn', 'earn', '2026-11-20T12:00:00.000Z', { AV: 2 }, 'b'),
				entry('r/reverse', 'reverse', '2026-11-20T13:00:00.000Z', { AV: -3 }, 'a'),
				entry('s/reverse', 'reverse', '2026-11-20T14:00:00.000Z', {}, 'a'),
			],
			{ ...NO_POINTS, AV: 10 },
		);
		expect(items.map(({ visitId, kind, points, total }) => [visitId, kind, points, total])).toEqual([
			['a', 'visit', 2, 12],
			['b', 'visit', 2, 14],
		]);
		expect(items[0]!.entries.map(({ id }) => id)).toEqual(['a/earn', 'r/reverse']);
		expect(closing).toEqual({ ...NO_POINTS, AV: 14 });
	});

	test('what has run out stands at the day on which it did, and what is set aside is still there', () => {
		const { items } = statementOf(
			[
				entry('a/earn#points/expire', 'expire', '2026-11-22T22:00:00.000Z', { AV: -5 }, 'a'),
				entry('a/earn', 'earn', '2026-11-20T10:00:00.000Z', { AV: 5 }, 'a'),
				entry('h/hold', 'hold', '2026-11-21T10:00:00.000Z', { AV: -1, HD: 1 }),
			],
			NO_POINTS,
		);
		expect(items.map(({ kind, points, total, moved }) => [kind, points, total, moved.HD])).toEqual([
			['visit', 5, 5, 0],
			['hold', 0, 5, 1],
			['expire', -5, 0, 0],
		]);
	});

	test('what a guest brought along stands before the bill of the same moment, whatever their ids are', () => {
		const at = '2026-11-20T10:00:00.000Z';
		const opening = entry('z/opening', 'opening', at, { AV: 1_250 });
		const earned = entry('a/earn', 'earn', at, { AV: 3 }, 'a');
		for (const entries of [
			[earned, opening],
			[opening, earned],
		])
			expect(statementOf(entries, NO_POINTS).items.map(({ kind, total }) => [kind, total])).toEqual([
				['opening', 1_250],
				['visit', 1_253],
			]);
	});

	test('opening and lines sum to the closing, by account and line by line, in whatever order entries were written', () => {
		const account = fc.integer({ min: -50, max: 50 });
		const moved = fc.record({ AV: account, PD: account, HD: account, DB: account });
		const some = fc.array(
			fc.record({ moved, hour: fc.integer({ min: 10, max: 19 }), visit: fc.constantFrom('a', 'b', null) }),
			{ maxLength: 12 },
		);
		fc.assert(
			fc.property(some, moved, fc.infiniteStream(fc.nat()), (drawn, opening, turns) => {
				const entries = drawn.map(({ moved, hour, visit }, index) =>
					entry(`${index}/earn`, 'earn', `2026-11-20T${hour}:00:00.000Z`, moved, visit),
				);
				const told = statementOf(entries, opening);
				for (const one of ['AV', 'PD', 'HD', 'DB'] as const) {
					const lines = told.items.reduce((total, item) => total + item.moved[one], opening[one]);
					expect(told.closing[one]).toBe(lines);
				}
				expect(told.items.at(-1)?.total ?? totalOf(opening)).toBe(totalOf(told.closing));
				const shuffled = entries.toSorted(() => (turns.next().value % 2 === 0 ? 1 : -1));
				expect(statementOf(shuffled, opening)).toEqual(told);
			}),
			{ numRuns: 2_000 },
		);
	});
});
