import { type Command, type PaperCommand, type Raster } from './command.ts';
import { characterOf, chineseCharacterOf, isInternationalSet, UNPRINTABLE } from './code-tables.ts';
import { FONT_DOTS, initialMode, type Mode } from './mode.ts';
import { type PrinterModel } from './model.ts';
import { BARCODE_SYSTEMS, type Paper, type PaperFault, type PaperItem, type Place, type TextRun } from './paper.ts';

/** What is kept of the roll: about a hundred slips, so that a demo can run for weeks. The oldest is torn off. */
const ITEMS_MAX = 4_000;
/** `HT` goes to the next of these, as after power on. */
const TAB_COLUMNS = 8;
const CHARACTER_HEIGHT_DOTS = 24;
/** Room for one Chinese character: a margin or an area that leaves less is set to it. */
const AREA_DOTS_MIN = 24;

/** The print buffer and the paper: obeys one command after the other. No time, no device. */
export class PaperRoll {
	readonly #model: PrinterModel;
	#mode: Mode;
	#items: PaperItem[] = [];
	/** The print buffer: the line that no feed has printed yet. */
	#runs: TextRun[] = [];
	#lineDots = 0;
	/** The first bytes of a Chinese character. */
	#lead: number[] = [];
	#printedLines = 0;
	#cuts = 0;

	constructor(model: PrinterModel) {
		this.#model = model;
		this.#mode = initialMode(model);
	}

	/** In lines of text since power on; an image counts by its height. */
	get printedLines(): number {
		return this.#printedLines;
	}

	get cuts(): number {
		return this.#cuts;
	}

