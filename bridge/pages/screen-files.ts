import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';

/** The built screens. Names of files carry their content's hash, all but the page's own: a browser may keep the rest for ever. */
export function screenFiles(folder: string): (request: IncomingMessage, response: ServerResponse) => void {
	const files = sirv(folder, {
		single: true,
		brotli: true,
		gzip: true,
		setHeaders: (response, path) => {
			const immutable = path.startsWith('/_app/immutable/');
			response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
		},
	});
	return (request, response) => files(request, response, () => void response.writeHead(404).end());
}
