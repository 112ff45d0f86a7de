import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright';
import { afterEach, describe, expect, test } from 'vitest';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import { FakeBridge } from '../fakes/fake-bridge.ts';
import { usePage } from '../support/own-page.ts';
import { kioskSetup, RESTING, standing } from './miramar-kiosk.ts';
import { READY, setupOf, shown } from './miramar-till.ts';

const BUILD = join(import.meta.dirname, '../../build/kiosk');
const FIRST_KB_MAX = 250;
const SCRIPTS_KB_MAX = 90;
/** By these a screen is known to be drawn. */
const DRAWN = { till: '.keypad', kiosk: '.tile' } as const;
type Screen = keyof typeof DRAWN;
/** Files of Chinese: of the whole font, and of the screens' own cuts, as a page needs them. */
const LATER_HAN = /noto-sans-sc|wght\.|-later-/;
const ANY_HAN = /noto-sans-sc|wght\.|-(first|later)-/;
/** What is fetched in idle time comes some seconds after the screen. */
const SOON = { timeout: 20_000 };

let page: Page;
let bridge: FakeBridge;
afterEach(() => bridge.stop());
usePage((opened) => (page = opened), { viewport: { width: 1080, height: 1920 }, reducedMotion: 'no-preference' });

/** Nobody's first name; its signs are in no screen's own cut of the font. */
const RARE = '燚犇';

/** Notes when the screen was first drawn, what moved on it, and what was written before its letters were there. */
function watch([drawn, rare]: readonly [drawn: string, rare: string]): void {
	const seen = { drawnAtMs: 0, moved: [] as string[], withoutLetters: [] as string[] };
	Object.assign(window, { seen });
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) {
			const { sources } = entry as unknown as { readonly sources: readonly { readonly node: Node | null }[] };
			for (const { node } of sources)
				seen.moved.push((node as HTMLElement | null)?.outerHTML ?? node?.textContent ?? '');
		}
	}).observe({ type: 'layout-shift' });
	const isThere = (families: string, text: string) => document.fonts.check(`1em ${families}`, text);
	const look = () => {
		requestAnimationFrame(look);
		if (document.querySelector(drawn)) seen.drawnAtMs ||= performance.now();
		if (!seen.drawnAtMs) return;
		const text = document.querySelector('main')!.innerText;
		const missing = [...text.replaceAll(rare, '')].filter(
			(sign) => !isThere("'Sofia Sans Variable', 'Retorno Han'", sign),
		);
		seen.withoutLetters.push(...missing);
		// A family that nobody has heard of counts as there.
		const isKnown = [...document.fonts].some(({ family }) => family.includes('Noto Sans SC'));
		if (text.includes(rare) && !(isKnown && isThere("'Noto Sans SC Variable'", rare))) seen.withoutLetters.push(rare);
	};
	look();
}

type Seen = Record<'moved' | 'withoutLetters', readonly string[]> & { readonly drawnAtMs: number };
/** What was seen up to the frame that is drawn next. */
const seen = () =>
	page.evaluate(
		() =>
			new Promise<Seen>((resolve) => {
				const tell = () => resolve((window as unknown as { seen: Seen }).seen);
				requestAnimationFrame(() => requestAnimationFrame(tell));
			}),
	);

async function open(screen: Screen, language: Language): Promise<void> {
	if (screen === 'kiosk') {
		const setup = kioskSetup();
		bridge = await FakeBridge.start({ ...setup, property: { ...setup.property, language } }, READY);
		bridge.kiosk = RESTING;
	} else {
		bridge = await FakeBridge.start(setupOf('restaurant'), READY);
	}
	await page.addInitScript((chosen) => localStorage.setItem('retorno.language', chosen), language);
	await page.addInitScript(watch, [DRAWN[screen], RARE] as const);
	await page.goto(`${bridge.url}/${screen}`);
	await page.locator(DRAWN[screen]).first().waitFor();
}

/** As small as gzip -9 makes it; fonts are packed already. */
function kbOf(url: string): number {
	const path = new URL(url).pathname;
	const body = readFileSync(join(BUILD, path.includes('.') ? path : 'index.html'));
	return Math.min(body.length, gzipSync(body, { level: 9 }).length) / 1_000;
}

async function loadedBeforeDrawn(): Promise<readonly string[]> {
	const { drawnAtMs } = await seen();
	expect(drawnAtMs).toBeGreaterThan(0);
	return page.evaluate(
		(until) =>
			performance
				.getEntries()
				.filter((entry): entry is PerformanceResourceTiming => /navigation|resource/.test(entry.entryType))
				// What comes from the browser's own cache was counted when it came.
				.filter(({ name, startTime, transferSize }) => name.startsWith('http') && startTime < until && transferSize > 0)
				.map(({ name }) => name),
		drawnAtMs,
	);
}

/** On a loaded machine letters come later than a page is ready to wait for them: it waits thirty times as long. */
function stretchWaits(): void {
	const wait = window.setTimeout.bind(window);
	const stretched = (then: () => void, ms = 0): number => wait(then, ms >= 1_000 ? ms * 30 : ms);
	window.setTimeout = Object.assign(stretched, wait);
}

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

describe.each(['till', 'kiosk'] as const)('the first screen of the %s', (screen) => {
	test.each(LANGUAGES)('comes in %s within its budget, in its own letters, and stays where it is', async (language) => {
		await open(screen, language);
		const urls = await loadedBeforeDrawn();
		expect(sum(urls.map(kbOf))).toBeLessThan(FIRST_KB_MAX);
		expect(sum(urls.filter((url) => url.endsWith('.js')).map(kbOf))).toBeLessThan(SCRIPTS_KB_MAX);
		expect(urls.filter((url) => (language === 'zh' ? LATER_HAN : ANY_HAN).test(url))).toEqual([]);
		expect(await seen()).toMatchObject({ moved: [], withoutLetters: [] });
	});

	test('a guest whose name needs letters that have not come yet is shown when they have', async () => {
		await page.route(ANY_HAN, async (route) => {
			await new Promise((resolve) => setTimeout(resolve, 100));
			await route.continue();
		});
		await page.addInitScript(stretchWaits);
		await open(screen, 'en');
		const rare = { displayName: `王${RARE}`, givenName: RARE };
		const { guest } = standing('小明', 'live', rare);
		if (screen === 'kiosk') bridge.sayKiosk({ conversation: 2, guest });
		else bridge.say({ ...shown('小明'), guest });
		await page.getByText(RARE).first().waitFor();
		expect(await seen()).toMatchObject({ moved: [], withoutLetters: [] });
	});

	test('another language comes at once, also when the bridge is away', async () => {
		await open(screen, 'en');
		const canWrite = (text: string) => page.evaluate((signs) => document.fonts.check("1em 'Retorno Han'", signs), text);
		const isFetched = () =>
			page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('wght.')));
		await expect.poll(isFetched, SOON).toBe(true);
		await expect.poll(() => canWrite('刷会员卡，正在重新启动。马上就好，不会丢失'), SOON).toBe(true);

		bridge.refuse = true;
		bridge.drop();
		await page.context().setOffline(true);
		if (screen === 'kiosk') await page.getByRole('button', { name: '中文' }).click();
		else await page.getByRole('combobox', { name: 'Language' }).selectOption('zh');
		await page
			.getByText(screen === 'kiosk' ? '屏幕正在重新启动。' : '暂时不能')
			.first()
			.waitFor();
		expect(await seen()).toMatchObject({ withoutLetters: [] });
	});
});
