import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startPrinterEmulator, type PrinterEmulator } from '../../bridge/simulate/printer/emulator.ts';
import { paperText } from '../../bridge/simulate/printer/paper.ts';
import { serialAt } from '../../bridge/setup/attached.ts';
import { BareCounter } from '../support/bare-counter.ts';
import { launchChromium } from '../support/browser.ts';
import { ReaderProcess } from '../support/reader-process.ts';
import { CARDS, codeOnPaper, send, SetupVisit, SOON } from '../support/setup-visit.ts';

let browser: Browser;
let counter: BareCounter;
let reader: ReaderProcess;
let scanner: ReaderProcess;
let printer: PrinterEmulator;
let page: Page;

beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
	reader = await ReaderProcess.open();
	counter = await BareCounter.open();
	counter.attached.push(serialAt(reader.path, 'Desk reader'));
	scanner = await ReaderProcess.open();
	counter.attached.push(serialAt(scanner.path, 'Scanner'));
	printer = await startPrinterEmulator();
	page = await openPage('/setup');
});
afterEach(async () => {
	await page.context().close();
	await counter.close();
	await reader.unplug();
	await scanner.unplug();
	await printer.close();
});

async function openPage(path: string): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
	const opened = await context.newPage();
	opened.setDefaultTimeout(SOON.timeout);
	await opened.goto(`${counter.url}${path}`);
	return opened;
}
const visit = (): SetupVisit => new SetupVisit(page);
const sees = (text: string | RegExp, where = page) => new SetupVisit(where).sees(text);
const press = (name: string | RegExp) => visit().press(name);
const signIn = (pin?: string) => visit().signIn(pin);
const swipe = (track: string) => send(reader, track);
const scan = (code: string) => send(scanner, code);
const learn = () => visit().learn('Desk reader', reader);

describe('a counter that has just been paired', () => {
	test('learns its reader by three cards, and reads the next guest with it at once', async () => {
		await signIn();
		await sees('None yet.');
		await learn();
		expect(counter.config['readers']).toEqual([
			expect.objectContaining({ kind: 'serial', path: reader.path, speaks: 'swipe', end: 'line', baudRate: 9_600 }),
		]);
		await press('Done');
		await sees('PIN of a supervisor or manager');

		const till = await openPage('/till');
		await sees('PIN, please', till);
		await till.keyboard.type('1111');
		await sees('Nothing to clear', till);
		await expect
			.poll(async () => {
				await swipe(`;${CARDS[1]}?`);
				return till.getByRole('heading', { name: 'Miguel' }).count();
			}, SOON)
			.toBeGreaterThan(0);
		await till.context().close();
	});

	test('has the same reader after a start', async () => {
		await signIn();
		await learn();
		await counter.restart();
		const fresh = await openPage('/setup');
		await sees('PIN of a supervisor or manager', fresh);
		await fresh.keyboard.type('2222');
		await fresh.getByRole('button', { name: /^Take out/ }).click();
		await sees('The reader was taken out.', fresh);
		expect(counter.config['readers']).toEqual([]);
		await fresh.context().close();
	});

	test('says in a sentence what it did not learn from, and keeps nothing of it', async () => {
		await signIn();
		await visit().open('Desk reader');
		await swipe(';4111111111111111=30121010000000000000?');
		await sees('That is a bank card, we did not read it.');
		await swipe(`;${CARDS[0]}?`);
		await sees('…0013');
		await swipe(`;${CARDS[0]}?`);
		await sees('That card was here already.');
		await swipe('9702310000000021');
		await sees('That came in another form');
		const said = `${await page.content()}${counter.log}${JSON.stringify(counter.config)}`;
		expect(said).not.toMatch(/411111|970231000/);
		await press('Back');
		expect(counter.config['readers']).toEqual([]);
	});
});

