import { describe, expect, test } from 'vitest';
import { NOBODY, seeCard } from '#shared/card/presence.ts';

/** What is seen of `A 0, B 50`: cards and the milliseconds at which they come. */
function seen(medium: 'tag' | 'swiped', ...readings: readonly (readonly [card: string, atMs: number])[]): string[] {
	let presence = NOBODY;
	return readings.map(([card, atMs]) => {
		const after = seeCard(presence, card, medium, atMs);
		presence = after.presence;
		return after.seen;
	});
}

describe('a tag', () => {
	test('is one for as long as it lies there, and another one after 400 ms away', () => {
		expect(seen('tag', ['A', 0], ['A', 50], ['A', 449], ['A', 849])).toEqual(['new', 'same', 'same', 'new']);
	});

	test('beside another is neither, said once, until both have been away', () => {
		const both = ['A', 'B', 'A', 'B', 'A'].map((card, index) => [card, index * 50] as const);
		expect(seen('tag', ...both, ['A', 599], ['A', 999])).toEqual([
			'new',
			'ambiguous',
			'same',
			'same',
			'same',
			'same',
			'new',
		]);
	});

	test('after another that has gone is new', () => {
		expect(seen('tag', ['A', 0], ['B', 300], ['A', 600])).toEqual(['new', 'new', 'new']);
	});
});

describe('a swiped card', () => {
	test('swiped twice by one hand is one', () => {
		expect(seen('swiped', ['A', 0], ['A', 1_499], ['A', 2_999])).toEqual(['new', 'same', 'new']);
	});

	test('is never held back because of another', () => {
		expect(seen('swiped', ['A', 0], ['B', 300], ['A', 600])).toEqual(['new', 'new', 'new']);
	});

	test('together with another is neither, and either is read right after', () => {
		expect(seen('swiped', ['A', 0], ['B', 299], ['B', 599])).toEqual(['new', 'ambiguous', 'new']);
		expect(seen('swiped', ['A', 0], ['B', 299], ['A', 599])).toEqual(['new', 'ambiguous', 'new']);
	});
});
