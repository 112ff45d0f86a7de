import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialState, next, type CounterMachine } from '#shared/counter/machine.ts';
import type { CounterEffect, CounterEvent } from '#shared/counter/state.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { conflictOf } from '#shared/ledger/visit/conflict.ts';
import {
	aBill,
	aCommand,
	ANA,
	anAnswer,
	aReversal,
	BORIS,
	ELENA,
	ELENAS_CARD,
	MIGUEL,
	MIGUELS_CARD,
	reversalId,
	visitId,
} from './samples.ts';

const of = <const Values extends readonly unknown[]>(...values: Values): fc.Arbitrary<Values[number]> =>
	fc.constantFrom(...values);
const resultOf = <Value, Refusal>(
	value: fc.Arbitrary<Value>,
	refusal: fc.Arbitrary<Refusal>,
): fc.Arbitrary<Result<Value, Refusal>> =>
	fc.oneof(
		{ weight: 4, arbitrary: value.map((good) => ok(good)) },
		refusal.map((bad) => err(bad)),
	);

const visit = of(1, 2, 3, 4).map(visitId);
const away = { code: 'server_away' } as const;
const refusal = of(away, { code: 'check_duplicate', visitId: visitId(9) } as const);

const reversal = of(1, 2, 3).map(reversalId);
const notReturned = of(away, { code: 'visit_reversed' } as const);

/** Bills that are looked for, opened and taken back, in no order either. */
function reversalEvent(): fc.Arbitrary<CounterEvent> {
	const act = fc.record({ id: reversal, occurredAt: of('2026-11-21T19:42:30.000Z'), lines: of(null) });
	const ask = fc.nat(2);
	const quote = resultOf(
		reversal.map((id) => ({ answer: aReversal({ reversalId: id }), needsApproval: true })),
		notReturned,
	);
	return fc.oneof(
		act.map(({ id, occurredAt }) => ({ kind: 'undo-asked' as const, id, occurredAt })),
		of({ kind: 'bills-asked', number: null }, { kind: 'reversing-left' }),
		fc.record({
			kind: of('bills-answered' as const),
			number: of(null),
			answer: resultOf(of({ visits: [], more: false }), of(away)),
		}),
		fc.record({ kind: of('bill-chosen' as const), visitId: visit }),
		visit.map((id) => ({ kind: 'bill-answered' as const, visitId: id, answer: ok(aBill({ visitId: id })) })),
		fc.record({ kind: of('return-priced' as const), ask, act }),
		fc.record({ kind: of('return-quoted' as const), visitId: visit, ask, quote }),
		fc.record({
			kind: of('return-confirmed' as const),
			ask,
			reason: of('complaint' as const),
			pin: of(null, '2222'),
		}),
		fc.record({
			kind: of('approval-answered' as const),
			reversalId: reversal,
			answer: resultOf(of(ANA, BORIS), of(away)),
		}),
		reversal.chain((id) =>
			resultOf(of(aReversal({ reversalId: id })), notReturned).map((answer) => ({
				kind: 'reversal-answered' as const,
				reversalId: id,
				answer,
			})),
		),
		fc.record({ kind: of('reversal-unanswered' as const), reversalId: reversal }),
		fc.record({ kind: of('reversal-slip-moved' as const), reversalId: reversal, slip: of('confirmed' as const) }),
	);
}

