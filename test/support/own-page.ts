import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchChromium } from './browser.ts';

/** A loaded machine takes its time; whatever is awaited comes at last or never. */
export const SOON = { timeout: 15_000 };

/** A counter's screen, on which nothing moves. */
const SCREEN = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', locale: 'en' } as const;

/** A page of its own for each test of a file, in one browser. @param take is given each before its test */
export function usePage(take: (page: Page) => unknown, options: BrowserContextOptions = {}): void {
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		browser = await launchChromium();
	});
	afterAll(() => browser.close());
	beforeEach(async () => {
		page = await browser.newPage({ ...SCREEN, ...options });
		await take(page);
	});
	afterEach(() => page.close());
}
