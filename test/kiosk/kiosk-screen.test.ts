import type { Page } from 'playwright';
import { afterEach, describe, expect, test } from 'vitest';
import { emsOf } from '#lib/kiosk/fit.ts';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import type { FakeBridge } from '../fakes/fake-bridge.ts';
import { graveBarriersOf } from '../support/barriers.ts';
import { SOON, usePage } from '../support/own-page.ts';
import { heapOf, keptBy } from '../support/page-memory.ts';
import { KIOSK_SCENES, next, openKiosk, openKioskScene, playKiosk, type KioskSceneName } from './kiosk-scenes.ts';
import { enlargeLetters, lookFaults } from './look.ts';
import { guestOf, RESTING, standing } from './miramar-kiosk.ts';

const SCENES = Object.keys(KIOSK_SCENES) as KioskSceneName[];
/** A walk through all the screens, on a loaded machine. */
const WALK_MS_MAX = 300_000;
/** The smallest text a kiosk may show, and the smallest thing to touch (20 mm at 0.248 mm a pixel). */
const TEXT_PX_MIN = 28;
const TARGET_PX_MIN = 81;

let page: Page;
let bridge: FakeBridge | undefined;
afterEach(async () => {
	await bridge?.stop();
	bridge = undefined;
});
usePage((opened) => (page = opened), { viewport: { width: 1080, height: 1920 } });

const open = async (name: KioskSceneName, look: { language?: Language; theme?: string } = {}): Promise<FakeBridge> =>
	(bridge = await openKioskScene(name, page, look));

/** Plays every scene on one page after the other and collects what `look` finds, with the scene's name before it. */
async function everywhere(
	language: Language,
	theme: string,
	look: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
	const found: string[] = [];
	bridge = await openKiosk(page, { language, theme });
	for (const name of SCENES) {
		await playKiosk(bridge, page, name);
		await page.evaluate(() => document.fonts.ready);
		found.push(...(await look()).map((one) => `${name}: ${one}`));
	}
	return found;
}

/** What is too small, too high up or cut, in words. */
const layoutFaults = (): Promise<readonly string[]> =>
	page.evaluate(
		([textPxMin, targetPxMin]) => {
			const faults: string[] = [];
			const said = (element: Element) =>
				`<${element.tagName.toLowerCase()}> ${element.textContent.trim().slice(0, 40)}`;
			const isHeardOnly = (element: Element) => element.closest('.only-heard') !== null;

			const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			for (let node = walker.nextNode(); node; node = walker.nextNode()) {
				const holder = node.parentElement;
				if (!holder || !node.textContent?.trim() || isHeardOnly(holder) || !holder.checkVisibility()) continue;
				const sizePx = parseFloat(getComputedStyle(holder).fontSize);
				if (sizePx < textPxMin) faults.push(`${sizePx} px is too small: ${said(holder)}`);
			}

			const horizonPx = document.querySelector('.sea')?.getBoundingClientRect().top ?? 0;
			for (const control of document.querySelectorAll('button, a, input, select, [tabindex]')) {
				const { top, width, height } = control.getBoundingClientRect();
				if (top < horizonPx) faults.push(`above the horizon: ${said(control)}`);
				if (Math.min(width, height) < targetPxMin)
					faults.push(`${width} x ${height} is a small target: ${said(control)}`);
			}

			// Lines are set close: an accent or a descender may hang out of its line by so much.
			const HANGING = 0.16;
			for (const element of document.querySelectorAll<HTMLElement>('h1, h2, p, li, button, strong, b, .fits')) {
				if (isHeardOnly(element) || !element.checkVisibility()) continue;
				const hangingPx = HANGING * parseFloat(getComputedStyle(element).fontSize) + 1;
				// Digits have neither accents nor descenders: the line of the one number is closer still.
				const isHanging = !element.closest('.sum') && element.scrollHeight > element.clientHeight + hangingPx;
				const isCut = element.scrollWidth > element.clientWidth + 1 || isHanging;
				if (element.clientWidth > 1 && isCut) faults.push(`cut: ${said(element)}`);
				const { left, right } = element.getBoundingClientRect();
				if (left < -1 || right > document.documentElement.clientWidth + 1) faults.push(`outside: ${said(element)}`);
			}
			if (document.documentElement.scrollWidth > document.documentElement.clientWidth)
				faults.push('the page is too wide');
			return faults;
		},
		[TEXT_PX_MIN, TARGET_PX_MIN] as const,
	);

