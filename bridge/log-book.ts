import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptLines, LOG_LINES_MAX, logLineOf, type LogLine } from '#shared/self-check/log-line.ts';
import { logLineSchema } from '#shared/self-check/log-line.schema.ts';

/** So many lines gather in the file before the old ones go. */
const FILE_LINES_MAX = 2 * LOG_LINES_MAX;

/**
 * Keeps the last warnings of this counter beside its state, without anything that says who anybody is, for whoever asks what
 * went wrong. A stream for pino. A disk that does not take a line does not end the bridge.
 */
export class LogBook {
	#path: string | null = null;
	#lines: LogLine[] = [];
	#inFile = 0;

	/** From now on they lie there too, behind those of earlier runs. */
	keepIn(stateFolder: string): void {
		const early = this.#lines;
		this.#path = logPathIn(stateFolder);
		this.#lines = [...readLog(stateFolder), ...early];
		this.#inFile = FILE_LINES_MAX;
		if (early.length > 0) this.#keep(early.at(-1)!);
	}

	get lines(): readonly LogLine[] {
		return keptLines(this.#lines, new Date().toISOString());
	}

	/** @param record one line of pino's */
	write(record: string): void {
		const line = lineIn(record);
		if (line === null) return;
		this.#lines = [...this.#lines, line].slice(-LOG_LINES_MAX);
		this.#keep(line);
	}

	#keep(line: LogLine): void {
		if (this.#path === null) return;
		try {
			if (this.#inFile < FILE_LINES_MAX) {
				appendFileSync(this.#path, textOf([line]), { mode: 0o600 });
				this.#inFile++;
				return;
			}
			writeFileSync(`${this.#path}.new`, textOf(this.lines), { mode: 0o600 });
			renameSync(`${this.#path}.new`, this.#path);
			this.#inFile = this.lines.length;
		} catch {
			// It stays in memory.
		}
	}
}

/** What earlier runs have kept, oldest first; lines that are damaged are left out. */
export function readLog(stateFolder: string): readonly LogLine[] {
	let text: string;
	try {
		text = readFileSync(logPathIn(stateFolder), 'utf8');
	} catch {
		return [];
	}
	const lines = text.split('\n').flatMap((line) => {
		const known = logLineSchema.safeParse(jsonOf(line));
		return known.success ? [known.data] : [];
	});
	return keptLines(lines, new Date().toISOString());
}

const logPathIn = (stateFolder: string): string => join(stateFolder, 'warnings.ndjson');
const textOf = (lines: readonly LogLine[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const lineIn = (record: string): LogLine | null => logLineOf(jsonOf(record));

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
