import { readFileSync } from 'node:fs';
import { io } from 'socket.io-client';
import { PROTOCOL } from '#shared/protocol/sockets.ts';
import type { CounterDiagnosis } from '#shared/self-check/diagnosis.ts';
import type { Finding } from '#shared/self-check/finding.ts';
import { lockHolderOf } from './checks/holders.ts';
import { systemMachine } from './checks/surroundings.ts';
import { parseBridgeConfig, redactedConfig } from './config.ts';
import { readLog } from './log-book.ts';
import { selfCheck } from './checks/self-check.ts';
import { lockPathIn } from './state-lock.ts';

/** Longer than every check that the bridge does for it. */
const ANSWER_MS_MAX = 15_000;

const path = process.env['RETORNO_BRIDGE_CONFIG'];
if (path === undefined) throw new Error('RETORNO_BRIDGE_CONFIG names no configuration file.');
const build = process.env['RETORNO_BUILD'] ?? 'development';

process.send?.(await diagnose(path), () => process.exit(0));

/** Asks the bridge where one runs, because that has the devices and the link; else looks by itself. */
async function diagnose(configPath: string): Promise<CounterDiagnosis> {
	const text = textOf(configPath);
	const parsed = parseBridgeConfig(text);
	const config = redactedConfig(text);
	if (!parsed.ok) return { findings: await selfCheck(configPath, build, systemMachine, null), config, log: [] };
	const { stateFolder, port } = parsed.value;
	const isRunning = (await lockHolderOf(lockPathIn(stateFolder))) !== null;
	const told = isRunning && port !== 0 ? await askBridge(port) : null;
	const findings = told ?? (await selfCheck(configPath, build, systemMachine, null));
	return { findings, config, log: readLog(stateFolder) };
}

/** @returns `null` where it does not answer */
async function askBridge(port: number): Promise<readonly Finding[] | null> {
	const origin = `http://localhost:${port}`;
	const page = io(origin, {
		...{ transports: ['websocket'], reconnection: false, timeout: ANSWER_MS_MAX },
		...{ extraHeaders: { origin }, auth: { protocol: PROTOCOL, build, looksOn: true } },
	});
	const gone = new Promise<null>((resolve) => page.on('connect_error', () => resolve(null)));
	try {
		const asked = page.timeout(ANSWER_MS_MAX).emitWithAck('self-check.run') as Promise<readonly Finding[]>;
		return await Promise.race([asked, gone]);
	} catch {
		return null;
	} finally {
		page.close();
	}
}

function textOf(configPath: string): string {
	try {
		return readFileSync(configPath, 'utf8');
	} catch {
		return '';
	}
}
