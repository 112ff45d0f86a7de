import { afterEach, beforeEach, expect, test } from 'vitest';
import { PrinterCounter } from '../../faults/printer-counter.ts';

let counter: PrinterCounter;

beforeEach(() => (counter = new PrinterCounter()));
afterEach(() => counter.remove());

test.each(['high', 'low'] as const)(
	'a drawer whose contact is %s while it is open is told as long as it is',
	async (openIs) => {
		const lift = (isOpen: boolean): void => counter.paper.printer.setDrawerHigh(isOpen === (openIs === 'high'));
		lift(false);
		counter.start({ drawer: { pin: 2, openIs } });
		await counter.clock.advance(3_000);
		lift(true);
		await counter.clock.advance(3_000);
		lift(false);
		await counter.clock.advance(3_000);
		expect(counter.told).toEqual(['absent', 'ready', 'ready, drawer open', 'ready']);
	},
);

test('a drawer at a shared printer is not told as open while nobody looks', async () => {
	counter.start({ shared: true, idleSeconds: 5, drawer: { pin: 2, openIs: 'high' } });
	counter.paper.printer.setDrawerHigh(true);
	await counter.clock.advance(3_000);
	expect(counter.told.at(-1)).toBe('ready, drawer open');
	await counter.clock.advance(10_000);
	expect(counter.told.at(-1)).toBe('ready');
});

test('a drawer at a printer that never says a word is not told as open', async () => {
	counter.paper.printer.answer('silent');
	counter.start({ drawer: { pin: 2, openIs: 'low' } });
	await counter.clock.advance(10_000);
	expect(counter.told).toEqual(['absent', 'ready']);
});

test('a drawer of which nobody has said what open is changes nothing', async () => {
	counter.start({ drawer: { pin: 2 } });
	await counter.clock.advance(3_000);
	for (const isHigh of [true, false]) {
		counter.paper.printer.setDrawerHigh(isHigh);
		await counter.clock.advance(3_000);
	}
	expect(counter.told).toEqual(['absent', 'ready']);
});
