import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import type { ReverseVisit } from '#shared/protocol/reversal.ts';
import { PROTOCOL } from '#shared/protocol/sockets.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { registerCounter } from '../../../server/identity/counters.ts';
import { CONFLICT_UNKNOWN, runConflicts } from '../../../server/run/conflicts.ts';
import { startServer, type RunningServer } from '../../../server/server.ts';
import { HotelFolders, rethrow } from '../../support/hotel-folder.ts';

let folders: HotelFolders;
let server: RunningServer;
let log: string[];
const sockets: Socket[] = [];
let keys: Record<'till' | 'other' | 'spa' | 'kiosk', string>;
let dinner: RecordVisit;

beforeEach(async () => {
	folders = new HotelFolders();
	const { hotel, folder } = await folders.open('hotel');
	hotel.now = new Date().toISOString();
	const register = (outlet: string, terminal: string, role: 'till' | 'kiosk' = 'till') =>
		registerCounter(hotel.store, hotel.house, { outlet, terminal, role });
	keys = {
		till: await register('restaurant', 'till-1'),
		other: await register('restaurant', 'till-2'),
		spa: await register('spa', 'till-1'),
		kiosk: await register('restaurant', 'kiosk-1', 'kiosk'),
	};
	dinner = hotel.bill('restaurant', await hotel.guest('Elena'), { food: 6200, drinks: 1800 });
	await hotel.record(dinner, 'live');
	await hotel.store.close();
	log = [];
	const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) });
	server = await startServer({ dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' }, logger, rethrow);
});
afterEach(async () => {
	for (const socket of sockets.splice(0)) socket.close();
	await server.close();
	folders.remove();
});

/** A bridge of this counter, as bare as can be. */
function bridgeOf(counter: keyof typeof keys) {
	const socket = io(`http://127.0.0.1:${server.port}`, {
		path: '/bridge',
		transports: ['websocket'],
		auth: { protocol: PROTOCOL, build: 'test', deviceKey: keys[counter] },
	});
	sockets.push(socket);
	return (event: string, ...asked: unknown[]): Promise<unknown> =>
		socket.timeout(10_000).emitWithAck(event, ...asked) as Promise<unknown>;
}

const reversal = (changes: Partial<ReverseVisit> = {}): ReverseVisit => ({
	...{ id: randomUUID() as ReverseVisit['id'], visitId: dinner.id, outlet: 'restaurant', terminal: 'till-1' },
	...{ cashier: 'ana' as StaffId, approvedBy: null, occurredAt: new Date().toISOString() },
	...{ reason: 'entered_wrong', lines: null },
	...changes,
});

const MALFORMED = { ok: false, error: { code: 'request_malformed' } };

describe('what a guest read on a screen', () => {
	test.each(['till', 'kiosk'] as const)(
		'of a %s is asked for once a day, and none where nothing ends',
		async (counter) => {
			const ask = bridgeOf(counter);
			const shown = { memberId: dinner.memberId, of: 'points', on: '2031-01-01' };
			expect(await ask('notice.shown', shown)).toEqual({ ok: false, error: { code: 'nothing_to_tell' } });
			expect(await ask('notice.shown', { ...shown, of: 'tier' })).toMatchObject({ error: { code: 'nothing_to_tell' } });
		},
	);
});

describe('a visit from an outbox that is not booked', () => {
	const unbookable = () => ({ ...dinner, id: randomUUID() as RecordVisit['id'], cashier: 'nobody' as StaffId });

	test.each(['visit.record', 'visit.record-batch'])('waits for somebody, however it came: %s', async (event) => {
		const ask = bridgeOf('till');
		const visit = unbookable();
		await ask(event, ...(event === 'visit.record' ? [visit, 'outbox'] : [[visit]]));
		expect(await ask('conflict.settled', [visit.id])).toEqual({ ok: true, value: [] });
		const say = (): void => undefined;
		const place = { dataFolder: folders.at('hotel'), env: {} };
		const order = { kind: 'dismiss', number: visit.id, reason: 'typed twice' } as const;
		expect(await runConflicts(order, place, new Date().toISOString(), say)).toBe(0);
		expect(await ask('conflict.settled', [visit.id, randomUUID()])).toEqual({ ok: true, value: [visit.id] });
	});

	test('while the cashier waits leaves nothing', async () => {
		const ask = bridgeOf('till');
		const visit = unbookable();
		expect(await ask('visit.record', visit, 'live')).toMatchObject({ error: { code: 'cashier_unknown' } });
		const place = { dataFolder: folders.at('hotel'), env: {} };
		const order = { kind: 'dismiss', number: visit.id, reason: 'nothing' } as const;
		expect(await runConflicts(order, place, new Date().toISOString(), () => undefined)).toBe(CONFLICT_UNKNOWN);
	});
});

