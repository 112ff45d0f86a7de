import { mkdirSync } from 'node:fs';
import pino from 'pino';
import { readConfig } from './config.ts';
import { endWhenInterrupted } from './interrupt.ts';
import { startServer } from './server.ts';

const log = pino({ name: 'server' });

function end(cause: unknown): never {
	log.fatal(cause, 'the server ends');
	process.exit(1);
}

process.on('uncaughtException', end);

try {
	const config = readConfig(process.env);
	mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
	const server = await startServer(config, log, end);
	log.info({ port: server.port }, 'listening');
	process.send?.({ ready: true, port: server.port });
	endWhenInterrupted(server.close, end);
} catch (cause) {
	end(cause);
}