/** The counter's life, with the wrong order, repeats and answers that nobody asked for. */
const event: fc.Arbitrary<CounterEvent> = fc.oneof(
	fc.record({ kind: of('pin-entered' as const), pin: of('1111', '2222') }),
	fc.record({
		kind: of('sign-in-answered' as const),
		answer: resultOf(of(ANA, BORIS), of(away, { code: 'pin_wrong', triesLeft: 1 } as const)),
	}),
	fc.record({ kind: of('card-read' as const), card: of(ELENAS_CARD, MIGUELS_CARD) }),
	fc.record({
		kind: of('card-refused' as const),
		refusal: of({ code: 'card_payment' } as const, { code: 'card_ambiguous' } as const),
	}),
	fc.record({ kind: of('swipe-expired' as const), seq: fc.nat(3) }),
	fc.record({
		kind: of('member-answered' as const),
		swipe: fc.integer({ min: 1, max: 6 }),
		freshness: of('live' as const, 'replica' as const),
		answer: resultOf(of(ELENA, MIGUEL), of(away, { code: 'card_blocked' } as const)),
	}),
	fc.tuple(visit, of(null, ELENA.id, MIGUEL.id), of(ANA.id, BORIS.id)).map(([id, memberId, cashier]) => ({
		kind: 'visit-confirmed' as const,
		command: aCommand({ id, memberId, cashier }),
	})),
	fc.tuple(visit, of('recorded' as const, 'provisional' as const), fc.option(refusal)).map(([id, status, no]) => ({
		kind: 'visit-answered' as const,
		visitId: id,
		answer: no ? err(no) : ok(anAnswer({ visitId: id, status })),
		undoUntil: '2026-11-21T19:43:00.000Z',
	})),
	fc.record({ kind: of('slip-moved' as const), visitId: visit, slip: of('sent' as const, 'confirmed' as const) }),
	of(
		{ kind: 'next-guest' },
		{ kind: 'slip-asked' },
		{ kind: 'guest-dropped' },
		{ kind: 'lock' },
		{ kind: 'notice-read' },
	),
	fc.record({ kind: of('outbox-changed' as const), waitingVisits: fc.nat(5) }),
	fc.record({
		kind: of('conflicts-changed' as const),
		conflicts: fc.subarray([1, 2]).map((numbers) =>
			numbers.map((number) => ({
				...conflictOf(aCommand({ id: visitId(number) }), err({ code: 'cashier_unknown' }))!,
				guestName: null,
			})),
		),
	}),
	fc.record({ kind: of('conflict-seen' as const), visitId: visit, pin: of('2222') }),
	fc.record({ kind: of('conflict-answered' as const), visitId: visit, answer: resultOf(of(ANA, BORIS), of(away)) }),
	reversalEvent(),
);

/** A counter that works, so that walks get past the lock, the guest and the till. */
const day: readonly CounterEvent[] = [
	{ kind: 'pin-entered', pin: '1111' },
	{ kind: 'sign-in-answered', answer: ok(ANA) },
	{ kind: 'visit-confirmed', command: aCommand() },
	{ kind: 'visit-answered', visitId: visitId(1), answer: ok(anAnswer({ status: 'provisional' })) },
];
/** Another that has a bill open, with its price shown. */
const returning: readonly CounterEvent[] = [
	...day.slice(0, 2),
	{ kind: 'bills-asked', number: null },
	{ kind: 'bill-chosen', visitId: visitId(1) },
	{ kind: 'bill-answered', visitId: visitId(1), answer: ok(aBill()) },
	{
		kind: 'return-priced',
		ask: 1,
		act: { id: reversalId(1), occurredAt: '2026-11-21T19:42:30.000Z', lines: null },
	},
	{
		kind: 'return-quoted',
		visitId: visitId(1),
		ask: 1,
		quote: ok({ answer: aReversal(), needsApproval: true }),
	},
	{ kind: 'return-confirmed', ask: 1, reason: 'complaint', pin: '2222' },
	{ kind: 'approval-answered', reversalId: reversalId(1), answer: ok(BORIS) },
];
const walk = fc
	.tuple(of(day, returning), fc.integer({ min: 0, max: returning.length }), fc.array(event, { maxLength: 80 }))
	.map(([begin, begun, events]) => [...begin.slice(0, begun), ...events]);

type Step = {
	readonly before: CounterMachine;
	readonly after: CounterMachine;
	readonly effects: readonly CounterEffect[];
};

function stepsOf(events: readonly CounterEvent[]): readonly Step[] {
	const steps: Step[] = [];
	let before = initialState('2026-11-21T19:00:00.000Z');
	for (const each of events) {
		const { state: after, effects } = next(before, each);
		steps.push({ before, after, effects });
		before = after;
	}
	return steps;
}

const holds = (law: (steps: readonly Step[]) => void) =>
	fc.assert(
		fc.property(walk, (events) => law(stepsOf(events))),
		{ numRuns: 1_000 },
	);

const effectsOf = <Kind extends CounterEffect['kind']>(steps: readonly Step[], kind: Kind) =>
	steps.flatMap(({ effects }) =>
		effects.filter((effect): effect is Extract<CounterEffect, { kind: Kind }> => effect.kind === kind),
	);

