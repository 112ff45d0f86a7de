import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runBridge } from '../../../server/run/bridge.ts';
import { supervise, type Supervised } from '../../../server/run/supervisor.ts';

let folder: string;
let root: URL;
let house: Supervised | undefined;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-processes-'));
	root = pathToFileURL(`${folder}/`);
	appendFileSync(said(), '');
});
afterEach(async () => {
	await house?.stop();
	house = undefined;
	rmSync(folder, { recursive: true });
});

const said = (): string => join(folder, 'said');
const lines = (): string[] => readFileSync(said(), 'utf8').trim().split('\n');
const pidsOf = (name: string): number[] =>
	lines()
		.filter((line) => line.startsWith(`${name} `))
		.map((line) => Number(line.split(' ')[1]));

/** A process that says its name and number and stays. */
const STAYING = `
	import { appendFileSync } from 'node:fs';
	appendFileSync(process.env.SAID, process.env.NAME + ' ' + process.pid + '\\n');
	process.send({ ready: true, port: Number(process.env.PORT) });
	setInterval(() => undefined, 1_000);
`;
function script(name: string, text: string): string {
	writeFileSync(join(folder, name), text);
	return name;
}
const child = (name: string, file: string, port: number) => ({
	name,
	script: file,
	env: { ...process.env, SAID: said(), NAME: name, PORT: String(port) },
});

describe('a house of processes', () => {
	test('knows two children of one script by their names', async () => {
		const bridge = script('bridge.mjs', STAYING);
		house = await supervise(root, [child('till-1', bridge, 4710), child('kiosk-1', bridge, 4711)]);
		expect([...house.ports]).toEqual([
			['till-1', 4710],
			['kiosk-1', 4711],
		]);
	});

	test('starts the one that ended again, and leaves the other alone', async () => {
		const bridge = script('bridge.mjs', STAYING);
		house = await supervise(root, [child('till-1', bridge, 4710), child('kiosk-1', bridge, 4711)]);
		process.kill(pidsOf('kiosk-1')[0]!, 'SIGKILL');
		await vi.waitFor(() => expect(pidsOf('kiosk-1')).toHaveLength(2), { timeout: 10_000 });
		expect(pidsOf('till-1')).toHaveLength(1);
	});

	test('ends with all of its children', async () => {
		const bridge = script('bridge.mjs', STAYING);
		const both = await supervise(root, [child('till-1', bridge, 4710), child('kiosk-1', bridge, 4711)]);
		await both.stop();
		for (const pid of [...pidsOf('till-1'), ...pidsOf('kiosk-1')]) expect(() => process.kill(pid, 0)).toThrow();
	});

	test('says who could not be started, and leaves nobody running', async () => {
		const bridge = script('bridge.mjs', STAYING);
		const broken = script('broken.mjs', 'process.exit(3);');
		const start = supervise(root, [child('till-1', bridge, 4710), child('kiosk-1', broken, 0)]);
		await expect(start).rejects.toThrow('kiosk-1 ended before it was ready (3).');
		expect(() => process.kill(pidsOf('till-1')[0]!, 0)).toThrow();
	});
});

describe('a counter alone', () => {
	/** What stands where the bridge would. */
	function asBridge(text: string): void {
		mkdirSync(join(folder, 'bridge'));
		script('bridge/main.ts', text);
	}

	test('runs with its configuration and hands its exit code on', async () => {
		asBridge(`
			import { writeFileSync } from 'node:fs';
			writeFileSync(process.env.RETORNO_BRIDGE_CONFIG!, process.env.RETORNO_BUILD!);
			process.exitCode = 7;
		`);
		expect(await runBridge(root, said(), 'b1')).toBe(7);
		expect(lines()).toEqual(['b1']);
	});

	test('is told by a signal to end, and tells what ended it', async () => {
		asBridge(`
			import { appendFileSync } from 'node:fs';
			process.on('SIGTERM', () => process.exit(9));
			appendFileSync(process.env.RETORNO_BRIDGE_CONFIG!, 'bridge ' + process.pid);
			setInterval(() => undefined, 1_000);
		`);
		const ended = runBridge(root, said(), 'b1');
		await vi.waitFor(() => expect(pidsOf('bridge')).toHaveLength(1), { timeout: 10_000 });
		process.emit('SIGTERM', 'SIGTERM');
		expect(await ended).toBe(9);
	});

	test('that is killed has a code too', async () => {
		asBridge(`process.kill(process.pid, 'SIGKILL');`);
		expect(await runBridge(root, said(), 'b1')).toBe(137);
	});
});
