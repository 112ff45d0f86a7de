import { existsSync, readFileSync } from 'node:fs';
import { argv } from 'node:process';

/** What vitest's JSON report says that the tally needs. */
export type TestReport = {
	readonly numPassedTests: number;
	readonly numFailedTests: number;
	readonly testResults: readonly {
		readonly status: string;
		readonly assertionResults: readonly { readonly status: string }[];
	}[];
};

/**
 * The last line of a run. A file that failed before or beside its tests counts as one failure, and so does a run that
 * ended badly although no test says so: a check, a build, an error between the tests, a report that is not there.
 */
export function tallyOf(report: TestReport | null, exitCode: number): string {
	const failedFiles = (report?.testResults ?? []).filter(
		({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
	);
	const failed = (report?.numFailedTests ?? 0) + failedFiles.length;
	return `${report?.numPassedTests ?? 0} passed, ${failed === 0 && exitCode !== 0 ? 1 : failed} failed`;
}

if (import.meta.main) {
	const [reportPath = '', exitCode = '1'] = argv.slice(2);
	const report = existsSync(reportPath) ? (JSON.parse(readFileSync(reportPath, 'utf8')) as TestReport) : null;
	console.log(tallyOf(report, Number(exitCode)));
}
