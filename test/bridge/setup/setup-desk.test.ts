import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { Occupied, SetupView } from '#shared/setup/state.ts';
import { ConfigFile } from '../../../bridge/config-file.ts';
import { socketMemory } from '../../../bridge/devices/socket-memory.ts';
import { attachedDevices, type Attached } from '../../../bridge/setup/attached.ts';
import { SetupDesk } from '../../../bridge/setup/setup-desk.ts';
import type { SignIn } from '../../../bridge/counter/sign-in.ts';
import { CARD_PATTERNS } from '../../../server/demo/miramar.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { ScriptedPort } from '../../fakes/scripted-port.ts';
import { FakeSys, noHid, PROLIFIC } from '../../support/fake-sys.ts';

const BORIS = { id: 'boris' as StaffId, name: 'Boris', role: 'supervisor' } as const;
const CARDS = ['9702310000000013', '9702310000000021', '9702310000000039'] as const;
const PAGE = 'page-1';
const SOON = { timeout: 10_000 };
const IDLE_MS_MAX = 120_000;

let folder: string;
let machine: FakeSys;
let clock: ManualClock;
let desk: SetupDesk;
let occupied: Occupied | null;
let signIn: SignIn;
/** By the place where their device is plugged in. */
let ports: Map<string, ScriptedPort>;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-desk-'));
	const config = { role: 'kiosk', serverUrl: 'http://127.0.0.1:4700', deviceKey: 'k', port: 0, screensFolder: 's' };
	writeFileSync(configPath(), JSON.stringify({ ...config, stateFolder: folder, readers: [], printer: null }));
	machine = new FakeSys();
	clock = new ManualClock();
	occupied = null;
	signIn = () => Promise.resolve(ok(BORIS));
	ports = new Map();
	const own = { away: () => Promise.resolve(), up: () => Promise.resolve() };
	desk = new SetupDesk({
		file: new ConfigFile(configPath()),
		attached,
		signIn: (pin) => signIn(pin),
		occupied: () => occupied,
		idleMsMax: IDLE_MS_MAX,
		own: { readers: own, printer: own },
		...{ socketsPath: socketsPath(), memoryPath: join(folder, 'printer.json') },
		...{ house: () => 'Hotel Miramar', patterns: () => CARD_PATTERNS },
		...{ show: () => undefined, onOpen: () => undefined },
		...{ clock, log: { info: () => undefined, error: () => undefined } },
	});
});
afterEach(async () => {
	await desk.close();
	machine.remove();
	rmSync(folder, { recursive: true });
});

const configPath = (): string => join(folder, 'bridge.json');
const socketsPath = (): string => join(folder, 'readers.json');
const written = () => JSON.parse(readFileSync(configPath(), 'utf8')) as { readonly readers: readonly unknown[] };
const placeOf = (reader: number) => socketMemory(socketsPath(), String(reader)).get();

async function attached(): Promise<readonly Attached[]> {
	const found = await attachedDevices({ sys: machine.sys, dev: machine.dev, hid: noHid });
	return found.map((device) => {
		const port = ports.get(device.place!)!;
		return { ...device, reader: { ...device.reader!, open: () => port.open } };
	});
}

/** A reader of one make, as many as are wanted. */
function plug(place: string): void {
	const port = new ScriptedPort();
	port.plug();
	ports.set(place, port);
	machine.plugUsb(place, 'tty', `ttyUSB${ports.size}`, PROLIFIC);
}

type Open = Extract<SetupView, { kind: 'open' }>;

async function opened(): Promise<Open> {
	await clock.pass(0);
	const view = desk.viewOf(PAGE);
	if (view.kind !== 'open') throw new Error(`It is ${JSON.stringify(view)}.`);
	return view;
}
async function enter(): Promise<SetupView> {
	desk.hear(PAGE, { kind: 'pin-entered', pin: '2222' });
	await clock.pass(0);
	return desk.viewOf(PAGE);
}
/** What is plugged in is read from the disk, in its own time. */
const sees = (what: (view: Open) => unknown) => expect.poll(async () => what(await opened()), SOON);

