/**
 * A longer payload than this is no image of a slip but a length that went wrong: 6 m of paper, 576 dots wide.
 * The command is then unknown and what follows is read as commands again, as the manual says of any parameter
 * out of range. Without the bound, four bytes could make the printer wait for 4 GB.
 */
const PAYLOAD_BYTES_MAX = 4 * 1024 * 1024;
/** `GS k` in its old form runs to a NUL. */
const BARCODE_BYTES_MAX = 255;
/** `ESC D` takes 32 tab stops and a NUL. */
const TABS_BYTES_MAX = 33;

export const DLE = 0x10;
export const ESC = 0x1b;
export const FS = 0x1c;
export const GS = 0x1d;

/** How many bytes each command of fixed length takes, without the two that name it. */
const ESC_PARAMETERS = parameters([
	['@2LSimv<', 0],
	[' !%-3=?EGJMRTUVadrtu{', 1],
	['$\\c', 2],
	['p', 3],
	['W', 8],
]);
const FS_PARAMETERS = parameters([
	['&.', 0],
	['!-CW', 1],
	['Sp', 2],
]);
const GS_PARAMETERS = parameters([
	[':', 0],
	['!BEHITabfhrw/', 1],
	['$LPW\\', 2],
	['^', 3],
]);
const DLE_PARAMETERS = new Map([
	[0x04, 1],
	[0x05, 1],
]);

/**
 * How many bytes the command at the start of `bytes` takes. Where the answer is more than there are, that many are
 * needed before it can be asked again. Text runs to the next control; so does a run of NULs to the next other byte.
 *
 * Source: Epson ESC/POS command reference; the lengths of commands that this printer does not obey are there so that their parameters
 * do not come out as text.
 */
export function measure(bytes: Uint8Array): number {
	const first = byteAt(bytes, 0);
	if (first >= 0x20) return runLength(bytes, (byte) => byte >= 0x20);
	if (first === 0) return runLength(bytes, (byte) => byte === 0);
	if (first !== DLE && first !== ESC && first !== FS && first !== GS) return 1;
	if (bytes.length < 2) return 2;
	switch (first) {
		case DLE:
			return measureDle(bytes);
		case ESC:
			return measureEsc(bytes);
		case FS:
			return is(bytes, '(') ? measureParenthesis(bytes) : 2 + (FS_PARAMETERS.get(byteAt(bytes, 1)) ?? 0);
		case GS:
			return measureGs(bytes);
	}
}

function measureDle(bytes: Uint8Array): number {
	if (byteAt(bytes, 1) !== 0x14) return 2 + (DLE_PARAMETERS.get(byteAt(bytes, 1)) ?? 0);
	if (bytes.length < 3) return 3;
	// fn 1: pulse, fn 2: power off, fn 3: buzzer, fn 7: special status, fn 8: clear the buffers.
	return (
		3 +
		(new Map([
			[1, 2],
			[2, 2],
			[3, 5],
			[7, 1],
			[8, 7],
		]).get(byteAt(bytes, 2)) ?? 0)
	);
}

function measureEsc(bytes: Uint8Array): number {
	if (is(bytes, '(')) return measureParenthesis(bytes);
	if (is(bytes, 'D')) return untilNul(bytes, 2, TABS_BYTES_MAX);
	if (!is(bytes, '*')) return 2 + (ESC_PARAMETERS.get(byteAt(bytes, 1)) ?? 0);
	if (bytes.length < 5) return 5;
	const bytesPerColumn = byteAt(bytes, 2) >= 32 ? 3 : 1;
	return withPayload(5, bytesPerColumn * wordAt(bytes, 3));
}

function measureGs(bytes: Uint8Array): number {
	if (is(bytes, '(')) return measureParenthesis(bytes);
	if (is(bytes, '8')) return bytes.length < 7 ? 7 : withPayload(7, wordAt(bytes, 3) + wordAt(bytes, 5) * 0x1_0000);
	if (is(bytes, 'v')) return bytes.length < 8 ? 8 : withPayload(8, wordAt(bytes, 4) * wordAt(bytes, 6));
	if (is(bytes, 'V')) return bytes.length < 3 ? 3 : isFeedingCut(byteAt(bytes, 2)) ? 4 : 3;
	if (is(bytes, '*')) return bytes.length < 4 ? 4 : withPayload(4, byteAt(bytes, 2) * byteAt(bytes, 3) * 8);
	if (!is(bytes, 'k')) return 2 + (GS_PARAMETERS.get(byteAt(bytes, 1)) ?? 0);
	if (bytes.length < 3) return 3;
	if (byteAt(bytes, 2) <= 6) return untilNul(bytes, 3, BARCODE_BYTES_MAX);
	return bytes.length < 4 ? 4 : 4 + byteAt(bytes, 3);
}

/** `GS V m`: 65, 66, 97, 98, 103 and 104 feed first, and carry how far. */
export const isFeedingCut = (m: number): boolean => [65, 66, 97, 98, 103, 104].includes(m);

/** `ESC (`, `FS (`, `GS (`: a letter, the length in two bytes, the parameters. */
function measureParenthesis(bytes: Uint8Array): number {
	return bytes.length < 5 ? 5 : 5 + wordAt(bytes, 3);
}

const withPayload = (headerBytes: number, payloadBytes: number): number =>
	payloadBytes > PAYLOAD_BYTES_MAX ? headerBytes : headerBytes + payloadBytes;

function untilNul(bytes: Uint8Array, from: number, bytesMax: number): number {
	const nulAt = bytes.indexOf(0, from);
	if (nulAt !== -1 && nulAt < from + bytesMax) return nulAt + 1;
	return bytes.length >= from + bytesMax ? from : bytes.length + 1;
}

function runLength(bytes: Uint8Array, belongs: (byte: number) => boolean): number {
	const end = bytes.findIndex((byte) => !belongs(byte));
	return end === -1 ? bytes.length : end;
}

const is = (bytes: Uint8Array, letter: string): boolean => bytes[1] === letter.charCodeAt(0);

export const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;
/** Two bytes, low byte first. */
export const wordAt = (bytes: Uint8Array, at: number): number => byteAt(bytes, at) + byteAt(bytes, at + 1) * 0x100;

function parameters(rows: readonly (readonly [string, number])[]): ReadonlyMap<number, number> {
	return new Map(rows.flatMap(([letters, count]) => [...letters].map((letter) => [letter.charCodeAt(0), count])));
}
