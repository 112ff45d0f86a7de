import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { writeCounterConfig } from '../counter-config.ts';
import { registerCounter } from '../identity/counters.ts';
import { openKeys } from '../identity/keys.ts';
import { readHouse } from '../house.ts';
import { runHouse, type OpenHouse } from '../run/house.ts';
import { buildScreens } from '../screens.ts';
import { loadProperty } from '../store/house-store.ts';
import { isElsewhere, openStore } from '../store/open-store.ts';
import { API_KEY, MEMBERS, OUTLETS, PROGRAMME, STAFF } from './miramar.ts';
import { MONEDERO } from './monedero.ts';
import { seedDemo } from './seed.ts';

/** What the demo hotel can open with. */
const DEMO_PROGRAMMES: Readonly<Record<string, Programme>> = { miramar: PROGRAMME, monedero: MONEDERO };

type DemoOptions = {
	readonly ports: { readonly server: number; readonly till: number; readonly kiosk: number };
	/** Where the till stands; the kiosk stands in the lobby. */
	readonly outlet: string;
	/** The name of a programme: that of the hotel where it is not said. A hotel that was kept stays with its own. */
	readonly programme: string;
	/** Kept afterwards; without it the demo leaves nothing behind. */
	readonly dataFolder: string | undefined;
	readonly say: (text: string) => void;
};

/** Starts the demo hotel: server, till and kiosk with their simulated readers and printers, until interrupted. */
export async function runDemo(root: URL, options: DemoOptions): Promise<void> {
	const { outlet, programme, dataFolder, say } = options;
	if (!OUTLETS.some(({ code }) => code === outlet)) {
		throw new Error(`The demo hotel has no outlet "${outlet}": ${OUTLETS.map(({ code }) => code).join(', ')}.`);
	}
	if (!Object.hasOwn(DEMO_PROGRAMMES, programme)) {
		throw new Error(`The demo hotel has no programme "${programme}": ${Object.keys(DEMO_PROGRAMMES).join(', ')}.`);
	}
	if (dataFolder === undefined && isElsewhere(process.env)) {
		throw new Error('With DATABASE_URL the demo needs --data <folder>: it keeps the keys that belong to those books.');
	}
	buildScreens(root, say);
	const folder = dataFolder === undefined ? mkdtempSync(join(tmpdir(), 'retorno-demo-')) : resolve(dataFolder);
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	await prepareHotel(root, folder, options);
	const house = await runHouse(root, folder, () => {
		if (dataFolder === undefined) rmSync(folder, { recursive: true, force: true });
	});
	say(welcome(house, outlet));
}

/** The books of the hotel, and a till and a kiosk that may speak to them. */
async function prepareHotel(root: URL, folder: string, { ports, outlet, programme }: DemoOptions): Promise<void> {
	const store = await openStore(folder, process.env, (cause) => {
		throw cause;
	});
	const isNew = (await store.read(loadProperty())) === null;
	const house = isNew
		? await seedDemo(store, openKeys(folder), new Date().toISOString(), DEMO_PROGRAMMES[programme])
		: await readHouse(store);
	const counters = [
		{ outlet, terminal: 'till-1', role: 'till', port: ports.till },
		{ outlet: KIOSK_OUTLET, terminal: 'kiosk-1', role: 'kiosk', port: ports.kiosk },
	] as const;
	for (const { port, ...counter } of counters) {
		writeCounterConfig(folder, counter.terminal, {
			role: counter.role,
			serverUrl: `http://127.0.0.1:${ports.server}`,
			deviceKey: await registerCounter(store, house, counter),
			port,
			screensFolder: fileURLToPath(new URL('build/kiosk', root)),
			simulate: true,
			readers: [],
			printer: null,
		});
	}
	await store.close();
}

const KIOSK_OUTLET = 'lobby';

const welcome = ({ serverPort, counters }: OpenHouse, outlet: string): string => `
Hotel Miramar is open.

${counters
	.toSorted((a, b) => (a.role < b.role ? 1 : -1))
	.map(
		({ role, url }) => `  ${role.padEnd(9)} ${url}/${role.padEnd(8)} in the ${role === 'till' ? outlet : KIOSK_OUTLET}
  devices   ${url}/devices  swipe a card at this ${role}, see its paper`,
	)
	.join('\n')}
  server    http://127.0.0.1:${serverPort}/healthz
  API       http://127.0.0.1:${serverPort}/api/docs   key ${API_KEY.text}

  PIN ${STAFF.flatMap(({ name, role, pin }) => (pin ? [`${pin} ${name}, ${role}`] : [])).join(' · ')}
${MEMBERS.map(({ card, displayName, tier, points }) => `  card ${card}  ${displayName}, ${tier}, ${points} points`).join('\n')}

Ctrl+C closes the hotel.
`;
