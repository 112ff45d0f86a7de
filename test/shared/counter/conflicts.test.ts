import { describe, expect, test } from 'vitest';
import type { ShownConflict } from '#shared/counter/conflicts.ts';
import { initialState, next, type CounterMachine } from '#shared/counter/machine.ts';
import type { CounterEffect, CounterEvent } from '#shared/counter/state.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { conflictOf } from '#shared/ledger/visit/conflict.ts';
import { aCommand, ANA, anAnswer, BORIS, ELENA, visitId } from './samples.ts';

const unbooked = (number: number): ShownConflict => ({
	...conflictOf(aCommand({ id: visitId(number), memberId: ELENA.id }), err({ code: 'cashier_unknown' }))!,
	guestName: 'Elena Petrova',
});

function after(...events: readonly CounterEvent[]): CounterMachine & { effects: readonly CounterEffect[] } {
	let state = initialState('2026-11-21T19:00:00.000Z');
	let effects: readonly CounterEffect[] = [];
	for (const event of events) ({ state, effects } = next(state, event));
	return { ...state, effects };
}

const signedIn: readonly CounterEvent[] = [
	{ kind: 'pin-entered', pin: '1111' },
	{ kind: 'sign-in-answered', answer: ok(ANA) },
];
const open: readonly CounterEvent[] = [
	...signedIn,
	{ kind: 'conflicts-changed', conflicts: [unbooked(1), unbooked(2)] },
];
const seen = (number = 1): CounterEvent => ({ kind: 'conflict-seen', visitId: visitId(number), pin: '2222' });
const answered = (answer: Extract<CounterEvent, { kind: 'conflict-answered' }>['answer'], number = 1) =>
	({ kind: 'conflict-answered', visitId: visitId(number), answer }) as const;

describe('what the server leaves to be looked at', () => {
	test('is said of a visit that is not booked and of one that ends in a debt, and of no other', () => {
		const command = aCommand({ tenders: [{ type: 'points', points: 10, amountMinor: 500 }] });
		expect(conflictOf(command, err({ code: 'check_duplicate' }))).toMatchObject({
			...{ kind: 'unbooked', code: 'check_duplicate', checkNumber: '4711', paidMinor: 500 },
		});
		const owing = anAnswer({ points: { earned: 0, spent: 10, balance: 0, owed: 7 } });
		expect(conflictOf(command, ok(owing))).toMatchObject({ kind: 'debt', owedPoints: 7 });
		expect(conflictOf(command, ok(anAnswer()))).toBeNull();
	});

	test('stands on the screen until it is gone, whoever is signed in', () => {
		expect(after(...open).view.conflicts).toHaveLength(2);
		expect(after(...open, { kind: 'lock' }).view.conflicts).toHaveLength(2);
		expect(after(...open, { kind: 'conflicts-changed', conflicts: [] }).view.conflicts).toEqual([]);
	});

	test('is put away by a supervisor’s PIN, and by nobody else’s', () => {
		expect(after(...open, seen()).effects).toEqual([{ kind: 'sign-conflict', visitId: visitId(1), pin: '2222' }]);
		expect(after(...open, seen(), answered(ok(BORIS))).effects).toEqual([
			{ kind: 'put-away', visitId: visitId(1), by: BORIS.id },
		]);
		const byAna = after(...open, seen(), answered(ok(ANA)));
		expect(byAna.effects).toEqual([]);
		expect(byAna.view.puttingAway).toEqual({
			...{ kind: 'refused', visitId: visitId(1), refusal: { code: 'approver_forbidden' } },
		});
	});

	test('stays, with the reason, where the PIN is wrong or the disk takes nothing', () => {
		for (const code of ['server_away', 'not_saved'] as const) {
			const { view, effects } = after(...open, seen(), answered(err({ code })));
			expect(view).toMatchObject({ puttingAway: { kind: 'refused', refusal: { code } } });
			expect([view.conflicts.length, effects]).toEqual([2, []]);
		}
	});

	test('asks for one PIN at a time, and for none of what is not there', () => {
		expect(after(...open, seen(), seen(2)).effects).toEqual([]);
		expect(after(...open, seen(9)).effects).toEqual([]);
		expect(after(...open, answered(ok(BORIS))).effects).toEqual([]);
		expect(after(...open, seen(), answered(ok(BORIS), 2)).effects).toEqual([]);
		const locked = after({ kind: 'conflicts-changed', conflicts: [unbooked(1)] }, seen());
		expect([locked.effects, locked.view.notice?.code]).toEqual([[], 'locked']);
	});

	test('the next one is looked at when one is gone; no PIN stays anywhere', () => {
		const gone = after(...open, seen(), answered(ok(BORIS)), {
			kind: 'conflicts-changed',
			conflicts: [unbooked(2)],
		});
		expect(gone.view).toMatchObject({ puttingAway: { kind: 'idle' }, conflicts: [{ visitId: visitId(2) }] });
		expect(JSON.stringify(gone)).not.toContain('2222');
	});

	test('a PIN whose answer comes after the till was locked puts nothing away', () => {
		expect(after(...open, seen(), { kind: 'lock' }, answered(ok(BORIS))).effects).toEqual([]);
	});
});
