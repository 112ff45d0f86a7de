import {
	copyFileSync,
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { RECORD_KEPT_MS, RECORD_WANTED, RECORDS_FOLDER } from '#shared/protocol/record.ts';
import { localCounters, type CounterConfig } from '../counter-config.ts';

export type RecordOrder = {
	readonly dataFolder: string;
	/** One counter by its name; all of them where `undefined`. */
	readonly counter: string | undefined;
	/** The folder for the copies. */
	readonly to: string;
	/** For how long to wait for a counter. */
	readonly answerMsMax?: number;
};

/** A bridge looks each second. */
const ANSWER_MS_MAX = 10_000;
const LOOK_EVERY_MS = 100;

/**
 * Copies what the last minutes of counters were to files, for whoever looks for a fault.
 *
 * @returns the exit code: 0 where every counter gave its record
 * @throws with a sentence where there is no such counter
 */
export async function runRecord(
	{ dataFolder, counter, to, answerMsMax = ANSWER_MS_MAX }: RecordOrder,
	say: (text: string) => void,
): Promise<number> {
	const counters = localCounters(dataFolder).filter(({ name }) => counter === undefined || name === counter);
	if (counters.length === 0)
		throw new Error(`${dataFolder} has no counter${counter === undefined ? '' : ` "${counter}"`}.`);
	let code = 0;
	for (const { name, configPath } of counters) {
		const { stateFolder } = JSON.parse(readFileSync(configPath, 'utf8')) as CounterConfig;
		const record = await ask(stateFolder, answerMsMax);
		if (!record.ok) {
			say(`${name}: ${record.error}`);
			code = 1;
			continue;
		}
		mkdirSync(to, { recursive: true });
		const copy = join(to, `record-${name}-${record.file}`);
		copyFileSync(join(stateFolder, RECORDS_FOLDER, record.file), copy);
		chmodSync(copy, 0o600);
		say(`${name}: ${copy}`);
	}
	if (code === 0)
		say(`The counters delete theirs after ${RECORD_KEPT_MS / 3_600_000} hours. Delete the copies when you are done.`);
	return code;
}

type Answer = { readonly ok: true; readonly file: string } | { readonly ok: false; readonly error: string };

async function ask(stateFolder: string, answerMsMax: number): Promise<Answer> {
	const wanted = join(stateFolder, RECORD_WANTED);
	const before = recordsIn(stateFolder);
	writeFileSync(wanted, '', { mode: 0o600 });
	for (let waitedMs = 0; existsSync(wanted); waitedMs += LOOK_EVERY_MS) {
		if (waitedMs >= answerMsMax) {
			rmSync(wanted, { force: true });
			return { ok: false, error: 'does not run: there is nothing to record.' };
		}
		await setTimeout(LOOK_EVERY_MS);
	}
	const file = recordsIn(stateFolder)
		.filter((name) => !before.includes(name))
		.at(-1);
	return file === undefined
		? { ok: false, error: 'could not write its record: is the disk full?' }
		: { ok: true, file };
}

function recordsIn(stateFolder: string): readonly string[] {
	const folder = join(stateFolder, RECORDS_FOLDER);
	return existsSync(folder) ? readdirSync(folder).sort() : [];
}
