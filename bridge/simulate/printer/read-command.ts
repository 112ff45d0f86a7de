import { type Command, type Raster, type StatusSubject } from './command.ts';
import { byteAt, DLE, ESC, FS, GS, isFeedingCut, wordAt } from './measure.ts';

/** Without `ESC 2` or `ESC 3`: 1/6 inch less the gap, as Epson's 203 dpi models do it. */
export const LINE_SPACING_DOTS = 30;

/** `undefined`: the parameters are out of range. */
type Reader = (parameters: Uint8Array) => Command | undefined;

/**
 * Reads one whole command, as long as `measure` says. Anything without a meaning here comes back with its bytes.
 *
 * Source: Epson ESC/POS command reference.
 */
export function readCommand(bytes: Uint8Array): Command {
	const first = byteAt(bytes, 0);
	if (first >= 0x20) return { kind: 'text', bytes };
	const prefixed = first === DLE || first === ESC || first === FS || first === GS;
	const reader = prefixed ? READERS.get(first * 0x100 + byteAt(bytes, 1)) : CONTROLS.get(first);
	return reader?.(bytes.subarray(prefixed ? 2 : 1)) ?? { kind: 'unknown', bytes };
}

const CONTROLS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
	[0x00, () => ({ kind: 'padding' })],
	[0x09, () => ({ kind: 'tab' })],
	[0x0a, () => ({ kind: 'line_feed' })],
	[0x0d, () => ({ kind: 'carriage_return' })],
]);

const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
	[named(DLE, '\u0004'), readStatusRequest],
	[
		named(DLE, '\u0005'),
		([n]) => (n === 1 || n === 2 ? { kind: 'recover', how: n === 1 ? 'resume' : 'clear' } : undefined),
	],
	[named(DLE, '\u0014'), readRealTimeAction],

	[named(ESC, '@'), () => ({ kind: 'initialise' })],
	[named(ESC, 't'), ([n = 0]) => ({ kind: 'code_table', number: n })],
	[named(ESC, 'R'), ([n = 0]) => ({ kind: 'international', number: n })],
	[named(ESC, '!'), readPrintMode],
	[named(ESC, 'E'), ([n = 0]) => ({ kind: 'style', style: { bold: isOdd(n) } })],
	[named(ESC, 'G'), ([n = 0]) => ({ kind: 'style', style: { bold: isOdd(n) } })],
	[named(ESC, '-'), readUnderline],
	[named(ESC, 'M'), readFont],
	[named(ESC, 'a'), readAlign],
	[named(ESC, 'd'), ([n = 0]) => ({ kind: 'feed_lines', lines: n })],
	[named(ESC, 'J'), ([n = 0]) => ({ kind: 'feed_dots', dots: n })],
	[named(ESC, '2'), () => ({ kind: 'line_spacing', dots: LINE_SPACING_DOTS })],
	[named(ESC, '3'), ([n = 0]) => ({ kind: 'line_spacing', dots: n })],
	[named(ESC, 'p'), readDrawer],
	// The cuts of older models: with one point left uncut, all the same.
	[named(ESC, 'i'), () => ({ kind: 'cut', partial: true, feedDots: 0 })],
	[named(ESC, 'm'), () => ({ kind: 'cut', partial: true, feedDots: 0 })],

	[named(FS, '&'), () => ({ kind: 'chinese', on: true })],
	[named(FS, '.'), () => ({ kind: 'chinese', on: false })],

	[
		named(GS, '!'),
		([n = 0]) => ({ kind: 'style', style: { widthTimes: ((n >> 4) & 7) + 1, heightTimes: (n & 7) + 1 } }),
	],
	[named(GS, 'B'), ([n = 0]) => ({ kind: 'style', style: { reversed: isOdd(n) } })],
	[named(GS, 'V'), readCut],
	[named(GS, 'L'), (p) => ({ kind: 'left_margin', dots: wordAt(p, 0) })],
	[named(GS, 'W'), (p) => ({ kind: 'area_width', dots: wordAt(p, 0) })],
	[named(GS, 'v'), readRaster],
	[named(GS, '8'), (p) => (p[0] === 0x4c ? readGraphics(p.subarray(5)) : undefined)],
	[named(GS, '('), readParenthesis],
	[named(GS, 'a'), ([n = 0]) => ({ kind: 'automatic_status', mask: n })],
	[named(GS, 'r'), readSensorRequest],
	[named(GS, 'I'), ([n = 0]) => ({ kind: 'identify', number: n })],
	[named(GS, 'h'), ([n = 0]) => (n > 0 ? { kind: 'barcode_height', dots: n } : undefined)],
	[named(GS, 'w'), ([n = 0]) => (n >= 2 && n <= 6 ? { kind: 'barcode_module', dots: n } : undefined)],
	[named(GS, 'H'), readBarcodeText],
	[named(GS, 'k'), readBarcode],
]);