	paper(): Paper {
		return { widthDots: this.#model.widthDots, items: [...this.#items] };
	}

	print(command: PaperCommand): void {
		switch (command.kind) {
			case 'text':
				return command.bytes.forEach((byte) => this.#byte(byte));
			case 'tab':
				return this.#tab();
			case 'line_feed':
				return this.#line(this.#mode.lineSpacingDots);
			case 'carriage_return':
			case 'padding':
				return;
			case 'initialise':
				return this.reset();
			case 'code_table':
				if (!(command.number in this.#model.codeTables)) this.#fault('no_such_table', command);
				this.#mode.codeTable = command.number;
				return;
			case 'international':
				if (!isInternationalSet(command.number)) return this.#fault('no_such_table', command);
				this.#mode.internationalSet = command.number;
				return;
			case 'chinese':
				this.#mode.chinese = command.on;
				return;
			case 'style':
				this.#mode.style = { ...this.#mode.style, ...command.style };
				return;
			case 'line_spacing':
				this.#mode.lineSpacingDots = command.dots;
				return;
			case 'feed_lines':
				return this.#feedLines(command.lines);
			case 'feed_dots':
				return this.#feedDots(command.dots);
			case 'drawer':
				return this.#put({ kind: 'drawer', pin: command.pin, onMs: command.onMs });
			case 'graphics_store':
				this.#mode.graphics = command.raster;
				return;
			case 'qr_module':
				this.#mode.qr.moduleDots = command.dots;
				return;
			case 'qr_correction':
				this.#mode.qr.correction = command.level;
				return;
			case 'qr_store':
				this.#mode.qr.data = command.data;
				return;
			case 'barcode_height':
				this.#mode.barcodeHeightDots = command.dots;
				return;
			case 'qr_model':
			case 'barcode_module':
			case 'barcode_text':
				return;
			case 'align':
			case 'left_margin':
			case 'area_width':
			case 'cut':
			case 'raster':
			case 'graphics_print':
			case 'qr_print':
			case 'barcode':
				if (this.#runs.length > 0 || this.#lead.length > 0) return this.#fault('line_begun', command);
				return this.#atLineStart(command);
		}
	}

	/** `ESC @`: the print buffer is lost, every setting goes back. Paper that is out stays out. */
	reset(): void {
		this.#mode = initialMode(this.#model);
		this.clearPrintBuffer();
	}

	clearPrintBuffer(): void {
		this.#runs = [];
		this.#lineDots = 0;
		this.#lead = [];
	}

	unknown(command: Command): void {
		this.#fault('unknown_command', command);
	}

	/**
	 * What Epson's manual calls "enabled only at the beginning of a line".
	 * Source: GS V, notes on standard mode; the same words stand at ESC a, GS L, GS W, GS v 0 and GS ( k fn 81.
	 */
	#atLineStart(command: LineStartCommand): void {
		switch (command.kind) {
			case 'align':
				this.#mode.align = command.align;
				return;
			case 'left_margin':
				this.#mode.marginDots = Math.min(command.dots, this.#model.widthDots - AREA_DOTS_MIN);
				return;
			case 'area_width':
				this.#mode.areaDots = Math.max(command.dots, AREA_DOTS_MIN);
				return;
			case 'cut':
				if (command.feedDots > 0) this.#put({ kind: 'feed', advanceDots: command.feedDots });
				this.#cuts += 1;
				return this.#put({ kind: 'cut', partial: command.partial });
			case 'raster':
				return this.#image(command.raster);
			case 'graphics_print':
				if (!this.#mode.graphics) return this.#fault('nothing_stored', command);
				return this.#image(this.#mode.graphics);
			case 'qr_print': {
				const { data, moduleDots, correction } = this.#mode.qr;
				if (!data) return this.#fault('nothing_stored', command);
				const text = new TextDecoder().decode(data);
				return this.#put({ kind: 'qr', data: text, modulePx: moduleDots, correction, place: this.#place() });
			}
			case 'barcode': {
				const system = BARCODE_SYSTEMS[command.system] ?? 'other';
				const data = String.fromCharCode(...command.data);
				const heightPx = this.#mode.barcodeHeightDots;
				return this.#put({ kind: 'barcode', system, data, heightPx, place: this.#place() });
			}
		}
	}

	#byte(byte: number): void {
		const { chinese, codeTable, internationalSet } = this.#mode;
		if (chinese && (this.#lead.length > 0 || byte >= 0x80)) {
			this.#lead.push(byte);
			const character = chineseCharacterOf(this.#lead);
			if (character === undefined) return;
			this.#lead = [];
			return this.#character(character, 2 * FONT_DOTS.A);
		}
		const encoding = this.#model.codeTables[codeTable];
		this.#character(characterOf(byte, encoding, internationalSet), FONT_DOTS[this.#mode.style.font]);
	}

	/** A character that has no room any more begins the next line, as the printer does it by itself. */
	#character(text: string, widthDots: number): void {
		const characterDots = widthDots * this.#mode.style.widthTimes;
		if (this.#runs.length > 0 && this.#lineDots + characterDots > this.#place().areaDots)
			this.#line(this.#mode.lineSpacingDots);
		this.#add(text, characterDots);
		this.#lineDots += characterDots;
	}

	#add(text: string, characterDots: number): void {
		const { bold, underlineDots, reversed, widthTimes, heightTimes } = this.#mode.style;
		const run = { characterDots, bold, underlined: underlineDots > 0, reversed, widthTimes, heightTimes };
		const last = this.#runs.at(-1);
		if (last && isAlike(last, run)) this.#runs[this.#runs.length - 1] = { ...last, text: last.text + text };
		else this.#runs.push({ text, ...run });
	}

	#tab(): void {
		const columnDots = FONT_DOTS[this.#mode.style.font];
		const tabDots = TAB_COLUMNS * columnDots;
		const nextDots = (Math.floor(this.#lineDots / tabDots) + 1) * tabDots;
		if (nextDots >= this.#place().areaDots) return;
		const spaces = Math.ceil((nextDots - this.#lineDots) / columnDots);
		this.#add(' '.repeat(spaces), (nextDots - this.#lineDots) / spaces);
		this.#lineDots = nextDots;
	}

	#feedLines(lines: number): void {
		const { lineSpacingDots } = this.#mode;
		if (lines === 0 && this.#runs.length > 0) this.#line(0);
		for (let line = 0; line < lines; line++) this.#line(lineSpacingDots);
	}

	#feedDots(dots: number): void {
		if (this.#runs.length > 0) this.#line(dots);
		else if (dots > 0) this.#put({ kind: 'feed', advanceDots: dots });
	}

	/** Prints the buffer, and half a Chinese character as what it is. Paper moves at least as far as the tallest character. */
	#line(spacingDots: number): void {
		if (this.#lead.length > 0) {
			this.#lead = [];
			this.#character(UNPRINTABLE, 2 * FONT_DOTS.A);
		}
		const heightTimes = Math.max(0, ...this.#runs.map((run) => run.heightTimes));
		const advanceDots = Math.max(spacingDots, heightTimes * CHARACTER_HEIGHT_DOTS);
		this.#put({ kind: 'line', runs: this.#runs, place: this.#place(), advanceDots });
		this.clearPrintBuffer();
	}

	/** What is wider than the printing area falls off at the right. */
	#image(raster: Raster): void {
		const place = this.#place();
		const widthDots = Math.min(raster.widthDots, Math.floor(place.areaDots / raster.widthTimes));
		this.#put({ kind: 'image', raster: cropped(raster, widthDots), place });
	}

	#place(): Place {
		const { align, marginDots, areaDots } = this.#mode;
		return { align, marginDots, areaDots: Math.min(areaDots, this.#model.widthDots - marginDots) };
	}

	#fault(fault: PaperFault, command: Command): void {
		this.#put({ kind: 'fault', fault, command });
	}

	#put(item: PaperItem): void {
		this.#printedLines += linesOf(item);
		this.#items.push(item);
		if (this.#items.length > ITEMS_MAX) this.#items.shift();
	}
}

type LineStartCommand = Extract<
	PaperCommand,
	{
		kind: 'align' | 'left_margin' | 'area_width' | 'cut' | 'raster' | 'graphics_print' | 'qr_print' | 'barcode';
	}
>;

function linesOf(item: PaperItem): number {
	switch (item.kind) {
		case 'line':
		case 'qr':
		case 'barcode':
			return 1;
		case 'image':
			return Math.ceil((item.raster.rows * item.raster.heightTimes) / CHARACTER_HEIGHT_DOTS);
		case 'feed':
		case 'cut':
		case 'drawer':
		case 'fault':
			return 0;
	}
}

const isAlike = (one: TextRun, other: Omit<TextRun, 'text'>): boolean =>
	one.characterDots === other.characterDots &&
	one.bold === other.bold &&
	one.underlined === other.underlined &&
	one.reversed === other.reversed &&
	one.widthTimes === other.widthTimes &&
	one.heightTimes === other.heightTimes;

function cropped(raster: Raster, widthDots: number): Raster {
	if (widthDots === raster.widthDots) return raster;
	const rowBytes = Math.ceil(raster.widthDots / 8);
	const keptBytes = Math.ceil(widthDots / 8);
	const bits = new Uint8Array(keptBytes * raster.rows);
	for (let row = 0; row < raster.rows; row++)
		bits.set(raster.bits.subarray(row * rowBytes, row * rowBytes + keptBytes), row * keptBytes);
	return { ...raster, widthDots, bits };
}
