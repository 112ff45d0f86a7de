import { readFileSync } from 'node:fs';
import pino from 'pino';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { initialKiosk } from '#shared/counter/kiosk-machine.ts';
import { initialState } from '#shared/counter/machine.ts';
import { PROTOCOL, type BridgeToServer, type PageToBridge } from '#shared/protocol/sockets.ts';
import { servePages, type Pages } from '../../bridge/pages/pages.ts';
import { openPage } from '../../bridge/simulate/machine-scripts.ts';
import { registerCounter } from '../../server/identity/counters.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { HotelFolders, rethrow } from '../support/hotel-folder.ts';

const ROOT = new URL('../../', import.meta.url);
const MALFORMED = { ok: false, error: { code: 'request_malformed' } };
const SINCE = '2026-11-22T10:00:00.000Z';

/** How many things each event carries before its answer. A new event has to stand here. */
const ON_SERVER: Readonly<Record<keyof BridgeToServer, number>> = {
	'clock.read': 0,
	'conflict.settled': 1,
	'counter.report': 1,
	'counter.setup': 0,
	'member.look-up': 1,
	'member.view': 1,
	'notice.shown': 1,
	'replica.changes': 1,
	'replica.erased': 0,
	'replica.members': 1,
	'staff.sign-in': 1,
	'visit.find': 1,
	'visit.record': 2,
	'visit.record-batch': 1,
	'visit.reversal-quote': 1,
	'visit.reverse': 1,
	'visit.standing': 1,
};
/** Whether it is answered where it is not understood; the others are not heard. */
const ON_BRIDGE: Readonly<Record<keyof PageToBridge, boolean>> = {
	'counter.input': true,
	'kiosk.input': true,
	'lease.take-over': false,
	'self-check.run': false,
	'setup.input': true,
	'simulate.act': true,
	'swipe.seen': false,
};

const heardIn = (path: string): string[] =>
	[...readFileSync(new URL(path, ROOT), 'utf8').matchAll(/socket\.on\('([a-z.-]+)'/g)]
		.map(([, event]) => event!)
		.filter((event) => event !== 'disconnect')
		.sort();

let deep: unknown = [];
for (let depth = 0; depth < 2_000; depth++) deep = [deep];

/** What nobody of ours says. `__proto__` as JSON has it: a key of its own. */
const BAD: readonly unknown[] = [
	...[undefined, true, -1, 1e308, '', 'x'.repeat(100_000), '\u0000', '\ud800', "'; drop table visit; --"],
	...[[], [[]], {}, deep, { kind: 'constructor' }, { kind: '__proto__' }, { id: { toString: 1 } }],
	JSON.parse('{"__proto__":{"role":"till"},"kind":"lock"}'),
	JSON.parse('{"constructor":{"prototype":{"role":"till"}},"kind":"guest-left","hasOwnProperty":1}'),
	Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`k${index}`, index])),
];

/** Of these, what is in form at an event: nothing where nothing may be said, and texts where texts are looked for. */
const IN_FORM: Readonly<Record<string, readonly unknown[]>> = {
	'replica.members': [undefined],
	'visit.find': [undefined, "'; drop table visit; --"],
	'staff.sign-in': ['\u0000', '\ud800'],
};

let folders: HotelFolders;
let server: RunningServer;
let keys: Record<'till' | 'kiosk', string>;
const pages: Pages[] = [];
const sockets: Socket[] = [];
const inputs: unknown[] = [];