function readStatusRequest([n = 0]: Uint8Array): Command | undefined {
	return n >= 1 && n <= 4 ? { kind: 'real_time_status', about: n as StatusSubject } : undefined;
}

/** `DLE DC4`: 1 m t pulses the drawer for t × 100 ms; 8 with its fixed seven bytes clears the buffers. */
function readRealTimeAction([fn = 0, ...rest]: Uint8Array): Command | undefined {
	const [m = 0, t = 0] = rest;
	if (fn === 1 && m <= 1 && t >= 1 && t <= 8) return { kind: 'real_time_drawer', pin: m === 0 ? 2 : 5, onMs: t * 100 };
	return fn === 8 && rest.join(' ') === '1 3 20 1 6 2 8' ? { kind: 'clear_buffers' } : undefined;
}

function readPrintMode([n = 0]: Uint8Array): Command {
	return {
		kind: 'style',
		style: {
			font: n & 0x01 ? 'B' : 'A',
			bold: (n & 0x08) !== 0,
			heightTimes: n & 0x10 ? 2 : 1,
			widthTimes: n & 0x20 ? 2 : 1,
			underlineDots: n & 0x80 ? 1 : 0,
		},
	};
}

function readUnderline([n = 0]: Uint8Array): Command | undefined {
	const underlineDots = ([0, 1, 2] as const)[numeral(n)];
	return underlineDots === undefined ? undefined : { kind: 'style', style: { underlineDots } };
}

function readFont([n = 0]: Uint8Array): Command | undefined {
	const font = (['A', 'B'] as const)[numeral(n)];
	return font === undefined ? undefined : { kind: 'style', style: { font } };
}

function readAlign([n = 0]: Uint8Array): Command | undefined {
	const align = (['left', 'center', 'right'] as const)[numeral(n)];
	return align === undefined ? undefined : { kind: 'align', align };
}

/** `ESC p m t1 t2`: m 0 is pin 2, 1 is pin 5; times in steps of 2 ms. */
function readDrawer([m = 0, t1 = 0, t2 = 0]: Uint8Array): Command | undefined {
	const pin = ([2, 5] as const)[numeral(m)];
	return pin === undefined ? undefined : { kind: 'drawer', pin, onMs: t1 * 2, offMs: t2 * 2 };
}

/** `GS V`: even full, odd partial among 0, 1, 48, 49; among those that feed it is the other way round. */
function readCut([m = 0, n = 0]: Uint8Array): Command | undefined {
	if (isFeedingCut(m)) return { kind: 'cut', partial: [66, 98, 104].includes(m), feedDots: n };
	return m === 0 || m === 1 || m === 48 || m === 49 ? { kind: 'cut', partial: isOdd(m), feedDots: 0 } : undefined;
}

/** `GS v 0 m xL xH yL yH`: x in bytes, m bit 0 twice as wide, bit 1 twice as high. */
function readRaster(p: Uint8Array): Command | undefined {
	const m = numeral(byteAt(p, 1));
	const widthDots = wordAt(p, 2) * 8;
	const rows = wordAt(p, 4);
	if (p[0] !== 0x30 || m > 3) return undefined;
	const raster = rasterOf(widthDots, rows, m & 1 ? 2 : 1, m & 2 ? 2 : 1, p.subarray(6));
	return raster && { kind: 'raster', raster };
}

