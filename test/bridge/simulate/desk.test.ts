import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedDesk } from '../../../bridge/simulate/desk.ts';

const SOON = { timeout: 10_000 };

let desk: SimulatedDesk;
beforeEach(async () => {
	desk = await SimulatedDesk.open();
});
afterEach(() => desk.close());

test('a printer’s fault stands on the desk until it is stopped', async () => {
	await desk.do({ kind: 'play-fault', fault: 'F14' });
	expect(desk.view).toMatchObject({ playing: 'F14', printer: { on: false } });
	await desk.do({ kind: 'stop-fault' });
	expect(desk.view).toMatchObject({ playing: null, printer: { on: true } });
});

test('a reader that another program holds cannot be opened meanwhile', async () => {
	const { readerPlace } = desk;
	await desk.do({ kind: 'play-fault', fault: 'F9' });
	await expect.poll(() => desk.view, SOON).toMatchObject({ playing: 'F9', reader: { plugged: true } });
	expect(() => desk.readerPlace).toThrow('Cannot lock port');
	await desk.do({ kind: 'stop-fault' });
	expect(desk.readerPlace).not.toEqual(readerPlace);
});

test('paper that ends in a slip is told when it does', async () => {
	let told = 0;
	await desk.do({ kind: 'play-fault', fault: 'F16' });
	desk.onChange(() => told++);
	const socket = connect(desk.printerPort, '127.0.0.1', () => socket.write('line\n'.repeat(12)));
	await expect.poll(() => desk.view.printer.paperOut, SOON).toBe(true);
	expect(told).toBeGreaterThan(0);
	socket.destroy();
});
