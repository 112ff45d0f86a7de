import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialKiosk, nextKiosk, type KioskMachine } from '#shared/counter/kiosk-machine.ts';
import type { KioskEffect, KioskEvent } from '#shared/counter/kiosk-state.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import { ELENA, ELENAS_CARD, MIGUEL, MIGUELS_CARD } from './samples.ts';
import { standingWith } from '../../support/standing.ts';

/** Words and figures that the machine has none of, so that a byte of a guest is known as one. */
const guestOf = (member: MemberView, figure: number): MemberView => ({
	...member,
	language: 'zh',
	standing: standingWith({
		tier: 'gold',
		balancePoints: figure + 1,
		stamps: { spa: figure + 2 },
		tallies: { 'miramar-spend': { baseMinor: figure + 10, points: figure, lastOn: '2031-11-30' } },
		earnedToday: [{ ruleId: 'miramar-visit', outlet: 'boutique', points: figure + 11 }],
		birthdayDays: figure + 12,
	}),
	worthMinor: figure + 3,
	rewards: { 'free-treatment': figure + 4 },
	expiring: { points: figure + 5, on: '2031-12-31' },
	progress: {
		nights: figure + 6,
		spendMinor: figure + 7,
		next: { tier: 'platinum', missingNights: figure + 8, missingSpendMinor: figure + 9 },
	},
});
const GUESTS = [guestOf(ELENA, 731_000), guestOf(MIGUEL, 842_000)] as const;
const [elena, miguel] = GUESTS;

/** Every text and number of a guest, and of the cards; truth and nothing look alike everywhere. */
const bytesOf = (value: unknown): string[] =>
	typeof value === 'object' && value !== null ? Object.values(value).flatMap(bytesOf) : [String(value)];
const BYTES = [...GUESTS.flatMap(bytesOf), ELENAS_CARD.number, MIGUELS_CARD.number].filter(
	(text) => !['null', 'true', 'false'].includes(text),
);

const of = <const Values extends readonly unknown[]>(...values: Values): fc.Arbitrary<Values[number]> =>
	fc.constantFrom(...values);

/** The kiosk's life, with the wrong order, repeats and answers that nobody asked for. */
const event: fc.Arbitrary<KioskEvent> = fc.oneof(
	fc.record({ kind: of('card-read' as const), card: of(ELENAS_CARD, MIGUELS_CARD) }),
	fc.record({
		kind: of('card-refused' as const),
		refusal: of({ code: 'card_payment' } as const, { code: 'card_unreadable' } as const),
	}),
	fc.record({
		kind: of('member-answered' as const),
		swipe: fc.integer({ min: 1, max: 5 }),
		freshness: of('live' as const, 'replica' as const),
		answer: fc.oneof(
			{ weight: 4, arbitrary: of(elena, miguel).map((member) => ok(member)) },
			of({ code: 'server_away' } as const, { code: 'card_blocked' } as const).map((refusal) => err(refusal)),
		),
	}),
	{ weight: 2, arbitrary: of({ kind: 'balance-print-asked' } as const) },
	of({ kind: 'guest-left' } as const, { kind: 'notice-read' } as const),
	fc.record({
		kind: of('slip-moved' as const),
		jobId: fc
			.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
			.map((pair) => `s-${pair.join('-')}`),
		slip: of('waiting' as const, 'sending' as const, 'sent' as const, 'confirmed' as const, 'unknown' as const),
	}),
);

/** Most walks begin with a guest who was found, so that they get to the paper. */
const walk = fc
	.tuple(fc.integer({ min: 0, max: 3 }), fc.array(event, { maxLength: 60 }))
	.map(([begun, events]): readonly KioskEvent[] => [
		...[
			{ kind: 'card-read', card: ELENAS_CARD } as const,
			{ kind: 'member-answered', swipe: 1, freshness: 'live', answer: ok(elena) } as const,
			{ kind: 'balance-print-asked' } as const,
		].slice(0, begun),
		...events,
	]);

type Step = {
	readonly event: KioskEvent;
	readonly before: KioskMachine;
	readonly after: KioskMachine;
	readonly effects: readonly KioskEffect[];
};

function stepsOf(events: readonly KioskEvent[]): readonly Step[] {
	const steps: Step[] = [];
	let before = initialKiosk('2026-11-21T19:00:00.000Z', 's');
	for (const each of events) {
		const { state: after, effects } = nextKiosk(before, each);
		steps.push({ event: each, before, after, effects });
		before = after;
	}
	return steps;
}

const holds = (law: (steps: readonly Step[]) => void) =>
	fc.assert(
		fc.property(walk, (events) => law(stepsOf(events))),
		{ numRuns: 1_000 },
	);

describe('whatever happens at a kiosk', () => {
	test('after a leaving or a new swipe no byte of a guest is left', () => {
		holds((steps) => {
			for (const { event: each, after } of steps) {
				if (each.kind !== 'guest-left' && each.kind !== 'card-read') continue;
				const kept = JSON.stringify(after);
				expect(BYTES.filter((text) => kept.includes(text))).toEqual([]);
			}
		});
	});

	test('no card number is kept', () => {
		holds((steps) => {
			const kept = JSON.stringify(steps.map(({ after }) => after));
			for (const { number } of [ELENAS_CARD, MIGUELS_CARD]) expect(kept).not.toContain(number);
		});
	});

	test('conversations go up with every swipe and every leaving, and with nothing else', () => {
		holds((steps) => {
			for (const { event: each, before, after } of steps) {
				const isNew = each.kind === 'guest-left' || each.kind === 'card-read';
				expect(after.view.conversation - before.view.conversation).toBe(isNew ? 1 : 0);
			}
		});
	});

	test('every slip has a name of its own and is for the guest on the screen', () => {
		holds((steps) => {
			const names = steps.flatMap(({ before, effects }) =>
				effects.flatMap((effect) => {
					if (effect.kind !== 'print-balance') return [];
					const { guest } = before.view;
					expect(guest.kind === 'shown' && guest.member.id).toBe(effect.memberId);
					return [effect.jobId];
				}),
			);
			expect(new Set(names).size).toBe(names.length);
		});
	});

	test('a slip that waits is withdrawn, once, when its guest goes', () => {
		holds((steps) => {
			for (const { before, after, effects } of steps) {
				const withdrawn = effects.filter(({ kind }) => kind === 'withdraw-balance');
				const isLost = before.view.slip === 'waiting' && after.view.slip === null;
				expect(withdrawn).toEqual(isLost ? [{ kind: 'withdraw-balance', jobId: before.jobId }] : []);
			}
		});
	});

	test('a slip is on the screen only beside its guest', () => {
		holds((steps) => {
			for (const { after } of steps) if (after.view.slip !== null) expect(after.view.guest.kind).toBe('shown');
		});
	});
});
