import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { composeVisitSlip } from '#shared/receipt/visit-slip.ts';
import { profileOfMake } from '../../../bridge/printing/make.ts';
import { CAUTIOUS, type ProfileName } from '../../../bridge/printing/profile.ts';
import { rasteriser } from '../../../bridge/printing/rasterise.ts';
import { BRANDS } from '../../../bridge/simulate/printer/brands.ts';
import { WIDE_PRINTER, type PrinterModel } from '../../../bridge/simulate/printer/model.ts';
import { PrinterCounter, visit } from '../../faults/printer-counter.ts';
import { SAMPLES } from '../../shared/receipt/samples.ts';

const ELENA = SAMPLES['Elena has supper']!;
const BRAND_NAMES = Object.keys(BRANDS) as (keyof typeof BRANDS)[];

let counter: PrinterCounter;
afterEach(() => counter.remove());

/** Prints a Cyrillic slip on a printer of which nobody has said what it is. */
async function printOn(model: PrinterModel, profile: ProfileName | null = null): Promise<void> {
	counter = new PrinterCounter(model);
	const compose = () => Promise.resolve(composeVisitSlip(ELENA));
	counter.start({ profile }, { compose, rasteriser });
	counter.printing.submit(visit('a'));
	await counter.clock.advance(20_000);
}

const named = (names: Partial<PrinterModel['names']>): PrinterModel => ({
	...BRANDS.epson,
	names: { ...BRANDS.epson.names, ...names },
});
const kept = (): unknown =>
	(JSON.parse(readFileSync(join(counter.folder, 'printer.json'), 'utf8')) as { profile?: unknown }).profile;
const total = (): string | undefined => counter.paper.text().find((line) => line.startsWith('ОБЩО'));
const faults = () => counter.paper.printer.paper().items.filter(({ kind }) => kind === 'fault');

describe('a printer of which nobody has said what it is', () => {
	test.each(BRAND_NAMES)('and that says it is %s prints as that does', async (brand) => {
		await printOn(BRANDS[brand]);
		expect([kept(), counter.told.at(-1)?.split(' ')[0], faults()]).toEqual([brand, 'a', []]);
		expect(total()).toMatch(/^ОБЩО +72,00 EUR$/);
	});

	test.each<[string, Partial<PrinterModel['names']>]>([
		['an empty name', { maker: '', model: '' }],
		['a maker without its model', { maker: 'EPSON', model: '' }],
		['a model that its maker does not build', { maker: 'EPSON', model: 'XP-80C' }],
		['a model of the maker that prints without pictures', { maker: 'EPSON', model: 'TM-U220B' }],
		['another maker’s model', { maker: 'CITIZEN', model: 'TM-T20III' }],
		['noise', { maker: '\u0001\u007f~~', model: 'TM' }],
	])('and that says %s gets what is right on every paper', async (_name, names) => {
		await printOn(named(names));
		expect([kept(), total(), faults()]).toEqual([null, undefined, []]);
		const images = counter.paper.printer.paper().items.flatMap((item) => (item.kind === 'image' ? [item.raster] : []));
		expect(images.length).toBeGreaterThan(5);
		expect(Math.max(...images.map(({ widthDots }) => widthDots))).toBeLessThanOrEqual(384);
	});

	test('and whose make nobody knows is asked for it once', async () => {
		await printOn(WIDE_PRINTER);
		const names = (): number => {
			const bytes = Buffer.from(counter.paper.received);
			let count = 0;
			for (let at = bytes.indexOf('\x1dIB'); at !== -1; at = bytes.indexOf('\x1dIB', at + 1)) count++;
			return count;
		};
		expect([names(), kept()]).toEqual([1, null]);
		await counter.stop();
		counter.start({ profile: null });
		await counter.clock.advance(10_000);
		expect(names()).toBe(1);
	});

	test('is what its own replacement says, once another one stands there', async () => {
		await printOn(BRANDS.citizen);
		expect(kept()).toBe('citizen');
		await counter.stop();
		counter.paper.printer.exchange('OTHER00002', { maker: 'EPSON', model: 'TM-T20III' });
		counter.start({ profile: null, serial: 'OTHER00002' });
		await counter.clock.advance(10_000);
		expect(kept()).toBe('epson');
	});
});

test('what the configuration names is so, whatever the printer says', async () => {
	await printOn(BRANDS.bixolon, 'unknown-80');
	expect([total(), faults(), Buffer.from(counter.paper.received).includes('\x1dIB')]).toEqual([undefined, [], false]);
	await counter.stop();
	counter.start({ profile: null });
	await counter.clock.advance(10_000);
	await counter.stop();
	counter.start({ profile: 'unknown-80' }, { compose: () => Promise.resolve(composeVisitSlip(ELENA)), rasteriser });
	counter.printing.submit(visit('b'));
	await counter.clock.advance(10_000);
	expect([counter.told.at(-1), kept(), total()]).toEqual(['b processed', 'bixolon', undefined]);
});

test('no name breaks anything, and none but those that are known tell something', () => {
	counter = new PrinterCounter();
	fc.assert(fc.property(fc.string(), fc.string(), (maker, model) => profileOfMake(maker, model) === undefined));
	expect([profileOfMake(' epson ', 'tm-t20iii'), profileOfMake('EPSON', 'TM-T88'), CAUTIOUS]).toEqual([
		...['epson', undefined, 'unknown-58'],
	]);
});
