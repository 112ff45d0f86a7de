import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemMachine } from '../../bridge/checks/surroundings.ts';
import { openOutbox } from '../../bridge/outbox/outbox.ts';
import { asidesIn } from '../../bridge/outbox/outbox-rescue.ts';
import { selfCheck } from '../../bridge/checks/self-check.ts';
import { viewCounters } from '../../server/queries/counter-views.ts';
import { booksPath } from '../../server/store/open-store.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import { rethrow } from '../support/hotel-folder.ts';
import { RealTill } from '../support/real-till.ts';

const SOON = { timeout: 60_000, interval: 200 };

let till: RealTill;
beforeEach(async () => {
	till = await RealTill.open();
});
afterEach(() => till.close());

/** What the server has heard of this counter. */
async function heard() {
	const store = openSqliteStore(booksPath(till.folder), rethrow);
	try {
		const [view] = await store.read(viewCounters(till.hotel.house.id));
		return {
			findings: view?.report?.findings.map(({ code, level }) => `${level} ${code}`) ?? [],
			said: view?.report?.log.map(({ text }) => text).join() ?? '',
		};
	} finally {
		await store.close();
	}
}
const found = async (): Promise<string[]> =>
	(await selfCheck(till.configPath, 'b1', systemMachine, null)).map(({ code }) => code);
const stored = (): number => {
	const books = new DatabaseSync(booksPath(till.folder), { readOnly: true });
	const { visits } = books.prepare('SELECT count(*) AS visits FROM visit').get() as { visits: number };
	books.close();
	return visits;
};

test('a damaged outbox ends no counter: what can be read is booked, and till, doctor and server are told until it is taken away', async () => {
	const before = openOutbox(join(till.state, 'outbox.sqlite'));
	const bills = [1, 2, 3].map(() => till.hotel.bill('restaurant', null, { food: 4_000 }));
	for (const bill of bills) before.keep(bill, till.hotel.now, true);
	before.close();
	const db = new DatabaseSync(join(till.state, 'outbox.sqlite'));
	db.exec(`UPDATE command SET body = replace(body, '4000', '9000') WHERE position = 2`);
	db.close();
	expect(await found()).not.toContain('outbox_damaged');
	const visits = stored();

	await till.start();
	await expect.poll(stored, SOON).toBe(visits + 2);
	const [aside, ...more] = asidesIn(till.state);
	expect(more).toEqual([]);
	expect(till.health?.damagedAt).toBe(aside!.at);
	expect(await found()).toContain('outbox_damaged');
	await expect.poll(async () => (await heard()).findings, SOON).toContain('warning outbox_damaged');
	expect((await heard()).said).toContain('the outbox was damaged');

	await till.stop();
	renameSync(aside!.path, join(till.state, 'screens', 'kept-elsewhere.sqlite'));
	await till.start();
	expect([till.health!.damagedAt, await found()]).toEqual([null, expect.not.arrayContaining(['outbox_damaged'])]);
});

test('a copy under a key that is none is fetched again, and the server reads of it', async () => {
	await till.start();
	await till.stop();
	writeFileSync(join(till.state, 'replica.key'), 'half a key');
	await till.start();
	await expect.poll(async () => (await heard()).said, SOON).toContain('the copy of the house was damaged');
});
