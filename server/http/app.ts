import helmet from '@fastify/helmet';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ApiHouse } from './api/api-house.ts';
import { API_PREFIX, sendProblem, serveApi } from './api/serve-api.ts';

/** What the outside may know without a key. */
export type Health = { readonly isReady: () => Promise<boolean> };

/** A bill of two hundred lines is some 30 kB. */
const BODY_BYTES_MAX = 256_000;

const NO_PAGES = "default-src 'none'; frame-ancestors 'none'";

/** The HTTP side of the server. */
export async function buildHttp(health: Health, api: ApiHouse, log: Logger): Promise<FastifyInstance> {
	const app = fastify({
		bodyLimit: BODY_BYTES_MAX,
		frameworkErrors: (_error, request, reply) => void sendProblem(request, reply, { code: 'url_invalid' }),
	});
	// Pages are served by the bridge; here nothing may load anything. Helmet would write its policy anew for each request.
	await app.register(helmet, { contentSecurityPolicy: false });
	app.addHook('onSend', (_request, reply, _payload, done) => {
		reply.header('content-security-policy', NO_PAGES);
		done();
	});
	app.get('/healthz', () => ({ status: 'ok' }));
	app.get('/readyz', async (_request, reply) => {
		const ready = await health.isReady().catch(() => false);
		return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not-ready' });
	});
	await app.register(
		(scope, _options, done) => {
			serveApi(scope, api, log);
			done();
		},
		{ prefix: API_PREFIX },
	);
	return app;
}
