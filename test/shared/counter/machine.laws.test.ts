import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialState, next, type CounterMachine } from '#shared/counter/machine.ts';
import type { CounterEffect, CounterEvent } from '#shared/counter/state.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { aCommand, ANA, anAnswer, BORIS, ELENA, ELENAS_CARD, MIGUEL, MIGUELS_CARD, visitId } from './samples.ts';

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

/** The counter's life, with the wrong order, repeats and answers that nobody asked for. */
const event: fc.Arbitrary<CounterEvent> = fc.oneof(
	fc.record({ kind: of('pin-entered' as const), pin: of('1111', '2222') }),
	fc.record({
		kind: of('sign-in-answered' as const),
		answer: resultOf(of(ANA, BORIS), of(away, { code: 'pin_wrong', triesLeft: 1 } as const)),
	}),
	fc.record({ kind: of('card-read' as const), card: of(ELENAS_CARD, MIGUELS_CARD) }),
	fc.record({ kind: of('card-refused' as const), refusal: of({ code: 'card_payment' } as const) }),
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
	})),
	fc.record({ kind: of('slip-moved' as const), visitId: visit, slip: of('sent' as const, 'confirmed' as const) }),
	of({ kind: 'next-guest' }, { kind: 'guest-dropped' }, { kind: 'lock' }, { kind: 'notice-read' }),
	fc.record({ kind: of('outbox-changed' as const), waitingVisits: fc.nat(5) }),
);

/** A counter that works, so that walks get past the lock, the guest and the till. */
const day: readonly CounterEvent[] = [
	{ kind: 'pin-entered', pin: '1111' },
	{ kind: 'sign-in-answered', answer: ok(ANA) },
	{ kind: 'visit-confirmed', command: aCommand() },
	{ kind: 'visit-answered', visitId: visitId(1), answer: ok(anAnswer({ status: 'provisional' })) },
];
const walk = fc
	.tuple(fc.integer({ min: 0, max: day.length }), fc.array(event, { maxLength: 80 }))
	.map(([begun, events]) => [...day.slice(0, begun), ...events]);

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
				if (!before.view.staff) expect(effects.every(({ kind }) => kind === 'sign-in')).toBe(true);
			}
		});
	});

	test('conversations go up, one by one', () => {
		holds((steps) => {
			for (const { before, after } of steps)
				expect([0, 1]).toContain(after.view.conversation - before.view.conversation);
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
