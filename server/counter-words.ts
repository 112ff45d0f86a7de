import { REPORT_MS } from '#shared/protocol/counter-report.ts';
import { FINDING_LEVELS, type Finding, type FindingCode } from '#shared/self-check/finding.ts';
import { sayFinding, type SaidFinding } from '#shared/self-check/texts/texts.ts';
import type { Language } from '#shared/kernel/language.ts';
import type { CounterView } from './queries/counter-views.ts';

/** A counter that has said nothing for so long has no link. */
const SILENT_MS = 2.5 * REPORT_MS;

/** A newer counter may say what this server has no words for. */
export const saidOf = (one: Finding, language: Language): SaidFinding =>
	isKnown(one.code) ? sayFinding(one, language) : { cause: one.code, cure: null };

const isKnown = (code: string): code is FindingCode => Object.hasOwn(FINDING_LEVELS, code);

/** One line for a counter, and one for each thing that is not well with it. @param now RFC 3339, UTC */
export function linesOfCounter(counter: CounterView, now: string): readonly string[] {
	const { report, openConflicts } = counter;
	const parts = [
		wordsOf(counter),
		heardWords(counter, now),
		...(report && report.waitingVisits > 0 ? [`${report.waitingVisits} not sent yet`] : []),
		...(report && report.copy !== 'current' ? [COPIES[report.copy]] : []),
		...(openConflicts > 0 ? [`${openConflicts} to look at`] : []),
	];
	const findings = (report?.findings ?? []).map((one) => `      ${saidOf(one, 'en').cause}`);
	return [`  ${counter.id}  ${parts.join(', ')}`, ...findings];
}

/** All that is known of a counter: with what to do, how its readers read, and its last warnings. */
export function pageOfCounter(counter: CounterView, now: string): readonly string[] {
	const { report } = counter;
	const [line] = linesOfCounter(counter, now);
	if (!report) return [line!];
	return [
		`${line!}, build ${report.build}`,
		...report.readers.map(
			({ reader, kind, good, bad }) => `      reader ${reader}: ${kind}, ${bad} of the last ${good + bad} reads bad`,
		),
		...report.findings.flatMap((one) => {
			const { cause, cure } = saidOf(one, 'en');
			return [`      ${cause}`, ...(cure === null ? [] : [`        → ${cure}`])];
		}),
		...report.log.map(({ at, level, text, details }) => `      ${at}  ${level}  ${text}  ${JSON.stringify(details)}`),
	];
}

const COPIES = { fetching: 'still fetching its copy', failed: 'its disk takes no copy' } as const;

function wordsOf({ role, pairedAt, revokedAt }: CounterView): string {
	const state = revokedAt === null ? 'good' : `revoked ${revokedAt}`;
	return `${role}, ${pairedAt === null ? 'beside the server' : `paired ${pairedAt}`}, ${state}`;
}

function heardWords({ heardAt }: CounterView, now: string): string {
	if (heardAt === null) return 'never heard of';
	return Date.parse(now) - Date.parse(heardAt) > SILENT_MS ? `silent since ${heardAt}` : 'there';
}