function readParenthesis(p: Uint8Array): Command | undefined {
	const rest = p.subarray(3);
	switch (p[0]) {
		case 0x48:
			return readProcessId(rest);
		case 0x4c:
			return readGraphics(rest);
		case 0x6b:
			return readQr(rest);
		default:
			return undefined;
	}
}

/** `GS ( H`, fn 48: four characters of 20 to 7E. */
function readProcessId(p: Uint8Array): Command | undefined {
	const id = p.subarray(2);
	const fits = p[0] === 0x30 && p[1] === 0x30 && id.length === 4 && id.every((byte) => byte >= 0x20 && byte <= 0x7e);
	return fits ? { kind: 'process_id', id } : undefined;
}

/** `GS ( L` and `GS 8 L`: fn 112 stores one monochrome raster, x in dots; fn 2 or 50 prints it. */
function readGraphics(p: Uint8Array): Command | undefined {
	if (p[0] !== 0x30) return undefined;
	if ((p[1] === 2 || p[1] === 50) && p.length === 2) return { kind: 'graphics_print' };
	const [widthTimes = 0, heightTimes = 0, colour] = p.subarray(3, 6);
	const inRange = widthTimes >= 1 && widthTimes <= 2 && heightTimes >= 1 && heightTimes <= 2;
	if (p[1] !== 112 || p[2] !== 48 || colour !== 49 || !inRange) return undefined;
	const raster = rasterOf(wordAt(p, 6), wordAt(p, 8), widthTimes, heightTimes, p.subarray(10));
	return raster && { kind: 'graphics_store', raster };
}

function rasterOf(
	widthDots: number,
	rows: number,
	widthTimes: number,
	heightTimes: number,
	bits: Uint8Array,
): Raster | undefined {
	const whole = widthDots > 0 && rows > 0 && bits.length === Math.ceil(widthDots / 8) * rows;
	return whole ? { widthDots, rows, widthTimes, heightTimes, bits } : undefined;
}

/** `GS ( k` with cn 49: the QR code. Other symbols are not in this printer. */
function readQr(p: Uint8Array): Command | undefined {
	const [cn, fn, n = 0] = p;
	if (cn !== 0x31) return undefined;
	switch (fn) {
		case 0x41:
			return n === 0x31 || n === 0x32 ? { kind: 'qr_model', model: n === 0x31 ? 1 : 2 } : undefined;
		case 0x43:
			return n >= 1 && n <= 16 ? { kind: 'qr_module', dots: n } : undefined;
		case 0x45: {
			const level = (['L', 'M', 'Q', 'H'] as const)[n - 0x30];
			return level === undefined ? undefined : { kind: 'qr_correction', level };
		}
		case 0x50:
			return n === 0x30 && p.length > 3 ? { kind: 'qr_store', data: p.subarray(3) } : undefined;
		case 0x51:
			return n === 0x30 ? { kind: 'qr_print' } : undefined;
		default:
			return undefined;
	}
}

function readSensorRequest([n = 0]: Uint8Array): Command | undefined {
	const about = (['paper', 'drawer'] as const)[numeral(n) - 1];
	return about === undefined ? undefined : { kind: 'sensor_status', about };
}

function readBarcodeText([n = 0]: Uint8Array): Command | undefined {
	const place = (['none', 'above', 'below', 'both'] as const)[numeral(n)];
	return place === undefined ? undefined : { kind: 'barcode_text', place };
}

/** `GS k m`: 0 to 6 with data to a NUL, 65 to 79 with a length. Both count the systems from UPC-A. */
function readBarcode(p: Uint8Array): Command | undefined {
	const m = byteAt(p, 0);
	if (m <= 6) return p.length > 2 ? { kind: 'barcode', system: m, data: p.subarray(1, -1) } : undefined;
	return m >= 65 && m <= 79 && p.length > 2 ? { kind: 'barcode', system: m - 65, data: p.subarray(2) } : undefined;
}

function named(prefix: number, letter: string): number {
	return prefix * 0x100 + letter.charCodeAt(0);
}

/** Many parameters may come as a number or as its digit: 1 or '1'. */
const numeral = (n: number): number => (n >= 0x30 && n <= 0x39 ? n - 0x30 : n);

const isOdd = (n: number): boolean => (n & 1) === 1;
