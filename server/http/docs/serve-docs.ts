import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const PATH = '/docs';

/** The page loads its own script and style and calls this server. */
const POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"connect-src 'self'",
	'img-src data:',
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
].join(';');

/** The files of the page, as they are. */
const FILES = [
	{ url: PATH, type: 'text/html; charset=utf-8', name: 'page.html' },
	{ url: `${PATH}/page.css`, type: 'text/css; charset=utf-8', name: 'page.css' },
	{ url: `${PATH}/page.js`, type: 'text/javascript; charset=utf-8', name: 'page.js' },
	{ url: `${PATH}/call.js`, type: 'text/javascript; charset=utf-8', name: 'call.js' },
] as const;

/** Serves the page on which every call can be tried out, below the prefix of the API. */
export function serveDocs(app: FastifyInstance): void {
	for (const { url, type, name } of FILES) {
		const text = readFileSync(new URL(name, import.meta.url), 'utf8');
		app.get(url, (_request, reply) =>
			reply.headers({ 'content-security-policy': POLICY, 'cache-control': 'no-cache' }).type(type).send(text),
		);
	}
}
