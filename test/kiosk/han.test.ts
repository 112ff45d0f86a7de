import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { facesOf, HAN_SCREENS, isInRange, type HanScreenName } from './han.ts';

const LIB = join(import.meta.dirname, '../../kiosk/lib');
const sheetOf = (path: string) => readFileSync(join(LIB, 'fonts', path), 'utf8');

/** Scripts and styles take some 110 kB of a first load of 250, the letters of the two voices that it wants 30. */
const HAN_BYTES_MAX = 110_000;
const VOICES_BYTES_MAX = 80_000;

describe.each(Object.keys(HAN_SCREENS) as HanScreenName[])('the Chinese of the %s', (screen) => {
	const faces = facesOf(sheetOf(`han/${screen}.css`));
	const files = new Set(faces.map(({ file }) => file).filter((file) => !file.includes('-later-')));
	const bytes = [...files].reduce((total, file) => total + readFileSync(join(LIB, 'fonts/han', file)).length, 0);

	test('is in its own cut of the font, sign by sign', () => {
		const missing = [...HAN_SCREENS[screen].all()].filter(
			(sign) => !faces.some((face) => isInRange(sign, face.ranges)),
		);
		expect(missing).toEqual([]);
	});

	test('comes in files that hold nothing else', () => {
		const spare = faces.flatMap(({ ranges }) =>
			ranges.filter(([from]) => !HAN_SCREENS[screen].all().has(String.fromCodePoint(from))),
		);
		expect(spare).toEqual([]);
	});

	test('is small enough for a first load', () => {
		expect(bytes).toBeLessThan(HAN_BYTES_MAX);
	});
});

describe('the two voices', () => {
	const css = sheetOf('voices.css');
	const faces = facesOf(css);

	test('are small enough for a first load', () => {
		const bytes = faces.reduce((total, { file }) => total + readFileSync(join(LIB, 'fonts', file)).length, 0);
		expect(bytes).toBeLessThan(VOICES_BYTES_MAX);
	});

	test.each([
		['host', 'Ysabeau Office Variable'],
		['tool', 'Sofia Sans Variable'],
	])('have every weight that the screens ask of the %s', (voice, family) => {
		const named = [...css.matchAll(new RegExp(`'${family}';[^}]*?font-weight: (\\d+) (\\d+)`, 'g'))];
		const ranges = new Set(named.map(([, min, max]) => `${min} ${max}`));
		expect(ranges.size).toBe(1);
		const [min = 0, max = 0] = [...ranges][0]!.split(' ').map(Number);
		const asked = globSync('**/*.{css,svelte}', { cwd: LIB })
			.flatMap((path) => [...readFileSync(join(LIB, path), 'utf8').matchAll(/(\d{3}) [^;\n]*var\(--(host|tool)\)/g)])
			.filter(([, , own]) => own === voice)
			.map(([, weight]) => Number(weight));
		expect(asked.length).toBeGreaterThan(5);
		expect(asked.filter((weight) => weight < min || weight > max)).toEqual([]);
	});
});
