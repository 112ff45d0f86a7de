import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigFile } from '../../bridge/config-file.ts';
import { renumberSockets, socketMemory } from '../../bridge/devices/socket-memory.ts';

const READER = { kind: 'serial', path: '/dev/ttyUSB0', later: { of: ['another', 'version'] } };
const WHOLE = {
	...{
		role: 'till',
		serverUrl: 'http://127.0.0.1:4700',
		deviceKey: 'k',
		port: 0,
		screensFolder: 's',
		stateFolder: 'f',
	},
	...{ readers: [{ kind: 'hid' }], printer: null, somethingNew: { kept: true } },
};

let folder: string;
let path: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-config-'));
	path = join(folder, 'bridge.json');
	writeFileSync(path, JSON.stringify(WHOLE), { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true }));

const written = (): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

describe("a counter's configuration", () => {
	test('keeps what a change is not about, also what nobody here knows', () => {
		new ConfigFile(path).changeReaders((before) => [...before, { kind: 'tcp', host: 'moxa', port: 4001 }]);
		expect(written()).toEqual({ ...WHOLE, readers: [{ kind: 'hid' }, { kind: 'tcp', host: 'moxa', port: 4001 }] });
	});

	test('is readable by its owner only, and nothing else lies there afterwards', () => {
		chmodSync(path, 0o644);
		new ConfigFile(path).changePrinter(() => ({ kind: 'device', path: '/dev/usb/lp0', profile: 'epson' }));
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(readdirSync(folder)).toEqual(['bridge.json']);
		expect(written()['printer']).toEqual({ kind: 'device', path: '/dev/usb/lp0', profile: 'epson' });
	});

	test.each([
		['a reader that is none', () => [{ kind: 'serial' }]],
		['a reader of another version', () => [READER]],
		['five readers', () => Array<unknown>(5).fill({ kind: 'hid' })],
	])('stays as it was where the counter could not start with %s', (_name, change) => {
		expect(() => new ConfigFile(path).changeReaders(change)).toThrow();
		expect(written()).toEqual(WHOLE);
	});

	test('stays as it was where the disk does not take it', () => {
		// Where the new file is to be written a folder stands.
		mkdirSync(`${path}.new`);
		expect(() => new ConfigFile(path).changeReaders(() => [])).toThrow();
		expect(written()).toEqual(WHOLE);
	});
});

test('the memory of places follows the list of readers', () => {
	const places = join(folder, 'readers.json');
	for (const key of ['1', '2', '3']) socketMemory(places, key).set(`1-${key}`);
	renumberSockets(places, (number) => (number === 2 ? null : number > 2 ? number - 1 : number));
	expect(JSON.parse(readFileSync(places, 'utf8'))).toEqual({ 1: '1-1', 2: '1-3' });
});
