import { createServer } from 'node:net';
import { once } from 'node:events';
import { finding, type Finding } from '#shared/self-check/finding.ts';
import { listenerOn } from './holders.ts';
import type { Machine } from './surroundings.ts';

/** The port of the pages, while no bridge has it. 0 lets the system choose and is always free. */
export async function checkPort(port: number, { proc }: Machine): Promise<Finding> {
	const code = port === 0 ? null : await refusalOf(port);
	if (code === null) return finding('port_free', { port });
	if (code === 'EACCES') return finding('port_forbidden', { port });
	const holder = await listenerOn(port, proc);
	return holder ? finding('port_held', { port, ...holder }) : finding('port_taken', { port });
}

/** What the system says to whoever would listen there; `null`: nothing against it. */
async function refusalOf(port: number): Promise<string | null> {
	const server = createServer();
	try {
		server.listen({ host: '127.0.0.1', port });
		await once(server, 'listening');
		return null;
	} catch (cause) {
		return (cause as NodeJS.ErrnoException).code ?? 'unknown';
	} finally {
		server.close();
	}
}
