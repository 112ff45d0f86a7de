import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import { launchBrowser } from './browser.ts';
import type { BenchCounter } from './counter.ts';
import { measured, type Measured } from './row.ts';

/** Nothing more is asked for after this long without a request. */
const QUIET_MS = 1_000;
const LOAD_MS_MAX = 20_000;

type Kind = 'js' | 'css' | 'font' | 'other';
type Load = Record<Kind, number> & { requests: number };

type Route = {
	readonly path: '/till' | '/kiosk';
	readonly port: number;
	/** How a person at this screen comes to their language. */
	readonly choose: (page: Page, language: Language) => Promise<void>;
};

/**
 * What a counter's screens load before the first swipe, in a fresh browser profile, each file as small as gzip -9 makes it.
 * The larger of the till's and the guest's screen counts.
 */
export async function measureScreens(counter: BenchCounter): Promise<readonly Measured[]> {
	const routes: readonly Route[] = [
		{ path: '/till', port: counter.tillPort, choose: () => Promise.resolve() },
		{ path: '/kiosk', port: await counter.startKiosk(), choose: touchLanguage },
	];
	const browser = await launchBrowser();
	try {
		const loads: { path: string; language: Language; load: Load }[] = [];
		for (const route of routes) {
			for (const language of LANGUAGES) {
				loads.push({ path: route.path, language, load: await loadOf(browser, route, language) });
			}
		}
		const largest = (languages: readonly Language[], size: (load: Load) => number) =>
			loads.filter(({ language }) => languages.includes(language)).toSorted((a, b) => size(b.load) - size(a.load))[0]!;
		const scripts = largest(LANGUAGES, ({ js }) => js);
		const others = routes.map(({ path }) => `${path} ${kb(loads.find((one) => one.path === path)!.load.js)}`);
		const latin = largest(['es', 'en', 'bg'], sum);
		const chinese = largest(['zh'], sum);
		return [
			measured('kiosk_js_gzip_kb', [scripts.load.js], others.join(', ')),
			measured('kiosk_first_load_kb', [sum(latin.load)], told(latin)),
			measured('kiosk_first_load_zh_kb', [sum(chinese.load)], told(chinese)),
		];
	} finally {
		await browser.close();
	}
}

async function loadOf(browser: Browser, { path, port, choose }: Route, language: Language): Promise<Load> {
	const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
	await context.addInitScript((chosen) => localStorage.setItem('retorno.language', chosen), language);
	const page = await context.newPage();
	const load: Load = { js: 0, css: 0, font: 0, other: 0, requests: 0 };
	const bodies: Promise<unknown>[] = [];
	let heardMs = performance.now();
	const urls = new Set<string>();
	page.on('response', (response) => {
		// A browser asks itself for what it has already: a font that two voices use.
		if (urls.has(response.url())) return;
		urls.add(response.url());
		heardMs = performance.now();
		load.requests++;
		const kind = kindOf(response.headers()['content-type'] ?? '');
		const count = async () => {
			const size = packedKb(await response.body());
			load[kind] += size;
		};
		// A switch to the socket has no body.
		if (response.status() === 200) bodies.push(count().catch((cause: unknown) => cause));
	});
	const quiet = async () => {
		const startedMs = (heardMs = performance.now());
		while (performance.now() - heardMs < QUIET_MS) {
			if (performance.now() - startedMs > LOAD_MS_MAX) throw new Error(`${path} does not stop loading`);
			await page.waitForTimeout(100);
		}
	};
	await page.goto(`http://localhost:${port}${path}`);
	await quiet();
	await choose(page, language);
	await quiet();
	const [failure] = (await Promise.all(bodies)).filter((cause) => cause instanceof Error);
	await context.close();
	if (failure) throw failure;
	return load;
}

/** Guests touch the name of their language; a kiosk that has not opened yet has none. */
async function touchLanguage(page: Page, language: Language): Promise<void> {
	const key = page.locator(`button[lang|="${language}"]`).first();
	if (await key.isVisible()) await key.click();
}

function kindOf(contentType: string): Kind {
	if (contentType.includes('javascript')) return 'js';
	if (contentType.includes('css')) return 'css';
	return contentType.includes('font') ? 'font' : 'other';
}

/** Fonts are packed already and only grow. */
const packedKb = (body: Buffer): number => Math.min(body.length, gzipSync(body, { level: 9 }).length) / 1_000;

const sum = ({ js, css, font, other }: Load): number => js + css + font + other;

const kb = (value: number): string => `${value.toFixed(1)} kB`;

const told = ({ path, language, load }: { path: string; language: Language; load: Load }): string =>
	`${path} in ${language}: js ${kb(load.js)}, css ${kb(load.css)}, fonts ${kb(load.font)}, other ${kb(load.other)}, ${load.requests} requests`;
