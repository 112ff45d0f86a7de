import { expect, test } from 'vitest';
import { NightRun } from '../../../server/jobs/night-run.ts';

function night(results: readonly (() => Promise<void>)[] = []) {
	const state = { today: '2026-11-21', runs: 0 };
	const job = new NightRun(
		() => state.today,
		() => results[state.runs++]?.() ?? Promise.resolve(),
	);
	return { state, job };
}

test('a night is run once, however often it is looked, and again when the business day has changed', async () => {
	const { state, job } = night();
	for (let look = 0; look < 3; look++) await job.look();
	expect(state.runs).toBe(1);
	state.today = '2026-11-22';
	for (let look = 0; look < 3; look++) await job.look();
	expect(state.runs).toBe(2);
});

test('a night that failed is told and run again at the next look', async () => {
	const { state, job } = night([() => Promise.reject(new Error('the disk is full'))]);
	await expect(job.look()).rejects.toThrow('the disk is full');
	await job.look();
	await job.look();
	expect(state.runs).toBe(2);
});

test('a night that takes long is not run beside itself', async () => {
	const slow = Promise.withResolvers<void>();
	const { state, job } = night([() => slow.promise]);
	const first = job.look();
	await job.look();
	expect(state.runs).toBe(1);
	slow.resolve();
	await first;
	await job.look();
	expect(state.runs).toBe(1);
});
