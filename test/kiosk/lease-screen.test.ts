import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { FaultCounter } from '../fakes/fault-counter.ts';
import { launchChromium } from '../support/browser.ts';
import { SOON } from '../support/own-page.ts';
import { setupOf } from './miramar-till.ts';

const BUILD = join(import.meta.dirname, '../../build/kiosk');
const ELENA = '9702310000000013';

let browser: Browser;
let counter: FaultCounter;
let pages: Page[];

beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
	counter = await FaultCounter.open(BUILD, setupOf('restaurant'));
	pages = [];
});
afterEach(async () => {
	for (const page of pages) await page.close();
	await counter.close();
});

async function open(): Promise<Page> {
	const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' });
	pages.push(page);
	await page.goto(`${counter.url}/till`);
	return page;
}
const sees = (page: Page, text: string): Promise<void> => page.getByText(text).first().waitFor(SOON);

test('F31: a second window says that the till is in use, and takes it over by one key', async () => {
	const first = await open();
	await sees(first, 'Nothing to clear');
	const second = await open();
	await sees(second, 'In use in another window.');
	await second.getByRole('button', { name: 'Use it here' }).click();
	await sees(second, 'Nothing to clear');
	await sees(first, 'In use in another window.');
	await counter.swipe(ELENA);
	await sees(second, 'Elena Petrova');
	expect(await first.getByText('Elena Petrova').count()).toBe(0);
});

test('F30: a window that is loaded again has the till without asking, and shows what was swiped meanwhile', async () => {
	const page = await open();
	await sees(page, 'Nothing to clear');
	await page.goto('about:blank');
	await counter.swipe(ELENA);
	await counter.clock.pass(20_000);
	await page.goBack();
	await sees(page, 'Elena Petrova');
	// Drawn is not yet told: the bridge hears of it a frame later.
	await setTimeout(500);
	await counter.clock.pass(60_000);
	expect(counter.state).toMatchObject({ guest: { kind: 'shown' }, unseenSwipes: 0 });
});
