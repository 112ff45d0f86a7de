import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SlidingWindow, type Quota } from '../../../../server/http/limits/sliding-window.ts';

const quotas = fc.record({ calls: fc.integer({ min: 1, max: 40 }), windowMs: fc.integer({ min: 1, max: 1_000 }) });
/** Pauses between calls: bursts, short breaths, and longer than any window. */
const pauses = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 2_000 })), {
	maxLength: 300,
});

/** The rule read aloud: look at everything that was let through and count. */
class Model {
	readonly quota: Quota;
	readonly let: number[] = [];

	constructor(quota: Quota) {
		this.quota = quota;
	}

	within = (nowMs: number): readonly number[] => this.let.filter((atMs) => atMs + this.quota.windowMs > nowMs);

	take(nowMs: number): boolean {
		const may = this.within(nowMs).length < this.quota.calls;
		if (may) this.let.push(nowMs);
		return may;
	}
}

describe('a sliding window', () => {
	test('lets through exactly what the rule read aloud lets through, and says what is left', () => {
		fc.assert(
			fc.property(quotas, pauses, (quota, pauses) => {
				const [window, model] = [new SlidingWindow(quota), new Model(quota)];
				let nowMs = 0;
				for (const pause of pauses) {
					nowMs += pause;
					expect(window.take(nowMs)).toBe(model.take(nowMs));
					const within = model.within(nowMs);
					expect(window.stateAt(nowMs)).toEqual({
						left: quota.calls - within.length,
						moreInMs: within.length === 0 ? 0 : within[0]! + quota.windowMs - nowMs,
					});
				}
			}),
			{ numRuns: 1_000 },
		);
	});

	test('in no span of its length, wherever it begins, are more let through', () => {
		fc.assert(
			fc.property(quotas, pauses, (quota, pauses) => {
				const window = new SlidingWindow(quota);
				let nowMs = 0;
				const through = pauses.flatMap((pause) => (window.take((nowMs += pause)) ? [nowMs] : []));
				for (const from of through) {
					expect(through.filter((atMs) => atMs >= from && atMs < from + quota.windowMs).length).toBeLessThanOrEqual(
						quota.calls,
					);
				}
			}),
			{ numRuns: 1_000 },
		);
	});

	test('whoever waits as long as is said is let through, and a moment earlier is not', () => {
		fc.assert(
			fc.property(quotas, pauses, (quota, pauses) => {
				const window = new SlidingWindow(quota);
				let nowMs = 0;
				for (const pause of pauses) window.take((nowMs += pause));
				while (window.take(nowMs));
				const { left, moreInMs } = window.stateAt(nowMs);
				expect(left).toBe(0);
				expect(window.take(nowMs + moreInMs - 0.5)).toBe(false);
				expect(window.take(nowMs + moreInMs)).toBe(true);
			}),
		);
	});
});
