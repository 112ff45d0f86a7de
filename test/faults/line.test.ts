import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import pino from 'pino';
import { afterEach, expect, test } from 'vitest';
import type { VisitId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { composeVisitSlip } from '#shared/receipt/visit-slip.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import { BookingDesk, type Booked } from '../../bridge/counter/booking-desk.ts';
import { systemClock } from '../../bridge/clock.ts';
import { openOutbox } from '../../bridge/outbox/outbox.ts';
import { startPrinting } from '../../bridge/printing/printing.ts';
import { ServerLink } from '../../bridge/link/server-link.ts';
import { startPrinterEmulator } from '../../bridge/simulate/printer/emulator.ts';
import { paperText } from '../../bridge/simulate/printer/paper.ts';
import { FaultyLine } from '../../bridge/simulate/proxy.ts';
import { PROGRAMME, PROPERTY } from '../../server/demo/miramar.ts';
import { registerCounter } from '../../server/identity/counters.ts';
import { booksPath, startServer } from '../../server/server.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import { verifyBooks } from '../../server/store/verify/verify.ts';
import { SEED } from '../support/cases.ts';
import { someNumbers } from '../support/chance.ts';
import { visitOf } from '../support/hotel.ts';
import { HotelFolders, rethrow } from '../support/hotel-folder.ts';
import { SAMPLES } from '../shared/receipt/samples.ts';
import { visit } from './printer-counter.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

const SOON = { timeout: 60_000, interval: 100 };
/** So many, and further ones until every fault has come. */
const VISITS = 60;
const VISITS_MAX = 600;
const SLIPS = 12;

test(`seed ${SEED}: whatever happens on the line to the server, every saved visit is in the books exactly once`, async () => {
	const folders = new HotelFolders();
	ends.push(() => folders.remove());
	const { hotel, folder } = await folders.open('hotel');
	const elena = await hotel.guest('Elena');
	const key = await registerCounter(hotel.store, hotel.house, {
		outlet: 'restaurant',
		terminal: 'till-1',
		role: 'till',
	});
	await hotel.store.close();
	const config = { dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' };
	const server = await startServer(config, pino({ level: 'silent' }), rethrow);
	let isOpen = true;
	const stop = async (): Promise<void> => {
		if (isOpen) await server.close();
		isOpen = false;
	};
	ends.push(stop);
	const line = await FaultyLine.open({
		port: server.port,
		below: someNumbers(SEED),
		faults: { pass: 55, delay: 15, halve: 10, duplicate: 8, reorder: 6, cut: 2, 'cut-in-half': 2, 'half-open': 2 },
	});
	ends.push(() => line.close());

	const outbox = openOutbox(join(folder, 'outbox.sqlite'));
	ends.push(() => outbox.close());
	let house: CounterSetup | null = null;
	let losses = 0;
	const link = new ServerLink(
		`http://127.0.0.1:${line.port}`,
		{ deviceKey: key, build: 'test' },
		{
			online(setup) {
				house = setup.counter;
				void desk.deliver();
			},
			offline: () => void losses++,
			news: () => undefined,
			refused: () => undefined,
		},
	);
	ends.push(() => link.close());
	const desk = new BookingDesk({
		...{ link, outbox, onDelivered: () => undefined, onWaiting: () => undefined },
		now: () => new Date().toISOString(),
	});
	ends.push(() => desk.close());
	link.open();
	await expect.poll(() => house, SOON).not.toBeNull();

	const told = new Map<VisitId, Booked>();
	const isShown = (): boolean => losses > 0 && Object.values(line.counts).every((count) => count > 0);
	let asked = 0;
	for (; asked < VISITS || (!isShown() && asked < VISITS_MAX); asked++) {
		const moment = momentAt(new Date().toISOString(), PROPERTY);
		const guest = asked % 2 === 0 ? null : elena;
		const command = visitOf(PROGRAMME, moment, 'restaurant', guest, { food: 1_000 + asked });
		if (asked === VISITS / 2) line.cut();
		void desk.record(command, house, guest, (answer) => told.set(command.id, answer));
		await setTimeout(80);
	}
	await expect.poll(() => told.size, SOON).toBe(asked);
	line.calm();
	await expect.poll(() => outbox.count(), SOON).toBe(0);
	link.close();
	await stop();

	const saved = [...told].filter(([, answer]) => answer.ok).map(([id]) => id);
	const books = new DatabaseSync(booksPath(folder), { readOnly: true });
	const booked = books.prepare('SELECT id FROM visit').all();
	books.close();
	expect(booked.map(({ id }) => id as VisitId).sort()).toEqual(saved.sort());
	const store = openSqliteStore(booksPath(folder), rethrow);
	const { faults } = await store.read(verifyBooks(PROPERTY.id, new Date().toISOString().slice(0, 10)));
	await store.close();
	expect(faults).toEqual([]);
	// What did not happen proves nothing.
	expect([saved.length > asked / 2, isShown()]).toEqual([true, true]);
}, 180_000);

test(`seed ${SEED}: whatever happens on the line to the printer, no slip is on paper twice, and what is confirmed is there`, async () => {
	const folder = mkdtempSync(join(tmpdir(), 'retorno-line-'));
	const emulator = await startPrinterEmulator();
	const line = await FaultyLine.open({
		port: emulator.port,
		below: someNumbers(SEED),
		faults: { pass: 60, delay: 20, halve: 16, cut: 2, 'cut-in-half': 1, 'half-open': 1 },
	});
	const sample = SAMPLES['Miguel has supper']!;
	const progress = new Map<string, string>();
	const printing = startPrinting({
		spoolPath: join(folder, 'spool.sqlite'),
		memoryPath: join(folder, 'printer.json'),
		printer: { host: '127.0.0.1', port: line.port, profile: 'epson' },
		compose: ({ order }) =>
			Promise.resolve(order.kind === 'visit' ? composeVisitSlip({ ...sample, ...order }) : undefined),
		onProgress: (order, slip) => order.kind === 'visit' && progress.set(order.answer.visitId, slip),
		onPrinter: () => undefined,
		clock: systemClock,
	});
	ends.push(
		() => rmSync(folder, { recursive: true }),
		() => emulator.close(),
		() => line.close(),
		() => printing.close(),
	);
	const totalOf = (slip: number): number => 10_000 + slip * 111;
	for (let slip = 0; slip < SLIPS; slip++) {
		printing.submit(visit(`slip-${slip}`, totalOf(slip)));
		await setTimeout(400);
	}
	line.calm();
	const isOver = (state: string): boolean => !['waiting', 'sending', 'uncut'].includes(state);
	await expect.poll(() => [...progress.values()].filter(isOver).length, { ...SOON, timeout: 120_000 }).toBe(SLIPS);

	const totals = paperText(emulator.paper()).filter((text) => text.startsWith('TOTAL'));
	const printed = (slip: number): number => {
		const euros = `${Math.floor(totalOf(slip) / 100)},${String(totalOf(slip) % 100).padStart(2, '0')}`;
		return totals.filter((text) => text.includes(euros)).length;
	};
	let confirmed = 0;
	for (let slip = 0; slip < SLIPS; slip++) {
		const state = progress.get(`slip-${slip}`)!;
		if (state === 'confirmed') confirmed++;
		expect(printed(slip), `slip ${slip}, ${state}`).toBeLessThanOrEqual(1);
		if (state === 'confirmed') expect(printed(slip), `slip ${slip}, ${state}`).toBe(1);
	}
	expect([confirmed >= 3, line.counts.halve > 0, line.counts.delay > 0]).toEqual([true, true, true]);
}, 240_000);
