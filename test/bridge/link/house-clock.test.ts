import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HouseClock, type Ground } from '../../../bridge/link/house-clock.ts';
import { ManualClock, settled } from '../../fakes/manual-clock.ts';

const HOUR_MS = 3_600_000;
/** The server's time when the machine was switched on. */
const TRUE_MS = Date.UTC(2026, 10, 21, 17, 42);

/** A machine whose wall clock somebody may set, and whose own time since it was switched on nobody can. */
class Machine implements Ground {
	bootId = 'first';
	bootedMs = 0;
	aheadMs: number;
	/** What the house's time is. */
	trueMs = TRUE_MS;

	constructor(aheadMs: number) {
		this.aheadMs = aheadMs;
	}
	readonly wallMs = (): number => this.trueMs + this.aheadMs;
	readonly bootMs = (): number => this.bootedMs;

	pass(ms: number): void {
		this.trueMs += ms;
		this.bootedMs += ms;
	}
	/** Switched off and on again after a while. */
	boot(id: string, offMs: number): void {
		this.bootId = id;
		this.bootedMs = 0;
		this.trueMs += offMs;
	}
}

let folder: string;
let path: string;
let machine: Machine;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-'));
	path = join(folder, 'clock.json');
	machine = new Machine(3 * HOUR_MS);
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => new HouseClock(path, machine);
/** The server's answer, late by less than half of its way. */
const measure = (clock: HouseClock, roundTripMs = 20, wrongMs = 0): void =>
	clock.measured({ serverMs: machine.trueMs + wrongMs, roundTripMs });

describe('the time of the house at a counter', () => {
	test('is that of its machine before anybody has measured it, and says so', () => {
		const clock = open();
		expect([clock.nowMs(), clock.skewMs]).toEqual([machine.wallMs(), null]);
	});

	test('is the server’s from the first answer on, however wrong the machine is', () => {
		const clock = open();
		measure(clock);
		expect([clock.nowMs(), clock.skewMs]).toEqual([TRUE_MS, 3 * HOUR_MS]);
		machine.pass(HOUR_MS);
		expect(clock.now()).toBe('2026-11-21T18:42:00.000Z');
	});

	test('goes on where somebody sets the machine’s clock, forward or back', () => {
		const clock = open();
		measure(clock);
		for (const aheadMs of [0, -30 * 24 * HOUR_MS, 400 * 24 * HOUR_MS]) {
			machine.aheadMs = aheadMs;
			machine.pass(60_000);
			expect([clock.nowMs(), clock.skewMs]).toEqual([machine.trueMs, aheadMs]);
		}
	});

	test('believes the answer that was on its way for the shortest time', () => {
		const clock = open();
		measure(clock, 400, 190);
		measure(clock, 4, 1);
		for (let later = 0; later < 6; later++) measure(clock, 900, -440);
		expect(Math.abs(clock.nowMs() - machine.trueMs)).toBeLessThanOrEqual(40);
	});

	test('follows a server whose clock was set', () => {
		const clock = open();
		measure(clock);
		machine.trueMs += 2 * HOUR_MS;
		measure(clock, 80);
		expect(clock.nowMs()).toBe(machine.trueMs);
	});

	test('is never further from the server’s than half of the shortest way, once it has had time', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.integer({ min: 1, max: 800 }), fc.double({ min: -1, max: 1, noNaN: true })), {
					minLength: 24,
					maxLength: 40,
				}),
				(readings) => {
					const clock = new HouseClock('/nowhere/clock.json', machine);
					for (const [roundTripMs, share] of readings) {
						measure(clock, roundTripMs, (share * roundTripMs) / 2);
						machine.pass(60_000);
					}
					const shortest = Math.max(...readings.slice(-8).map(([roundTripMs]) => roundTripMs));
					expect(Math.abs(clock.nowMs() - machine.trueMs)).toBeLessThanOrEqual(shortest / 2 + 2);
				},
			),
			{ seed: 20_261_122 },
		);
	});
});

describe('a start without a server', () => {
	test('of the bridge alone knows the time to the millisecond, also where somebody set the clock meanwhile', () => {
		measure(open());
		machine.pass(5_000);
		machine.aheadMs = -HOUR_MS;
		expect(open().nowMs()).toBe(machine.trueMs);
	});

	test('of the machine goes by its clock, as wrong as it was', () => {
		measure(open());
		machine.boot('second', 8 * HOUR_MS);
		expect([open().nowMs(), open().skewMs]).toEqual([machine.trueMs, 3 * HOUR_MS]);
	});

	test('of a machine that has lost its time is not earlier than what was', () => {
		measure(open());
		machine.boot('second', 8 * HOUR_MS);
		machine.aheadMs = -machine.trueMs;
		expect(open().nowMs()).toBe(TRUE_MS);
		machine.pass(60_000);
		expect(open().nowMs()).toBeGreaterThanOrEqual(TRUE_MS);
	});

	test.each(['', '{', '{"offsetMs":1}', 'null', '\u0000'.repeat(40)])(
		'where the file holds %j goes by the machine',
		(text) => {
			writeFileSync(path, text);
			expect(open().skewMs).toBeNull();
		},
	);

	test('where the disk takes nothing is told the time by the next one with a server', () => {
		const clock = new HouseClock(join(folder, 'gone/clock.json'), machine);
		measure(clock);
		expect(clock.nowMs()).toBe(TRUE_MS);
	});
});

test('a drive is written to for news alone, and every ten minutes', () => {
	const clock = open();
	const texts = new Set<string>();
	for (let minute = 0; minute < 60; minute++) {
		measure(clock);
		texts.add(readFileSync(path, 'utf8'));
		machine.pass(60_000);
	}
	expect(texts.size).toBe(6);
	machine.aheadMs += 5_000;
	measure(clock);
	expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ skewMs: 3 * HOUR_MS + 5_000 });
});

test('whoever sets the machine’s clock is noticed; a machine that slept, or a clock that is slowly right, is not', async () => {
	const clock = open();
	const manual = new ManualClock();
	const ending = new AbortController();
	const jumps: number[] = [];
	void clock.watch((byMs) => jumps.push(byMs), manual, ending.signal);
	const second = async (aheadByMs: number, passMs = 1_000): Promise<void> => {
		machine.pass(passMs);
		machine.aheadMs += aheadByMs;
		await manual.pass(1_000);
	};
	for (let slow = 0; slow < 20; slow++) await second(400);
	await second(0, 8 * HOUR_MS);
	expect(jumps).toEqual([]);
	await second(-HOUR_MS);
	await second(500);
	expect(jumps).toEqual([-HOUR_MS, 500]);
	ending.abort();
	await settled();
});
