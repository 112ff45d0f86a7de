import {
	chmodSync,
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { RECORD_KEPT_MS, RECORD_WANTED, RECORDS_FOLDER } from '#shared/protocol/record.ts';
import type { Clock } from '../clock.ts';
import type { Recorder } from './recorder.ts';

/** A bridge that ends again and again must not fill the disk: the latest say enough. */
const RECORDS_MAX = 8;
const LOOK_EVERY_MS = 1_000;

type Around = {
	readonly stateFolder: string;
	readonly recorder: Recorder;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	readonly log: { readonly warn: (about: object, words: string) => void };
};

export type Records = {
	/** Writes down what the last minutes were, at once. A disk that does not take it is logged; this never throws. */
	readonly keep: () => void;
};

/**
 * The records of a counter on disk. Each is written when somebody asks for it, or when the bridge ends by an error; who
 * asks puts the file `RECORD_WANTED` there. Deletes what is older than two days: now, and while nothing happens.
 */
export function keepRecords(around: Around): Records {
	const { stateFolder, recorder, clock, signal, log } = around;
	const folder = join(stateFolder, RECORDS_FOLDER);
	const wanted = join(stateFolder, RECORD_WANTED);
	function quietly(act: () => void): void {
		try {
			act();
		} catch (cause) {
			// The error's own words name the file; nothing of the record.
			log.warn({ code: (cause as NodeJS.ErrnoException).code }, 'a record could not be kept or deleted');
		}
	}
	const keep = (): void =>
		quietly(() => {
			writeRecord(folder, clock.nowMs(), recorder.lines());
			// What the disk did not take stays for the next try.
			recorder.begin();
			deleteOld(folder, clock.nowMs());
		});
	const look = (): void => {
		quietly(() => deleteOld(folder, clock.nowMs()));
		if (!existsSync(wanted)) return;
		keep();
		quietly(() => rmSync(wanted, { force: true }));
	};
	async function watch(): Promise<void> {
		while (!signal.aborted) {
			look();
			recorder.tidy();
			await clock.sleep(LOOK_EVERY_MS, signal);
		}
	}
	void watch();
	return { keep };
}

/** Line by line, so that what the disk took before it was full can be read. @throws what the disk says */
export function writeRecord(folder: string, nowMs: number, lines: readonly string[]): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const path = join(folder, `${new Date(nowMs).toISOString().replaceAll(':', '-')}.jsonl`);
	const file = openSync(path, 'w', 0o600);
	try {
		chmodSync(path, 0o600);
		for (let at = 0; at < lines.length; at += LINES_AT_ONCE)
			writeFileSync(
				file,
				lines
					.slice(at, at + LINES_AT_ONCE)
					.map((line) => `${line}\n`)
					.join(''),
			);
	} finally {
		closeSync(file);
	}
}

const LINES_AT_ONCE = 200;

/** By age, then by number. A file whose age nobody can tell, because the clock was wrong, goes by its distance in time. */
export function deleteOld(folder: string, nowMs: number): void {
	if (!existsSync(folder)) return;
	const ages = readdirSync(folder).map((name) => {
		const path = join(folder, name);
		return { path, ageMs: nowMs - (timeIn(name) ?? statSync(path).mtimeMs) };
	});
	const byAge = ages.sort((left, right) => left.ageMs - right.ageMs);
	byAge.forEach(({ path, ageMs }, index) => {
		if (Math.abs(ageMs) >= RECORD_KEPT_MS || index >= RECORDS_MAX) rmSync(path, { force: true, recursive: true });
	});
}

function timeIn(name: string): number | undefined {
	const time = Date.parse(name.replace(/\.jsonl$/, '').replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'));
	return Number.isNaN(time) ? undefined : time;
}
