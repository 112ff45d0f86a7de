import type { Receipt, ReceiptLine } from './receipt.ts';

/** One line as it lies on the paper: no text is wider than the paper, and spaces do the aligning. */
export type LaidLine = { readonly kind: 'mark' | 'drawer' } | { readonly kind: 'qr'; readonly data: string } | LaidText;

export type LaidText = {
	readonly kind: 'text';
	readonly text: string;
	readonly size: 'normal' | 'double';
	readonly bold: boolean;
	/** White on black, over the whole width. */
	readonly inverted: boolean;
};

const WIDE =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const NO_WIDTH = /[\p{M}\p{Cf}]/u;

const UNASKED = 3;
/** By code unit. A slip has a thousand characters, and asking Unicode takes longer than all the rest of laying it out. */
const askedColumns = new Uint8Array(0x10000).fill(UNASKED);

/** Columns of one character on paper: 2 for Chinese, Japanese, Korean, 0 for what rides on the character before. */
export function columnsOfCharacter(character: string): 0 | 1 | 2 {
	if (character.length > 1) return askColumns(character);
	const unit = character.charCodeAt(0);
	if (askedColumns[unit] === UNASKED) askedColumns[unit] = askColumns(character);
	return askedColumns[unit] as 0 | 1 | 2;
}

const askColumns = (character: string): 0 | 1 | 2 => (NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** Source: Unicode Standard Annex 11, East Asian Width, as receipt printers do it. */
export function columnsOf(text: string): number {
	let columns = 0;
	for (const character of text) columns += columnsOfCharacter(character);
	return columns;
}

/** Lays a receipt out for a paper of so many columns. Long text breaks between words; an amount is never cut. */
export const layOut = (receipt: Receipt, columns: number): LaidLine[] =>
	receipt.lines.flatMap((line) => layOutLine(line, columns));

function layOutLine(line: ReceiptLine, columns: number): LaidLine[] {
	switch (line.kind) {
		case 'mark':
		case 'qr':
		case 'drawer':
			return [line];
		case 'blank':
			return [laid('')];
		case 'rule':
			return [laid('-'.repeat(columns))];
		case 'banner':
			return balanced(line.text, columns - 2).map((part) => ({
				...laid(padded(` ${part}`, columns)),
				...{ bold: true, inverted: true },
			}));
		case 'text': {
			const look = sized(line, [line.text], columns);
			return balanced(line.text, look.columns).map((part) => ({
				...laid(line.align === 'center' ? centred(part, look.columns) : part),
				size: look.size,
				bold: line.bold,
			}));
		}
		case 'pair': {
			const look = sized(line, [line.left, line.right, line.note ?? ''], columns);
			return pairParts(line, look.columns).map((part) => ({ ...laid(part), size: look.size, bold: line.bold }));
		}
	}
}

/** Double size where every word and amount of it fits; else the words count more than their size. */
function sized(
	{ size }: { readonly size: 'normal' | 'double' },
	texts: readonly string[],
	columns: number,
): { readonly size: 'normal' | 'double'; readonly columns: number } {
	const half = Math.floor(columns / 2);
	return size === 'double' && hold(texts, half) ? { size, columns: half } : { size: 'normal', columns };
}

/** Whether lines of so many columns hold every word and amount whole. */
const hold = (texts: readonly string[], columns: number): boolean =>
	texts.every((text) => piecesOf(text).every((piece) => columnsOf(piece) <= columns));

/** Between what and how much there is always at least this. */
const GAP_COLUMNS = 2;
const NOTE_INDENT = '  ';

function pairParts(line: Extract<ReceiptLine, { kind: 'pair' }>, columns: number): string[] {
	const beside = line.note === undefined ? line.left : `${line.left}, ${line.note}`;
	if (fitsBeside(beside, line.right, columns)) return [spread(beside, line.right, columns)];

	const lines = wrap(line.left, columns);
	const last = lines.at(-1)!;
	if (fitsBeside(last, line.right, columns)) {
		lines[lines.length - 1] = spread(last, line.right, columns);
	} else {
		lines.push(spread('', line.right, columns));
	}
	if (line.note === undefined) return lines;
	const indent = hold([line.note], columns - NOTE_INDENT.length) ? NOTE_INDENT : '';
	return [...lines, ...wrap(line.note, columns - indent.length).map((part) => indent + part)];
}

function fitsBeside(left: string, right: string, columns: number): boolean {
	const gap = left === '' || right === '' ? 0 : GAP_COLUMNS;
	return columnsOf(left) + gap + columnsOf(right) <= columns;
}

const spread = (left: string, right: string, columns: number): string =>
	plain(left) + ' '.repeat(Math.max(0, columns - columnsOf(left) - columnsOf(right))) + plain(right);

/** Runs that are never broken: a word, an amount with its currency, one Chinese character with what closes it, spaces. */
function piecesOf(text: string): string[] {
	const pieces: string[] = [];
	for (const character of text) {
		const before = pieces.at(-1);
		if (before === undefined || breaksBetween(before, character)) pieces.push(character);
		else pieces[pieces.length - 1] = before + character;
	}
	return pieces;
}

/** A line does not begin with what closes a sentence. Source: UAX 14, class CL and EX, as far as slips need it. */
const CLOSING = /^[，。！？：；、）》”’…,.!?:;)]/u;

