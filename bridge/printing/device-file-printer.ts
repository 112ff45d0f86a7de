import { constants } from 'node:fs';
import { access, open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { writeInPieces, type Transport } from './transport.ts';

const PIECE_BYTES = 4_096;
/** The kernel tells nobody that such a file has room, or something to say: it is asked so often. */
const LOOK_MS = 20;
/** How often to look whether the device is still there: a file that says nothing does not say that it is gone. */
const PRESENCE_MS = 500;
const READ_BYTES = 256;
const NOT_NOW: readonly unknown[] = ['EAGAIN', 'EBUSY', 'EINTR'];
const NO_READING: readonly unknown[] = ['EACCES', 'EPERM', 'EINVAL'];

/** A printer behind a character file, as Linux gives for USB: `/dev/usb/lp0`. What it says is read where it can be. */
export const deviceFilePrinter = ({ path }: { readonly path: string }): Transport => ({
	silence: 'absent',
	open: async ({ data, closed }, signal) => {
		const { file, reads } = await openFile(path);
		if (signal.aborted) {
			await file.close();
			signal.throwIfAborted();
		}
		const ending = new AbortController();
		const end = (): void => {
			if (ending.signal.aborted) return;
			ending.abort();
			void file.close().catch(ignored);
			closed();
		};
		void (reads ? read(file, data, ending.signal) : Promise.resolve()).catch(end);
		void watch(path, ending.signal).catch(end);
		return {
			write: (bytes) => writeInPieces(bytes, PIECE_BYTES, (piece) => write(file, piece, ending.signal)),
			close: end,
		};
	},
});

async function openFile(path: string): Promise<{ readonly file: FileHandle; readonly reads: boolean }> {
	const flags = constants.O_NONBLOCK | constants.O_NOCTTY;
	try {
		return { file: await open(path, constants.O_RDWR | flags), reads: true };
	} catch (cause) {
		if (!NO_READING.includes(codeOf(cause))) throw cause;
		return { file: await open(path, constants.O_WRONLY | flags), reads: false };
	}
}

async function write(file: FileHandle, piece: Uint8Array, gone: AbortSignal): Promise<void> {
	for (let at = 0; at < piece.length;) {
		gone.throwIfAborted();
		const taken = await orNothing(file.write(piece, at).then(({ bytesWritten }) => bytesWritten));
		if (taken === 0) await sleepFor(LOOK_MS);
		at += taken;
	}
}

async function read(file: FileHandle, data: (bytes: Uint8Array) => void, gone: AbortSignal): Promise<void> {
	const room = new Uint8Array(READ_BYTES);
	while (!gone.aborted) {
		// A printer that says nothing has a file without bytes, which is not its end.
		const heard = await orNothing(file.read(room, 0, READ_BYTES, null).then(({ bytesRead }) => bytesRead));
		if (heard > 0 && !gone.aborted) data(room.slice(0, heard));
		else await sleepFor(LOOK_MS, undefined, { ref: false });
	}
}

async function watch(path: string, gone: AbortSignal): Promise<void> {
	while (!gone.aborted) {
		await access(path);
		await sleepFor(PRESENCE_MS, undefined, { ref: false });
	}
}

/** 0 where the device has no room or nothing to say at the moment. */
async function orNothing(bytes: Promise<number>): Promise<number> {
	try {
		return await bytes;
	} catch (cause) {
		if (NOT_NOW.includes(codeOf(cause))) return 0;
		throw cause;
	}
}

const codeOf = (cause: unknown): unknown => (cause as NodeJS.ErrnoException).code;
const ignored = (): void => undefined;
