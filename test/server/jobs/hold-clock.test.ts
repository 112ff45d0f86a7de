import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { HoldId, StaffId } from '#shared/kernel/ids.ts';
import { holdPlacer } from '../../../server/commands/place-hold.ts';
import { startHoldClock } from '../../../server/jobs/hold-clock.ts';
import { ProgrammeShelf } from '../../../server/store/loading/visit-loading.ts';
import { HotelFolders } from '../../support/hotel-folder.ts';
import { cardOf } from '../../support/pos.ts';

test('a hold whose time is over gives its points back by itself', async () => {
	const folders = new HotelFolders();
	const { hotel } = await folders.open('clock');
	const now = () => hotel.now;
	const balance = async () => {
		const guest = await hotel.swipe(cardOf('Elena'));
		return guest.ok ? { id: guest.value.id, points: guest.value.standing.balancePoints } : undefined;
	};
	const place = holdPlacer(hotel.store, hotel.house, new ProgrammeShelf(hotel.house.id), now);
	const { id: memberId } = (await balance())!;
	await place({
		...{ id: randomUUID() as HoldId, memberId, points: 700, reference: 'R-1', occurredAt: hotel.now },
		until: new Date(Date.parse(hotel.now) + 60_000).toISOString(),
		...{ outlet: 'lobby', terminal: 'pms', cashier: 'ana' as StaffId },
	});
	const stop = startHoldClock(hotel.store, hotel.house, now, pino({ level: 'silent' }), 1);
	try {
		await sleep(50);
		expect((await balance())?.points).toBe(550);
		hotel.later(1);
		await expect.poll(async () => (await balance())?.points).toBe(1250);
	} finally {
		await stop();
		await hotel.store.close();
		folders.remove();
	}
});
