const WINDOW_DIGITS = 6;

/**
 * Whether any six digits in a row of `number` stand in `haystack`: as text in UTF-8, as the hex of that text, or in its
 * base64, at whatever place in a group of three bytes the text began.
 */
export function findsWindow(haystack: Uint8Array, number: string): boolean {
	if (!/^\d{6,}$/.test(number)) throw new RangeError('a search needs a number of six digits at least');
	const bytes = Buffer.from(haystack.buffer, haystack.byteOffset, haystack.byteLength);
	return windowsOf(number).some((window) => formsOf(window).some((form) => bytes.includes(form, 0, 'latin1')));
}

/** Every six digits in a row of a number. */
export const windowsOf = (number: string): string[] =>
	Array.from({ length: number.length - WINDOW_DIGITS + 1 }, (_, start) => number.slice(start, start + WINDOW_DIGITS));

/** In hex and base64 digits look the same in every dialect: they never need a letter, `+` or `/` of those that differ. */
const formsOf = (window: string): string[] => [
	window,
	Buffer.from(window).toString('hex'),
	...[0, 1, 2].map((bytesBefore) => base64Core(window, bytesBefore)),
];

/** The characters of the base64 that the window alone decides, with so many unknown bytes before it. */
function base64Core(window: string, bytesBefore: number): string {
	const base64 = Buffer.from('\0'.repeat(bytesBefore) + window).toString('base64');
	const bitsBefore = 8 * bytesBefore;
	return base64.slice(Math.ceil(bitsBefore / 6), Math.floor((bitsBefore + 8 * WINDOW_DIGITS) / 6));
}

/**
 * The same search for many numbers at once: every six digits in a row of any of them, in one pass over each way to read a
 * haystack, whatever their count.
 */
export class WindowSearch {
	readonly #wanted = new Uint8Array(10 ** WINDOW_DIGITS);

	constructor(numbers: Iterable<string>) {
		for (const number of numbers) for (const window of windowsOf(number)) this.#wanted[Number(window)] = 1;
	}

	/** What the haystack holds proves nothing elsewhere: it was there before the numbers were. */
	ignore(haystack: Uint8Array): void {
		for (const window of windowsIn(haystack)) this.#wanted[window] = 0;
	}

	found(haystack: Uint8Array): readonly string[] {
		const found = new Set<number>();
		for (const window of windowsIn(haystack)) if (this.#wanted[window]) found.add(window);
		return [...found].map((window) => String(window).padStart(WINDOW_DIGITS, '0'));
	}

	/** How many different windows are looked for. */
	get size(): number {
		return this.#wanted.reduce((sum, wanted) => sum + wanted, 0);
	}
}

/** Every six digits in a row, as their value: read as text, as hex and as base64. */
function* windowsIn(haystack: Uint8Array): Generator<number> {
	yield* windowsInText(haystack);
	for (const offset of [0, 1]) yield* windowsInText(fromHex(haystack, offset));
	for (const offset of [0, 1, 2, 3]) yield* windowsInText(fromBase64(haystack, offset));
}

function* windowsInText(text: Uint8Array): Generator<number> {
	let digits = 0;
	let value = 0;
	for (const byte of text) {
		if (byte < 0x30 || byte > 0x39) {
			digits = 0;
			value = 0;
			continue;
		}
		digits++;
		value = (value * 10 + byte - 0x30) % 10 ** WINDOW_DIGITS;
		if (digits >= WINDOW_DIGITS) yield value;
	}
}

/** Pairs from `offset` on; zero where there is none. */
function fromHex(text: Uint8Array, offset: number): Uint8Array {
	const bytes = new Uint8Array(text.length >> 1);
	for (let at = offset, index = 0; at + 1 < text.length; at += 2, index++) {
		const [high, low] = [HEX[text[at]!]!, HEX[text[at + 1]!]!];
		if (high >= 0 && low >= 0) bytes[index] = (high << 4) | low;
	}
	return bytes;
}

/** Groups of four from `offset` on; zero for every byte that is not wholly there. */
function fromBase64(text: Uint8Array, offset: number): Uint8Array {
	const bytes = new Uint8Array(Math.ceil(text.length / 4) * 3);
	for (let at = offset, index = 0; at < text.length; at += 4, index += 3) {
		for (let place = 0; place < 3; place++) {
			const left = BASE64[text[at + place]!] ?? -1;
			const right = BASE64[text[at + place + 1]!] ?? -1;
			if (left >= 0 && right >= 0)
				bytes[index + place] = ((left << (2 * place + 2)) | (right >> (4 - 2 * place))) & 0xff;
		}
	}
	return bytes;
}

const HEX = tableOf('0123456789abcdef', '0123456789ABCDEF');
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = tableOf(`${LETTERS}+/`, `${LETTERS}-_`);

function tableOf(...alphabets: readonly string[]): Int8Array {
	const table = new Int8Array(256).fill(-1);
	for (const alphabet of alphabets) [...alphabet].forEach((letter, value) => (table[letter.charCodeAt(0)] = value));
	return table;
}
