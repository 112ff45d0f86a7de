import { arch, platform, release } from 'node:os';
import type { LogLine } from '#shared/self-check/log-line.ts';
import { sayFinding } from '#shared/self-check/texts/texts.ts';
import type { Diagnosis } from '../run/doctor.ts';

/** What helps somebody afar, as one text that whoever sends it can read. */
export function bundleOf(diagnoses: readonly Diagnosis[], now: string): string {
	const head = [`Retorno, ${now}`, `Node ${process.versions.node} on ${platform()} ${release()} ${arch()}`];
	return [...head, ...diagnoses.flatMap(partOf), ''].join('\n');
}

function partOf({ of, findings, config, log }: Diagnosis): readonly string[] {
	return [
		...['', `=== ${of}`],
		...findings.map((one) => `${one.level.padEnd(7)}  ${one.code}  ${sayFinding(one, 'en').cause}`),
		...(config === null ? [] : ['', '--- configuration', JSON.stringify(config, null, '\t')]),
		...(log.length === 0 ? [] : ['', '--- log', ...log.map(lineOf)]),
	];
}

const lineOf = ({ at, level, text, details }: LogLine): string =>
	`${at}  ${level}  ${text}  ${JSON.stringify(details)}`;
