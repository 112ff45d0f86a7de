import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serialAt } from '../../bridge/setup/attached.ts';
import { startPrinterEmulator, type PrinterEmulator } from '../../bridge/simulate/printer/emulator.ts';
import { BareCounter } from '../support/bare-counter.ts';
import { launchChromium } from '../support/browser.ts';
import { typeAsReader } from '../support/keyboard-reader.ts';
import { ReaderProcess } from '../support/reader-process.ts';
import { CARDS, codeOnPaper, send, SetupVisit, SOON } from '../support/setup-visit.ts';

const [ELENA, MIGUEL] = CARDS;
/** The screen speaks English to her. */
const ALICE = '9702310000000047';

let browser: Browser;
let counter: BareCounter;
let reader: ReaderProcess;
let printer: PrinterEmulator;
let page: Page;
let visit: SetupVisit;

beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
	reader = await ReaderProcess.open();
	counter = await BareCounter.open('kiosk');
	counter.attached.push(serialAt(reader.path, 'Kiosk reader'));
	printer = await startPrinterEmulator();
	page = await openPage('/setup');
	visit = new SetupVisit(page);
});
afterEach(async () => {
	await page.context().close();
	await counter.close();
	await reader.unplug();
	await printer.close();
});

async function openPage(path: string): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, locale: 'en-GB' });
	const opened = await context.newPage();
	opened.setDefaultTimeout(SOON.timeout);
	await opened.goto(`${counter.url}${path}`);
	return opened;
}

/** The counter has its own readers a moment after somebody has left. */
const swiped = (card: string, where: Page, name: string) =>
	expect
		.poll(async () => {
			await send(reader, `;${card}?`);
			return where.getByText(name).count();
		}, SOON)
		.toBeGreaterThan(0);

describe('a kiosk that has just been paired', () => {
	test('learns its reader and its printer, reads its test slip back, and shows a guest their points', async () => {
		await visit.signIn();
		await visit.sees('None yet.');
		await visit.learn('Kiosk reader', reader);
		await visit.tryPrinter(printer);
		await visit.press('No drawer');
		await visit.sees('Is the slip right?');
		await expect.poll(() => codeOnPaper(printer), SOON).toMatch(/^00\d{10}$/);
		// A scanner that types: the code bare, as a kiosk takes it.
		await typeAsReader(page, ELENA);
		await visit.sees('Something else came.');
		await typeAsReader(page, codeOnPaper(printer)!);
		await visit.sees('The code came back');
		await visit.press('Use this printer');
		await visit.sees('The printer is in use.');
		await visit.press('Done');
		await visit.sees('PIN of a supervisor or manager');
		expect(counter.config).toMatchObject({
			readers: [{ kind: 'serial', path: reader.path }],
			printer: { kind: 'tcp', port: printer.port },
		});

		await page.getByRole('link', { name: 'To the kiosk' }).click();
		await swiped(MIGUEL, page, 'Miguel');
		await page.getByText('480', { exact: true }).first().waitFor();
	});

	test('lets neither a cashier in nor who guesses, and says the same to both', async () => {
		await visit.signIn('1111');
		await visit.sees('That is not a PIN here. 4 more tries.');
		await page.keyboard.type('9999');
		await visit.sees('That is not a PIN here. 3 more tries.');
		expect(await page.getByText('Kiosk reader').count()).toBe(0);
	});

	test('lets nobody in without the server, and keeps no PIN', async () => {
		await counter.loseServer();
		await visit.signIn();
		await visit.sees('The server is away, and this counter keeps no PINs.');
	});
});

describe('a kiosk with a guest', () => {
	test('is not set up before they have gone; what is swiped meanwhile is nobody’s', async () => {
		await counter.configure({ readers: [{ kind: 'serial', path: reader.path }] });
		const kiosk = await openPage('/kiosk');
		await kiosk.getByRole('button', { name: '中文' }).waitFor();
		await page.goto(`${counter.url}/setup`);
		await swiped(ALICE, kiosk, 'Alice');
		await visit.signIn();
		await visit.sees('A guest is at the kiosk.');
		await kiosk.getByRole('button', { name: /^Done/ }).first().click();
		await expect.poll(() => kiosk.getByText('Alice').count(), SOON).toBe(0);
		await page.keyboard.type('2222');
		await visit.sees('Plugged in');
		// Without a guest it speaks the language of the house.
		await kiosk.getByText('Това гише се настройва.').waitFor();
		await send(reader, `;${ELENA}?`);
		await visit.press('Done');
		await kiosk.getByRole('button', { name: '中文' }).waitFor();
		expect(await kiosk.getByText('Елена').count()).toBe(0);
		await kiosk.context().close();
	});
});
