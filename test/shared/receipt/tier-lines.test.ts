import { describe, expect, test } from 'vitest';
import type { Language } from '#shared/kernel/language.ts';
import { layOut } from '#shared/receipt/columns.ts';
import { composeVisitSlip } from '#shared/receipt/visit-slip.ts';
import { ELENA, slipOf } from './samples.ts';

function linesOf(language: Language, tierReached?: { tier: string; until: string | null }): readonly string[] {
	const slip = slipOf({ card: ELENA, outlet: 'restaurant', sold: [['food', 40_000]] });
	const { lines } = composeVisitSlip({
		...slip,
		guest: { ...slip.guest!, language },
		answer: { ...slip.answer, ...(tierReached ? { tierReached } : {}) },
	});
	return layOut({ language, lines }, 42).flatMap((line) => (line.kind === 'text' ? [line.text] : []));
}

describe('the slip of a visit that lifts the guest', () => {
	test.each([
		['en', 'Gold from now on', 'Until '],
		['es', 'Oro desde ahora', 'Hasta el '],
		['bg', 'Отсега: Злато', 'До '],
		['zh', '即日起为金卡', '有效期至'],
	] as const)('says so in %s, and until when', (language, tier, until) => {
		const line = linesOf(language, { tier: 'gold', until: '2027-12-31' }).find((text) => text.startsWith(tier));
		expect(line).toContain(until);
		expect(line).toMatch(/2027/);
		const forEver = linesOf(language, { tier: 'gold', until: null }).find((text) => text.startsWith(tier));
		expect(forEver?.trim()).toBe(tier);
	});

	test('says nothing of it where nothing has changed', () => {
		expect(linesOf('en').join()).not.toMatch(/from now on/);
	});
});
