import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { facesOf, hanOfKiosk, isInRange } from './han.ts';

const FOLDER = join(import.meta.dirname, '../../kiosk/lib/kiosk/han');
const faces = facesOf(readFileSync(join(FOLDER, 'han.css'), 'utf8'));

test('every Chinese sign that the kiosk writes is in its own cut of the font', () => {
	const missing = [...hanOfKiosk()].filter((sign) => !faces.some(({ ranges }) => isInRange(sign, ranges)));
	expect(missing).toEqual([]);
});

test('the cut stays small enough for the first load', () => {
	const bytes = faces.reduce((total, { file }) => total + readFileSync(join(FOLDER, file)).length, 0);
	expect(bytes).toBeLessThan(100_000);
});
