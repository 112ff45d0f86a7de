import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { DESK_FAULTS } from '../../bridge/simulate/fault-player.ts';
import { FAULTS } from '../../bridge/simulate/faults.ts';
import { FakeBridge } from '../fakes/fake-bridge.ts';
import { graveBarriersOf } from '../support/barriers.ts';
import { SOON, usePage } from '../support/own-page.ts';
import { kioskSetup } from './miramar-kiosk.ts';
import { DESK } from './device-scenes.ts';
import { READY } from './miramar-till.ts';

let page: Page;
let bridge: FakeBridge;
beforeEach(async () => {
	bridge = await FakeBridge.start(kioskSetup(), READY);
	bridge.simulated = DESK;
});
afterEach(() => bridge.stop());
usePage((opened) => (page = opened));

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
const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();

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
			...DESK,
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
		bridge.simulated = { ...DESK, reader: { plugged: false, over: 'serial' } };
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
		bridge.saySimulated({ ...DESK, slips: [...DESK.slips, ...DESK.slips] });
		await page.getByAltText('Slip 3').waitFor();
	});

	test('a fault is chosen by its number, is told while it is played, and is stopped', async () => {
		await open();
		await page.getByText('All is well. Choose a fault.').waitFor();
		await page.getByRole('button', { name: 'Stop' }).click({ force: true });
		await press(/^F16 /);
		await expect.poll(() => bridge.acts, SOON).toEqual([{ kind: 'play-fault', fault: 'F16' }]);

		bridge.saySimulated({ ...DESK, playing: 'F16' });
		await page.getByRole('status').getByText('Now: F16, The paper ends in the middle of a slip').waitFor();
		await page.getByRole('button', { name: /^F16 /, pressed: true }).waitFor();
		await press('Stop');
		await press(/^F16 /);
		await press(/^F14 /);
		await expect
			.poll(() => bridge.acts.slice(1), SOON)
			.toEqual([{ kind: 'stop-fault' }, { kind: 'stop-fault' }, { kind: 'play-fault', fault: 'F14' }]);
	});

	test('of the forty faults each is there, with its sentence or with why it is not played here', async () => {
		await open();
		const rows = page.locator('main li').filter({ hasText: /^F\d/ });
		await rows.first().waitFor();
		const said = (await rows.allInnerTexts()).map((row) => row.split(/\n+/).map((line) => line.trim()));
		expect(said.map(([number]) => number).sort()).toEqual(Object.keys(FAULTS).sort());
		expect(said.filter((row) => row.length !== 3 || row.includes(''))).toEqual([]);
		const keys = await page.getByRole('button', { name: /^F\d/ }).count();
		expect(keys).toBe(DESK_FAULTS.filter(({ notPlayed }) => notPlayed === null).length);
	});

	test('a fault is played and stopped with the keyboard alone, whichever it is', async () => {
		await open();
		const last = page.getByRole('button', { name: /^F29 / });
		await page.getByRole('button', { name: 'Stop' }).focus();
		for (let n = 0; n < DESK_FAULTS.length && !(await last.evaluate((key) => key === document.activeElement)); n++)
			await page.keyboard.press('Tab');
		await expect(last.evaluate((key) => key === document.activeElement)).resolves.toBe(true);
		const list = (await page.locator('main .list').boundingBox())!;
		const key = (await last.boundingBox())!;
		expect(key.y >= list.y && key.y + key.height <= list.y + list.height).toBe(true);
		await page.keyboard.press('Enter');
		await expect.poll(() => bridge.acts, SOON).toEqual([{ kind: 'play-fault', fault: 'F29' }]);
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
