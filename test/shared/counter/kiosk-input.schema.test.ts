import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { kioskInputSchema } from '#shared/counter/kiosk-input.schema.ts';
import type { KioskInput } from '#shared/counter/kiosk-state.ts';

/** The schema and the contract say the same, in both directions. */
const asInput = (input: KioskInput): z.infer<typeof kioskInputSchema> => input;

describe("what a kiosk's page sends", () => {
	test.each<KioskInput>([
		{ kind: 'balance-print-asked' },
		{ kind: 'guest-left' },
		{ kind: 'notice-read' },
		{ kind: 'card-typed', medium: 'code', number: '9702310000000013' },
		{ kind: 'card-refused', refusal: { code: 'card_foreign' } },
	])('passes as it is: $kind', (input) => {
		expect(kioskInputSchema.parse(asInput(input))).toEqual(input);
	});

	test.each<[string, unknown]>([
		['nothing', null],
		['a word', 'guest-left'],
		['an unknown wish', { kind: 'open-drawer' }],
		['what only a cashier may', { kind: 'pin-entered', pin: '1111' }],
		['an event of the bridge', { kind: 'card-read', card: { kind: 'member-card', number: '9702310000000013' } }],
		['a refusal with digits', { kind: 'card-refused', refusal: { code: 'card_payment', number: '4111' } }],
		['more than was agreed', { kind: 'balance-print-asked', memberId: '1' }],
	])('is refused: %s', (_name, input) => {
		expect(kioskInputSchema.safeParse(input).success).toBe(false);
	});
});
