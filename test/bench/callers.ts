import { Agent, request } from 'node:http';
import { invariant } from '#shared/kernel/result.ts';
import type { PosBill } from './bills.ts';
import { FloorBooks } from './floor-books.ts';

/** Who is asked: ours or the floor over HTTP, or the floor's books without anything between. */
export type Target =
	| { readonly kind: 'http'; readonly port: number; readonly authorization: string | null }
	| { readonly kind: 'raw'; readonly path: string; readonly cardKey: string };

/** One question, made ready before the clock runs. */
export type Question =
	| { readonly kind: 'visit'; readonly bill: PosBill }
	| { readonly kind: 'look-up'; readonly card: string }
	| { readonly kind: 'statement'; readonly memberId: string };

/** Makes a question ready to be sent and sends it when called. Rejects where the answer is anything but a yes. */
export type Caller = {
	readonly ready: (question: Question) => () => Promise<void> | void;
	readonly close: () => void;
};

export function openCaller(target: Target, clients: number): Caller {
	switch (target.kind) {
		case 'http':
			return httpCaller(target, clients);
		case 'raw':
			return rawCaller(target);
	}
}

function httpCaller({ port, authorization }: Extract<Target, { kind: 'http' }>, clients: number): Caller {
	const agent = new Agent({ keepAlive: true, maxSockets: clients });
	const headers = {
		'content-type': 'application/json',
		...(authorization === null ? {} : { authorization }),
	};
	const ask = (method: 'GET' | 'POST', path: string, body: string): Promise<void> =>
		new Promise((resolve, reject) => {
			const asked = request(
				{
					agent,
					host: '127.0.0.1',
					port,
					path,
					method,
					headers: method === 'GET' ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
				},
				(answer) => {
					const chunks: Buffer[] = [];
					answer.on('data', (chunk: Buffer) => chunks.push(chunk));
					answer.on('error', reject);
					answer.on('end', () => {
						const text = Buffer.concat(chunks).toString();
						const isYes = answer.statusCode === 200 || answer.statusCode === 201;
						// Read like a POS reads it.
						if (isYes) resolve(void JSON.parse(text));
						else reject(new Error(`${path} answered ${answer.statusCode}: ${text}`));
					});
				},
			);
			asked.on('error', reject);
			asked.end(body);
		});
	return {
		ready(question) {
			if (question.kind === 'visit') {
				const body = JSON.stringify(question.bill);
				return () => ask('POST', '/api/v1/visits', body);
			}
			if (question.kind === 'statement') {
				return () => ask('GET', `/api/v1/members/${question.memberId}/statement`, '');
			}
			const body = JSON.stringify({ credential: { type: 'card', value: question.card }, outlet: 'restaurant' });
			return () => ask('POST', '/api/v1/members/lookup', body);
		},
		close: () => agent.destroy(),
	};
}

function rawCaller({ path, cardKey }: Extract<Target, { kind: 'raw' }>): Caller {
	const books = new FloorBooks(path, cardKey);
	return {
		ready: (question) => {
			invariant(question.kind !== 'statement', 'the floor writes no statements');
			return () => (question.kind === 'visit' ? void books.visit(question.bill) : void books.lookUp(question.card));
		},
		close: () => books.close(),
	};
}
