import type { Browser } from 'playwright';
import { rasteriser } from '../../bridge/printing/rasterise.ts';
import type { Raster } from '../../bridge/simulate/printer/command.ts';
import type { PrinterEmulator } from '../../bridge/simulate/printer/emulator.ts';
import { paperText, type Slip } from '../../bridge/simulate/printer/paper.ts';
import { GlyphReader, type ReadLine } from './glyph-reader.ts';

/** A slip as somebody reads it. */
export type ReadPaper = {
	/** From top to bottom, with single spaces and without the empty ones. */
	readonly lines: readonly string[];
	/** Those of them that are pictures. */
	readonly drawn: readonly string[];
	readonly qr: readonly string[];
	/** What the printer could not obey, and pictures that are not, dot for dot, the line that was read. */
	readonly faults: readonly string[];
};

const COLUMNS = 48;
/** Up to the middle between black and white a dot is printed. */
const GREY = 128;
const draw = rasteriser(COLUMNS);

/** Reads the paper of a printer: text as the printer's tables have it, pictures as a browser sees them. */
export class PaperReader {
	readonly #glyphs: GlyphReader;

	private constructor(glyphs: GlyphReader) {
		this.#glyphs = glyphs;
	}

	static async open(browser: Browser): Promise<PaperReader> {
		return new PaperReader(await GlyphReader.open(browser));
	}

	async read(slip: Slip): Promise<ReadPaper> {
		const lines: string[] = [];
		const drawn: string[] = [];
		const faults: string[] = [];
		for (const item of slip.items) {
			if (item.kind === 'line') lines.push(...paperText({ ...slip, items: [item] }));
			if (item.kind === 'fault') faults.push(item.fault);
			if (item.kind !== 'image' || item.raster.widthDots < slip.widthDots) continue;
			const line = await this.#glyphs.read(item.raster);
			if (!isDrawn(line, item.raster)) faults.push(`not drawn as read: ${line.text}`);
			lines.push(line.text);
			drawn.push(line.text);
		}
		const qr = slip.items.flatMap((item) => (item.kind === 'qr' ? [item.data] : []));
		return { lines: singleSpaced(lines), drawn: singleSpaced(drawn), qr, faults };
	}
}

/** The next piece of paper that the printer cuts off. */
export const nextSlip = (printer: PrinterEmulator): Promise<Slip> =>
	new Promise((resolve) => {
		const stop = printer.onSlip((slip) => {
			stop();
			resolve(slip);
		});
	});

/** Lines that say something, however their words are set apart. */
export const singleSpaced = (lines: readonly string[]): string[] =>
	lines.map((line) => line.trim().replace(/ +/g, ' ')).filter((line) => line !== '');

/** Whether a picture is what the bridge draws of this text, bold or not. */
function isDrawn(line: ReadLine, { bits }: Raster): boolean {
	return [false, true].some((bold) => {
		const image = draw({ kind: 'text', ...line, bold });
		return image !== undefined && bits.every((byte, at) => byte === byteOf(image.data, at));
	});
}

/** Eight dots, the first one highest: black is dark in the red channel. */
function byteOf(data: Uint8ClampedArray, at: number): number {
	let byte = 0;
	for (let dot = 0; dot < 8; dot++) byte = byte * 2 + (data[(at * 8 + dot) * 4]! <= GREY ? 1 : 0);
	return byte;
}