describe('from nothing to the first visit with paper', () => {
	test('a scanner, a printer with its drawer, a slip that is read back, and a guest', async () => {
		await signIn();
		await learn();
		// The same hand holds a scanner: a code, and CR behind it.
		await visit().learn('Scanner', scanner, (card) => card);
		await sees('barcodes and QR codes, ended by a line end');

		await visit().tryPrinter(printer);
		await press('Open it');
		await sees('Did it open?');
		await press('Try the other way');
		await sees('Did it open?');
		await expect
			.poll(() => printer.paper().items.flatMap((item) => (item.kind === 'drawer' ? [item.pin] : [])), SOON)
			.toEqual([2, 5]);
		await press('It opened');
		await sees('Read the code of the slip with the scanner.');
		await sees('Profile epson');

		await scan(CARDS[0]);
		await sees('Something else came.');
		await expect.poll(() => codeOnPaper(printer), SOON).toMatch(/^00\d{10}$/);
		await scan(codeOnPaper(printer)!);
		await sees('The code came back');
		await press('Use this printer');
		await sees('The printer is in use.');
		expect(counter.config['printer']).toEqual({
			...{ kind: 'tcp', host: '127.0.0.1', port: printer.port, profile: 'epson' },
			drawer: { pin: 5, onMs: 100, offMs: 200 },
		});
		await press('Done');
		await sees('PIN of a supervisor or manager');

		const till = await openPage('/till');
		await sees('PIN, please', till);
		await till.keyboard.type('1111');
		await sees('Nothing to clear', till);
		await expect
			.poll(async () => {
				await swipe(`;${CARDS[1]}?`);
				return till.getByRole('heading', { name: 'Miguel' }).count();
			}, SOON)
			.toBeGreaterThan(0);
		await till.getByRole('button', { name: 'Food', exact: true }).click();
		await till.keyboard.type('6200');
		const before = printer.slips().length;
		await till.keyboard.press('Enter');
		await expect.poll(() => printer.slips().length, SOON).toBeGreaterThan(before);
		expect(paperText(printer.paper()).join('\n')).toContain('Miguel');
		await till.context().close();
	});

	test('a test slip comes from the printer that is in use, and another one in its place can be let in', async () => {
		await counter.configure({ printer: { host: '127.0.0.1', port: printer.port, profile: 'epson' } });
		page = await openPage('/setup');
		await signIn();
		await press('Test slip');
		await sees('Is the slip right?');
		await sees('No scanner is known here.');
		expect(codeOnPaper(printer)).toBeDefined();
		await press('Back');
		await press('Forget this printer');
		await sees('What was known of the printer is forgotten.');
		await press('Done');
		await sees('PIN of a supervisor or manager');
	});

	test('paper that is missing is said, and nobody has to wait for it', async () => {
		printer.paperOut();
		await signIn();
		await page.getByLabel('Address').fill('127.0.0.1');
		await page.getByLabel('Port').fill(String(printer.port));
		await press('Learn a printer there');
		await sees('The printer has no paper.');
		await press('Back');
		await sees('Plugged in');
		expect(counter.config['printer']).toBeNull();
	});
});

/** Who types without a pause is taken for a reader. */
const PATIENTLY = { ...SOON, interval: 500 };

describe('who may', () => {
	test('a cashier may not, nor who guesses', async () => {
		await signIn('1111');
		await sees('Only a supervisor or a manager sets devices up.');
		await page.keyboard.type('9999');
		await sees(/That is not a PIN here/);
		expect(await page.getByText('Desk reader').count()).toBe(0);
	});

	test('nobody may while somebody works at the till, and nobody works there meanwhile', async () => {
		const till = await openPage('/till');
		await sees('PIN, please', till);
		await till.keyboard.type('1111');
		await sees('Nothing to clear', till);
		await signIn();
		await sees('Somebody is signed in at the till. Lock it first.');
		await till.getByRole('button', { name: /^Lock/ }).first().click();
		await sees('PIN, please', till);
		await signIn();
		await sees('Desk reader');
		await sees('This counter is being set up.', till);
		expect(await till.getByRole('button').count()).toBe(0);
		await press('Done');
		await sees('PIN, please', till);
		await till.context().close();
	});

	test('a second window hears nothing, and a window that is closed leaves the counter free', async () => {
		await signIn();
		await sees('Desk reader');
		const other = await openPage('/setup');
		await sees('Set-up is open in another window.', other);
		await other.keyboard.type('2222');
		expect(await other.getByText('Desk reader').count()).toBe(0);
		await page.close();
		await expect
			.poll(async () => {
				await other.keyboard.type('2222');
				return other.getByText('Desk reader').count();
			}, PATIENTLY)
			.toBeGreaterThan(0);
		page = other;
	});
});
