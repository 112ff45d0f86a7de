import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { viewCounters } from '../../server/queries/counter-views.ts';
import { booksPath } from '../../server/store/open-store.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import { rethrow } from '../support/hotel-folder.ts';
import { RealTill } from '../support/real-till.ts';
import { canMount, fillDisk, mountSmallDisk, unmount } from '../support/small-disk.ts';

const SOON = { timeout: 30_000, interval: 100 };
const MINUTE_MS = 60_000;

let till: RealTill;
let state: string;

/** What the server has heard of this counter. */
async function said(): Promise<string> {
	const store = openSqliteStore(booksPath(till.folder), rethrow);
	try {
		const [view] = await store.read(viewCounters(till.hotel.house.id));
		return view?.report?.log.map(({ text }) => text).join() ?? '';
	} finally {
		await store.close();
	}
}

describe.runIf(canMount)('a till that starts on a full disk', () => {
	beforeEach(async () => {
		till = await RealTill.open();
		state = join(till.state, 'disk');
		mkdirSync(state);
		const config = JSON.parse(readFileSync(till.configPath, 'utf8')) as object;
		writeFileSync(till.configPath, JSON.stringify({ ...config, stateFolder: state }), { mode: 0o600 });
		expect(mountSmallDisk(state)).toBe(true);
		fillDisk(join(state, 'something-else'));
		// A minute of waiting is for the clock; all else goes on.
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
	});
	afterEach(async () => {
		vi.useRealTimers();
		await till.stop();
		unmount(state);
		await till.close();
	});

	test('F36: meets its server, says what is wrong, and keeps all once there is room', async () => {
		await till.start();
		await expect.poll(() => till.states.at(-1)?.server.kind, SOON).toBe('online');
		await expect.poll(said, SOON).toContain('the outbox cannot be opened');
		expect(await said()).toContain('the disk takes no copy of the house');

		rmSync(join(state, 'something-else'));
		vi.advanceTimersByTime(MINUTE_MS);
		const outbox = new DatabaseSync(join(state, 'outbox.sqlite'), { readOnly: true });
		expect(outbox.prepare('SELECT count(*) AS rows FROM command').get()).toEqual({ rows: 0 });
		outbox.close();
		const members = (): unknown => {
			const copy = new DatabaseSync(join(state, 'replica.sqlite'), { readOnly: true });
			const { known } = copy.prepare('SELECT count(*) AS known FROM member').get() as { known: number };
			copy.close();
			return known;
		};
		await expect.poll(members, SOON).toBeGreaterThan(0);
		expect(existsSync(join(state, 'replica.key'))).toBe(true);
	});
});