/** A screen is one screen, with the horizon in its middle; large letters may move it. */
const misplacedParts = (): Promise<readonly string[]> =>
	page.evaluate(() => {
		const better = document.querySelector('.better') !== null;
		const horizonPx = document.querySelector('.sea')?.getBoundingClientRect().top;
		const heightPx = document.documentElement.scrollHeight;
		return [
			...(heightPx > innerHeight ? [`${heightPx} px high`] : []),
			...(!better && horizonPx !== innerHeight / 2 ? [`horizon at ${horizonPx} px`] : []),
		];
	});

describe.each(LANGUAGES)('every screen of the kiosk in %s', (language) => {
	test(
		'has large letters and keys, nothing to touch above the horizon, nothing cut, and fits',
		async () => {
			const faults = async () => [...(await layoutFaults()), ...(await misplacedParts())];
			expect(await everywhere(language, 'light', faults)).toEqual([]);
		},
		WALK_MS_MAX,
	);

	test(
		'keeps its words whole at twice the zoom',
		async () => {
			await page.setViewportSize({ width: 540, height: 960 });
			expect(await everywhere(language, 'light', layoutFaults)).toEqual([]);
		},
		WALK_MS_MAX,
	);

	test(
		'keeps its words whole where the letters alone are twice as large',
		async () => {
			await enlargeLetters(page);
			expect(await everywhere(language, 'light', layoutFaults)).toEqual([]);
		},
		WALK_MS_MAX,
	);

	test('writes every text in a font of the house', async () => {
		await open('home', { language });
		await page.evaluate(() => document.fonts.ready);
		const client = await page.context().newCDPSession(page);
		await client.send('DOM.enable');
		await client.send('CSS.enable');
		const { root } = await client.send('DOM.getDocument', { depth: -1 });
		const { nodeIds } = await client.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: 'main *' });
		const strangers = new Set<string>();
		for (const nodeId of nodeIds) {
			const { fonts } = await client.send('CSS.getPlatformFontsForNode', { nodeId });
			for (const font of fonts) if (!font.isCustomFont) strangers.add(font.familyName);
		}
		expect([...strangers]).toEqual([]);
	});
});

test.each([
	['Good evening, Maximiliana Alexandra.', 'en'],
	['Thank you, Mammut Wimmer.', 'en'],
	['Buenas noches, Miguel Ángel.', 'es'],
	['Buenos días, María Guadalupe.', 'es'],
	['小明，晚上好！', 'zh-Hans'],
	['Добро утро, Димитър.', 'bg'],
	['Благодарим ви, Жюстин.', 'bg'],
])('%s is a little narrower than the place that is kept for it', async (text, lang) => {
	await open('attract');
	const ems = await page.evaluate(
		async ([words, language]) => {
			const line = document.body.appendChild(document.createElement('p'));
			line.style.cssText = 'position: absolute; white-space: nowrap; font: 500 100px var(--host);';
			line.lang = language;
			line.textContent = words;
			line.getBoundingClientRect();
			await document.fonts.ready;
			return line.getBoundingClientRect().width / 100;
		},
		[text, lang] as const,
	);
	expect(emsOf(text)).toBeGreaterThanOrEqual(ems);
	expect(emsOf(text)).toBeLessThan(1.12 * ems);
});

describe.each(['light', 'dark', 'contrast'])('the kiosk in %s', (theme) => {
	test(
		'has one scale, one grid, one sun, and contrast on every screen',
		async () => {
			expect(await everywhere('zh', theme, () => lookFaults(page, 'kiosk'))).toEqual([]);
		},
		WALK_MS_MAX,
	);

	test(
		'has no serious barrier on any screen',
		async () => {
			expect(await everywhere('es', theme, () => graveBarriersOf(page))).toEqual([]);
		},
		WALK_MS_MAX,
	);
});

