import { request, type IncomingMessage } from 'node:http';
import { connect, type TLSSocket } from 'node:tls';
import { COUNTER_NAME } from '../http/secure.ts';
import { pinOf } from '../identity/fingerprint.ts';

/** What the server said, and the status of HTTP. */
export type Said = { readonly status: number; readonly body: unknown };

/** A hotel's network answers in milliseconds. */
const ANSWER_MS_MAX = 10_000;
const ANSWER_BYTES_MAX = 16_384;

/** The pin of whoever answers there. @throws where nobody does */
export async function pinAt(url: URL): Promise<string> {
	const socket = await open(url);
	const pin = pinOfPeer(socket);
	socket.destroy();
	return pin;
}

/** Asks the server with this key, and nobody else. @throws where it has another key, before anything was said */
export async function ask(url: URL, pin: string, path: string, question: object): Promise<Said> {
	const socket = await open(url);
	if (pinOfPeer(socket) !== pin) {
		socket.destroy();
		throw new Error('Another server answers there than the one that was compared.');
	}
	const body = JSON.stringify(question);
	const headers = {
		host: url.host,
		'content-type': 'application/json',
		'content-length': Buffer.byteLength(body),
		connection: 'close',
	};
	const answer = await new Promise<IncomingMessage>((resolve, reject) => {
		const asked = request({ method: 'POST', path, headers, createConnection: () => socket }, resolve);
		asked.on('error', reject).end(body);
	});
	let text = '';
	for await (const chunk of answer.setEncoding('utf8')) {
		text += chunk as string;
		if (text.length > ANSWER_BYTES_MAX) throw new Error('The server says too much.');
	}
	return { status: answer.statusCode ?? 0, body: parsed(text) };
}

function open(url: URL): Promise<TLSSocket> {
	const host = url.hostname.replace(/^\[|\]$/g, '');
	const port = Number(url.port || 443);
	return new Promise((resolve, reject) => {
		const socket = connect({
			...{ host, port, servername: COUNTER_NAME, minVersion: 'TLSv1.3', rejectUnauthorized: false },
			ALPNProtocols: ['http/1.1'],
		});
		socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy(new Error(`${url.host} does not answer.`)));
		socket.once('error', reject);
		socket.once('secureConnect', () => resolve(socket));
	});
}

function pinOfPeer(socket: TLSSocket): string {
	const certificate = socket.getPeerX509Certificate();
	if (!certificate) throw new Error('The server showed no certificate.');
	return pinOf(certificate.publicKey);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text.trim();
	}
}