describe('a till asks', () => {
	test('for the visits of its own outlet', async () => {
		expect(await bridgeOf('till')('visit.find', null)).toMatchObject({
			ok: true,
			value: { visits: [{ visitId: dinner.id, guestName: 'Elena Petrova' }], more: false },
		});
		expect(await bridgeOf('spa')('visit.find', null)).toEqual({ ok: true, value: { visits: [], more: false } });
	});

	test('for one of them, and gets none of another outlet', async () => {
		expect(await bridgeOf('till')('visit.standing', dinner.id)).toMatchObject({ ok: true });
		const elsewhere = { ok: false, error: { code: 'outlet_mismatch', expected: 'restaurant' } };
		expect(await bridgeOf('spa')('visit.standing', dinner.id)).toEqual(elsewhere);
	});

	test('what would come back, and then takes it back, once however often it asks', async () => {
		const ask = bridgeOf('till');
		expect(await ask('visit.reversal-quote', reversal())).toMatchObject({
			ok: true,
			value: { needsApproval: false, answer: { payableMinor: 7200 } },
		});
		const command = reversal();
		const first = await ask('visit.reverse', command);
		expect(first).toMatchObject({ ok: true, value: { whole: true, points: { takenBack: 3, balance: 1250 } } });
		expect(await ask('visit.reverse', command)).toEqual(first);
		expect(await ask('visit.reverse', reversal())).toMatchObject({ error: { code: 'visit_reversed' } });
	});

	test('without a yes for a part: refused; with one of a cashier: refused; with a supervisor’s: booked', async () => {
		const ask = bridgeOf('till');
		const lines = [{ lineId: '2', quantity: 1 }];
		expect(await ask('visit.reverse', reversal({ lines }))).toMatchObject({ error: { code: 'approval_missing' } });
		const byAna = reversal({ lines, approvedBy: 'ana' as StaffId });
		expect(await ask('visit.reverse', byAna)).toMatchObject({ error: { code: 'approver_forbidden' } });
		const byBoris = reversal({ lines, approvedBy: 'boris' as StaffId });
		expect(await ask('visit.reverse', byBoris)).toMatchObject({ ok: true, value: { payableMinor: 1620 } });
	});

	test('at another terminal: a minute is of the terminal that recorded', async () => {
		const command = reversal({ terminal: 'till-2' });
		expect(await bridgeOf('other')('visit.reverse', command)).toMatchObject({ error: { code: 'approval_missing' } });
	});
});

describe('is told that it is not understood, and nothing is booked', () => {
	test.each<[string, string, () => unknown]>([
		['no list of visits', 'conflict.settled', () => dinner.id],
		['a list with something else in it', 'conflict.settled', () => ['all']],
		['a list without end', 'conflict.settled', () => Array.from({ length: 101 }, () => dinner.id)],
		['a number of no text', 'visit.find', () => 4711],
		['a number without end', 'visit.find', () => 'x'.repeat(41)],
		['a number that steers a terminal', 'visit.find', () => '47\u001b11'],
		['a visit that is no id', 'visit.standing', () => "'; drop table visit"],
		['nothing', 'visit.reverse', () => null],
		['more than was agreed', 'visit.reverse', () => ({ ...reversal(), note: 'for Elena' })],
		['no reason', 'visit.reverse', () => ({ ...reversal(), reason: undefined })],
		['a reason of its own', 'visit.reverse', () => ({ ...reversal(), reason: 'because' })],
		['half a unit', 'visit.reverse', () => ({ ...reversal(), lines: [{ lineId: '1', quantity: 0.5 }] })],
		[
			'units and an amount',
			'visit.reverse',
			() => ({ ...reversal(), lines: [{ lineId: '1', quantity: 1, listMinor: 1 }] }),
		],
		['another outlet than its own', 'visit.reverse', () => reversal({ outlet: 'spa' })],
		['another terminal than its own', 'visit.reverse', () => reversal({ terminal: 'till-2' })],
		['another terminal in a quote', 'visit.reversal-quote', () => reversal({ terminal: 'till-2' })],
	])('who sends %s', async (_name, event, question) => {
		const ask = bridgeOf('till');
		expect(await ask(event, question())).toEqual(MALFORMED);
		expect(await ask('visit.find', null)).toMatchObject({ value: { visits: [{ returnedMinor: 0 }] } });
	});

	test.each(['visit.find', 'visit.standing', 'visit.reversal-quote', 'visit.reverse'])(
		'a kiosk that asks %s',
		async (event) => {
			const question = { 'visit.find': null, 'visit.standing': dinner.id }[event] ?? reversal({ terminal: 'kiosk-1' });
			expect(await bridgeOf('kiosk')(event, question === undefined ? null : question)).toEqual(MALFORMED);
		},
	);

	test.each([null, 2222, '', '123456789', { pin: '2222' }])('who signs in with %j', async (pin) => {
		for (const counter of ['till', 'kiosk'] as const)
			expect(await bridgeOf(counter)('staff.sign-in', pin)).toEqual(MALFORMED);
	});

	test('and the log says what was wrong without repeating it', async () => {
		await bridgeOf('till')('visit.reverse', { ...reversal(), reason: 'Elena Petrova 9702310000000013' });
		expect(log.join('')).toContain('not understood');
		expect(log.join('')).not.toMatch(/Elena|9702310/);
	});
});

describe('a kiosk', () => {
	test('is told who may set its devices up, and of a cashier nothing', async () => {
		const ask = bridgeOf('kiosk');
		expect(await ask('staff.sign-in', '1111')).toEqual({ ok: false, error: { code: 'pin_wrong', triesLeft: 4 } });
		expect(await ask('staff.sign-in', '2222')).toMatchObject({ ok: true, value: { id: 'boris', role: 'supervisor' } });
	});

	test('that guesses is locked', async () => {
		const ask = bridgeOf('kiosk');
		for (let times = 0; times < 5; times++) await ask('staff.sign-in', '9999');
		expect(await ask('staff.sign-in', '2222')).toMatchObject({ error: { code: 'pin_locked' } });
		expect(await bridgeOf('till')('staff.sign-in', '2222')).toMatchObject({ ok: true });
	});

	test('keeps nobody’s PIN', async () => {
		expect(await bridgeOf('kiosk')('counter.setup')).toMatchObject({ pins: { staff: [] } });
		expect(await bridgeOf('till')('counter.setup')).toMatchObject({
			pins: { staff: [{ id: 'ana' }, { id: 'boris' }] },
		});
	});
});
