import type { OutgoingHttpHeaders } from 'node:http';
import helmet from '@fastify/helmet';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ApiParts } from './api/api-house.ts';
import { Door } from './api/door.ts';
import { sendProblem } from './api/send-problem.ts';
import { API_PREFIX, serveApi } from './api/serve-api.ts';
import type { Pairing } from '../identity/pairing.ts';
import { PAIRING_PREFIX, servePairing } from './serve-pairing.ts';
import { doorkeeper, NO_ENTRANCE, type Entrance } from './entrance.ts';
import { LimitBook } from './limits/api-limits.ts';

/** What the outside may know without a key. */
export type Health = { readonly isReady: () => Promise<boolean> };

/** How it is reached from beyond its machine, and how counters come to their keys. */
export type Outside = { readonly entrance?: Entrance; readonly pairing?: Pairing | null };

/** A bill of two hundred lines is some 30 kB. */
const BODY_BYTES_MAX = 256_000;

/** The id of an entry is made of those of what it is about; encoded it is longer still. */
const PARAMETER_LENGTH_MAX = 400;

/** The HTTP side of the server. */
export async function buildHttp(
	health: Health,
	api: ApiParts,
	log: Logger,
	{ entrance = NO_ENTRANCE, pairing = null }: Outside = {},
): Promise<FastifyInstance> {
	const notLetIn = doorkeeper(entrance);
	const headers = await securityHeaders();
	const door = new Door(api, new LimitBook(api.limits, api.nowMs));
	const app = fastify({
		bodyLimit: BODY_BYTES_MAX,
		trustProxy: entrance.trustProxy.length > 0 && [...entrance.trustProxy],
		routerOptions: { maxParamLength: PARAMETER_LENGTH_MAX },
		frameworkErrors: (_error, request, reply) => {
			const stranger = door.letStranger(request, reply);
			void sendProblem(request, reply.headers(headers), stranger.ok ? { code: 'url_invalid' } : stranger.error);
		},
	});
	app.addHook('onRequest', (request, reply, next) => {
		const refusal = notLetIn(request.raw);
		if (refusal === null) return next();
		const { status, sentence } = NOT_LET_IN[refusal];
		void reply.code(status).type('text/plain').send(sentence);
	});
	app.addHook('onSend', (_request, reply, _payload, done) => {
		const own = reply.getHeader('content-security-policy');
		reply.headers(own === undefined ? headers : { ...headers, 'content-security-policy': own });
		done();
	});
	app.get('/healthz', () => ({ status: 'ok' }));
	app.get('/readyz', async (_request, reply) => {
		const ready = await health.isReady().catch(() => false);
		return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not-ready' });
	});
	await app.register(
		(scope, _options, done) => {
			serveApi(scope, api, door, log);
			done();
		},
		{ prefix: API_PREFIX },
	);
	if (pairing) await app.register(serving(pairing), { prefix: PAIRING_PREFIX });
	return app;
}

const serving =
	(pairing: Pairing) =>
	(scope: FastifyInstance, _options: object, done: () => void): void => {
		servePairing(scope, pairing);
		done();
	};

/** Said to whoever set the machine up; nobody else gets here. */
const NOT_LET_IN = {
	host_unknown: { status: 421, sentence: 'This server has another name: set RETORNO_SERVER_NAMES.\n' },
	origin_foreign: { status: 403, sentence: 'A page from elsewhere is not let in.\n' },
} as const;

/** What helmet says of any answer, asked once: it would make all of it anew for each request. */
async function securityHeaders(): Promise<OutgoingHttpHeaders> {
	const app = fastify();
	// The screens are served by the bridge; here nothing may load anything, but for a page that says so itself.
	const directives = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
	await app.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives } });
	app.get('/', (_request, reply) => reply.code(204).send());
	const { date: _date, connection: _connection, ...headers } = (await app.inject('/')).headers;
	await app.close();
	return headers;
}
