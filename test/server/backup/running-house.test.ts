import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backUpInWorker } from '../../../server/backup/back-up-in-worker.ts';
import { restoreBackup } from '../../../server/backup/restore-backup.ts';
import { startServer, type RunningServer } from '../../../server/server.ts';
import { factsIn, HotelFolders, rethrow } from '../../support/hotel-folder.ts';

const NOW = '2026-11-22T08:00:00.000Z';

let folders: HotelFolders;
let folder: string;
let server: RunningServer;
beforeEach(async () => {
	folders = new HotelFolders();
	const opened = await folders.open('hotel');
	({ folder } = opened);
	await opened.hotel.store.close();
	server = await start();
});
afterEach(() => folders.remove());

const start = () => {
	const config = { dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' };
	return startServer(config, pino({ level: 'silent' }), rethrow);
};

test('a hotel that is open is backed up, and nothing is restored over it until it is closed', async () => {
	const target = { kind: 'file', path: folders.at('hotel.retorno') } as const;
	const order = { dataFolder: folder, databaseUrl: null, now: NOW, passphrase: null };
	expect(await backUpInWorker({ ...order, target })).toMatchObject({ ok: true });
	const before = factsIn(folder);
	const restore = () => restoreBackup({ ...order, backupPath: target.path, replace: true });
	expect(await restore()).toEqual({ ok: false, error: { code: 'house_running', at: folder } });
	expect(factsIn(folder)).toEqual(before);
	await expect(start()).rejects.toThrow(/belongs to a server that runs/);

	await server.close();
	expect(await restore()).toMatchObject({ ok: true });
	server = await start();
	await server.close();
	expect(factsIn(folder)).toEqual(before);
});
