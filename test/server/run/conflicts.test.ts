import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { slipNumber } from '#shared/receipt/slip-number.ts';
import { conflictKeeper } from '../../../server/commands/keep-conflicts.ts';
import { recordInOrder } from '../../../server/commands/record-in-order.ts';
import { registerCounter } from '../../../server/identity/counters.ts';
import { CONFLICT_UNKNOWN, readConflictOrder, runConflicts, STILL_UNBOOKED } from '../../../server/run/conflicts.ts';
import { runCounter } from '../../../server/run/counter.ts';
import { runVerify } from '../../../server/run/verify.ts';
import { loadConflictsOf } from '../../../server/store/conflict-store.ts';
import { insert } from '../../../server/store/statement.ts';
import { verifyBooks } from '../../../server/store/verify/verify.ts';
import { HotelFolders } from '../../support/hotel-folder.ts';
import { EVENING, type Hotel } from '../../support/hotel.ts';

const NOW = '2026-11-22T09:00:00.000Z';
const NEWCOMER = 'carla' as StaffId;

let folders: HotelFolders;
let hotel: Hotel;
let folder: string;
let said: string[];
const say = (line: string): void => void said.push(line);

beforeEach(async () => {
	folders = new HotelFolders();
	({ hotel, folder } = await folders.open('hotel'));
	said = [];
});
afterEach(async () => {
	await hotel.store.close();
	folders.remove();
});

const place = () => ({ dataFolder: folder, env: {} });
const run = (verb: 'unbooked' | 'book' | 'dismiss', number?: string, reason?: string) =>
	runConflicts(readConflictOrder(verb, number, reason), place(), NOW, say);

async function deliver(...commands: RecordVisit[]): Promise<void> {
	const answers = await recordInOrder(commands, hotel.record);
	await conflictKeeper(hotel.store, hotel.house, () => EVENING)('restaurant/till-1', commands, answers);
}
const byNewcomer = async (): Promise<RecordVisit> => ({
	...hotel.bill('restaurant', await hotel.guest('Elena'), { food: 6200, drinks: 1800 }),
	cashier: NEWCOMER,
});
const employ = () =>
	hotel.store.configure([
		insert('staff', [
			{ id: NEWCOMER, property_id: hotel.house.id, name: 'Carla', role: 'cashier', pin_verifier: null },
		]),
	]);
const ends = async ({ id }: RecordVisit) =>
	(await hotel.store.read(loadConflictsOf(hotel.house.id, id))).map(({ settled_as: as, note }) => [as, note]);

describe('retorno counter unbooked', () => {
	test('says so where nothing waits', async () => {
		expect(await run('unbooked')).toBe(0);
		expect(said).toEqual(['Hotel Miramar: nothing waits for anybody.']);
	});

	test('lists visits with number, counter, amount and what to mend, without a name', async () => {
		const visit = await byNewcomer();
		await deliver(visit);
		expect(await run('unbooked')).toBe(0);
		expect(said).toEqual([
			'Hotel Miramar:',
			`  ${slipNumber(visit.id)}  restaurant/till-1, ${EVENING}: EUR 72.00 of guest ${visit.memberId!}`,
			'    not booked: the hotel has no such cashier any more (cashier_unknown)',
		]);
	});

	test('lists what a guest owes since', async () => {
		const alice = await hotel.guest('Alice');
		const here = hotel.bill('restaurant', alice, { food: 8000 }, 40);
		await hotel.record(hotel.bill('boutique', alice, { clothing: 10_000 }, 40), 'live');
		await deliver(here);
		await run('unbooked');
		expect(said.at(-1)).toMatch(/booked; it spent more points than were left, and \d+ are owed/);
		expect(await run('book', slipNumber(here.id))).toBe(STILL_UNBOOKED);
		expect(await run('dismiss', slipNumber(here.id), 'the guest was told')).toBe(0);
		expect(await ends(here)).toEqual([['put_away', 'the guest was told']]);
	});
});

describe('retorno counter book', () => {
	test('books what was paid when its cause is mended, once, as of the time of the visit', async () => {
		const visit = await byNewcomer();
		await deliver(visit);
		expect(await run('book', slipNumber(visit.id))).toBe(STILL_UNBOOKED);
		await employ();
		expect(await run('book', slipNumber(visit.id).toLowerCase())).toBe(0);
		expect(said.at(-1)).toBe(`${slipNumber(visit.id)} is booked.`);
		expect(await ends(visit)).toEqual([['booked', null]]);
		expect(await hotel.record(visit, 'outbox')).toMatchObject({
			ok: true,
			value: { occurredAt: visit.occurredAt, payableMinor: 7200, points: { earned: 3, balance: 1253 } },
		});
		expect(await run('book', slipNumber(visit.id))).toBe(CONFLICT_UNKNOWN);
		const today = momentAt(NOW, hotel.house).localDate;
		expect((await hotel.store.read(verifyBooks(hotel.house.id, today))).faults).toEqual([]);
	});

	test('says the reason of now, where there is another one', async () => {
		const visit = { ...(await byNewcomer()), checkNumber: '1042' };
		await deliver(visit);
		await employ();
		await hotel.record({ ...hotel.bill('restaurant', null, { food: 5000 }), checkNumber: '1042' }, 'live');
		expect(await run('book', visit.id)).toBe(STILL_UNBOOKED);
		expect(said.at(-1)).toMatch(/check_duplicate/);
		said = [];
		await run('unbooked');
		expect(said.join('\n')).toMatch(/another visit stands for the same check/);
	});

	test('finishes what was broken off between booking and noting it', async () => {
		const visit = await byNewcomer();
		await deliver(visit);
		await employ();
		await hotel.record(visit, 'outbox');
		expect(await run('book', visit.id)).toBe(0);
		expect((await hotel.guest('Elena')).standing.balancePoints).toBe(1253);
	});
});

describe('retorno counter dismiss', () => {
	test('puts a visit away with its reason, and books nothing', async () => {
		const visit = await byNewcomer();
		await deliver(visit);
		expect(await run('dismiss', slipNumber(visit.id), ' typed twice ')).toBe(0);
		expect(await ends(visit)).toEqual([['put_away', 'typed twice']]);
		expect((await hotel.guest('Elena')).standing.balancePoints).toBe(1250);
		expect(await run('dismiss', slipNumber(visit.id), 'again')).toBe(CONFLICT_UNKNOWN);
	});

	test.each([
		['no number', () => readConflictOrder('book', undefined, undefined)],
		['no reason', () => readConflictOrder('dismiss', '7Q4M-2K', '  ')],
		['a reason that tells who it was', () => readConflictOrder('dismiss', '7Q4M-2K', 'see elena@example.com')],
		['a reason without end', () => readConflictOrder('dismiss', '7Q4M-2K', 'x'.repeat(201))],
	])('%s is refused with a sentence', (_what, read) => {
		expect(read).toThrow(/[.:]/);
	});
});

describe('what waits for somebody', () => {
	test('is named by counter list and by verify, which finds the books right all the same', async () => {
		await registerCounter(hotel.store, hotel.house, { outlet: 'restaurant', terminal: 'till-1', role: 'till' });
		await deliver(await byNewcomer());
		expect(await runCounter({ kind: 'list' }, place(), NOW, say)).toBe(0);
		expect(said.join('\n')).toMatch(/restaurant\/till-1 {2}till, .*good, .*, 1 to look at/);
		said = [];
		expect(await runVerify(folder, {}, NOW, say)).toBe(0);
		expect(said.join('\n')).toMatch(/One visit of a counter that was away waits for somebody/);
	});
});
