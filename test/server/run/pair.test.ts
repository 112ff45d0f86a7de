import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { connect, createServer, type Server as TlsServer, type TLSSocket } from 'node:tls';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readBridgeConfig } from '../../../bridge/config.ts';
import { ServerLink } from '../../../bridge/link/server-link.ts';
import { selfSigned } from '../../../server/identity/certificate.ts';
import { fingerprintOf } from '../../../server/identity/fingerprint.ts';
import { openServerPin } from '../../../server/identity/server-key.ts';
import { COUNTER_OVER, COUNTER_UNKNOWN, runCounter } from '../../../server/run/counter.ts';
import { NOT_JOINED, runJoin, type JoinOrder } from '../../../server/run/join.ts';
import { IMPOSSIBLE, NOT_PAIRED, runPair, type PairOrder } from '../../../server/run/pair.ts';
import { startServer, type RunningServer } from '../../../server/server.ts';
import { HotelFolders, rethrow } from '../../support/hotel-folder.ts';

let folders: HotelFolders;
let folder: string;
let server: RunningServer;
let log: string;
let said: string[];
const ends: (() => unknown)[] = [];

beforeEach(async () => {
	folders = new HotelFolders();
	const { hotel, folder: opened } = await folders.open('hotel');
	folder = opened;
	await hotel.store.close();
	log = '';
	said = [];
	const logger = pino({ level: 'trace' }, { write: (line: string) => (log += line) });
	server = await startServer({ dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' }, logger, rethrow);
});
afterEach(async () => {
	for (const end of ends.splice(0)) end();
	await server.close();
	folders.remove();
});

const say = (line: string): void => void said.push(line);
const place = () => ({ dataFolder: folder, env: {} });
const urlOf = (port = server.port): string => `https://127.0.0.1:${port}`;
/** What a counter's machine keeps. */
const counterFolder = (): string => join(folder, '..', 'counter');

/** Lets `till-2` of the spa join. @returns the code, and the exit code once it is over */
async function pair(changes: Partial<PairOrder> = {}) {
	const order = { name: 'till-2', role: 'till', outlet: 'spa', url: urlOf(), file: null, ...changes };
	const over = runPair(order, place(), say);
	const code = await vi.waitFor(() => /Code\s+(\d{3} \d{3})/.exec(said.join('\n'))![1]!, 10_000);
	return { code, over };
}

const joined = (changes: Partial<JoinOrder>, answers: readonly string[] = []) => {
	const left = [...answers];
	const order = { url: urlOf(), code: undefined, fingerprint: undefined, file: undefined, port: undefined, ...changes };
	const ask = (question: string) => {
		say(question);
		return Promise.resolve(left.shift() ?? '');
	};
	return runJoin(order, { dataFolder: counterFolder(), screensFolder: folder, ask, say });
};

const config = () => readBridgeConfig(join(counterFolder(), 'counters/till-2/bridge.json'));

/** The link of the counter as it was configured. */
function open() {
	const heard: string[] = [];
	const { serverUrl, deviceKey, serverPin = null } = config();
	const link = new ServerLink(
		serverUrl,
		{ deviceKey, build: 'test', serverPin },
		{
			online: ({ counter }) => heard.push(`${counter.outlet.code}/${counter.terminal}`),
			offline: () => heard.push('offline'),
			news: () => undefined,
			refused: (code) => heard.push(code),
		},
	);
	ends.push(() => link.close());
	link.open();
	return heard;
}

describe('a counter joins', () => {
	test('after somebody has compared the fingerprint and typed the code; its link opens', async () => {
		const { code, over } = await pair();
		const shown = fingerprintOf(openServerPin(folder));
		expect(await joined({}, ['yes', code])).toBe(0);
		expect(await over).toBe(0);
		expect(said).toContain(`Fingerprint of 127.0.0.1:${server.port}: ${shown}`);
		expect(said.join('\n')).toContain(`Fingerprint       ${shown}`);
		expect(said).toContain('spa/till-2 is paired.');
		expect(config()).toMatchObject({ role: 'till', port: 4710, serverUrl: urlOf(), serverPin: openServerPin(folder) });
		expect(statSync(join(counterFolder(), 'counters/till-2/bridge.json')).mode & 0o077).toBe(0);
		const heard = open();
		await vi.waitFor(() => expect(heard).toEqual(['spa/till-2']), 10_000);
	});

	test('without questions, from a file that is good once', async () => {
		const path = join(folder, 'counter.json');
		const order = { name: 'till-2', role: 'till', outlet: 'spa', url: urlOf(), file: { path, hours: 3 } };
		expect(await runPair(order, place(), say)).toBe(0);
		expect(statSync(path).mode & 0o077).toBe(0);
		expect(await joined({ url: undefined, file: path })).toBe(0);
		expect(await joined({ url: undefined, file: path })).toBe(NOT_JOINED);
		const heard = open();
		await vi.waitFor(() => expect(heard).toEqual(['spa/till-2']), 10_000);
	});

	test('again with a new key, and keeps its devices', async () => {
		const shown = fingerprintOf(openServerPin(folder));
		expect(await joined({ code: (await pair()).code, fingerprint: shown, port: 4799 })).toBe(0);
		const path = join(counterFolder(), 'counters/till-2/bridge.json');
		const first = JSON.parse(readFileSync(path, 'utf8')) as { deviceKey: string };
		said = [];
		const { code } = await pair();
		expect(await joined({ code, fingerprint: shown })).toBe(0);
		expect(config().deviceKey).not.toBe(first.deviceKey);
	});

	test('and neither code, file, key nor proof stands in the log of the server', async () => {
		const { code } = await pair();
		expect(await joined({ code, fingerprint: fingerprintOf(openServerPin(folder)) })).toBe(0);
		expect(log).not.toContain(code.replace(' ', ''));
		expect(log).not.toContain(config().deviceKey);
	});
});

describe('a counter does not join', () => {
	const wrong = '000 000';

	test.each<[string, (code: string) => Partial<JoinOrder>, string[], RegExp]>([
		['where the fingerprints differ', () => ({}), ['no'], /somebody else may stand between/],
		['where nobody compared them', () => ({}), [''], /somebody else may stand between/],
		['with another fingerprint', (code) => ({ code, fingerprint: '0000-'.repeat(8) }), [], /has the fingerprint/],
		['with a code of five digits', () => ({ code: '12345' }), ['yes'], /six digits/],
		['with a wrong code', (code) => ({ code: code === wrong ? '000001' : wrong }), ['yes'], /tried 4 times more/],
	])('%s', async (_name, order, answers, sentence) => {
		const { code } = await pair();
		expect(await joined(order(code), answers)).toBe(NOT_JOINED);
		expect(said.at(-1)).toMatch(sentence);
		expect(existsSync(counterFolder())).toBe(false);
	});

	test('over plain HTTP: no code is asked for', async () => {
		await expect(joined({ url: `http://127.0.0.1:${server.port}` })).rejects.toThrow(/begins with https/);
		const answer = await fetch(`http://127.0.0.1:${server.port}/pair/begin`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ ticket: null, nonce: 'a'.repeat(32), share: 'b'.repeat(768) }),
		});
		expect([answer.status, await answer.json()]).toEqual([403, { code: 'pairing_needs_tls' }]);
	});

	test('through somebody who stands between, though everybody says yes and the code is right', async () => {
		const relay = await relayTo(server.port);
		const { code, over } = await pair();
		expect(await joined({ url: urlOf(relay.port) }, ['yes', code])).toBe(NOT_JOINED);
		expect(relay.seen()).toContain('/pair/finish');
		expect(relay.seen()).not.toContain('deviceKey');
		expect(existsSync(counterFolder())).toBe(false);
		// The try was counted, and the right one still goes through.
		expect(said.at(-1)).toMatch(/tried 4 times more/);
		expect(await joined({ code, fingerprint: fingerprintOf(openServerPin(folder)) })).toBe(0);
		expect(await over).toBe(0);
	});

	test('from a file at a server with another key; that one is told nothing', async () => {
		const path = join(folder, 'counter.json');
		const relay = await relayTo(server.port);
		const order = { name: 'till-2', role: 'till', outlet: 'spa', url: urlOf(relay.port), file: { path, hours: 3 } };
		await runPair(order, place(), say);
		expect(await joined({ url: undefined, file: path })).toBe(NOT_JOINED);
		expect(said.at(-1)).toMatch(/not the one that wrote the file/);
		expect(relay.seen()).toBe('');
	});
});

