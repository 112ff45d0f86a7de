import { describe, expect, test } from 'vitest';
import type { FaultNumber, NotPlayed } from '#shared/protocol/simulate.ts';
import { simulatedActSchema } from '#shared/protocol/simulate.schema.ts';
import { DESK_FAULTS, FaultPlayer } from '../../../bridge/simulate/fault-player.ts';
import { FAULTS } from '../../../bridge/simulate/faults.ts';
import type { PrinterHand } from '../../../bridge/simulate/printer/faults.ts';
import { VirtualClock } from '../../../bridge/simulate/virtual-clock.ts';

/** Why these are not played on a desk with one reader and one printer. All others are. */
const NOT_PLAYED: Readonly<Record<NotPlayed, readonly FaultNumber[]>> = {
	'one-reader': ['F7'],
	keyboard: ['F12', 'F13'],
	browser: ['F27', 'F30', 'F31', 'F32', 'F37', 'F39', 'F40'],
	machine: ['F34', 'F35', 'F36', 'F38'],
	sleep: ['F33'],
};

function desk() {
	const clock = new VirtualClock(0);
	const done: string[] = [];
	let isPlugged = true;
	let refusal: string | null = null;
	const printer = new Proxy({} as PrinterHand, { get: (_hand, name) => () => void done.push(String(name)) });
	const reader = {
		isPlugged: () => isPlugged,
		plug: () => {
			isPlugged = true;
			done.push('plug');
		},
		unplug: () => {
			isPlugged = false;
			done.push('unplug');
		},
		send: () => void done.push('send'),
		refuse: (reason: string | null) => void (refusal = reason),
	};
	const told: (FaultNumber | null)[] = [];
	const player = new FaultPlayer({ reader, printer }, clock, () => told.push(player.playing));
	return { clock, done, told, player, reader, refusal: () => refusal };
}

test('each fault of the table is played on the desk, or says why not', () => {
	expect(DESK_FAULTS.map(({ fault }) => fault)).toEqual(Object.keys(FAULTS));
	for (const { fault, notPlayed } of DESK_FAULTS) {
		const why = Object.entries(NOT_PLAYED).find(([, faults]) => faults.includes(fault))?.[0] ?? null;
		expect([fault, notPlayed]).toEqual([fault, why]);
		expect(simulatedActSchema.safeParse({ kind: 'play-fault', fault }).success).toBe(true);
	}
});

describe('a desk', () => {
	test.each(DESK_FAULTS)('does something at $fault, or nothing where it cannot', async ({ fault, notPlayed }) => {
		const { clock, done, told, player } = desk();
		await player.play(fault);
		await clock.pass(0);
		expect([done.length > 0, told.length > 0]).toEqual(notPlayed === null ? [true, true] : [false, false]);
		await player.stop();
		expect(player.playing).toBeNull();
	});

	test('plays a reader’s fault to its end, and tells when it is over', async () => {
		const { clock, done, told, player } = desk();
		await player.play('F1');
		expect(player.playing).toBe('F1');
		await clock.pass(60_000);
		expect(done).toEqual(['send', 'unplug', 'plug', 'send']);
		expect(told).toEqual(['F1', null]);
	});

	test('that is stopped in the middle leaves the reader plugged in and free, and plays no more of it', async () => {
		const { clock, done, player, refusal } = desk();
		await player.play('F9');
		await clock.pass(500);
		expect([player.playing, refusal() === null]).toEqual(['F9', false]);
		await player.stop();
		expect([player.playing, refusal()]).toEqual([null, null]);
		await player.play('F1');
		await clock.pass(3_000);
		expect(done.at(-1)).toBe('unplug');
		await player.stop();
		const after = done.length;
		expect(done.at(-1)).toBe('plug');
		await clock.pass(60_000);
		expect(done).toHaveLength(after);
	});

	test('begins a reader’s fault with a reader that is plugged in and found', async () => {
		const { clock, done, player, reader } = desk();
		reader.unplug();
		await player.play('F5');
		await clock.pass(9_000);
		expect(done).toEqual(['unplug', 'plug']);
		await clock.pass(60_000);
		expect(done.slice(2)).toEqual(['send', 'send', 'send']);
	});

	test('ends one fault before it begins another, also when they are asked for at once', async () => {
		const { done, told, player } = desk();
		void player.play('F15');
		void player.play('F20');
		await player.stop();
		expect(done).toEqual(['paperOut', 'loadPaper', 'heatHead', 'coolHead']);
		expect(told).toEqual(['F15', null, 'F20', null]);
	});

	test.each(['F0', 'F41', 'F01', 'F1e1', 'toString'])('plays nothing of the number "%s"', async (fault) => {
		const { done, told, player } = desk();
		await player.play(fault as FaultNumber);
		expect([done, told]).toEqual([[], []]);
	});
});
