import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { readerSchema, type ReaderConfig } from './devices/reader-config.ts';
import { printerSchema, type PrinterConfig } from './printing/printer-config.ts';
import { readBridgeConfig, READERS_MAX } from './config.ts';

/** What stands in the file of a counter's devices, as it stands there. */
type Raw = { readonly readers?: readonly unknown[]; readonly printer?: Readonly<Record<string, unknown>> | null };

/**
 * The counter's own devices, in the file that it reads at its start. A change touches what it is about; everything else
 * in the file stays as it is, also what nobody here knows.
 */
export class ConfigFile {
	readonly #path: string;

	constructor(path: string) {
		this.#path = path;
	}

	read(): { readonly readers: readonly ReaderConfig[]; readonly printer: PrinterConfig | null } {
		return readBridgeConfig(this.#path);
	}

	/**
	 * Whole or not at all, and on the disk when it returns.
	 *
	 * @throws where the counter could not start with it, or the disk does not take it
	 */
	changeReaders(change: (readers: readonly unknown[]) => readonly unknown[]): void {
		const before = this.#raw();
		const readers = change(before.readers ?? []);
		z.array(readerSchema).max(READERS_MAX).parse(readers);
		this.#write({ ...before, readers });
	}

	/** @throws as above */
	changePrinter(change: (printer: Raw['printer']) => PrinterConfig | null): void {
		const before = this.#raw();
		const printer = change(before.printer ?? null);
		printerSchema.nullable().parse(printer);
		this.#write({ ...before, printer });
	}

	#raw(): Raw {
		return JSON.parse(readFileSync(this.#path, 'utf8')) as Raw;
	}

	#write(whole: object): void {
		replaceFile(this.#path, JSON.stringify(whole, null, '\t'));
	}
}

/** It holds a key: only its owner may read it. */
const OWNER_ONLY = 0o600;

function replaceFile(path: string, text: string): void {
	const fresh = `${path}.new`;
	const file = openSync(fresh, 'w', OWNER_ONLY);
	try {
		writeFileSync(file, text);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	renameSync(fresh, path);
	// The new name is on the disk only when its folder is.
	const folder = openSync(dirname(path), 'r');
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
}