describe('nobody is paired', () => {
	test.each<[Partial<PairOrder>, RegExp]>([
		[{ name: '../etc' }, /no name of a counter/],
		[{ name: 'x'.repeat(41) }, /no name of a counter/],
		[{ role: 'office' }, /no role/],
		[{ outlet: 'bar' }, /has no outlet "bar"/],
		[{ file: { path: '/nowhere', hours: 0 } }, /1 to 168 whole hours/],
		[{ file: { path: '/nowhere', hours: 169 } }, /1 to 168 whole hours/],
	])('as %o', async (changes, sentence) => {
		const order = { name: 'till-2', role: 'till', outlet: 'spa', url: urlOf(), file: null, ...changes };
		expect(await runPair(order, place(), say)).toBe(IMPOSSIBLE);
		expect(said).toEqual([expect.stringMatching(sentence)]);
		expect(existsSync(join(folder, 'pairing'))).toBe(false);
	});

	test('where the minute is over, and whoever showed the code is told', async () => {
		const { over } = await pair();
		rmSync(join(folder, 'pairing/code.json'));
		expect(await over).toBe(NOT_PAIRED);
		expect(said.at(-1)).toBe('The code is over, and no counter was paired.');
		expect(readdirSync(join(folder, 'pairing'))).toEqual([]);
	});
});

