import { beforeEach, describe, expect, test } from 'vitest';
import type { NotReturned } from '#shared/counter/reversing-state.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { ReversalAnswer, ReverseVisit } from '#shared/protocol/reversal.ts';
import { ReversalDesk } from '../../../bridge/counter/reversal-desk.ts';
import { ManualClock, settled } from '../../fakes/manual-clock.ts';
import { ANA, aReversal, reversalId, visitId } from '../../shared/counter/samples.ts';

const AWAY = err({ code: 'server_away' } as const);
const COMMAND: ReverseVisit = {
	...{ id: reversalId(1), visitId: visitId(1), outlet: 'restaurant', terminal: 'till-1', cashier: ANA.id },
	...{ approvedBy: null, occurredAt: '2026-11-21T19:43:00.000Z', reason: 'complaint', lines: null },
};

let clock: ManualClock;
let isOnline: boolean;
let sent: ReverseVisit[];
let told: ('unknown' | Result<ReversalAnswer, NotReturned>)[];
let server: () => Result<ReversalAnswer, NotReturned>;
let desk: ReversalDesk;

beforeEach(() => {
	clock = new ManualClock();
	isOnline = true;
	sent = [];
	told = [];
	server = () => ok(aReversal());
	desk = new ReversalDesk({
		link: {
			get isOnline() {
				return isOnline;
			},
			reverse: (command) => {
				sent.push(command);
				return Promise.resolve(server());
			},
		},
		onUnanswered: () => told.push('unknown'),
		onSettled: (_command, answer) => told.push(answer),
		clock,
	});
});

describe('a visit that is taken back', () => {
	test('is asked for once, and the answer is told', async () => {
		await desk.reverse(COMMAND);
		expect([sent, told]).toEqual([[COMMAND], [ok(aReversal())]]);
	});

	test('is refused where it is: a refusal is an answer', async () => {
		server = () => err({ code: 'visit_reversed' });
		await desk.reverse(COMMAND);
		expect(told).toEqual([err({ code: 'visit_reversed' })]);
		expect(clock.sleeping).toBe(0);
	});

	test('is not begun while the server is away, so nobody has to wonder', async () => {
		isOnline = false;
		await desk.reverse(COMMAND);
		expect([sent, told]).toEqual([[], [AWAY]]);
		expect(clock.sleeping).toBe(0);
	});

	test('and whose answer is lost is asked for again as it was, and told as unknown once', async () => {
		server = () => AWAY;
		void desk.reverse(COMMAND);
		await settled();
		expect(told).toEqual(['unknown']);
		await clock.pass(1_000);
		expect(sent).toHaveLength(2);
		server = () => ok(aReversal());
		await clock.pass(1_000);
		expect(sent).toEqual([COMMAND, COMMAND, COMMAND]);
		expect(told).toEqual(['unknown', ok(aReversal())]);
		expect(clock.sleeping).toBe(0);
	});

	test('waits with asking until the link is open', async () => {
		server = () => AWAY;
		void desk.reverse(COMMAND);
		await settled();
		isOnline = false;
		for (let second = 0; second < 60; second++) await clock.pass(1_000);
		expect(sent).toHaveLength(1);
		isOnline = true;
		server = () => ok(aReversal());
		await clock.pass(1_000);
		expect(told).toEqual(['unknown', ok(aReversal())]);
	});

	test('is not asked for again once the counter is switched off', async () => {
		server = () => AWAY;
		const ended = desk.reverse(COMMAND);
		await settled();
		desk.close();
		await ended;
		expect([sent.length, told]).toEqual([1, ['unknown']]);
	});
});
