import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLogo } from '../../../bridge/printing/logo.ts';
import { PADDING } from '../../../bridge/printing/questions.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'logo-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A picture whose left half is of one colour and whose right half is clear. */
function picture(width: number, height: number, colour: string): string {
	const canvas = createCanvas(width, height);
	const context = canvas.getContext('2d');
	context.fillStyle = colour;
	context.fillRect(0, 0, width / 2, height);
	const path = join(folder, 'logo.png');
	writeFileSync(path, canvas.toBuffer('image/png'));
	return path;
}

describe('the mark of the house', () => {
	test.each([
		[160, 80, 160, 80],
		[30, 10, 32, 16],
		[4_000, 1_000, 384, 96],
		[1_000, 4_000, 40, 160],
	])('of %i by %i is drawn %i by %i', async (width, height, drawnWidth, drawnHeight) => {
		const logo = await readLogo(picture(width, height, 'black'));
		expect([logo.width, logo.height]).toEqual([drawnWidth, drawnHeight]);
		expect((logo.width / 8) * logo.height).toBeLessThan(PADDING.length);
	});

	test.each([
		['navy', 0],
		['gold', 255],
	])('in %s is black or white, and what is clear is paper', async (colour, ink) => {
		const { width, height, data } = await readLogo(picture(160, 80, colour));
		const at = (x: number): number => data[(Math.floor(height / 2) * width + x) * 4]!;
		expect([at(40), at(120)]).toEqual([ink, 255]);
		expect(new Set(data.filter((_, index) => index % 4 !== 3))).toEqual(new Set(ink === 0 ? [0, 255] : [255]));
	});

	test('that is no picture is told', async () => {
		const path = join(folder, 'logo.png');
		writeFileSync(path, 'no picture');
		await expect(readLogo(path)).rejects.toThrow();
	});
});
