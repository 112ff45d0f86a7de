import { describe, expect, test } from 'vitest';
import {
	automaticStatus,
	type Condition,
	isReported,
	READY,
	realTimeStatus,
	sensorStatus,
} from '../../../../bridge/simulate/printer/status.ts';
import { asHex } from './bytes.ts';

const NEAR_END: Partial<Condition> = { paperNearEnd: true };
const OUT: Partial<Condition> = { paperOut: true, paperNearEnd: true };
const conditions: readonly (readonly [string, Partial<Condition>, string, string])[] = [
	// What the printer is in, the four answers to DLE EOT 1 to 4, the four bytes of ASB.
	['ready', {}, '12 12 12 12', '10 00 00 00'],
	['drawer high', { drawerHigh: true }, '16 12 12 12', '14 00 00 00'],
	['cover open', { coverOpen: true }, '1A 16 12 12', '38 00 00 00'],
	['paper near its end', NEAR_END, '12 12 12 1E', '10 00 03 00'],
	['paper out', OUT, '1A 32 12 7E', '18 00 0F 00'],
	['paper out, no near-end sensor', { paperOut: true }, '1A 32 12 72', '18 00 0C 00'],
	['cutter jammed', { error: 'cutter' }, '1A 52 1A 12', '18 08 00 00'],
	['broken', { error: 'unrecoverable' }, '1A 52 32 12', '18 20 00 00'],
	['head hot', { error: 'head_hot' }, '1A 52 52 12', '18 40 00 00'],
];

describe('what the printer says of itself', () => {
	test.each(conditions)('%s', (_name, change, realTime, automatic) => {
		const condition = { ...READY, ...change };
		expect(asHex(Uint8Array.of(...([1, 2, 3, 4] as const).map((n) => realTimeStatus(condition, n))))).toBe(realTime);
		expect(asHex(automaticStatus(condition))).toBe(automatic);
	});

	test.each(conditions)('%s: a host can tell the kinds of answer apart', (_name, change) => {
		const condition = { ...READY, ...change };
		for (const n of [1, 2, 3, 4] as const) expect(realTimeStatus(condition, n) & 0b1001_0011).toBe(0b0001_0010);
		expect((automaticStatus(condition)[0] ?? 0) & 0b1001_0011).toBe(0b0001_0000);
		for (const about of ['paper', 'drawer'] as const) expect(sensorStatus(condition, about) & 0b1001_0000).toBe(0);
	});

	test.each([
		['the drawer', { drawerHigh: true }, 0x01],
		['being offline', { coverOpen: true }, 0x02],
		['an error', { error: 'cutter' as const }, 0x04],
		['the paper', NEAR_END, 0x08],
	])('%s is told to those who asked for it', (_name, change, bit) => {
		const after = { ...READY, ...change };
		expect(isReported(READY, after, bit)).toBe(true);
		expect(isReported(READY, after, 0x40)).toBe(false);
		expect(isReported(after, after, 0xff)).toBe(false);
	});
});