describe('a guest at the kiosk', () => {
	const press = (name: string) => page.getByRole('button', { name }).click();
	const inputs = () => bridge!.kioskInputs.map(({ kind }) => kind);

	test('touches a language and is spoken to in it', async () => {
		await open('attract', { language: 'bg' });
		await press('Español');
		await page.locator('html[lang="es"]').waitFor();
		await page.getByText('Pase su tarjeta').first().waitFor();
	});

	test('who swipes is spoken to in the language of the card', async () => {
		await open('attract', { language: 'bg' });
		bridge!.sayKiosk({ conversation: next(bridge!), guest: { kind: 'seeking' } });
		bridge!.sayKiosk(standing('小明'));
		await page.getByText('晚上好').waitFor();
		expect(await page.getAttribute('html', 'lang')).toBe('zh-Hans');
	});

	test('another card takes the place of the first at once', async () => {
		await open('home', { language: 'en' });
		await press('Español');
		bridge!.sayKiosk({ conversation: next(bridge!), ...standing('Елена') });
		await page.getByText('Добър вечер').waitFor();
		expect(await page.content()).not.toContain('Alice');
	});

	test('asks for the slip once and is told what is known of it', async () => {
		await open('home', { language: 'en' });
		bridge!.onkioskinput = ({ kind }) => {
			if (kind === 'balance-print-asked') bridge!.sayKiosk({ slip: 'sending' });
		};
		await press('Print my points');
		await page.getByRole('heading', { name: 'Your slip is printing.' }).waitFor();
		bridge!.sayKiosk({ slip: 'confirmed' });
		await page.getByText('Take your slip below.').waitFor();
		expect(inputs()).toEqual(['balance-print-asked']);
	});

	test('cannot ask for a slip without paper, and reads why', async () => {
		await open('home-offline', { language: 'en' });
		await page.getByRole('button', { name: /The paper is used up/ }).click({ force: true });
		expect(inputs()).toEqual([]);
	});

	test('whose hotel is offline reads how old the points are, and that they pay later', async () => {
		await open('home-offline', { language: 'en' });
		await page.getByText('The hotel is offline. Your points as of 18:05 are safe.').waitFor();
		await page.getByText('Again when the hotel is online.').waitFor();
		expect(await page.getByText('Your 40').count()).toBe(0);
	});

	test('who stands still is asked, stays with one touch, and is forgotten without', async () => {
		await open('counting', { language: 'en' });
		await press('I’m still here');
		await page.getByRole('button', { name: 'Print my points' }).waitFor();
		expect(inputs()).toEqual([]);

		await page.clock.setFixedTime('2026-11-21T17:43:20.000Z');
		await page.getByText('Good to see you again').waitFor();
		expect(inputs()).toEqual(['guest-left']);
	});

	test('who sees large letters has three times as long', async () => {
		await open('home-better', { language: 'en' });
		await page.clock.setFixedTime('2026-11-21T17:43:10.000Z');
		await page.waitForTimeout(600);
		expect(await page.locator('.ring').count()).toBe(0);
		await page.clock.setFixedTime('2026-11-21T17:43:20.000Z');
		await page.locator('.ring').waitFor();
	});

	test('leaves nothing behind: no letter of the name and no digit of the number', async () => {
		await open('home', { language: 'bg' });
		const { id, givenName, displayName } = guestOf('Елена');
		bridge!.onkioskinput = ({ kind }) => {
			if (kind === 'guest-left') bridge!.sayKiosk({ ...RESTING, conversation: next(bridge!) });
		};
		await press('Готово');
		await page.getByText('Радваме се да ви видим отново').waitFor();

		await expect
			.poll(async () => {
				const heap = await heapOf(page);
				return [givenName, displayName, id].filter((text) => heap.includes(text));
			}, SOON)
			.toEqual([]);
		const kept = await keptBy(page);
		for (const text of [givenName, displayName, id, '1250']) expect(kept).not.toContain(text);
	});

	test('is forgotten by the page even while the bridge is away, and the bridge hears of it later', async () => {
		await open('home-away', { language: 'en' });
		await press('Done');
		expect(await page.content()).not.toContain('Alice');
		bridge!.refuse = false;
		await expect.poll(inputs, SOON).toEqual(['guest-left']);
		expect(await page.content()).not.toContain('Alice');
	});

	test('a notice goes by itself when nobody reads it any more', async () => {
		await open('bank-card', { language: 'en' });
		await page.getByText('This is a bank card.').waitFor();
		await page.clock.setFixedTime('2026-11-21T17:42:12.000Z');
		await expect.poll(inputs, SOON).toContain('notice-read');
	});

	test('who chose a language and walked away leaves the house its own', async () => {
		await open('attract', { language: 'bg' });
		await press('English');
		await page.getByText('Good to see you again').waitFor();
		await page.clock.setFixedTime('2026-11-21T17:42:40.000Z');
		await expect.poll(() => page.getAttribute('html', 'lang'), SOON).toBe('bg');
	});

	test('nothing on the screen jumps when a card is read', async () => {
		await open('attract', { language: 'en' });
		await page.evaluate(() => {
			const seen = window as unknown as { jumped: number };
			seen.jumped = 0;
			new PerformanceObserver((list) => {
				for (const entry of list.getEntries()) seen.jumped += (entry as unknown as { value: number }).value;
			}).observe({ type: 'layout-shift' });
		});
		bridge!.sayKiosk({ conversation: next(bridge!), guest: { kind: 'seeking' } });
		bridge!.sayKiosk(standing('Alice'));
		await page.getByText('Good evening').waitFor();
		await page.waitForTimeout(300);
		expect(await page.evaluate(() => (window as unknown as { jumped: number }).jumped)).toBe(0);
	});
});
