import { expect, test } from 'vitest';
import { tallyOf, type TestReport } from './tally.ts';

const file = (...statuses: string[]): TestReport['testResults'][0] => ({
	status: statuses.includes('failed') ? 'failed' : 'passed',
	assertionResults: statuses.map((status) => ({ status })),
});
const report = (...testResults: TestReport['testResults'][0][]): TestReport => {
	const count = (status: string) =>
		testResults.flatMap(({ assertionResults }) => assertionResults).filter((one) => one.status === status).length;
	return { numPassedTests: count('passed'), numFailedTests: count('failed'), testResults };
};

test.each<[string, TestReport | null, number, string]>([
	['all passed', report(file('passed', 'passed'), file('passed')), 0, '3 passed, 0 failed'],
	['a skipped test is neither', report(file('passed', 'pending')), 0, '1 passed, 0 failed'],
	['some failed', report(file('passed', 'failed'), file('failed', 'passed')), 1, '2 passed, 2 failed'],
	['a file that could not be loaded', report(file('passed'), { ...file(), status: 'failed' }), 1, '1 passed, 1 failed'],
	['a hook that failed after its tests', report({ ...file('passed'), status: 'failed' }), 1, '1 passed, 1 failed'],
	['an error between the tests', report(file('passed')), 1, '1 passed, 1 failed'],
	['a check that failed before the tests', null, 1, '0 passed, 1 failed'],
])('the last line of a run: %s', (_name, of, exitCode, line) => {
	expect(tallyOf(of, exitCode)).toBe(line);
});
