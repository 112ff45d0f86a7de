import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CounterInput } from '#shared/counter/state.ts';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { CONFLICT_TEXTS } from '#lib/till/conflicts/texts.ts';
import { slipNumber } from '#shared/receipt/slip-number.ts';
import type { FakeBridge } from '../fakes/fake-bridge.ts';
import { launchChromium } from '../support/browser.ts';
import { looking, OWING, UNBOOKED } from './conflict-scenes.ts';
import { LOCKED, shown } from './miramar-till.ts';
import { openScene, type SceneName } from './till-scenes.ts';

/** A loaded machine takes its time; whatever is awaited comes at last or never. */
const SOON = { timeout: 15_000 };

let browser: Browser;
let page: Page;
let bridge: FakeBridge;

beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
	page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
});
afterEach(async () => {
	await page.close();
	await bridge.stop();
});

const open = async (name: SceneName): Promise<void> => void (bridge = await openScene(name, page));
const seen = () =>
	bridge.inputs.filter((input): input is Extract<CounterInput, { kind: 'conflict-seen' }> => {
		return input.kind === 'conflict-seen';
	});
const digits = async (pin: string) => {
	for (const digit of pin) await page.locator('.keypad').getByRole('button', { name: digit, exact: true }).click();
};

describe('visits that somebody has to look at', () => {
	test('are told on the till, opened, and put away one by one with fingers alone', async () => {
		await open('conflict-told');
		await page.getByText('2\u00a0paid visits wait for a supervisor.').waitFor();
		await page.getByRole('button', { name: /^Look at it/ }).click();
		await page.getByText('Paid, and not booked').waitFor();
		await page
			.getByText(new RegExp(`Slip ${slipNumber(UNBOOKED.visitId)} · check R-2041 · .* 16:12 · €83\\.00`))
			.waitFor();
		await page.getByText(/Another visit stands for this check\. The money stands\./).waitFor();
		await digits('2222');
		await page.getByText('The guest owes 38 points', { exact: false }).waitFor();
		await digits('2222');
		await page.getByRole('button', { name: /^Look at it/ }).waitFor({ state: 'hidden' });
		await page.locator('.categories').waitFor();
		expect(seen().map(({ visitId }) => visitId)).toEqual([UNBOOKED.visitId, OWING.visitId]);
	});

	test('and with the keyboard alone; a PIN that may not says so, and Escape goes back', async () => {
		await open('conflict');
		await page.keyboard.type('1111');
		await page.getByText('This PIN may not. Ask a supervisor.').waitFor();
		await page.keyboard.type('99');
		bridge.say({ waitingVisits: 3 });
		await page.keyboard.type('99');
		await page.getByText('3 tries left', { exact: false }).waitFor();
		expect(seen().map(({ pin }) => pin)).toEqual(['1111', '9999']);
		await page.keyboard.press('Escape');
		await page.locator('.categories').waitFor();
	});

	test('give way to a guest who comes, and wait for a bill that is typed', async () => {
		await open('conflict');
		bridge.say(shown('Miguel Ángel'));
		await page.locator('.categories').waitFor();
		await page.keyboard.press('F7');
		bridge.say({ guest: { kind: 'none' } });
		await page.keyboard.type('5');
		await page.keyboard.press('F7');
		await page.locator('.categories').waitFor();
		expect(await page.locator('.pin').count()).toBe(0);
	});

	test('are told at a locked till without a guest, and opened by nobody', async () => {
		await open('ready');
		bridge.say(LOCKED);
		looking(bridge);
		await page.getByText('2\u00a0paid visits wait for a supervisor.').waitFor();
		expect(await page.locator('[aria-keyshortcuts=F7]').count()).toBe(0);
		await page.keyboard.press('F7');
		await expect.poll(() => page.getByText('Paid, and not booked').count(), SOON).toBe(0);
	});
});

test('every language has the same texts, with the same values', () => {
	const valuesOf = (text: unknown) => [...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
	for (const language of LANGUAGES) {
		for (const [key, text] of Object.entries(CONFLICT_TEXTS.en)) {
			const said: unknown = CONFLICT_TEXTS[language][key as keyof typeof CONFLICT_TEXTS.en];
			expect(new Set(valuesOf(said)), `${language} ${key}`).toEqual(new Set(valuesOf(text)));
		}
	}
});
