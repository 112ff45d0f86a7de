import { once } from 'node:events';
import { connect } from 'node:net';
import type { ReaderHealth } from '#shared/counter/reader-state.ts';
import { finding, type Finding } from '#shared/self-check/finding.ts';
import { nameOf, type ReaderConfig } from '../devices/reader-config.ts';
import { readerPlace } from '../devices/reader-place.ts';
import type { SocketMemory } from '../devices/fingerprint.ts';
import type { HidModule } from '../devices/hid-port.ts';
import { hindranceOf } from './device-check.ts';
import type { Machine } from './surroundings.ts';

const CONNECT_MS_MAX = 2_000;

export type ReaderAround = {
	readonly machine: Machine;
	readonly memory: SocketMemory;
	/** How the bridge finds it, where that runs. */
	readonly live: ReaderHealth | null;
	/** Of the bridge that has this counter; `null`: none runs. */
	readonly bridgePid: number | null;
	readonly loadHid?: () => Promise<HidModule>;
};

/**
 * One reader: is it there, may it be opened, who has it, how well does it read. Opens nothing; where the bridge runs its
 * word counts, and the system is asked for the cause.
 *
 * @param reader its number, from 1
 */
export async function checkReader(
	config: ReaderConfig,
	reader: number,
	{ machine, memory, live, bridgePid, loadHid }: ReaderAround,
): Promise<readonly Finding[]> {
	const name = nameOf(config);
	const ready = (): readonly Finding[] => [
		finding('reader_ok', { reader, name }),
		...(live?.isDirty ? [finding('reader_dirty', { reader, badPercent: live.badPercent })] : []),
	];
	if (live?.kind === 'ready') return ready();
	if (live && isOwnWord(live.kind)) return [finding(`reader_${live.kind}`, { reader, name })];

	const place = await readerPlace(config, { memory, sys: machine.sys, ...(loadHid && { loadHid }) });
	if (place.kind === 'network') {
		if (!live && (await answers(place))) return ready();
		return [finding('reader_unreachable', { reader, host: place.host, port: place.port })];
	}
	if (place.kind !== 'file') return [finding(`reader_${place.kind}`, { reader, name })];
	const { path } = place;
	const hindrance = await hindranceOf(place, machine, bridgePid);
	switch (hindrance?.kind) {
		case undefined:
			// The bridge cannot have it although nothing is in the way: whoever has it is not to be seen from here.
			return live ? [finding(live.kind === 'held' ? 'reader_taken' : 'reader_absent', { reader, name })] : ready();
		case 'absent':
			return [finding('reader_absent', { reader, name })];
		case 'forbidden':
			return [finding('reader_forbidden', { reader, path, rule: hindrance.rule })];
		case 'group':
			return [finding('reader_group', { reader, path, user: hindrance.user, group: hindrance.group })];
		case 'held':
			return [finding('reader_held', { reader, path, process: hindrance.process, pid: hindrance.pid })];
	}
}

/** What only whoever reads from it can know. */
const isOwnWord = (kind: ReaderHealth['kind']): kind is 'alike' | 'misconfigured' | 'recovering' =>
	kind === 'alike' || kind === 'misconfigured' || kind === 'recovering';

async function answers({ host, port }: { readonly host: string; readonly port: number }): Promise<boolean> {
	const socket = connect({ host, port });
	try {
		await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_MS_MAX) });
		return true;
	} catch {
		return false;
	} finally {
		socket.on('error', () => undefined).destroy();
	}
}
