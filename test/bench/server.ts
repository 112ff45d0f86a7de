import pino from 'pino';
import { readConfig } from '../../server/config.ts';
import { endWhenInterrupted } from '../../server/interrupt.ts';
import { startServer } from '../../server/server.ts';
import { unlimited } from '../support/limits.ts';

/** The server as `server/main.ts` starts it, but for the limits of its API: what is measured calls more often than a POS. */
const log = pino({ name: 'server' });

function end(cause: unknown): never {
	log.fatal(cause, 'the server ends');
	process.exit(1);
}

process.on('uncaughtException', end);

const server = await startServer(readConfig(process.env), log, end, unlimited());
log.info({ port: server.port }, 'listening');
process.send?.({ ready: true, port: server.port });
endWhenInterrupted(server.close, end);
