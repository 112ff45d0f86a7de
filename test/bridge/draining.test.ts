import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BATCH_MAX } from '#shared/protocol/sockets.ts';
import { openOutbox } from '../../bridge/outbox/outbox.ts';
import { RealTill } from '../support/real-till.ts';

const SOON = { timeout: 60_000, interval: 100 };
const BATCHES = 6;
/** What the page hears besides: of its server, of the copy of the house. */
const STATES_BESIDE_MAX = 12;
/** A batch is answered in one turn, and begins in another. */
const STATES_OF_BATCH_MAX = 3;
const STATE_BYTES_MAX = 20_000;

let till: RealTill;
beforeEach(async () => {
	till = await RealTill.open();
});
afterEach(() => till.close());

test('visits that waited go out beside the page: it draws a few states for each hundred of them, and never a list of them', async () => {
	const outbox = openOutbox(join(till.state, 'outbox.sqlite'));
	const bill = till.hotel.bill('restaurant', null, { food: 4_000 });
	for (let visit = 0; visit < BATCHES * BATCH_MAX; visit++) {
		const id = till.hotel.bill('restaurant', null, { food: 1 }).id;
		outbox.keep({ ...bill, id }, till.hotel.now, true);
	}
	outbox.close();
	await till.start();
	await expect.poll(() => till.states.at(-1)?.waitingVisits, SOON).toBe(0);
	expect(till.states.length).toBeLessThan(STATES_BESIDE_MAX + BATCHES * STATES_OF_BATCH_MAX);
	const bytes = till.states.map((state) => JSON.stringify(state).length);
	expect(Math.max(...bytes)).toBeLessThan(STATE_BYTES_MAX);
});
