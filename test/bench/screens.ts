import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import { launchChromium } from '../support/browser.ts';
import type { BenchCounter } from './counter.ts';
import { measured, type Measured } from './row.ts';

/** Nothing more is asked for after this long without a request. */
const QUIET_MS = 1_000;
const LOAD_MS_MAX = 20_000;

type Kind = 'js' | 'css' | 'font' | 'other';
type Load = Record<Kind, number> & { requests: number; laterKb: number };

type Route = {
	readonly path: '/till' | '/kiosk';
	readonly port: number;
	/** By this the screen is known to be drawn. */
	readonly drawn: string;
};

/**
 * What a counter's screens load until they are drawn, in a fresh browser profile, each file as small as gzip -9 makes it;
 * and what comes behind that, in idle time. The larger of the till's and the guest's screen counts.
 */
export async function measureScreens(counter: BenchCounter): Promise<readonly Measured[]> {
	const routes: readonly Route[] = [
		{ path: '/till', port: counter.tillPort, drawn: '.keypad, .pin' },
		{ path: '/kiosk', port: await counter.startKiosk(), drawn: '.tile' },
	];
	const browser = await launchChromium();
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

type Fetched = { readonly kind: Kind; readonly kb: number; readonly startedMs: number };

async function loadOf(browser: Browser, { path, port, drawn }: Route, language: Language): Promise<Load> {
	const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, locale: language });
	await context.addInitScript((chosen) => {
		for (const key of ['retorno.language', 'retorno.house-language']) localStorage.setItem(key, chosen);
	}, language);
	await context.addInitScript(noteDrawn, drawn);
	const page = await context.newPage();
	const bodies: Promise<Fetched>[] = [];
	let heardMs = performance.now();
	const urls = new Set<string>();
	page.on('response', (response) => {
		// A browser asks itself for what it has already: a font that two voices use. A switch to the socket has no body.
		if (urls.has(response.url()) || response.status() !== 200) return;
		urls.add(response.url());
		heardMs = performance.now();
		const kind = kindOf(response.headers()['content-type'] ?? '');
		const startedMs = response.request().timing().startTime;
		bodies.push(response.body().then((body) => ({ kind, kb: packedKb(body), startedMs })));
	});
	await page.goto(`http://localhost:${port}${path}`);
	// The bench itself has the counter, until somebody asks for it.
	const here = page.locator('h1 + button');
	await page.locator(drawn).or(here).first().waitFor();
	if (await here.isVisible()) await here.click();
	await page.locator(drawn).first().waitFor();
	const waitedFromMs = performance.now();
	while (performance.now() - heardMs < QUIET_MS) {
		if (performance.now() - waitedFromMs > LOAD_MS_MAX) throw new Error(`${path} does not stop loading`);
		await page.waitForTimeout(100);
	}
	const drawnAtMs = await page.evaluate(() => (window as unknown as { drawnAtMs: number }).drawnAtMs);
	const fetched = await Promise.all(bodies);
	await context.close();
	const load: Load = { js: 0, css: 0, font: 0, other: 0, requests: 0, laterKb: 0 };
	for (const { kind, kb, startedMs } of fetched) {
		if (startedMs >= drawnAtMs) load.laterKb += kb;
		else {
			load[kind] += kb;
			load.requests++;
		}
	}
	return load;
}

/** Keeps when the screen was first drawn, in milliseconds since 1970. */
function noteDrawn(drawn: string): void {
	const look = () => {
		if (!document.querySelector(drawn)) return requestAnimationFrame(look);
		Object.assign(window, { drawnAtMs: performance.timeOrigin + performance.now() });
		return undefined;
	};
	look();
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
	`${path} in ${language}: js ${kb(load.js)}, css ${kb(load.css)}, fonts ${kb(load.font)}, other ${kb(load.other)}, ${load.requests} requests; behind it ${kb(load.laterKb)}`;