describe('a counter that is revoked', () => {
	test('loses its open link at once, cannot open another, and stands in the list', async () => {
		const { code } = await pair();
		await joined({ code, fingerprint: fingerprintOf(openServerPin(folder)) });
		const heard = open();
		await vi.waitFor(() => expect(heard).toEqual(['spa/till-2']), 10_000);
		const now = '2026-11-22T12:00:00.000Z';
		said = [];
		expect(await runCounter({ kind: 'revoke', id: 'spa/till-2' }, place(), now, say)).toBe(0);
		await vi.waitFor(() => expect(heard.slice(1, 3)).toEqual(['offline', 'device_unknown']), 10_000);
		expect(await runCounter({ kind: 'revoke', id: 'spa/till-2' }, place(), now, say)).toBe(COUNTER_OVER);
		expect(await runCounter({ kind: 'revoke', id: 'spa/till-9' }, place(), now, say)).toBe(COUNTER_UNKNOWN);
		said = [];
		expect(await runCounter({ kind: 'list' }, place(), now, say)).toBe(0);
		expect(said.join('\n')).toMatch(/spa\/till-2 {2}till, paired 20.*, revoked 2026-11-22T12:00:00.000Z/);
	});
});

/** Somebody with a key of their own, who hands every byte on and reads it. */
async function relayTo(port: number): Promise<{ readonly port: number; readonly seen: () => string }> {
	const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const claim = { names: ['127.0.0.1'], from: new Date(0), until: new Date('2040-01-01') };
	const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
	let seen = '';
	const read = (bytes: Buffer): void => void (seen += bytes.toString('latin1'));
	const relay: TlsServer = createServer({ key, cert: selfSigned(privateKey, claim) }, (near: TLSSocket) => {
		const far = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
		for (const [from, to] of [
			[near, far],
			[far, near],
		] as const) {
			from.on('error', () => to.destroy()).on('data', read);
			from.pipe(to);
		}
	});
	relay.on('tlsClientError', () => undefined);
	await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
	ends.push(() => relay.close());
	return { port: (relay.address() as AddressInfo).port, seen: () => seen };
}
