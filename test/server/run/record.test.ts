import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseRecord, RECORD_WANTED, RECORDS_FOLDER } from '#shared/protocol/record.ts';
import { writeCounterConfig } from '../../../server/counter-config.ts';
import { runRecord } from '../../../server/run/record.ts';

const ROOT = new URL('../../../', import.meta.url);
const CLI = fileURLToPath(new URL('server/cli.ts', ROOT));
/** Throws what it is told, as a bug does: nobody catches it. */
const THROWS = 'process.on("message", (words) => setTimeout(() => { throw new Error(words) }))';

let data: string;
let said: string[];
let bridge: ChildProcess | undefined;

beforeEach(() => {
	data = mkdtempSync(join(tmpdir(), 'retorno-record-'));
	said = [];
	writeCounterConfig(data, 'till-1', {
		...{ role: 'till', serverUrl: 'http://127.0.0.1:9', deviceKey: 'the-device-key', port: 0, screensFolder: data },
		...{ simulate: false, readers: [{ kind: 'tcp', host: '127.0.0.1', port: 9, speaks: 'swipe' }], printer: null },
	});
});
afterEach(async () => {
	if (bridge && bridge.exitCode === null && bridge.signalCode === null) {
		const ended = once(bridge, 'exit');
		bridge.kill('SIGKILL');
		await ended;
	}
	bridge = undefined;
	rmSync(data, { recursive: true, force: true });
});

const state = (): string => join(data, 'counters', 'till-1');
const say = (text: string): void => void said.push(text);

async function startBridge(): Promise<ChildProcess> {
	const child = fork(new URL('bridge/main.ts', ROOT), {
		env: { ...process.env, RETORNO_BRIDGE_CONFIG: join(state(), 'bridge.json'), RETORNO_BUILD: 'b9' },
		execArgv: ['--import', `data:text/javascript,${encodeURIComponent(THROWS)}`],
		stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
	});
	bridge = child;
	await once(child, 'message');
	return child;
}

test('copies the last minutes of a counter that runs to a file for its owner alone, and says that it stays no longer than needed', async () => {
	await startBridge();
	const to = join(data, 'for-support');
	expect(await runRecord({ dataFolder: data, counter: undefined, to }, say)).toBe(0);
	const [name] = readdirSync(to);
	expect(name).toMatch(/^record-till-1-2.*\.jsonl$/);
	expect(statSync(join(to, name!)).mode & 0o777).toBe(0o600);
	const text = readFileSync(join(to, name!), 'utf8');
	expect(parseRecord(text)).toMatchObject({ header: { role: 'till', build: 'b9' }, isWhole: true });
	expect(text).not.toContain('the-device-key');
	expect(said).toEqual([
		`till-1: ${join(to, name!)}`,
		'The counters delete theirs after 48 hours. Delete the copies when you are done.',
	]);
});

test('an error that nobody caught leaves the last minutes by itself, with its place and not its words', async () => {
	const child = await startBridge();
	const ended = once(child, 'exit');
	child.send('Elena Petrova 9702310000000013');
	expect(await ended).toEqual([1, null]);
	const records = join(state(), RECORDS_FOLDER);
	const text = readFileSync(join(records, readdirSync(records)[0]!), 'utf8');
	expect(parseRecord(text)!.entries.at(-1)).toMatchObject({ what: 'fault', name: 'Error' });
	expect(text).not.toMatch(/Elena|9702/);
});

test('a record is played again from the command line, and says what came of it then and now', async () => {
	await startBridge();
	await runRecord({ dataFolder: data, counter: 'till-1', to: data }, say);
	const path = join(
		data,
		readdirSync(data).find((name) => name.endsWith('.jsonl'))!,
	);
	const play = (file: string) => spawnSync(process.execPath, [CLI, 'simulate', '--replay', file], { encoding: 'utf8' });
	expect(play(path)).toMatchObject({ status: 0, stdout: expect.stringContaining('till, build b9') as string });
	writeFileSync(
		path,
		readFileSync(path, 'utf8').replace(
			'{"end"',
			'{"t":1,"what":"event","event":{"kind":"card-read","mark.seq":1}}\n{"end"',
		),
	);
	const { status, stdout } = play(path);
	expect([status, stdout]).toEqual([2, expect.stringMatching(/≠ card-read/)]);
	writeFileSync(path, 'no record');
	expect(play(path)).toMatchObject({ status: 1, stderr: expect.stringContaining('is no record') as string });
});

test('a counter that does not run is said so, and is asked for nothing later', async () => {
	expect(await runRecord({ dataFolder: data, counter: 'till-1', to: data, answerMsMax: 200 }, say)).toBe(1);
	expect(said).toEqual(['till-1: does not run: there is nothing to record.']);
	expect(existsSync(join(state(), RECORD_WANTED))).toBe(false);
	await expect(runRecord({ dataFolder: data, counter: 'till-7', to: data }, say)).rejects.toThrow(
		'no counter "till-7"',
	);
});
