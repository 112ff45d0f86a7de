import { closeSync, constants, openSync } from 'node:fs';
import type { ReadStream } from 'node:tty';

/** A reader on a real terminal device of this machine: what is written comes out of `path` as from a serial line. */
export type SimulatedReader = {
	readonly path: string;
	/** Resolves when the bytes are on the line. */
	readonly write: (bytes: Uint8Array) => Promise<void>;
	/** The device and its path vanish; a reader that is plugged in again is another one. */
	readonly unplug: () => void;
	readonly close: () => void;
};

/** The part of `@lydell/node-pty` that opens a pair without a process in it. Its types leave it out. */
export type PtyModule = {
	readonly open: (options: { readonly encoding: null }) => {
		readonly master: ReadStream;
		readonly slave: ReadStream;
		readonly ptsName: string;
	};
};

/** `undefined` where the machine has no such devices or the optional package is missing: use TCP there. */
export async function openSimulatedReader(load = loadPty): Promise<SimulatedReader | undefined> {
	const pty = await load().catch(() => undefined);
	if (!pty || process.platform === 'win32') return undefined;

	const { master, slave, ptsName: path } = pty.open({ encoding: null });
	// The line stays up while nobody has the port open, and nobody but the bridge may read from it.
	const line = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
	slave.destroy();
	// What the bridge writes or the line echoes is for nobody; nor is what the line says after it was cut.
	master.on('error', () => undefined);

	const unplug = (): void => {
		if (master.destroyed) return;
		closeSync(line);
		master.destroy();
	};
	const write = (bytes: Uint8Array): Promise<void> =>
		new Promise((resolve, reject) => {
			master.write(bytes, (cause) => (cause ? reject(cause) : resolve()));
		});
	return { path, write, unplug, close: unplug };
}

const loadPty = async (): Promise<PtyModule> => (await import('@lydell/node-pty')) as unknown as PtyModule;
