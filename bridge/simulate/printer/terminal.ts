import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import type { PtyModule } from '../serial-reader.ts';

/** The printer's end of a terminal device of this machine, which a bridge opens by `path`. */
export type PrinterTerminal = {
	readonly path: string;
	readonly say: (bytes: Uint8Array) => void;
	/** Takes nothing more until `take`, as a printer whose buffer is full. */
	readonly hold: () => void;
	readonly take: () => void;
	/** The device and its path vanish, as with the cable out. */
	readonly unplug: () => void;
};

/** A line without a printer's own meaning: what the bridge writes comes to `hear`. */
export async function openPrinterTerminal(hear: (bytes: Uint8Array) => void): Promise<PrinterTerminal> {
	const pty = (await import('@lydell/node-pty')) as unknown as PtyModule;
	const { master, slave, ptsName: path } = pty.open({ encoding: null });
	// The line stays up while nobody has it open; and it is a line of bytes, not of typed text.
	const line = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
	slave.destroy();
	execFileSync('stty', ['-F', path, 'raw', '-echo']);
	master.on('error', () => undefined);
	master.on('data', (bytes: Uint8Array) => hear(bytes));
	return {
		path,
		say: (bytes) => void master.write(bytes),
		hold: () => void master.pause(),
		take: () => void master.resume(),
		unplug: () => {
			if (master.destroyed) return;
			closeSync(line);
			master.destroy();
		},
	};
}