async function learn(place: string): Promise<void> {
	desk.hear(PAGE, { kind: 'look' });
	await sees(({ found }) => found?.length).toBe(ports.size);
	const device = (await opened()).found!.find((one) => one.place === place)!;
	desk.hear(PAGE, { kind: 'reader-chosen', device: device.id });
	await sees(({ step }) => step).toMatchObject({ open: true });
	for (const [index, card] of CARDS.entries()) {
		ports.get(place)!.send(`;${card}?\r`);
		for (let part = 0; part < 10; part++) await clock.pass(100);
		expect((await opened()).step).toMatchObject({ cards: { length: index + 1 } });
	}
	desk.hear(PAGE, { kind: 'reader-taken' });
	await sees(({ notice }) => notice?.code).toBe('reader_kept');
}

describe('the devices of a kiosk', () => {
	test('are nobody’s while a guest is shown, and the PIN is not even tried', async () => {
		let tried = 0;
		signIn = () => {
			tried++;
			return Promise.resolve(ok(BORIS));
		};
		occupied = { code: 'guest_shown' };
		expect(await enter()).toMatchObject({ kind: 'closed', refusal: { code: 'guest_shown' } });
		expect(tried).toBe(0);
	});

	test('nor where a guest came while the PIN was checked', async () => {
		signIn = () => {
			occupied = { code: 'guest_shown' };
			return Promise.resolve(ok(BORIS));
		};
		expect(await enter()).toMatchObject({ kind: 'closed', refusal: { code: 'guest_shown' } });
	});

	test.each([{ code: 'server_away' }, { code: 'pin_locked', retryInMs: 60_000 }] as const)(
		'are shown to nobody where the answer is $code',
		async (refusal) => {
			plug('1-1.2');
			signIn = () => Promise.resolve(err(refusal));
			expect(await enter()).toEqual({ kind: 'closed', checking: false, refusal });
		},
	);

	test('are left to nobody who walks by', async () => {
		expect(await enter()).toMatchObject({ kind: 'open' });
		await clock.pass(IDLE_MS_MAX - 1);
		expect(desk.isOpen).toBe(true);
		await clock.pass(1);
		expect(desk.isOpen).toBe(false);
	});
});

describe('two readers that look alike', () => {
	beforeEach(async () => {
		plug('1-1.2');
		plug('1-1.3');
		await enter();
	});

	test('are learned one after the other, and each keeps its place', async () => {
		await learn('1-1.3');
		await sees(({ found }) => found?.map(({ place, use }) => [place, use]).sort()).toEqual([
			['1-1.2', null],
			['1-1.3', 'reader'],
		]);
		await learn('1-1.2');
		expect(written().readers).toHaveLength(2);
		expect([placeOf(1), placeOf(2)]).toEqual(['1-1.3', '1-1.2']);
		await sees(({ readers }) => readers.map(({ number, place }) => [number, place])).toEqual([
			[1, '1-1.3'],
			[2, '1-1.2'],
		]);
	});

	test('one that is learned again stays the same reader', async () => {
		await learn('1-1.2');
		await learn('1-1.3');
		await learn('1-1.2');
		expect(written().readers).toHaveLength(2);
		expect([placeOf(1), placeOf(2)]).toEqual(['1-1.2', '1-1.3']);
	});

	test('the first that is taken out leaves the other its place', async () => {
		await learn('1-1.2');
		await learn('1-1.3');
		desk.hear(PAGE, { kind: 'reader-forgotten', number: 1 });
		await sees(({ notice }) => notice?.code).toBe('reader_forgotten');
		expect([placeOf(1), placeOf(2)]).toEqual(['1-1.3', undefined]);
	});
});
