import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page, Route } from 'playwright';
import { columnsOfCharacter, type LaidText } from '#shared/receipt/columns.ts';
import type { Raster } from '../../bridge/simulate/printer/command.ts';
import { MEMBERS, OUTLETS, PROGRAMME, PROPERTY } from '../../server/demo/miramar.ts';

/** What the picture of a line says. Whether it is bold cannot be told for sure at this size. */
export type ReadLine = Pick<LaidText, 'text' | 'size' | 'inverted'>;

type Look = { readonly bold: boolean; readonly times: 1 | 2; readonly inverted: boolean };
type Cell = { readonly character: string; readonly columns: 1 | 2 };
/** A character as the browser draws it: how much ink each dot has, 0 to 255. */
type Glyph = Cell & { readonly ink: Uint8Array; readonly norm: number };

const COLUMN_DOTS = 12;
const LINE_DOTS = 32;
const BASELINE_DOTS = 24;
/** By columns of a character: a letter, a square. */
const DOTS = { 1: 21, 2: 22 } as const;
const WEIGHTS = { 1: { normal: 600, bold: 800 }, 2: { normal: 500, bold: 700 } } as const;
const FONTS = '"Sofia Sans Variable", "Noto Sans SC Variable"';
const FONT_PACKAGES = ['sofia-sans', 'noto-sans-sc'] as const;
const ORIGIN = 'http://fonts.invalid/';
/** Less alike is no character that we know. */
const LIKENESS_MIN = 0.7;
const UNKNOWN = '\ufffd';

/** Near to characters that matter: who cannot tell them apart cannot read. */
const LOOKALIKES = '玉主壬少木未末朋胡射悠傲入土己已巳';
const zhTexts = readFileSync(new URL('../../shared/receipt/texts/zh.ts', import.meta.url), 'utf8');

/** Whatever a Chinese slip of the demo hotel may say, and more. */
export const ALPHABET: readonly string[] = [
	...new Set(
		`${zhTexts}${JSON.stringify([MEMBERS, OUTLETS, PROGRAMME, PROPERTY])}年月日${LOOKALIKES}` +
			// No O: it looks like a zero, and slip numbers do without.
			'0123456789ABCDEFGHIJKLMNPQRSTUVWXYZ.,:+-/%=',
	),
].filter((character) => columnsOfCharacter(character) === 2 || /[0-9A-NP-Z.,:+\-/%=]/.test(character));

/**
 * Reads text out of the pictures on the paper without a hint of what it should be: every place of a line is compared with
 * every character of the alphabet, as Chromium draws it from the bundled fonts by their own style sheets. Nothing of the
 * printer's own drawing is in it: not its code, not its canvas, not its choice of fonts.
 */
export class GlyphReader {
	readonly #page: Page;
	readonly #glyphs = new Map<string, readonly Glyph[]>();

	private constructor(page: Page) {
		this.#page = page;
	}

	static async open(browser: Browser): Promise<GlyphReader> {
		const page = await browser.newPage();
		await page.route(`${ORIGIN}**`, serveFonts);
		await page.goto(ORIGIN);
		return new GlyphReader(page);
	}

	/** @param raster one line of text, as wide as the paper */
	async read(raster: Raster): Promise<ReadLine> {
		const times = raster.rows === 2 * LINE_DOTS ? 2 : 1;
		if (raster.rows !== times * LINE_DOTS) throw new Error(`no line of text is ${raster.rows} dots high`);
		const { dots, inverted } = dotsOf(raster);
		const reads = [];
		for (const bold of [false, true])
			reads.push(readDots(dots, raster.widthDots, await this.#draw({ bold, times, inverted }), times));
		const { text } = reads.reduce((best, one) => (one.likeness > best.likeness ? one : best));
		return { text, size: times === 2 ? 'double' : 'normal', inverted };
	}

	async #draw(look: Look): Promise<readonly Glyph[]> {
		const key = JSON.stringify(look);
		const known = this.#glyphs.get(key);
		if (known) return known;
		const cells = ALPHABET.map((character): Cell => ({
			character,
			columns: columnsOfCharacter(character) === 2 ? 2 : 1,
		}));
		const drawn = await this.#page.evaluate(drawCells, {
			cells,
			look,
			dots: { column: COLUMN_DOTS, line: LINE_DOTS, baseline: BASELINE_DOTS },
			styles: ([1, 2] as const).map((columns) => {
				const weight = WEIGHTS[columns][look.bold ? 'bold' : 'normal'];
				return `${weight} ${DOTS[columns] * look.times}px ${FONTS}`;
			}),
		});
		const glyphs = cells.map((cell, index): Glyph => {
			const ink = Buffer.from(drawn[index]!, 'base64');
			return { ...cell, ink, norm: Math.hypot(...ink) };
		});
		this.#glyphs.set(key, glyphs);
		return glyphs;
	}
}

