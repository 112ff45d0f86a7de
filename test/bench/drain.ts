import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright';
import { openOutbox } from '../../bridge/outbox/outbox.ts';
import { launchChromium } from '../support/browser.ts';
import { memberDinner } from './bills.ts';
import type { BenchCounter } from './counter.ts';
import { measured, type Measured } from './row.ts';

const VISITS = 5_000;
const QUICK_VISITS = 1_000;
/** Browsers tell of no task that is shorter. */
const TOLD_FROM_MS = 50;
const AT_REST_MS = 3_000;
const LOOK_MS = 50;
const DRAIN_MS_MAX = 300_000;

/** What the page notes of itself: how long each of its long tasks took, in milliseconds. */
type Noting = { readonly longTasks: number[] };

/** A till whose server comes back after three days: the longest task of its page while what has waited goes out. */
export async function measureDrain(counter: BenchCounter, isQuick: boolean): Promise<readonly Measured[]> {
	await counter.signIn();
	const looking = counter.lookOn();
	const browser = await launchChromium();
	const outbox = openOutbox(counter.outboxPath);
	try {
		const page = await browser.newPage({ viewport: { width: 1_280, height: 800 }, locale: 'en' });
		await page.goto(`http://localhost:${counter.tillPort}/till`);
		await page.getByRole('button', { name: 'Use it here' }).click();
		counter.freezeServer();
		await looking.until(({ server }) => server.kind !== 'online');
		const visits = isQuick ? QUICK_VISITS : VISITS;
		for (let visit = 0; visit < visits; visit++) {
			const dinner = memberDinner(randomInt(counter.members));
			outbox.keep(dinner, dinner.occurredAt, true);
		}
		await setTimeout(AT_REST_MS);
		await page.evaluate(noteLongTasks);
		const startedMs = performance.now();
		counter.thawServer();
		while (outbox.count() > 0) {
			if (performance.now() - startedMs > DRAIN_MS_MAX) throw new Error(`${outbox.count()} visits still wait`);
			await setTimeout(LOOK_MS);
		}
		const seconds = (performance.now() - startedMs) / 1_000;
		const tasks = await longTasksOf(page);
		const note = `${visits} visits out in ${seconds.toFixed(1)} s; ${tasks.length} tasks of ${TOLD_FROM_MS} ms or more`;
		return [measured('drain_page_task_max_ms', [Math.max(TOLD_FROM_MS, ...tasks)], note)];
	} finally {
		counter.thawServer();
		outbox.close();
		looking.close();
		await browser.close();
	}
}

function noteLongTasks(): void {
	const longTasks: number[] = [];
	Object.assign(window, { longTasks });
	new PerformanceObserver((list) => {
		for (const { duration } of list.getEntries()) longTasks.push(duration);
	}).observe({ type: 'longtask' });
}

/** After the last of them has been told. */
async function longTasksOf(page: Page): Promise<readonly number[]> {
	await setTimeout(AT_REST_MS);
	return page.evaluate(() => (window as unknown as Noting).longTasks);
}
