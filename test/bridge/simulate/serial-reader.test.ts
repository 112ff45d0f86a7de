import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openSimulatedReader } from '../../../bridge/simulate/serial-reader.ts';

test('two simulated readers stand beside each other, and each vanishes for itself', async () => {
	const [left, right] = [await openSimulatedReader(), await openSimulatedReader()];
	expect(left!.path).not.toBe(right!.path);
	left!.unplug();
	left!.close();
	expect([left, right].map((reader) => existsSync(reader!.path))).toEqual([false, true]);
	right!.close();
	expect(existsSync(right!.path)).toBe(false);
});

test('a reader that is pulled takes no more bytes', async () => {
	const reader = await openSimulatedReader();
	reader!.unplug();
	await expect(reader!.write(new Uint8Array([1]))).rejects.toThrow();
});

test('a machine without the optional package says so, and the caller takes TCP', async () => {
	const missing = () => Promise.reject(new Error('could not find the binary package'));
	expect(await openSimulatedReader(missing)).toBeUndefined();
});
