import { expect, test } from 'vitest';
import { createReportFramer } from '#shared/card/drivers/report-framer.ts';
import { isAllZero } from '../../../support/ascii.ts';

test('each report is one frame, whatever its length, and the report is wiped', () => {
	const framer = createReportFramer();
	for (const length of [0, 8, 337, 509]) {
		const report = new Uint8Array(length).fill(7);
		const frames = framer.push(report);
		expect(frames).toEqual([new Uint8Array(length).fill(7)]);
		expect(isAllZero(report)).toBe(true);
	}
	expect(framer.flush()).toEqual([]);
});
