import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serialAt } from '../../bridge/setup/attached.ts';
import { BareCounter } from '../support/bare-counter.ts';
import { launchChromium } from '../support/browser.ts';
import { ReaderProcess } from '../support/reader-process.ts';

const SOON = { timeout: 20_000 };
/** A swipe is over, and the next one is another. */
const SWIPE_APART_MS = 800;
const CARDS = ['9702310000000013', '9702310000000021', '9702310000000039'] as const;

let browser: Browser;
let counter: BareCounter;
let reader: ReaderProcess;
let page: Page;

beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
	reader = await ReaderProcess.open();
	counter = await BareCounter.open();
	counter.attached.push(serialAt(reader.path, 'Desk reader'));
	page = await openPage('/setup');
});
afterEach(async () => {
	await page.context().close();
	await counter.close();
	await reader.unplug();
});

async function openPage(path: string): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
	const opened = await context.newPage();
	opened.setDefaultTimeout(SOON.timeout);
	await opened.goto(`${counter.url}${path}`);
	return opened;
}
const sees = (text: string | RegExp, where = page) => where.getByText(text).first().waitFor();
const press = (name: string | RegExp) => page.getByRole('button', { name }).click();

async function signIn(pin = '2222'): Promise<void> {
	await sees('PIN of a supervisor or manager');
	await page.keyboard.type(pin);
}
async function swipe(track: string): Promise<void> {
	await reader.write(Buffer.from(`${track}\r`, 'latin1'));
	await setTimeout(SWIPE_APART_MS);
}
async function learn(): Promise<void> {
	await press('Learn this reader: Desk reader');
	await expect.poll(() => page.getByText('Opening the line').count(), SOON).toBe(0);
	for (const card of CARDS) {
		await swipe(`;${card}?`);
		await sees(`…${card.slice(-4)}`);
	}
	await press('Use this reader');
	await sees('The reader is in use.');
}

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
		await press(/Learn this reader/);
		await expect.poll(() => page.getByText('Opening the line').count(), SOON).toBe(0);
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
		await sees('In use in another window.', till);
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
			}, SOON)
			.toBeGreaterThan(0);
		page = other;
	});
});
