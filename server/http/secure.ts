import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContext } from 'node:tls';

/** A key and its certificate, PEM. */
export type KeyPair = { readonly key: string; readonly cert: string };

/** What TLS says by the name that it is asked for. */
export type Certificates = {
	/** For counters, which know the server's key. */
	readonly own: KeyPair;
	/** For everybody else: browsers, other systems. */
	readonly office: KeyPair;
};

export type Secure = {
	/** @throws where a key and its certificate do not belong together; then nothing has changed */
	readonly renew: (certificates: Certificates) => void;
	/** Lets go of whoever speaks TLS or has not said anything yet, and of whoever comes. */
	readonly close: () => void;
};

/** The name that counters ask for: they get the server's own key whatever certificate the office uses. */
export const COUNTER_NAME = 'counter.retorno.internal';

/** Source: RFC 8446, 5.1: the first byte of a handshake. No method of HTTP begins with it. */
const TLS_HANDSHAKE = 0x16;
/** Whoever says nothing for so long is let go. */
const FIRST_BYTE_MS_MAX = 10_000;

const PLAIN_REFUSED = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: text/plain\r\n\r\nUse https.\n';

/**
 * Lets one port speak TLS beside plain HTTP, which is for this machine and trusted proxies alone.
 *
 * @param mayBePlain whether somebody at this address may speak without TLS
 * @throws where a key and its certificate do not belong together
 */
export function secure(http: HttpServer, certificates: Certificates, mayBePlain: (address: string) => boolean): Secure {
	let { own, office } = contextsOf(certificates);
	const tls = createServer({
		...certificates.office,
		minVersion: 'TLSv1.2',
		handshakeTimeout: FIRST_BYTE_MS_MAX,
		SNICallback: (name, answer) => answer(null, name === COUNTER_NAME ? own : office),
	});
	const serve = http.listeners('connection') as ((socket: Socket) => void)[];
	http.removeAllListeners('connection');
	const pass = (socket: Socket): void => serve.forEach((listener) => listener.call(http, socket));
	/** Of these HTTP may not know yet, and would not end them. */
	const early = new Set<Socket>();
	let isClosed = false;
	tls.on('secureConnection', pass);
	// A handshake that fails is the caller's affair; the socket is closed.
	tls.on('tlsClientError', () => undefined);

	http.on('connection', (socket: Socket) => {
		if (isClosed) return void socket.destroy();
		early.add(socket);
		socket.once('close', () => early.delete(socket));
		const gone = (): void => void socket.destroy();
		socket.on('error', gone);
		socket.setTimeout(FIRST_BYTE_MS_MAX, gone);
		socket.once('readable', () => {
			const first = socket.read(1) as Buffer | null;
			if (first === null) return gone();
			socket.unshift(first);
			socket.setTimeout(0);
			socket.off('timeout', gone);
			socket.off('error', gone);
			if (first[0] === TLS_HANDSHAKE) {
				// HTTP may be closed on one side; a handshake that is, has ended.
				socket.allowHalfOpen = false;
				tls.emit('connection', socket);
			} else if (mayBePlain(socket.remoteAddress ?? '')) {
				early.delete(socket);
				pass(socket);
			} else socket.on('error', gone).resume().end(PLAIN_REFUSED, gone);
		});
	});
	return {
		close() {
			isClosed = true;
			for (const socket of early) socket.destroy();
		},
		renew(renewed) {
			({ own, office } = contextsOf(renewed));
			tls.setSecureContext({ ...renewed.office, minVersion: 'TLSv1.2' });
		},
	};
}

const contextsOf = ({ own, office }: Certificates): { own: SecureContext; office: SecureContext } => ({
	own: createSecureContext({ ...own, minVersion: 'TLSv1.3' }),
	office: createSecureContext({ ...office, minVersion: 'TLSv1.2' }),
});