function breaksBetween(before: string, next: string): boolean {
	if (before.startsWith(' ') !== next.startsWith(' ')) return true;
	if (next.startsWith(' ') || CLOSING.test(next) || columnsOf(next) === 0) return false;
	return columnsOfCharacter(next) === 2 || columnsOfCharacter([...before].at(-1)!) === 2;
}

/** Where one sentence ends and the next begins. */
const SENTENCES = /(?<=[\p{L}\p{N}][.!?]) /u;

/**
 * As few lines as there can be: each sentence on one of its own where that takes no more of them, else none much shorter
 * than the others, so that no word stands alone below a full line.
 */
function balanced(text: string, columns: number): string[] {
	const widest = wrap(text, columns);
	const sentences = text.split(SENTENCES);
	if (sentences.length === widest.length && sentences.every((one) => columnsOf(one) <= columns)) {
		return sentences.map(plain);
	}
	let narrowest = widest;
	for (let width = columns - 1; narrowest.length > 1 && width > 0; width--) {
		const lines = wrap(text, width);
		if (lines.length > widest.length || !hold([text], width)) break;
		narrowest = lines;
	}
	return narrowest;
}

/** Breaks between words, and inside a word only where no line could hold it. */
function wrap(text: string, columns: number): string[] {
	if (columnsOf(text) <= columns) return [plain(text.trimEnd())];
	const lines: string[] = [];
	let line = '';
	for (const piece of piecesOf(text)) {
		if (columnsOf(line) + columnsOf(piece) <= columns) {
			line += piece;
			continue;
		}
		if (line.trimEnd() !== '') lines.push(line.trimEnd());
		line = '';
		if (piece.startsWith(' ')) continue;
		for (const character of piece) {
			if (columnsOf(line) + columnsOf(character) > columns) {
				lines.push(line);
				line = '';
			}
			line += character;
		}
	}
	if (line.trimEnd() !== '' || lines.length === 0) lines.push(line.trimEnd());
	return lines.map(plain);
}

/** No-break spaces have done their work once the lines stand. */
const plain = (text: string): string => text.replace(/\s/g, ' ');

const centred = (text: string, columns: number): string =>
	' '.repeat(Math.max(0, Math.floor((columns - columnsOf(text)) / 2))) + text;

const padded = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - columnsOf(text)));

const laid = (text: string): LaidText => ({ kind: 'text', text, size: 'normal', bold: false, inverted: false });