describe('whatever happens at a counter', () => {
	test('a visit is handed over at most once', () => {
		holds((steps) => {
			const ids = effectsOf(steps, 'record').map(({ command }) => command.id);
			expect(new Set(ids).size).toBe(ids.length);
		});
	});

	test('a visit is printed at most once, and only after it was handed over', () => {
		holds((steps) => {
			const printed = effectsOf(steps, 'print').map(({ answer }) => answer.visitId);
			const recorded = effectsOf(steps, 'record').map(({ command }) => command.id);
			expect(new Set(printed).size).toBe(printed.length);
			expect(recorded).toEqual(expect.arrayContaining(printed));
		});
	});

	test('a visit is handed over by the cashier who is signed in, for the guest on the screen', () => {
		holds((steps) => {
			for (const { before, effects } of steps) {
				for (const effect of effects) {
					if (effect.kind !== 'record') continue;
					const { staff, guest } = before.view;
					expect(staff?.id).toBe(effect.command.cashier);
					expect(guest.kind === 'shown' ? guest.member.id : null).toBe(effect.command.memberId);
				}
			}
		});
	});

	test('a locked counter shows no guest and looks nobody up', () => {
		holds((steps) => {
			for (const { before, after, effects } of steps) {
				if (!after.view.staff) expect(after.view).toMatchObject({ guest: { kind: 'none' }, visit: { kind: 'open' } });
				// What was on its way when the counter was locked still gets its slip.
				const allowed = ['sign-in', 'print-reversal'];
				if (!before.view.staff) expect(effects.every(({ kind }) => allowed.includes(kind))).toBe(true);
				if (!after.view.staff) expect(after.view).toMatchObject({ undo: null, reversing: { kind: 'none' } });
			}
		});
	});

	test('conversations go up, one by one', () => {
		holds((steps) => {
			for (const { before, after } of steps)
				expect([0, 1]).toContain(after.view.conversation - before.view.conversation);
		});
	});

	test('there is never a second taking back beside one that has no answer', () => {
		holds((steps) => {
			for (const { before, effects } of steps) {
				const handedOver = effects.filter(({ kind }) => kind === 'reverse').length;
				expect(handedOver).toBeLessThanOrEqual(before.unsettled === null ? 1 : 0);
			}
		});
	});

	test('what is taken back was shown with its price, or is the last visit of this counter', () => {
		holds((steps) => {
			for (const { before, effects } of steps) {
				for (const effect of effects) {
					if (effect.kind !== 'reverse') continue;
					const { reversing, undo } = before.view;
					const shown = reversing.kind === 'open' && reversing.priced?.quote?.ok ? reversing.priced.act.id : null;
					if (effect.command.visitId === undo?.visitId && reversing.kind === 'none') continue;
					expect(effect.command.id).toBe(shown);
				}
			}
		});
	});

	test('only a supervisor’s own PIN makes an approver', () => {
		holds((steps) => {
			for (const { command } of effectsOf(steps, 'reverse')) expect([null, BORIS.id]).toContain(command.approvedBy);
			expect(JSON.stringify(steps.map(({ after }) => after))).not.toContain('2222');
		});
	});

	test('a slip of a taking back is printed once for each answer, and only after it was handed over', () => {
		holds((steps) => {
			const asked = effectsOf(steps, 'reverse').length;
			const printed = effectsOf(steps, 'print-reversal').length;
			expect(printed).toBeLessThanOrEqual(asked);
		});
	});

	test('no card number is kept', () => {
		holds((steps) => {
			const kept = JSON.stringify(steps.at(-1)?.after ?? null);
			for (const { number } of [ELENAS_CARD, MIGUELS_CARD]) expect(kept).not.toContain(number);
		});
	});

	test('a visit that is being recorded ends with its own answer and with nothing else', () => {
		holds((steps) => {
			for (const { before, after, effects } of steps) {
				if (before.view.visit.kind !== 'recording' || after.view.visit === before.view.visit) continue;
				expect(['recorded', 'kept', 'refused']).toContain(after.view.visit.kind);
				expect(effects.map(({ kind }) => kind)).toEqual(after.view.visit.kind === 'refused' ? [] : ['print']);
			}
		});
	});
});

test('what is remembered of earlier visits is bounded', () => {
	let state = initialState('2026-11-21T19:00:00.000Z');
	for (const each of day.slice(0, 2)) ({ state } = next(state, each));
	for (let number = 1; number <= 400; number++) {
		const id = visitId(number);
		({ state } = next(state, { kind: 'visit-confirmed', command: aCommand({ id }) }));
		({ state } = next(state, { kind: 'visit-answered', visitId: id, answer: ok(anAnswer({ visitId: id })) }));
		({ state } = next(state, { kind: 'next-guest' }));
	}
	expect(state.view.conversation).toBe(400);
	expect(state.handedOver).toHaveLength(256);
});
