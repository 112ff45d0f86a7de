import { describe, expect, test } from 'vitest';
import { PROFILES, type ProfileName } from '../../../bridge/printing/profile.ts';
import { tcpPrinter } from '../../../bridge/printing/tcp-printer.ts';
import { kick, NUMBERINGS, profileBy, rowText, testSlip, trialPaper } from '../../../bridge/printing/trial-paper.ts';
import { TrialPrinter } from '../../../bridge/printing/trial-printer.ts';
import { systemClock } from '../../../bridge/clock.ts';
import { BRANDS } from '../../../bridge/simulate/printer/brands.ts';
import { startPrinterEmulator, type PrinterEmulator } from '../../../bridge/simulate/printer/emulator.ts';
import { paperText } from '../../../bridge/simulate/printer/paper.ts';
import { readTrial } from '../../support/trial-reader.ts';

async function atPrinter<Done>(
	brand: keyof typeof BRANDS,
	act: (printer: TrialPrinter, emulator: PrinterEmulator, troubles: (string | null)[]) => Promise<Done>,
): Promise<Done> {
	const emulator = await startPrinterEmulator({ model: BRANDS[brand] });
	const troubles: (string | null)[] = [];
	const transport = tcpPrinter({ host: '127.0.0.1', port: emulator.port });
	const printer = new TrialPrinter({ transport, clock: systemClock, onTrouble: (kind) => troubles.push(kind) });
	try {
		return await act(printer, emulator, troubles);
	} finally {
		printer.close();
		await emulator.close();
	}
}

/** What is found for each make. Of several that look the same one that promises no more. */
const FOUND: Readonly<Record<keyof typeof BRANDS, ProfileName>> = {
	epson: 'epson',
	'epson-180dpi': 'epson-old',
	'epson-old': 'epson-old',
	bixolon: 'bixolon',
	'bixolon-180dpi': 'bixolon-180dpi',
	citizen: 'citizen',
	star: 'star',
	'clone-80': 'clone-80',
	'clone-58': 'clone-58',
	mpt: 'mpt',
};

describe('the trial paper', () => {
	test.each(Object.keys(BRANDS) as (keyof typeof BRANDS)[])(
		'of %s tells what it is, and then slips are right',
		(brand) =>
			atPrinter(brand, async (printer, emulator) => {
				await printer.print(trialPaper());
				const { figure, row } = readTrial(emulator.paper());
				const profile = profileBy(figure, row);
				expect(profile).toBe(FOUND[brand]);
				await printer.print(testSlip(profile, 'Hotel Miramar', '001234567890'));
				const paper = paperText(emulator.paper()).join('\n');
				for (const words of ['Hotel Miramar', 'Ñandú', 'Слънце', '1,234.56']) expect(paper).toContain(words);
				expect(emulator.paper().items.some((item) => item.kind === 'fault' && item.fault === 'unknown_command')).toBe(
					false,
				);
			}),
	);

	test('fits on the narrowest paper, row by row', () => {
		for (let row = 1; row <= NUMBERINGS.length; row++) expect(`${row} ${rowText(row)}`.length).toBeLessThanOrEqual(32);
	});

	test('of which nothing is right leads to a printer that draws its letters', () => {
		expect([1, 2, 3].map((figure) => profileBy(figure, 0))).toEqual(['unknown-58', 'unknown-80', 'unknown-80']);
	});

	test('never promises a width that the paper does not have', () => {
		const widths = [0, 32, 42, 48];
		for (let figure = 1; figure <= 3; figure++)
			for (let row = 0; row <= NUMBERINGS.length + 1; row++)
				expect(PROFILES[profileBy(figure, row)].columns).toBeLessThanOrEqual(widths[figure]!);
	});
});

describe('a printer that is tried', () => {
	test('opens its drawer, and prints nothing by that', () =>
		atPrinter('epson', async (printer, emulator) => {
			await printer.print(kick({ pin: 5, onMs: 100, offMs: 200 }));
			expect(emulator.paper().items.filter(({ kind }) => kind !== 'drawer')).toEqual([]);
			expect(emulator.paper().items).toContainEqual({ kind: 'drawer', pin: 5, onMs: 100 });
		}));

	test('without paper says so, and prints when there is some', () =>
		atPrinter('epson', async (printer, emulator, troubles) => {
			emulator.paperOut();
			const printed = printer.print(trialPaper());
			await expect.poll(() => troubles.at(-1), { timeout: 15_000 }).toBe('paper_out');
			emulator.loadPaper();
			expect(await printed).toBe('processed');
		}));

	test('that is off says so, and whoever gives up prints nothing later', () =>
		atPrinter('epson', async (printer, emulator, troubles) => {
			await emulator.powerCut();
			const printed = printer.print(trialPaper());
			await expect.poll(() => troubles.at(-1), { timeout: 15_000 }).toBe('absent');
			printer.close();
			expect(await printed).toBeUndefined();
		}));
});