function serveFonts(route: Route): Promise<void> {
	const path = new URL(route.request().url()).pathname.slice(1);
	if (path !== '') return route.fulfill({ path: fileURLToPath(import.meta.resolve(`@fontsource-variable/${path}`)) });
	const sheets = FONT_PACKAGES.map((name) => `<link rel="stylesheet" href="${name}/index.css">`);
	return route.fulfill({ contentType: 'text/html', body: sheets.join('') });
}

/** In the browser: the ink of every dot of each character, row by row, as base64. */
async function drawCells({
	cells,
	look: { times, inverted },
	dots,
	styles,
}: {
	readonly cells: readonly Cell[];
	readonly look: Look;
	readonly dots: Readonly<Record<'column' | 'line' | 'baseline', number>>;
	/** Of a letter and of a square. */
	readonly styles: readonly string[];
}): Promise<readonly string[]> {
	const text = cells.map(({ character }) => character).join('');
	for (const style of styles) await document.fonts.load(style, text);
	const canvas = document.createElement('canvas');
	canvas.width = 2 * dots.column * times;
	canvas.height = dots.line * times;
	const context = canvas.getContext('2d', { willReadFrequently: true })!;
	context.textAlign = 'center';
	context.fillStyle = inverted ? 'white' : 'black';
	return cells.map(({ character, columns }) => {
		const width = columns * dots.column * times;
		context.font = styles[columns - 1]!;
		context.resetTransform();
		context.clearRect(0, 0, canvas.width, canvas.height);
		context.translate(width / 2, dots.baseline * times);
		context.scale(Math.min(1, width / context.measureText(character).width), 1);
		context.fillText(character, 0, 0);
		const { data } = context.getImageData(0, 0, width, canvas.height);
		const opacities = data.filter((_, at) => at % 4 === 3);
		return btoa(String.fromCharCode(...opacities));
	});
}

/** One number for each dot, 1 where the text has ink: white text on black is turned round. */
function dotsOf({ widthDots, rows, bits }: Raster): { readonly dots: Uint8Array; readonly inverted: boolean } {
	const rowBytes = Math.ceil(widthDots / 8);
	const dots = new Uint8Array(widthDots * rows).map((_, at) => {
		const column = at % widthDots;
		return (bits[Math.floor(at / widthDots) * rowBytes + (column >> 3)]! >> (7 - (column & 7))) & 1;
	});
	const inverted = 2 * dots.reduce((sum, dot) => sum + dot, 0) > dots.length;
	return { dots: inverted ? dots.map((dot) => 1 - dot) : dots, inverted };
}

function readDots(dots: Uint8Array, widthDots: number, glyphs: readonly Glyph[], times: 1 | 2) {
	const columnDots = COLUMN_DOTS * times;
	const likenesses: number[] = [];
	let text = '';
	for (let left = 0; left < widthDots;) {
		const narrow = inkIn(dots, widthDots, left, left + columnDots);
		if (narrow.length === 0) {
			text += ' ';
			left += columnDots;
			continue;
		}
		const one = mostAlike(narrow, glyphs, 1);
		const two = mostAlike(inkIn(dots, widthDots, left, left + 2 * columnDots), glyphs, 2);
		const best = two.likeness > one.likeness ? two : one;
		text += best.likeness < LIKENESS_MIN ? UNKNOWN : best.character;
		likenesses.push(best.likeness);
		left += best.columns * columnDots;
	}
	const mean = likenesses.reduce((sum, one) => sum + one, 0) / likenesses.length;
	return { text: text.trimEnd(), likeness: mean };
}

/** Where the ink is between two dots of every row, counted within them. */
function inkIn(dots: Uint8Array, widthDots: number, from: number, to: number): readonly number[] {
	const ink: number[] = [];
	for (let row = 0; row * widthDots < dots.length; row++) {
		for (let x = from; x < Math.min(to, widthDots); x++)
			if (dots[row * widthDots + x]) ink.push(row * (to - from) + x - from);
	}
	return ink;
}

type Match = { readonly character: string; readonly columns: 1 | 2; readonly likeness: number };

/** The cosine of the angle between the dots that are black and the ink that the browser gives them. */
function mostAlike(black: readonly number[], glyphs: readonly Glyph[], columns: 1 | 2): Match {
	let best: Match = { character: UNKNOWN, columns, likeness: 0 };
	for (const { character, columns: own, ink, norm } of glyphs) {
		if (own !== columns || norm === 0) continue;
		const shared = black.reduce((sum, at) => sum + ink[at]!, 0);
		const likeness = shared / (norm * Math.sqrt(black.length));
		if (likeness > best.likeness) best = { character, columns, likeness };
	}
	return best;
}
