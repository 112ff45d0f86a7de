import { afterEach, describe, expect, test, vi } from 'vitest';
import { io, type Socket } from 'socket.io-client';
import { initialKiosk } from '#shared/counter/kiosk-machine.ts';
import { initialState } from '#shared/counter/machine.ts';
import type { BridgeToPage, PageToBridge } from '#shared/protocol/sockets.ts';
import { WELL } from '#shared/protocol/health.ts';
import { servePages, type Pages, type Screen } from '../../../bridge/pages/pages.ts';

const SINCE = '2026-11-21T17:42:00.000Z';
const KIOSK = initialKiosk(SINCE, 'monday').view;
const TILL = initialState(SINCE).view;

let pages: Pages | undefined;
let page: Socket<BridgeToPage, PageToBridge> | undefined;
afterEach(async () => {
	page?.close();
	await pages?.close();
});

/** A page of this counter, and everything it hears. */
async function openPage(screen: Screen): Promise<unknown[][]> {
	pages = await servePages({ port: 0, folder: '.', build: 'b1', screen, setup: () => null, desk: null });
	const origin = `http://localhost:${pages.port}`;
	page = io(origin, { transports: ['websocket'], extraHeaders: { origin } });
	const heard: unknown[][] = [];
	page.onAny((...event: unknown[]) => heard.push(event));
	await vi.waitFor(() => expect(heard).toHaveLength(4));
	return heard;
}

describe('the pages of a kiosk', () => {
	test("hear the kiosk's conversation and nothing of a till", async () => {
		let state = KIOSK;
		const heard = await openPage({ role: 'kiosk', state: () => state, onInput: () => undefined });
		expect(heard).toEqual([
			['bridge.hello', { protocol: 1, build: 'b1' }],
			['bridge.health', WELL],
			['counter.setup', null],
			['kiosk.state', KIOSK],
		]);
		state = { ...KIOSK, conversation: 1 };
		pages!.showState();
		await vi.waitFor(() => expect(heard.at(-1)).toEqual(['kiosk.state', state]));
	});

	test('hear once what follows itself within one turn: how it stands then', async () => {
		let state = KIOSK;
		const heard = await openPage({ role: 'kiosk', state: () => state, onInput: () => undefined });
		for (const conversation of [1, 2, 3]) {
			state = { ...KIOSK, conversation };
			pages!.showState();
			await Promise.resolve();
		}
		const last = { ...KIOSK, conversation: 4 };
		await vi.waitFor(() => expect(heard.at(-1)).toEqual(['kiosk.state', state]));
		state = last;
		pages!.showState();
		await vi.waitFor(() => expect(heard.at(-1)).toEqual(['kiosk.state', last]));
		expect(heard.slice(4).map(([, said]) => (said as typeof KIOSK).conversation)).toEqual([3, 4]);
	});

	test('may say what was agreed, and the rest is not heard', async () => {
		const inputs: unknown[] = [];
		await openPage({ role: 'kiosk', state: () => KIOSK, onInput: (input) => inputs.push(input) });
		page!.emit('kiosk.input', { kind: 'card-read' } as never);
		page!.emit('kiosk.input', { kind: 'balance-print-asked', memberId: '1' } as never);
		page!.emit('kiosk.input', undefined as never);
		page!.emit('counter.input', { kind: 'lock' });
		page!.emit('kiosk.input', { kind: 'balance-print-asked' });
		page!.emit('kiosk.input', { kind: 'guest-left' });
		await vi.waitFor(() => expect(inputs.at(-1)).toEqual({ kind: 'guest-left' }));
		expect(inputs).toEqual([{ kind: 'balance-print-asked' }, { kind: 'guest-left' }]);
	});
});

describe('the pages of a till', () => {
	test("hear and say what is a till's, and nothing of a kiosk", async () => {
		const inputs: unknown[] = [];
		const heard = await openPage({ role: 'till', state: () => TILL, onInput: (input) => inputs.push(input) });
		expect(heard.at(-1)).toEqual(['counter.state', TILL]);
		page!.emit('kiosk.input', { kind: 'guest-left' });
		page!.emit('counter.input', { kind: 'lock' });
		await vi.waitFor(() => expect(inputs).toEqual([{ kind: 'lock' }]));
	});
});

test('while the devices are set up every page hears so and none has the counter, nor takes it over', async () => {
	let isOpen = false;
	const desk = { viewOf: () => ({ kind: 'none' }) as const, hear: () => undefined, gone: () => undefined };
	pages = await servePages({
		...{ port: 0, folder: '.', build: 'b1', setup: () => null, desk: null },
		screen: { role: 'kiosk', state: () => KIOSK, onInput: () => undefined },
		settingUp: () => ({ ...desk, isOpen }),
	});
	const origin = `http://localhost:${pages.port}`;
	const open = (): { readonly socket: Socket<BridgeToPage, PageToBridge>; readonly heard: string[] } => {
		const socket = io(origin, { transports: ['websocket'], extraHeaders: { origin }, forceNew: true });
		const heard: string[] = [];
		socket.onAny((name: string, said: unknown) => {
			if (/^(lease|setup|kiosk)\./.test(name)) heard.push(name === 'kiosk.state' ? name : `${name} ${String(said)}`);
		});
		return { socket, heard };
	};
	const first = open();
	await vi.waitFor(() => expect(first.heard).toEqual(['kiosk.state']));
	const others = [open()];
	try {
		await vi.waitFor(() => expect(others[0]!.heard).toEqual(['lease.changed false']));
		isOpen = true;
		pages.settingUpChanged();
		await vi.waitFor(() => expect(first.heard.slice(1)).toEqual(['setup.changed true', 'lease.changed false']));
		others.push(open());
		await vi.waitFor(() => expect(others[1]!.heard).toEqual(['setup.changed true', 'lease.changed false']));
		others[0]!.socket.emit('lease.take-over');
		// It answers in order.
		await others[0]!.socket.emitWithAck('kiosk.input', 'nonsense');
		expect(others[0]!.heard).toEqual(['lease.changed false', 'setup.changed true']);
		isOpen = false;
		pages.settingUpChanged();
		await vi.waitFor(() =>
			expect(first.heard.slice(3)).toEqual(['setup.changed false', 'lease.changed true', 'kiosk.state']),
		);
		expect(others.map(({ heard }) => heard.at(-1))).toEqual(['setup.changed false', 'setup.changed false']);
	} finally {
		for (const { socket } of [first, ...others]) socket.close();
	}
});
