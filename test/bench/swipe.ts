import { randomInt } from 'node:crypto';
import type { Page } from 'playwright';
import { launchChromium } from '../support/browser.ts';
import type { BenchCounter } from './counter.ts';
import { percentile } from './figures.ts';
import { benchMember } from './members.ts';
import type { PageLink } from './page-link.ts';
import { measured, type Measured } from './row.ts';

const ROUNDS = 5;
const SWIPES_A_ROUND = 40;
const QUICK_SWIPES_A_ROUND = 15;
/** Of so many questions for the page's clock the quickest one is believed. */
const CLOCK_QUESTIONS = 100;
const PAINT_MS_MAX = 10_000;

/** What the page is given to look for a name on its screen. */
type Watching = {
	/** Resolves with the page's clock in the first task after the frame that shows `name`. */
	painted: (name: string) => Promise<number>;
	last: Promise<number>;
};

/** Last byte of a frame written into the serial line → the guest's name painted, in real Chromium. */
export async function measureSwipe(counter: BenchCounter, isQuick: boolean): Promise<readonly Measured[]> {
	await counter.signIn();
	const looking = counter.lookOn();
	const browser = await launchChromium();
	try {
		const page = await browser.newPage({ viewport: { width: 1_280, height: 800 }, locale: 'en' });
		await page.goto(`http://localhost:${counter.tillPort}/till`);
		await page.getByRole('button', { name: 'Use it here' }).click();
		await page.evaluate(watch);
		await one(counter, page, looking, await clockOffsetMs(page));

		const swipes = isQuick ? QUICK_SWIPES_A_ROUND : SWIPES_A_ROUND;
		const p95s: number[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			const offsetMs = await clockOffsetMs(page);
			const times: number[] = [];
			for (let swipe = 0; swipe < swipes; swipe++) times.push(await one(counter, page, looking, offsetMs));
			p95s.push(percentile(times, 0.95));
		}
		const { members } = counter;
		const note = `p95 of ${swipes} swipes a round, ${members} members in the replica`;
		return [measured('swipe_painted_p95_ms', p95s, note)];
	} finally {
		looking.close();
		await browser.close();
	}
}

async function one(counter: BenchCounter, page: Page, looking: PageLink, offsetMs: number): Promise<number> {
	const index = randomInt(counter.members);
	await page.evaluate((name) => {
		const watching = window as unknown as Watching;
		watching.last = watching.painted(name);
	}, benchMember(index).name);
	const writtenMs = await counter.swipe(index);
	const paintedMs = await page.evaluate((ms) => {
		const { last } = window as unknown as Watching;
		const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('the name is not painted')), ms));
		return Promise.race([last, late]);
	}, PAINT_MS_MAX);
	await page.keyboard.press('Escape');
	await looking.until(({ guest }) => guest.kind === 'none');
	return paintedMs - offsetMs - writtenMs;
}

/** Runs in the page. A frame's own callbacks come before it is painted, a task that they post comes after. */
function watch(): void {
	const afterFrame = (): Promise<number> =>
		new Promise((resolve) => {
			requestAnimationFrame(() => {
				const { port1, port2 } = new MessageChannel();
				port1.onmessage = () => resolve(performance.now());
				port2.postMessage(null);
			});
		});
	(window as unknown as Watching).painted = (name) =>
		new Promise((resolve) => {
			const observer = new MutationObserver(() => {
				if (!document.body.innerText.includes(name)) return;
				observer.disconnect();
				void afterFrame().then(resolve);
			});
			observer.observe(document.body, { childList: true, characterData: true, subtree: true });
		});
}

/** The page's clock less ours: in the quickest of many questions the page read it half-way between asking and hearing. */
async function clockOffsetMs(page: Page): Promise<number> {
	let best = { roundTripMs: Infinity, offsetMs: 0 };
	for (let question = 0; question < CLOCK_QUESTIONS; question++) {
		const askedMs = performance.now();
		const pageMs = await page.evaluate(() => performance.now());
		const roundTripMs = performance.now() - askedMs;
		if (roundTripMs < best.roundTripMs) best = { roundTripMs, offsetMs: pageMs - askedMs - roundTripMs / 2 };
	}
	return best.offsetMs;
}
