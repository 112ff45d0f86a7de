import type { Page } from 'playwright';
import { afterEach, describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import type { SimulatedView } from '#shared/protocol/simulate.ts';
import { FakeBridge } from '../fakes/fake-bridge.ts';
import { barriersOf } from '../support/barriers.ts';
import { usePage } from '../support/own-page.ts';
import { DESK } from './device-scenes.ts';
import { lookFaults } from './look.ts';
import { kioskSetup, RESTING } from './miramar-kiosk.ts';
import { READY, setupOf } from './miramar-till.ts';

let page: Page;
let bridge: FakeBridge;
afterEach(() => bridge.stop());
usePage((opened) => (page = opened));

async function open(role: 'till' | 'kiosk', { simulated }: { simulated?: SimulatedView } = {}): Promise<void> {
	bridge = await FakeBridge.start(role === 'kiosk' ? kioskSetup() : setupOf('restaurant'), READY);
	if (role === 'kiosk') bridge.kiosk = RESTING;
	bridge.simulated = simulated;
	await page.goto(bridge.url);
}

const links = () => page.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href')));

describe('the start page', () => {
	test.each([
		['till', 'Open the till', '.keypad', ['/till', '/setup']],
		['kiosk', 'Open the kiosk', '.tile', ['/kiosk']],
	] as const)('of a %s leads there, a till also to its devices, and nowhere else', async (role, name, drawn, leads) => {
		await open(role);
		await page.getByRole('link', { name }).waitFor();
		await expect.poll(links).toEqual(leads);
		await page.getByRole('link', { name }).click();
		await page.locator(drawn).first().waitFor();
	});

	test('of a demo leads to its devices too', async () => {
		await open('till', { simulated: DESK });
		await page.getByRole('link', { name: 'Devices of this demo' }).click();
		await page.getByRole('heading', { name: 'Card reader' }).waitFor();
	});

	test('of a counter that has not met its server says so, and leads to where it will open', async () => {
		bridge = await FakeBridge.start(null, READY);
		await page.goto(bridge.url);
		await page.getByText('This counter has not met its server yet.').waitFor();
		expect(await links()).toEqual(['/till']);
	});

	test('says when the counter starts again', async () => {
		await open('till');
		await page.getByRole('link').first().waitFor();
		bridge.refuse = true;
		bridge.drop();
		await page.getByText('This counter is restarting.').waitFor();
	});

	test('speaks the language that is chosen there, and the till then speaks it too', async () => {
		await open('till');
		await page.getByRole('button', { name: 'Español' }).click();
		await page.getByRole('link', { name: 'Abrir la caja' }).click();
		await page.getByText('Nada que quitar').waitFor();
		expect(await page.getAttribute('html', 'lang')).toBe('es');
	});

	test.each(LANGUAGES)('is open to all in %s, has one sun and cuts no word', async (language) => {
		await page.addInitScript(
			([chosen, theme]) => {
				localStorage.setItem('retorno.language', chosen);
				localStorage.setItem('retorno.theme', theme);
			},
			[language, language === 'es' ? 'dark' : language === 'zh' ? 'contrast' : 'light'] as const,
		);
		await open('till', { simulated: DESK });
		await page.getByRole('link').nth(1).waitFor();
		expect(await barriersOf(page)).toEqual([]);
		expect(await lookFaults(page, 'till')).toEqual([]);
		expect(await page.locator('a.complete').count()).toBe(1);
		for (const [width, height] of [
			[1280, 800],
			[1080, 1920],
			[640, 400],
		] as const) {
			await page.setViewportSize({ width, height });
			const cut = await page.evaluate(() =>
				[...document.querySelectorAll<HTMLElement>('h1, h2, p, a, button')]
					.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
					.map(({ innerText }) => innerText),
			);
			expect(cut).toEqual([]);
			if (height >= 800) expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(height);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
		}
	});
});
