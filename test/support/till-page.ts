import type { Browser, Locator, Page } from 'playwright';
import { paperText } from '../../bridge/simulate/printer/paper.ts';
import type { RunningHouse } from './running-house.ts';

const SWIPES_MAX = 3;
const SHOWN_MS_MAX = 5_000;

/** A cashier's hands and eyes at the till of a running house. */
export class TillPage {
	readonly page: Page;
	readonly #house: RunningHouse;

	private constructor(page: Page, house: RunningHouse) {
		this.page = page;
		this.#house = house;
	}

	/** @param prepare is done to the page before it speaks to anybody */
	static async open(
		browser: Browser,
		house: RunningHouse,
		prepare: (page: Page) => Promise<void> = () => Promise.resolve(),
	): Promise<TillPage> {
		const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
		page.setDefaultTimeout(15_000);
		await prepare(page);
		await page.goto(house.tillUrl);
		const till = new TillPage(page, house);
		await till.sees('PIN, please');
		await page.keyboard.type('1111');
		await till.sees('Nothing to clear');
		return till;
	}

	sees(text: string | RegExp): Promise<void> {
		return this.page.getByText(text).first().waitFor();
	}

	/** The part of the screen that is about this guest. */
	guest(name: string): Locator {
		return this.page.getByRole('region', { name, exact: true });
	}

	get bill(): Locator {
		return this.page.getByRole('region', { name: 'Bill', exact: true });
	}

	/** As a cashier does: on a machine so busy that the server's answer comes too late, the card is swiped again. */
	async swipes(card: string, name: string): Promise<void> {
		const heading = this.page.getByRole('heading', { name });
		for (let tries = 1; tries < SWIPES_MAX; tries++) {
			await this.#house.swipe(card);
			const isShown = await heading.waitFor({ timeout: SHOWN_MS_MAX }).then(
				() => true,
				() => false,
			);
			if (isShown) return;
		}
		await this.#house.swipe(card);
		await heading.waitFor();
	}

	/** Takes the guest off the screen, and sees that it is done before anything else happens. */
	async clears(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.sees('Nothing to clear');
	}

	/** Category by category, as a cashier types it. */
	async types(amounts: Record<string, string>): Promise<void> {
		for (const [category, digits] of Object.entries(amounts)) {
			await this.page.getByRole('button', { name: category, exact: true }).click();
			await this.page.keyboard.type(digits);
		}
	}

	/** Confirms, and reads the paper as the printer itself reads it. */
	async confirms(): Promise<string> {
		const slip = this.nextSlip();
		await this.page.keyboard.press('Enter');
		return slip;
	}

	async goesOn(): Promise<void> {
		await this.sees('Next guest');
		await this.page.keyboard.press('Enter');
		await this.sees('Nothing to clear');
	}

	nextSlip(): Promise<string> {
		return new Promise((resolve) => {
			const stop = this.#house.printer.onSlip((cut) => {
				stop();
				resolve(paperText(cut).join('\n'));
			});
		});
	}
}
