import { join } from 'node:path';
import { healthOf } from '#shared/counter/reader-state.ts';
import { finding, type Finding } from '#shared/self-check/finding.ts';
import { judgeNode } from '#shared/self-check/judge.ts';
import { checkConfig, checkFolder, checkOutbox, checkScreens } from './file-checks.ts';
import { lockHolderOf } from './holders.ts';
import { checkPort } from './page-check.ts';
import { checkPrinter } from './printer-check.ts';
import { checkReader } from './reader-check.ts';
import { checkServer } from './server-check.ts';
import type { LiveCounter, Machine } from './surroundings.ts';
import type { BridgeConfig } from '../config.ts';
import { socketMemory } from '../devices/socket-memory.ts';
import { lockPathIn } from '../state-lock.ts';

/** A bridge that runs, and where its pages are. */
export type RunningSelf = { readonly live: () => LiveCounter; readonly port: number };

type Part = readonly [name: string, check: () => Promise<readonly Finding[]>];

/** A check that takes longer hangs: every wait within one is shorter. */
const CHECK_MS_MAX = 10_000;

/**
 * Looks at everything that a counter needs: one finding for each thing that is well, and one for each that is not.
 *
 * @param self the bridge that asks this of itself; `null` where none runs, and the devices are free
 */
export async function selfCheck(
	configPath: string,
	build: string,
	machine: Machine,
	self: RunningSelf | null,
): Promise<readonly Finding[]> {
	const checked = await checkConfig(configPath);
	if (!checked.ok) return [judgeNode(machine.nodeVersion), checked.error];
	const { config, findings } = checked.value;
	const live = self?.live() ?? null;
	const bridge = self ? process : await lockHolderOf(lockPathIn(config.stateFolder), machine.proc);
	const bridgePid = bridge?.pid ?? null;
	const at = (name: string): string => join(config.stateFolder, name);
	const parts: Part[] = [
		['folder', () => checkFolder(config.stateFolder, machine)],
		['outbox', () => Promise.resolve(checkOutbox(config.stateFolder))],
		['pages', () => checkPages(config, machine, self, bridgePid)],
		['server', () => checkServer(config, build, live)],
	];
	// Devices that are simulated are a program's own.
	if (!config.simulate) {
		for (const [index, reader] of config.readers.entries()) {
			const number = index + 1;
			const around = {
				...{ machine, bridgePid, memory: socketMemory(at('readers.json'), String(number)) },
				live: live && (live.readers[index] ?? healthOf(number, 'absent', [])),
			};
			parts.push([`reader ${number}`, () => checkReader(reader, number, around)]);
		}
		const slipsUnkept = live?.health.slipsUnkept ?? false;
		const around = { machine, bridgePid, memoryPath: at('printer.json'), live: live?.printer ?? null, slipsUnkept };
		parts.push(['printer', () => checkPrinter(config.printer, around)]);
	}
	const found = await Promise.all(parts.map(([name, check]) => bounded(name, check)));
	const none = config.readers.length === 0 && !config.simulate ? [finding('readers_none')] : [];
	return [judgeNode(machine.nodeVersion), ...findings, checkScreens(config.screensFolder), ...found.flat(), ...none];
}

async function checkPages(
	{ port }: BridgeConfig,
	machine: Machine,
	self: RunningSelf | null,
	bridgePid: number | null,
): Promise<readonly Finding[]> {
	if (self) return [finding('bridge_running', { pid: process.pid }), finding('pages_ok', { port: self.port })];
	if (bridgePid !== null) return [finding('bridge_silent', { pid: bridgePid })];
	return [finding('bridge_stopped'), await checkPort(port, machine)];
}

/** One check that breaks off or hangs does not take the others along. */
async function bounded(check: string, run: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
	let deadline: NodeJS.Timeout | undefined;
	const late = new Promise<readonly Finding[]>((resolve) => {
		deadline = setTimeout(() => resolve([finding('check_failed', { check, reason: 'no end' })]), CHECK_MS_MAX);
	});
	const broken = (cause: unknown): readonly Finding[] => {
		const { code, name } = cause as NodeJS.ErrnoException;
		return [finding('check_failed', { check, reason: code ?? name ?? 'unknown' })];
	};
	return Promise.race([run().catch(broken), late]).finally(() => clearTimeout(deadline));
}
