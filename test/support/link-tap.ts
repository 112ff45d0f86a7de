import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between a bridge and its server, hands everything on, and keeps a copy of it. */
export class LinkTap {
	readonly #server: Server;
	readonly #lines: (readonly Buffer[])[] = [];
	readonly #sockets = new Set<Socket>();

	private constructor(serverPort: number) {
		this.#server = createServer((bridge) => {
			const server = connect(serverPort, '127.0.0.1');
			this.#handOn(bridge, server);
			this.#handOn(server, bridge);
		});
	}

	static async open(serverPort: number): Promise<LinkTap> {
		const tap = new LinkTap(serverPort);
		await new Promise<void>((resolve) => tap.#server.listen(0, '127.0.0.1', resolve));
		return tap;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	/** What both have said so far, one message a line: what a WebSocket hides under its masks is laid open. */
	said(): Buffer {
		return Buffer.concat(this.#lines.map((chunks) => messagesOf(Buffer.concat(chunks))));
	}

	async close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#handOn(from: Socket, to: Socket): void {
		const chunks: Buffer[] = [];
		this.#lines.push(chunks);
		this.#sockets.add(from);
		from.on('data', (chunk: Buffer) => void chunks.push(chunk));
		from.on('error', () => to.destroy());
		from.on('close', () => to.destroy());
		from.pipe(to);
	}
}

const HEAD_END = Buffer.from('\r\n\r\n');
const FRAME_MASKED = 0x80;

/**
 * The head of the request or answer, and the payload of each frame behind it.
 *
 * Source: RFC 6455, section 5.2.
 */
function messagesOf(line: Buffer): Buffer {
	const headEnd = line.indexOf(HEAD_END);
	if (headEnd === -1) return line;
	const head = line.subarray(0, headEnd + HEAD_END.length);
	if (head.includes('101 ') && head.includes('permessage-deflate'))
		throw new Error('compressed frames hide their text');
	const messages: Buffer[] = [head];
	for (let at = head.length; at + 2 <= line.length;) {
		const [maskBytes, shortLength] = [line[at + 1]! & FRAME_MASKED ? 4 : 0, line[at + 1]! & 0x7f];
		const lengthBytes = shortLength === 127 ? 8 : shortLength === 126 ? 2 : 0;
		const start = at + 2 + lengthBytes + maskBytes;
		if (start > line.length) break;
		const length =
			lengthBytes === 0 ? shortLength : Number(BigInt(`0x${line.toString('hex', at + 2, at + 2 + lengthBytes)}`));
		const mask = line.subarray(start - maskBytes, start);
		const payload = Buffer.from(line.subarray(start, start + length));
		if (maskBytes > 0) for (let index = 0; index < payload.length; index++) payload[index]! ^= mask[index % 4]!;
		messages.push(payload, Buffer.from('\n'));
		at = start + length;
	}
	return Buffer.concat(messages);
}
