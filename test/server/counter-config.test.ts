import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBridgeConfig } from '../../bridge/config.ts';
import { localCounters, writeCounterConfig } from '../../server/counter-config.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-counters-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, role: 'till' | 'kiosk', port: number): void =>
	writeCounterConfig(folder, name, {
		role,
		serverUrl: 'http://127.0.0.1:4700',
		deviceKey: 'key',
		port,
		screensFolder: folder,
		simulate: true,
		readers: [],
		printer: null,
	});

describe('the counters beside the server', () => {
	test('are those whose configuration lies in the data folder', () => {
		expect(localCounters(folder)).toEqual([]);
		write('till-1', 'till', 4710);
		write('kiosk-1', 'kiosk', 4711);
		mkdirSync(join(folder, 'counters', 'not-set-up'));
		expect(localCounters(folder).map(({ name, role }) => [name, role])).toEqual([
			['kiosk-1', 'kiosk'],
			['till-1', 'till'],
		]);
	});

	test('read what the server wrote, each with a folder of its own', () => {
		write('till-1', 'till', 4710);
		write('kiosk-1', 'kiosk', 4711);
		const configs = localCounters(folder).map(({ configPath }) => readBridgeConfig(configPath));
		expect(configs).toMatchObject([
			{ role: 'kiosk', port: 4711, stateFolder: join(folder, 'counters/kiosk-1') },
			{ role: 'till', port: 4710, stateFolder: join(folder, 'counters/till-1') },
		]);
	});

	test('keep their key to themselves', () => {
		write('till-1', 'till', 4710);
		const [till] = localCounters(folder);
		expect(statSync(till!.configPath).mode & 0o077).toBe(0);
		expect(statSync(join(folder, 'counters/till-1')).mode & 0o077).toBe(0);
	});
});
