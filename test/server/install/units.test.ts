import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BRIDGE_PORT, KIOSK_PORT, SERVER_PORT } from '../../../server/config.ts';
import { writeCounterConfig } from '../../../server/counter-config.ts';
import { unitPath, unitWord } from '../../../server/install/unit-text.ts';
import { runUnits } from '../../../server/run/units.ts';
import { HotelFolders } from '../../support/hotel-folder.ts';

const ROOT = new URL('../../../', import.meta.url);
const hasAnalyser = spawnSync('systemd-analyze', ['--version']).status === 0;

let folders: HotelFolders;
let folder: string;
let out: string;
beforeEach(async () => {
	folders = new HotelFolders();
	const { hotel, folder: opened } = await folders.open('hotel');
	await hotel.store.close();
	folder = opened;
	out = mkdtempSync(join(tmpdir(), 'retorno-units-'));
});
afterEach(() => {
	folders.remove();
	rmSync(out, { recursive: true, force: true });
});

function setUp(name: string, changes: object = {}): void {
	writeCounterConfig(folder, name, {
		...{ role: 'till', serverUrl: 'http://127.0.0.1:4700', deviceKey: 'a-secret-key', port: 4710, screensFolder: '.' },
		...{ simulate: false, readers: [], printer: null, ...changes },
	});
}

function written(env: NodeJS.ProcessEnv = {}, user = 'retorno'): Readonly<Record<string, string>> {
	runUnits({ to: out, user }, ROOT, { RETORNO_DATA: folder, ...env }, () => undefined);
	return Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]));
}

describe('units', () => {
	test('are made for the server, for each counter and for its screen', () => {
		setUp('restaurant-till-1');
		setUp('lobby-kiosk-1', { role: 'kiosk', port: 4711 });
		const files = written({ RETORNO_SERVER_HOST: '0.0.0.0' });
		expect(Object.keys(files).sort()).toEqual([
			'70-retorno.rules',
			'retorno-bridge-lobby-kiosk-1.service',
			'retorno-bridge-restaurant-till-1.service',
			'retorno-browser-lobby-kiosk-1.service',
			'retorno-browser-restaurant-till-1.service',
			'retorno-server.service',
		]);
		expect(files['retorno-server.service']).toContain('Environment="RETORNO_SERVER_HOST=0.0.0.0"');
		expect(files['retorno-browser-lobby-kiosk-1.service']).toContain('"browser" "--role" "kiosk" "--port" "4711"');
		for (const [name, text] of Object.entries(files).filter(([name]) => name.endsWith('.service'))) {
			expect(text, name).toContain('Restart=always');
			if (!name.includes('browser'))
				for (const line of [
					'WatchdogSec=60',
					'Type=notify',
					'NotifyAccess=all',
					'NoNewPrivileges=yes',
					'ProtectSystem=strict',
				])
					expect(text, name).toContain(line);
		}
	});

	test('hold nothing secret, because everybody can read them', () => {
		setUp('restaurant-till-1');
		const files = written({
			DATABASE_URL: 'postgres://ana:secret@db/retorno',
			RETORNO_BACKUP_PASSPHRASE: 'a-passphrase',
		});
		for (const secret of ['a-secret-key', 'postgres://', 'a-passphrase'])
			expect(JSON.stringify(files)).not.toContain(secret);
	});

	test.runIf(hasAnalyser)('are right for systemd, also where folders have odd names', () => {
		setUp('restaurant-till-1');
		const files = written({ RETORNO_SERVER_NAMES: 'a b%c"d\\e$f' });
		for (const name of Object.keys(files).filter((name) => name.endsWith('.service'))) {
			const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', join(out, name)], {
				encoding: 'utf8',
			});
			// What else is wrong with this machine's own units is not ours.
			const own = stderr.split('\n').filter((line) => line.includes('retorno'));
			expect([name, status, own]).toEqual([name, 0, []]);
		}
	});

	test.runIf(hasAnalyser)('that are wrong are seen by it', () => {
		const path = join(out, 'retorno-server.service');
		writeFileSync(path, '[Service]\nExecStart=relative\nRestart=perhaps\n');
		const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' });
		expect(stderr).toContain(basename(path));
	});

	test.each([
		['/srv/a b', '"/srv/a b"'],
		['100%', '"100%%"'],
		['$HOME', '"$$HOME"'],
		['a"b\\c', '"a\\"b\\\\c"'],
	])('say %s as %s', (text, word) => {
		expect(unitWord(text)).toBe(word);
	});

	test('say nothing that would begin another setting', () => {
		expect(() => unitWord('a\nExecStart=/bin/sh')).toThrow('cannot name');
		expect(() => unitPath('/srv/a b')).toThrow('cannot name');
		expect(() => written({}, 'retorno\nUser=root')).toThrow('no name of a user');
	});

	test('are for whoever has something to start', () => {
		const place = { RETORNO_DATA: join(folder, 'none') };
		expect(() => runUnits({ to: undefined, user: 'retorno' }, ROOT, place, () => undefined)).toThrow('neither a hotel');
	});
});

describe('udev rules', () => {
	const rulesOf = (readers: readonly object[], printer: object | null = null): string[] => {
		setUp('till', { readers, printer });
		return written()['70-retorno.rules']!.trim().split('\n');
	};
	const rule = (subsystem: string, vendor: string, product: string): string =>
		`SUBSYSTEM=="${subsystem}", ATTRS{idVendor}=="${vendor}", ATTRS{idProduct}=="${product}", GROUP="retorno", MODE="0660", TAG+="uaccess"`;

	test('name the makes of the configuration, each once, and let in nobody else', () => {
		const usb = { vendorId: 0x067b, productId: 0x2303 };
		const rules = rulesOf([
			{ kind: 'serial', usb },
			{ kind: 'serial', usb: { ...usb, serialNumber: 'B' } },
			{ kind: 'hid', ids: { vendorId: 0xffff, productId: 0x35 } },
		]);
		expect(rules).toEqual([rule('hidraw', 'ffff', '0035'), rule('tty', '067b', '2303')]);
	});

	test('name the known makes for a reader that is found without', () => {
		expect(rulesOf([{ kind: 'hid' }])).toEqual([
			rule('hidraw', '0801', '0002'),
			rule('hidraw', '0acd', '0500'),
			rule('hidraw', '0acd', '0510'),
		]);
	});

	test('say of a device that goes by its path where its rule comes from', () => {
		expect(
			rulesOf([{ kind: 'serial', path: '/dev/ttyS0' }], { kind: 'device', path: '/dev/usb/lp0', profile: 'epson' }),
		).toEqual([
			expect.stringMatching(/^# "\/dev\/ttyS0": "retorno doctor"/),
			expect.stringMatching(/^# "\/dev\/usb\/lp0": "retorno doctor"/),
		]);
	});
});

describe('the table of ports in the manual', () => {
	test('names the ports of the code', () => {
		const manual = readFileSync(new URL('docs/operations.md', ROOT), 'utf8');
		const rows = [...manual.matchAll(/^\| (\d+) +\| (server|till|kiosk|printer) /gm)].map(([, port, of]) => [
			of,
			Number(port),
		]);
		expect(rows).toEqual([
			['server', SERVER_PORT],
			['till', BRIDGE_PORT],
			['kiosk', KIOSK_PORT],
			['printer', 9100],
		]);
	});
});
