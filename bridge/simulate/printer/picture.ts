import { type Raster } from './command.ts';
import { leftDots, type PaperItem, paperText, type Place, type Slip, type TextRun } from './paper.ts';

/** The dark modules of a QR code, row by row, without a quiet zone: the printer adds none. */
export type DrawQr = (data: string, correction: 'L' | 'M' | 'Q' | 'H') => readonly (readonly boolean[])[];

const CELL_HEIGHT_DOTS = 24;
const BASELINE_DOTS = 19;
const FONTS = `'DejaVu Sans Mono', monospace`;
const INK = '#1c1b19';
const PAPER = '#fdfcf8';

/** A slip as an SVG document, one user unit to the dot. Every text in it is escaped. */
export function drawSlip(slip: Slip, drawQr: DrawQr): string {
	const drawn: string[] = [];
	let topDots = CELL_HEIGHT_DOTS;
	for (const item of slip.items) {
		const { svg, heightDots } = drawItem(item, topDots, drawQr);
		drawn.push(svg);
		topDots += heightDots;
	}
	const heightDots = topDots + CELL_HEIGHT_DOTS;
	const label = escaped(paperText(slip).filter(Boolean).join('\n'));
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${slip.widthDots} ${heightDots}"`,
		` width="${slip.widthDots}" height="${heightDots}" role="img" aria-label="${label}">`,
		`<rect width="${slip.widthDots}" height="${heightDots}" fill="${PAPER}"/>`,
		`<g font-family="${FONTS}" font-size="20" fill="${INK}">`,
		...drawn,
		'</g></svg>',
	].join('');
}

type Drawn = { readonly svg: string; readonly heightDots: number };

function drawItem(item: PaperItem, topDots: number, drawQr: DrawQr): Drawn {
	switch (item.kind) {
		case 'line':
			return { svg: drawLine(item.runs, item.place, topDots), heightDots: item.advanceDots };
		case 'feed':
			return { svg: '', heightDots: item.advanceDots };
		case 'image':
			return drawImage(item.raster, item.place, topDots);
		case 'qr':
			return drawModules(drawQr(item.data, item.correction), item.modulePx, item.place, topDots);
		case 'barcode':
			return drawBarcode(item, topDots);
		case 'cut':
		case 'drawer':
		case 'fault':
			return { svg: '', heightDots: 0 };
	}
}

/** Characters of different heights stand on one baseline. */
function drawLine(runs: readonly TextRun[], place: Place, topDots: number): string {
	const heightTimes = Math.max(1, ...runs.map((run) => run.heightTimes));
	const widthDots = runs.reduce((sum, run) => sum + runDots(run), 0);
	let left = leftDots(place, widthDots);
	return runs
		.map((run) => {
			const svg = drawRun(run, left, topDots + (heightTimes - run.heightTimes) * CELL_HEIGHT_DOTS);
			left += runDots(run);
			return svg;
		})
		.join('');
}

function drawRun(run: TextRun, left: number, top: number): string {
	const width = runDots(run);
	const height = run.heightTimes * CELL_HEIGHT_DOTS;
	const ink = run.reversed ? PAPER : INK;
	const bar = run.reversed ? `<rect x="${left}" y="${top}" width="${width}" height="${height}"/>` : '';
	const line = run.underlined
		? `<rect x="${left}" y="${top + height - 2}" width="${width}" height="2" fill="${ink}"/>`
		: '';
	if (run.text.trim() === '') return bar + line;
	const attributes = [
		`transform="translate(${left} ${top + BASELINE_DOTS * run.heightTimes}) scale(${run.widthTimes} ${run.heightTimes})"`,
		`textLength="${width / run.widthTimes}" lengthAdjust="spacingAndGlyphs" xml:space="preserve"`,
		...(run.bold ? ['font-weight="700"'] : []),
		...(run.reversed ? [`fill="${ink}"`] : []),
	];
	return `${bar}<text ${attributes.join(' ')}>${escaped(run.text)}</text>${line}`;
}

const runDots = (run: TextRun): number => [...run.text].length * run.characterDots;

function drawImage(raster: Raster, place: Place, topDots: number): Drawn {
	const rowBytes = Math.ceil(raster.widthDots / 8);
	const isBlack = (row: number, column: number): boolean =>
		((raster.bits[row * rowBytes + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) !== 0;
	const left = leftDots(place, raster.widthDots * raster.widthTimes);
	const path = blackPath(raster.rows, raster.widthDots, isBlack);
	return {
		svg: placedPath(path, left, topDots, raster.widthTimes, raster.heightTimes),
		heightDots: raster.rows * raster.heightTimes,
	};
}

/** A code wider than the printing area is not printed, as on the real one. */
function drawModules(modules: readonly (readonly boolean[])[], modulePx: number, place: Place, topDots: number): Drawn {
	const size = modules.length;
	if (size * modulePx > place.areaDots) return { svg: '', heightDots: 0 };
	const path = blackPath(size, size, (row, column) => modules[row]?.[column] === true);
	const left = leftDots(place, size * modulePx);
	return { svg: placedPath(path, left, topDots, modulePx, modulePx), heightDots: size * modulePx };
}

/** The bars are not drawn: their place, and what they would say. */
function drawBarcode({ data, heightPx, place }: Extract<PaperItem, { kind: 'barcode' }>, topDots: number): Drawn {
	const width = Math.min(place.areaDots, 288);
	const left = leftDots(place, width);
	const frame = `<rect x="${left}" y="${topDots}" width="${width}" height="${heightPx}" fill="none" stroke="${INK}"/>`;
	const text = `<text x="${left + width / 2}" y="${topDots + heightPx / 2}" text-anchor="middle">${escaped(data)}</text>`;
	return { svg: frame + text, heightDots: heightPx };
}

/** One path for all black dots, a rectangle for each stretch of a row. */
function blackPath(rows: number, columns: number, isBlack: (row: number, column: number) => boolean): string {
	let path = '';
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			const from = column;
			while (column < columns && isBlack(row, column)) column++;
			if (column > from) path += `M${from} ${row}h${column - from}v1h${from - column}z`;
		}
	}
	return path;
}

const placedPath = (path: string, left: number, top: number, scaleX: number, scaleY: number): string =>
	`<path transform="translate(${left} ${top}) scale(${scaleX} ${scaleY})" shape-rendering="crispEdges" d="${path}"/>`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for SVG, attribute or element. Controls have no place in XML, not even as entities. */
const escaped = (text: string): string =>
	text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '').replace(CONTROLS, '\ufffd');

// eslint-disable-next-line no-control-regex -- the controls are what it is for.
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g;
