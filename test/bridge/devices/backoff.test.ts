import { expect, test } from 'vitest';
import { delayMsAfter } from '../../../bridge/devices/backoff.ts';

test('a device is tried again after a quarter of a second, then ever less often, down to every ten seconds', () => {
	expect([0, 1, 2, 3, 4, 5, 6, 7, 1_000_000].map(delayMsAfter)).toEqual([
		250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000,
	]);
});
