import { hash } from 'node:crypto';
import { Agent, type AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';

/** What the server goes by for counters, whatever certificate it shows browsers. */
const COUNTER_NAME = 'counter.retorno.internal';

/**
 * Opens connections to the one server whose key is known, and to nobody else: whoever has another key gets not a byte of
 * what this counter has to say. Names and days of certificates are not looked at, because the key says more.
 */
export class PinnedAgent extends Agent {
	readonly #pin: string;
	readonly #onOther: () => void;

	/** @param pin SHA-256 of the public key, base64url. @param onOther somebody answered with another key */
	constructor(pin: string, onOther: () => void) {
		super({ maxCachedSessions: 0 } satisfies AgentOptions);
		this.#pin = pin;
		this.#onOther = onOther;
	}

	override createConnection(
		{ host, port }: ConnectionOptions,
		done?: (cause: Error | null, stream: Duplex) => void,
	): undefined {
		const socket = connect({
			...{ host, port, servername: COUNTER_NAME, minVersion: 'TLSv1.3', rejectUnauthorized: false },
			ALPNProtocols: ['http/1.1'],
		});
		const failed = (cause: Error): void => done?.(cause, socket);
		socket.once('error', failed);
		socket.once('secureConnect', () => {
			socket.off('error', failed);
			if (pinOf(socket) === this.#pin) return done?.(null, socket);
			socket.destroy();
			this.#onOther();
			failed(new Error('The server is not the one that this counter was paired with.'));
		});
	}
}

function pinOf(socket: TLSSocket): string | null {
	const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
	return key ? hash('sha256', key, 'base64url') : null;
}
