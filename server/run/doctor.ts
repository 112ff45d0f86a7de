import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import type { CounterDiagnosis } from '#shared/self-check/diagnosis.ts';
import { finding, worstOf, type Finding, type FindingLevel } from '#shared/self-check/finding.ts';
import { sayFinding } from '#shared/self-check/texts/texts.ts';
import { readConfig } from '../config.ts';
import { localCounters } from '../counter-config.ts';
import { bundleOf } from '../doctor/bundle.ts';
import { checkHouse, seeFolder } from '../doctor/house-check.ts';
import { holdsHouse } from './open-house.ts';

export type DoctorOrder = {
	readonly json: boolean;
	/** Where to write what helps somebody afar. */
	readonly bundle: string | undefined;
	/** Where backups are looked for; by default where `retorno backup` puts them. */
	readonly backups: string | undefined;
};

export type DoctorPlace = {
	readonly root: URL;
	readonly env: NodeJS.ProcessEnv;
	/** RFC 3339, UTC. */
	readonly now: string;
};

/** What was looked at: the server, or one counter by its name. */
export type Diagnosis = CounterDiagnosis & { readonly of: string };

const EXIT_CODES: Readonly<Record<FindingLevel, number>> = { ok: 0, warning: 1, fault: 2 };

/** Longer than a counter needs for every check. */
const COUNTER_MS_MAX = 45_000;

/**
 * Looks at server and counters of this machine and says what it found, with what to do. Changes nothing.
 *
 * @returns the exit code: 0 all is well, 1 something wants attention, 2 something does not work
 */
export async function runDoctor(order: DoctorOrder, place: DoctorPlace, say: (line: string) => void): Promise<number> {
	const { env, now, root } = place;
	const { dataFolder, certificate = null, build } = readConfig(env);
	const databaseUrl = env['DATABASE_URL'] || null;
	const diagnoses: Diagnosis[] = [];
	if (holdsHouse({ dataFolder, env }) || localCounters(dataFolder).length === 0) {
		const backupsFolder = order.backups ?? join(dataFolder, 'backups');
		const around = { dataFolder, databaseUrl, backupsFolder, certificate, now, seeFolder };
		const findings = await checkHouse({ ...around, nodeVersion: process.versions.node });
		diagnoses.push({ of: 'server', findings, config: null, log: [] });
	}
	for (const { name, configPath } of localCounters(dataFolder)) {
		diagnoses.push({ of: name, ...(await askCounter(root, configPath, build, env)) });
	}
	const worst = worstOf(diagnoses.flatMap(({ findings }) => findings));
	if (order.bundle !== undefined) {
		writeFileSync(order.bundle, bundleOf(diagnoses, now), { mode: 0o600 });
		say(`${order.bundle} is written. It holds no keys, no cards and no names of guests; read it before you send it.`);
	} else if (order.json) {
		say(JSON.stringify({ level: worst, parts: diagnoses.map(({ of, findings }) => ({ of, findings })) }));
	} else {
		const language = languageOf(env);
		for (const line of diagnoses.flatMap((diagnosis) => linesOf(diagnosis, language))) say(line);
	}
	return EXIT_CODES[worst];
}

/** A process of its own: only a bridge knows its devices. */
function askCounter(root: URL, configPath: string, build: string, env: NodeJS.ProcessEnv): Promise<CounterDiagnosis> {
	return new Promise((resolve) => {
		const doctor = fork(new URL('bridge/doctor.ts', root), {
			env: { ...env, RETORNO_BRIDGE_CONFIG: configPath, RETORNO_BUILD: build },
			stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
		});
		const broken = (reason: string): void => {
			resolve({ findings: [finding('check_failed', { check: 'counter', reason })], config: null, log: [] });
		};
		const deadline = setTimeout(() => doctor.kill('SIGKILL'), COUNTER_MS_MAX);
		doctor.once('message', (told) => resolve(told as CounterDiagnosis));
		doctor.once('error', () => broken('no process'));
		doctor.once('exit', (code, signal) => {
			clearTimeout(deadline);
			broken(String(signal ?? code));
		});
	});
}

const MARKS: Readonly<Record<FindingLevel, string>> = { ok: 'ok', warning: 'WARN', fault: 'FAULT' };

const linesOf = ({ of, findings }: Diagnosis, language: Language): readonly string[] => [
	`${of}:`,
	...findings.flatMap((one) => findingLines(one, language)),
];

function findingLines(one: Finding, language: Language): readonly string[] {
	const { cause, cure } = sayFinding(one, language);
	const line = `  ${MARKS[one.level].padEnd(5)}  ${cause}`;
	return cure === null ? [line] : [line, `         → ${cure}`];
}

/** As the terminal is set up; English for every other language. */
function languageOf(env: NodeJS.ProcessEnv): Language {
	const wanted = (env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '').slice(0, 2);
	return LANGUAGES.find((language) => language === wanted) ?? 'en';
}
