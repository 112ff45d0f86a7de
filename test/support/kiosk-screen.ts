import type { Browser, Page } from 'playwright';
import { expect, vi } from 'vitest';
import type { RunningHouse } from './running-house.ts';

const SWIPES_MAX = 3;
const SHOWN_MS_MAX = 5_000;
const SEEN_MS_MAX = 15_000;

/**
 * A guest's hands and eyes at the kiosk of a running house. What is on the screen is read as a whole and compared outside
 * the page, so that no question asked of the page leaves a name in it.
 */
export class KioskScreen {
	readonly page: Page;
	readonly #house: RunningHouse;

	private constructor(page: Page, house: RunningHouse) {
		this.page = page;
		this.#house = house;
	}

	static async open(browser: Browser, house: RunningHouse): Promise<KioskScreen> {
		const page = await browser.newPage({ viewport: { width: 1080, height: 1920 }, reducedMotion: 'reduce' });
		page.setDefaultTimeout(SEEN_MS_MAX);
		await page.goto(house.kioskUrl);
		return new KioskScreen(page, house);
	}

	/** Everything that can be read, with single spaces. */
	async text(): Promise<string> {
		return (await this.page.locator('body').innerText()).replace(/\s+/g, ' ');
	}

	/** Waits until all of it can be read at once. */
	async reads(...words: readonly (string | RegExp)[]): Promise<string> {
		return this.#reads(words, SEEN_MS_MAX);
	}

	/** As a guest does: where the server's answer comes too late, the card is swiped again. */
	async swipes(card: string, ...words: readonly (string | RegExp)[]): Promise<string> {
		for (let tries = 1; tries < SWIPES_MAX; tries++) {
			await this.#house.swipe(card);
			const text = await this.#reads(words, SHOWN_MS_MAX).catch(() => undefined);
			if (text !== undefined) return text;
		}
		await this.#house.swipe(card);
		return this.reads(...words);
	}

	async language(): Promise<string | null> {
		return this.page.getAttribute('html', 'lang');
	}

	presses(key: string): Promise<void> {
		return this.page.getByRole('button', { name: key, exact: true }).click();
	}

	#reads(words: readonly (string | RegExp)[], timeout: number): Promise<string> {
		return vi.waitFor(
			async () => {
				const text = await this.text();
				for (const word of words) expect(text).toMatch(word);
				return text;
			},
			{ timeout, interval: 50 },
		);
	}
}
