import { mkdirSync } from 'node:fs';
import pino from 'pino';
import { readConfig } from './config.ts';
import { endWhenInterrupted } from './interrupt.ts';
import { keepNotifying } from './run/service-manager.ts';
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
	// Of this process that it turns; of the books that they answer says /readyz.
	const endSigns = keepNotifying(process.env, () => Promise.resolve(true));
	endWhenInterrupted(() => server.close().finally(endSigns), end);
} catch (cause) {
	end(cause);
}