beforeAll(async () => {
	folders = new HotelFolders();
	const { hotel, folder } = await folders.open('hotel');
	const register = (role: 'till' | 'kiosk') =>
		registerCounter(hotel.store, hotel.house, { outlet: 'restaurant', terminal: `${role}-1`, role });
	keys = { till: await register('till'), kiosk: await register('kiosk') };
	await hotel.store.close();
	const config = { dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' };
	server = await startServer(config, pino({ level: 'silent' }), rethrow);
});
afterAll(async () => {
	for (const socket of sockets) socket.close();
	for (const served of pages) await served.close();
	await server.close();
	folders.remove();
});

function link(role: 'till' | 'kiosk'): Socket {
	const socket = io(`http://127.0.0.1:${server.port}`, {
		...{ path: '/bridge', transports: ['websocket'], reconnection: false },
		auth: { protocol: PROTOCOL, build: 'test', deviceKey: keys[role] },
	});
	sockets.push(socket);
	return socket;
}

const ask = (socket: Socket, event: string, ...said: unknown[]): Promise<unknown> =>
	socket.timeout(10_000).emitWithAck(event, ...said) as Promise<unknown>;

describe('the tables name every event', () => {
	test('that a server hears', () => {
		expect(Object.keys(ON_SERVER).sort()).toEqual(heardIn('server/live/bridges.ts'));
	});

	test('that a bridge hears from its pages', () => {
		expect(Object.keys(ON_BRIDGE).sort()).toEqual(heardIn('bridge/pages/pages.ts'));
	});
});

describe('a server', () => {
	test.each(Object.entries(ON_SERVER).filter(([, count]) => count > 0))(
		'refuses with a code whatever is wrong in %s',
		async (event, count) => {
			const till = link('till');
			for (const bad of BAD.filter((one) => !IN_FORM[event]?.includes(one))) {
				const said = [bad, ...Array<string>(count - 1).fill('live')];
				// An empty batch and one of nonsense are answered visit by visit.
				const answer = await ask(till, event, ...said);
				if (event === 'visit.record-batch' && Array.isArray(bad))
					expect([answer].flat()).not.toContainEqual({ ok: true });
				else expect(answer, JSON.stringify(bad)?.slice(0, 60)).toEqual(MALFORMED);
			}
			expect(await ask(till, 'clock.read')).toBeTypeOf('number');
		},
	);

	test('hears nothing under names of objects, and no answer that is none', async () => {
		const till = link('till');
		for (const event of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'visit.record\u0000'])
			till.emit(event, {});
		for (const event of Object.keys(ON_SERVER)) till.emit(event, { answer: 'none' }, 'none', 'none');
		expect(await ask(till, 'clock.read')).toBeTypeOf('number');
	});

	test('ends a link that says too much, and goes on with the others', async () => {
		const [loud, other] = [link('till'), link('kiosk')];
		expect(await ask(other, 'clock.read')).toBeTypeOf('number');
		const ended = new Promise((resolve) => loud.once('disconnect', resolve));
		loud.emit('member.look-up', 'x'.repeat(300_000), () => undefined);
		await ended;
		expect(await ask(other, 'clock.read')).toBeTypeOf('number');
	});

	test.each(['visit.record', 'visit.record-batch', 'visit.find', 'visit.reverse'])(
		'lets no kiosk ask %s',
		async (event) => {
			const said: Readonly<Record<string, unknown[]>> = { 'visit.record': [{}, 'live'] };
			expect(await ask(link('kiosk'), event, ...(said[event] ?? [null]))).toEqual(MALFORMED);
		},
	);

	test('knows no cashier at a kiosk', async () => {
		expect(await ask(link('kiosk'), 'staff.sign-in', '1111')).toMatchObject({ error: { code: 'pin_wrong' } });
	});
});

describe('a bridge', () => {
	test.each(['till', 'kiosk'] as const)(
		'of a %s refuses with a code whatever is wrong, and hears none of it',
		async (role) => {
			const onInput = (input: unknown): void => void inputs.push(input);
			const [till, kiosk] = [initialState(SINCE).view, initialKiosk(SINCE, 'sunday').view];
			const desk = {
				view: {} as never,
				onChange: () => undefined,
				do: (act: unknown) => Promise.resolve(onInput(act)),
			};
			const screen = role === 'till' ? { role, state: () => till, onInput } : { role, state: () => kiosk, onInput };
			const served = await servePages({ ...{ port: 0, folder: '.', build: 'b', screen, setup: () => null }, desk });
			pages.push(served);
			const events = Object.keys(ON_BRIDGE).filter(
				(event) => event !== (role === 'till' ? 'kiosk.input' : 'counter.input'),
			);
			for (const event of events) {
				// One page for each: together they would be a flood.
				const page = openPage(served.port) as unknown as Socket;
				sockets.push(page);
				await vi.waitFor(() => expect(page.connected).toBe(true), 10_000);
				for (const bad of BAD) {
					if (ON_BRIDGE[event as keyof PageToBridge]) expect(await ask(page, event, bad)).toEqual(MALFORMED);
					else page.emit(event, bad);
				}
			}
			expect(inputs).toEqual([]);
		},
	);
});
