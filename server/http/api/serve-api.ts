import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ApiKeyRecord } from '../../store/api-key-store.ts';
import { type Door } from './door.ts';
import type { Store } from '../../store/store.ts';
import { serveDocs } from '../docs/serve-docs.ts';
import { sandboxApi, type ApiHouse, type ApiParts } from './api-house.ts';
import { languageOf } from './asked-language.ts';
import { changeClub } from './club-endpoint.ts';
import { adjustmentEndpoints } from './adjustment-endpoints.ts';
import { recordBatch } from './batch-endpoint.ts';
import { closeDay } from './day-close-endpoint.ts';
import { listCounters } from './counter-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { enrolMember } from './enrolment-endpoint.ts';
import { couponEndpoints } from './coupon-endpoints.ts';
import { examplesOf } from './examples.ts';
import { readEvents } from './events-endpoint.ts';
import { historyEndpoints } from './history-endpoints.ts';
import { holdEndpoints } from './hold-endpoints.ts';
import { memberEndpoints } from './member-endpoints.ts';
import { openApiOf } from './openapi.ts';
import type { Problem, ProblemCode } from './problem.ts';
import { quoteABill } from './quote-endpoint.ts';
import { reassignVisit } from './reassignment-endpoint.ts';
import { requestEndpoints } from './request-endpoints.ts';
import { reverseVisit } from './reversal-endpoints.ts';
import { sendProblem } from './send-problem.ts';
import { recordStay } from './stay-endpoint.ts';
import { visitEndpoints } from './visit-endpoints.ts';

export const API_PREFIX = '/api';
const DOCUMENT_PATH = `${API_PREFIX}/openapi.json`;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Every call of the API: what is not in this table is neither served nor documented. */
const endpointsOf = (api: ApiHouse): readonly Endpoint[] => [
	...memberEndpoints(api),
	enrolMember(api),
	changeClub(api),
	quoteABill(api),
	...holdEndpoints(api),
	...couponEndpoints(api),
	...visitEndpoints(api),
	recordBatch(api),
	reverseVisit(api),
	recordStay(api),
	reassignVisit(api),
	...historyEndpoints(api),
	...adjustmentEndpoints(api),
	...requestEndpoints(api),
	listCounters(api),
	closeDay(api),
	readEvents(api),
];

/** Serves the API below its prefix. What it says is never kept by a cache, and whatever it refuses is a problem (RFC 9457). */
export function serveApi(app: FastifyInstance, api: ApiParts, door: Door, log: Logger): void {
	const endpoints = endpointsOf(api);
	const runTried = sandboxRunner(api);
	const document = openApiOf(endpoints, examplesOf(api.house));
	app.removeContentTypeParser('text/plain');
	app.setErrorHandler((error: FastifyError, request, reply) => {
		void sendProblem(request, reply, problemOf(error, request, log));
	});
	app.setNotFoundHandler((request, reply) => sendProblem(request, reply, { code: 'route_unknown' }));
	const admitted = new WeakMap<FastifyRequest, ApiKeyRecord>();
	// Before the body is read: who has no key, or has called too often, makes us read nothing.
	app.addHook('onRequest', async (request, reply) => {
		const { scope } = request.routeOptions.config;
		const letIn = scope === undefined ? door.letStranger(request, reply) : await door.letIn(request, reply, scope);
		if (!letIn.ok) return sendProblem(request, reply, letIn.error);
		if (letIn.value) admitted.set(request, letIn.value);
	});
	serveDocs(app);
	app.get(urlOf(DOCUMENT_PATH), () => document);
	for (const one of endpoints) serveEndpoint(app, one, runTried, door, admitted);
	for (const [path, sharing] of Map.groupBy(endpoints, ({ path }) => path)) refuseOthers(app, path, sharing);
	refuseOthers(app, DOCUMENT_PATH, [{ method: 'GET' }]);
}

type Sent = Parameters<Endpoint['run']>[0];

/** Runs calls of test keys, over the books of the sandbox alone. */
function sandboxRunner(api: ApiParts): (id: string, sent: Sent) => ReturnType<Endpoint['run']> {
	let over: { readonly store: Store; readonly endpoints: ReadonlyMap<string, Endpoint> } | undefined;
	return async (id, sent) => {
		const store = await api.sandbox.books();
		if (over?.store !== store) {
			over = { store, endpoints: new Map(endpointsOf(sandboxApi(api, store)).map((one) => [one.id, one])) };
		}
		return over.endpoints.get(id)!.run(sent);
	};
}

function serveEndpoint(
	app: FastifyInstance,
	one: Endpoint,
	runTried: (id: string, sent: Sent) => ReturnType<Endpoint['run']>,
	door: Door,
	admitted: WeakMap<FastifyRequest, ApiKeyRecord>,
): void {
	app.route({
		method: one.method,
		url: urlOf(one.path),
		config: { scope: one.scope },
		...(one.bodyBytesMax !== undefined && { bodyLimit: one.bodyBytesMax }),
		handler: async (request, reply) => {
			const language = languageOf(request);
			const key = admitted.get(request)!;
			const idempotencyKey = request.headers['idempotency-key'];
			const sent: Sent = {
				params: request.params,
				query: request.query,
				body: request.body,
				idempotencyKey: Array.isArray(idempotencyKey) ? idempotencyKey.join() : idempotencyKey,
				language,
				key,
				takeSearch: () => door.countSearch(key, reply),
			};
			const replied = await (key.test ? runTried(one.id, sent) : one.run(sent));
			if (!replied.ok) return sendProblem(request, reply, replied.error);
			const { status, answer, headers = {} } = replied.value;
			return reply
				.code(status)
				.headers({ 'content-language': language, vary: 'Accept-Language', 'cache-control': 'no-store', ...headers })
				.send(answer);
		},
	});
}

/** What an address does not take, it says before it reads a body. */
function refuseOthers(app: FastifyInstance, path: string, taken: readonly Pick<Endpoint, 'method'>[]): void {
	const isAllowed = (method: string): boolean =>
		taken.some((one) => one.method === method || (one.method === 'GET' && method === 'HEAD'));
	const allow = METHODS.filter(isAllowed).join(', ');
	const refuse = (request: FastifyRequest, reply: FastifyReply) =>
		sendProblem(request, reply.header('allow', allow), { code: 'method_not_allowed' });
	app.route({
		method: METHODS.filter((method) => !isAllowed(method)),
		url: urlOf(path),
		onRequest: async (request, reply) => refuse(request, reply),
		handler: refuse,
	});
}

/** `/api/visits/{id}` as fastify writes it below the prefix. */
const urlOf = (path: string): string => path.slice(API_PREFIX.length).replace(/\{(\w+)\}/g, ':$1');

const CODE_BY_STATUS: Readonly<Record<number, ProblemCode>> = {
	400: 'body_not_json',
	413: 'body_too_large',
	414: 'url_invalid',
	415: 'media_type_unsupported',
};

/** What fastify could not read is the caller's fault; anything else is ours, and the log says more than the caller learns. */
function problemOf(error: FastifyError, request: FastifyRequest, log: Logger): Problem {
	const code = CODE_BY_STATUS[error.statusCode ?? 500];
	if (code !== undefined) return { code };
	const incident = randomUUID();
	// Not the whole error: a database puts the row that it refused into fields of its own.
	const { name, message, stack } = error;
	log.error({ incident, route: request.routeOptions.url, fault: { name, message, stack } }, 'a call failed');
	return { code: 'internal', incident };
}
