import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { request } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCertificates } from '../../../server/http/certificate-files.ts';
import { COUNTER_NAME, secure, type KeyPair, type Secure } from '../../../server/http/secure.ts';
import { selfSigned } from '../../../server/identity/certificate.ts';

const NOW = '2026-11-22T10:00:00.000Z';

let http: Server;
let tls: Secure;
let port: number;
let mayBePlain: boolean;
const [own, office, renewed] = [keyPair(), keyPair(), keyPair()];

beforeEach(async () => {
	mayBePlain = true;
	http = createServer((asked: IncomingMessage, answer) => {
		let body = '';
		asked.on('data', (chunk: Buffer) => (body += chunk.toString()));
		asked.on('end', () => answer.end(`${asked.method} ${asked.url} ${body}`));
	});
	tls = secure(http, { own, office }, () => mayBePlain);
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	({ port } = http.address() as AddressInfo);
});
afterEach(async () => {
	http.closeAllConnections();
	await new Promise((resolve) => http.close(resolve));
});

function keyPair(): KeyPair {
	const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const claim = { names: ['127.0.0.1'], from: new Date(NOW), until: new Date('2040-01-01T00:00:00Z') };
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		cert: selfSigned(privateKey, claim),
	};
}

const fingerprint = ({ cert }: KeyPair): string => new X509Certificate(cert).fingerprint256;

function shownTo(servername: string | undefined): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = connectTls(
			{ port, host: '127.0.0.1', rejectUnauthorized: false, ...(servername && { servername }) },
			() => {
				resolve(socket.getPeerX509Certificate()!.fingerprint256);
				socket.end();
			},
		);
		socket.on('error', reject);
	});
}

function post(body: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const asked = request(
			{ port, host: '127.0.0.1', method: 'POST', path: '/x', rejectUnauthorized: false, agent: false },
			(answer) => {
				let text = '';
				answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
				answer.on('end', () => resolve(text));
			},
		);
		asked.on('error', reject);
		asked.end(body);
	});
}

/** What somebody gets who sends these bytes, in as many pieces, until the other side ends. */
function raw(pieces: readonly string[]): Promise<string> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		let text = '';
		socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
		socket.on('error', () => undefined);
		socket.on('close', () => resolve(text));
		void (async () => {
			for (const piece of pieces) {
				socket.write(piece, 'latin1');
				await new Promise(setImmediate);
			}
		})();
	});
}

describe('one port speaks', () => {
	test('TLS, with bodies of any size', async () => {
		expect(await post('a')).toBe('POST /x a');
		const long = 'x'.repeat(200_000);
		const digest = (text: string) => createHash('sha256').update(text).digest('hex');
		expect(digest(await post(long))).toBe(digest(`POST /x ${long}`));
	});

	test('plain HTTP too, cut anywhere', async () => {
		const bytes = 'GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';
		expect(await raw([bytes])).toContain('GET /healthz');
		expect(await raw([bytes.slice(0, 1), bytes.slice(1, 9), bytes.slice(9)])).toContain('GET /healthz');
		expect(await raw([...bytes])).toContain('GET /healthz');
	});

	test('no plain HTTP to whoever has to use TLS, and nothing of what they sent is looked at', async () => {
		mayBePlain = false;
		const answer = await raw(['GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n']);
		expect(answer).toMatch(/^HTTP\/1\.1 400 /);
		expect(answer).toContain('Use https.');
		expect(answer).not.toContain('GET /healthz');
		expect(await post('a')).toBe('POST /x a');
	});

	test('to nobody who begins a handshake and goes on with something else', async () => {
		expect(await raw(['\x16\x03\x01\x00\x05nonsense and more of it'])).not.toContain('HTTP');
		expect(await post('a')).toBe('POST /x a');
	});
});

describe('the certificate', () => {
	test('is the office’s, and for counters the server’s own', async () => {
		expect(await shownTo(undefined)).toBe(fingerprint(office));
		expect(await shownTo('retorno.hotel.example')).toBe(fingerprint(office));
		expect(await shownTo(COUNTER_NAME)).toBe(fingerprint(own));
	});

	test('is renewed without a restart', async () => {
		tls.renew({ own, office: renewed });
		expect(await shownTo(undefined)).toBe(fingerprint(renewed));
		expect(await shownTo('retorno.hotel.example')).toBe(fingerprint(renewed));
		expect(await shownTo(COUNTER_NAME)).toBe(fingerprint(own));
	});

	test('stays where the renewed one does not fit its key', async () => {
		expect(() => tls.renew({ own, office: { ...renewed, key: own.key } })).toThrow();
		expect(await shownTo(undefined)).toBe(fingerprint(office));
	});
});

test('files that do not belong together are told by name; those that do are the office’s', () => {
	const folder = mkdtempSync(join(tmpdir(), 'retorno-tls-'));
	try {
		const certificate = { certPath: join(folder, 'a.crt'), keyPath: join(folder, 'a.key') };
		writeFileSync(certificate.certPath, office.cert);
		writeFileSync(certificate.keyPath, renewed.key);
		const place = { dataFolder: folder, host: '0.0.0.0', entrance: { names: ['a.example:444'], trustProxy: [] } };
		expect(() => readCertificates({ ...place, certificate }, NOW)).toThrow(
			/a\.crt and .*a\.key do not belong together/,
		);
		writeFileSync(certificate.keyPath, office.key);
		const read = readCertificates({ ...place, certificate }, NOW);
		expect(read.office).toEqual(office);
		const x509 = new X509Certificate(read.own.cert);
		expect([x509.checkHost('a.example'), x509.checkIP('127.0.0.1')]).toEqual(['a.example', '127.0.0.1']);
		expect(x509.subjectAltName).not.toContain('0.0.0.0');
	} finally {
		rmSync(folder, { recursive: true });
	}
});
