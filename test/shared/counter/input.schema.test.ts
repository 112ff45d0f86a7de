import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { counterInputSchema } from '#shared/counter/input.schema.ts';
import type { ReturnAct } from '#shared/counter/reversing-state.ts';
import type { CounterInput } from '#shared/counter/state.ts';
import { recordVisitSchema } from '#shared/protocol/visit.schema.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { aCommand, ELENA, reversalId, visitId } from './samples.ts';

/** The schemas and the contracts say the same, in both directions. */
const asCommand = (command: RecordVisit): z.infer<typeof recordVisitSchema> => command;
const asInput = (input: CounterInput): z.infer<typeof counterInputSchema> => input;

const ACT: ReturnAct = {
	id: reversalId(1),
	occurredAt: '2026-11-21T19:42:00.000Z',
	lines: [
		{ lineId: '1', quantity: 2 },
		{ lineId: '2', listMinor: 450 },
	],
};

describe('what a page sends', () => {
	test.each<CounterInput>([
		{ kind: 'pin-entered', pin: '1111' },
		{ kind: 'visit-confirmed', command: aCommand() },
		{
			kind: 'visit-confirmed',
			command: aCommand({
				memberId: ELENA.id,
				checkNumber: null,
				partySize: null,
				tenders: [{ type: 'points', points: 144, amountMinor: 7_200 }],
			}),
		},
		{ kind: 'next-guest' },
		{ kind: 'slip-asked' },
		{ kind: 'guest-dropped' },
		{ kind: 'lock' },
		{ kind: 'notice-read' },
		{ kind: 'conflict-seen', visitId: visitId(1), pin: '2222' },
		{ kind: 'undo-asked', id: reversalId(1), occurredAt: '2026-11-21T19:42:00.000Z' },
		{ kind: 'bills-asked', number: null },
		{ kind: 'bills-asked', number: '61WZ-R5' },
		{ kind: 'bill-chosen', visitId: visitId(1) },
		{ kind: 'return-priced', ask: 1, act: ACT },
		{ kind: 'return-priced', ask: 2, act: { ...ACT, lines: null } },
		{ kind: 'return-confirmed', ask: 2, reason: 'complaint', pin: '2222' },
		{ kind: 'return-confirmed', ask: 2, reason: 'other', pin: null },
		{ kind: 'reversing-left' },
		{ kind: 'card-typed', medium: 'magstripe', number: '9702310000000013' },
		{ kind: 'card-refused', refusal: { code: 'card_payment' } },
	])('passes as it is: $kind', (input) => {
		expect(counterInputSchema.parse(asInput(input))).toEqual(input);
	});

	test.each<[string, unknown]>([
		['nothing', null],
		['an unknown wish', { kind: 'open-drawer' }],
		['an event of the bridge', { kind: 'card-read', card: { kind: 'member-card', number: '9702310000000013' } }],
		['more than was agreed', { kind: 'lock', force: true }],
		['a PIN of letters', { kind: 'pin-entered', pin: 'abcd' }],
		['a PIN without end', { kind: 'pin-entered', pin: '1'.repeat(13) }],
		['a number for a PIN', { kind: 'pin-entered', pin: 1111 }],
		['a card of letters', { kind: 'card-typed', medium: 'code', number: 'https://h.example' }],
		['more of a card than its number', { kind: 'card-typed', medium: 'code', number: '97', track: ';97=30?' }],
		['a tag, which nobody types', { kind: 'card-typed', medium: 'rfid', number: '1000860444' }],
		['a refusal with digits', { kind: 'card-refused', refusal: { code: 'card_payment', number: '4111' } }],
		[
			'an undo of another visit',
			{ kind: 'undo-asked', id: reversalId(1), occurredAt: ACT.occurredAt, visitId: visitId(9) },
		],
		['a search without end', { kind: 'bills-asked', number: 'x'.repeat(41) }],
		['a bill by its number', { kind: 'bill-chosen', visitId: '4711' }],
		[
			'units and an amount of one line',
			{ kind: 'return-priced', ask: 1, act: { ...ACT, lines: [{ lineId: '1', quantity: 1, listMinor: 1 }] } },
		],
		[
			'lines without end',
			{ kind: 'return-priced', ask: 1, act: { ...ACT, lines: Array.from({ length: 201 }, () => ACT.lines![0]) } },
		],
		['who approves', { kind: 'return-confirmed', ask: 1, reason: 'other', pin: null, approvedBy: 'boris' }],
		['no reason', { kind: 'return-confirmed', ask: 1, pin: null }],
		['an unknown refusal', { kind: 'card-refused', refusal: { code: '4111111111111111' } }],
	])('is refused: %s', (_name, input) => {
		expect(counterInputSchema.safeParse(input).success).toBe(false);
	});
});

describe('a visit', () => {
	const [line] = aCommand().lines;
	const withLine = (changes: object) => ({ lines: [{ ...line, ...changes }] });

	test('passes as it is', () => {
		expect(recordVisitSchema.parse(asCommand(aCommand()))).toEqual(aCommand());
	});

	test('with a bill that is empty or odd passes: the quote refuses it with words', () => {
		expect(recordVisitSchema.safeParse({ ...aCommand(), lines: [] }).success).toBe(true);
		expect(recordVisitSchema.safeParse({ ...aCommand(), ...withLine({ grossMinor: -1 }) }).success).toBe(true);
	});

	test.each<[string, object]>([
		['an id that is no UUID', { id: '1' }],
		['an id in capitals', { id: 'A0000001-0000-4000-8000-000000000001' }],
		['a card number for a member', { memberId: '9702310000000013' }],
		['no cashier', { cashier: undefined }],
		['an outlet that is a path', { outlet: '../spa' }],
		['a terminal without end', { terminal: 'x'.repeat(41) }],
		['a check number that steers a printer', { checkNumber: '4711\u001bp' }],
		['an empty check number', { checkNumber: '' }],
		['a local time', { occurredAt: '2026-11-21T19:42:00+02:00' }],
		['a part below zero', { part: -1 }],
		['half a part', { part: 0.5 }],
		['a currency of two letters', { currency: 'EU' }],
		['an unknown source', { source: 'radio' }],
		['a party of nobody', { partySize: 0 }],
		['lines without end', { lines: Array.from({ length: 201 }, () => line) }],
		['tenders without end', { tenders: Array.from({ length: 21 }, () => ({ type: 'other', amountMinor: 1 })) }],
		['an unknown tender', { tenders: [{ type: 'cash', amountMinor: 1 }] }],
		['half a cent', withLine({ grossMinor: 0.5 })],
		['more cents than a number holds', withLine({ grossMinor: 2 ** 53 })],
		['a line with more than was agreed', withLine({ note: 'for Elena' })],
		['a fingerprint that is none', { quoteFingerprint: 'xyz' }],
		['more than was agreed', { guestName: 'Elena' }],
	])('is refused with %s', (_name, changes) => {
		expect(recordVisitSchema.safeParse({ ...aCommand(), ...changes }).success).toBe(false);
	});
});
