import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import type { SimulatedView } from '#shared/protocol/simulate.ts';
import { FakeBridge } from '../fakes/fake-bridge.ts';
import { graveBarriersOf } from '../support/barriers.ts';
import { launchChromium } from '../support/browser.ts';
import { kioskSetup } from './miramar-kiosk.ts';
import { READY } from './miramar-till.ts';

const SOON = { timeout: 15_000 };
/** A slip that would run if it were part of the page. */
const SLIP =
	'<svg xmlns="http://www.w3.org/2000/svg" width="576" height="300"><rect width="576" height="300" fill="#fff"/><text x="40" y="90" font-size="40">1250</text><script>window.ran = true</script></svg>';
const VIEW: SimulatedView = {
	reader: { plugged: true, over: 'serial' },
	printer: { on: true, paperOut: false, coverOpen: false },
	slips: [SLIP, SLIP],
};

let browser: Browser;
let page: Page;
let bridge: FakeBridge;

beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
	bridge = await FakeBridge.start(kioskSetup(), READY);
	bridge.simulated = VIEW;
	page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', locale: 'en' });
});
afterEach(async () => {
	await page.close();
	await bridge.stop();
});

const open = (language = 'en', theme = 'light') =>
	page
		.addInitScript(
			([chosenLanguage, chosenTheme]) => {
				localStorage.setItem('retorno.language', chosenLanguage);
				localStorage.setItem('retorno.theme', chosenTheme);
			},
			[language, theme] as const,
		)
		.then(() => page.goto(`${bridge.url}/devices`));
const press = (name: string | RegExp) => page.getByRole('button', { name }).click();

describe('the devices of the demo', () => {
	test('a hand swipes, unplugs, takes the paper out and opens the cover', async () => {
		await open();
		await press(/Елена/);
		await press(/Bank card/);
		await press('Unplug');
		await press('Take the paper out');
		await press('Open the cover');
		await press('Switch off');
		await expect.poll(() => bridge.acts.length, SOON).toBe(6);
		expect(bridge.acts).toEqual([
			{ kind: 'swipe', stripe: ';9702310000000013?' },
			{ kind: 'swipe', stripe: ';4111111111111111=30121010000000000000?' },
			{ kind: 'unplug-reader' },
			{ kind: 'paper-out' },
			{ kind: 'open-cover' },
			{ kind: 'printer-off' },
		]);
	});

	test('what was done can be undone', async () => {
		bridge.simulated = {
			...VIEW,
			reader: { plugged: false, over: 'tcp' },
			printer: { on: false, paperOut: true, coverOpen: true },
		};
		await open();
		await press('Plug in');
		await press('Put paper in');
		await press('Close the cover');
		await press('Switch on');
		await expect
			.poll(() => bridge.acts.map(({ kind }) => kind), SOON)
			.toEqual(['plug-reader', 'load-paper', 'close-cover', 'printer-on']);
	});

	test('without a reader no card can be swiped, and each says why', async () => {
		bridge.simulated = { ...VIEW, reader: { plugged: false, over: 'serial' } };
		await open();
		await page.getByRole('button', { name: /Елена/ }).getByText('Plug the reader in first.').waitFor();
		await page.getByRole('button', { name: /Елена/ }).click({ force: true });
		expect(bridge.acts).toEqual([]);
	});

	test('a slip is a picture: nothing in it runs', async () => {
		await open();
		await page.getByAltText('Slip 1').waitFor();
		expect(await page.evaluate('typeof ran')).toBe('undefined');
		expect(await page.locator('svg text').count()).toBe(0);
		bridge.saySimulated({ ...VIEW, slips: [SLIP, SLIP, SLIP] });
		await page.getByAltText('Slip 3').waitFor();
	});

	test('where the devices are real there is nothing to play with', async () => {
		bridge.simulated = undefined;
		await open();
		await page.getByText('The devices of this counter are real.').waitFor();
		expect(await page.locator('main button').count()).toBe(0);
	});

	test.each(LANGUAGES)('fits on its screen, reads well and is open to all in %s', async (language) => {
		await open(language, language === 'es' ? 'dark' : language === 'zh' ? 'contrast' : 'light');
		await page.locator('main img').first().waitFor();
		expect(await graveBarriersOf(page)).toEqual([]);
		const cut = await page.evaluate(() =>
			[...document.querySelectorAll<HTMLElement>('h1, h2, p, button')]
				.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
				.map(({ innerText }) => innerText),
		);
		expect(cut).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(800);
	});
});
