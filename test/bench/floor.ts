import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PosBill } from './bills.ts';
import { FloorBooks } from './floor-books.ts';

/** The floor as a process of its own: bare Node HTTP in front of `FloorBooks`. */

type LookUp = { readonly credential: { readonly value: string } };

const books = new FloorBooks(process.env['FLOOR_BOOKS']!, process.env['FLOOR_CARD_KEY']!);

const server = createServer((request, response) => {
	let body = '';
	request.setEncoding('utf8');
	request.on('data', (chunk: string) => (body += chunk));
	request.on('end', () => answer(response, askBooks(request.url, JSON.parse(body))));
});

function askBooks(url: string | undefined, body: unknown): object {
	return url === '/api/v1/visits' ? books.visit(body as PosBill) : books.lookUp((body as LookUp).credential.value);
}

function answer(response: ServerResponse, value: object): void {
	const text = JSON.stringify(value);
	response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
	response.end(text);
}

// As long as ours keeps one: between two turns of a client an idle connection would end just when it is used again.
server.keepAliveTimeout = 72_000;

server.listen(0, '127.0.0.1', () => process.send?.({ ready: true, port: (server.address() as AddressInfo).port }));

process.once('SIGTERM', () => {
	server.closeAllConnections();
	books.close();
	process.exit(0);
});
