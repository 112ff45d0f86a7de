import { twn4Crc, type Twn4Dialect } from '#shared/card/drivers/twn4.ts';
import type { Stroke } from '#shared/card/drivers/wedge.ts';
import { ascii } from '../support/ascii.ts';

/** A card's tracks from start to end sentinel, as text. */
export type TrackTexts = {
	readonly track1?: string | undefined;
	readonly track2?: string | undefined;
	readonly track3?: string | undefined;
};

/** A serial reader's or keyboard reader's text, without line end. */
export function serialText({ track1, track2, track3 }: TrackTexts, { lrc = false } = {}): string {
	const text = (track: string | undefined, base: number) => (track ?? '') + (lrc && track ? lrcOf(track, base) : '');
	return text(track1, 0x20) + text(track2, 0x30) + text(track3, 0x30);
}

/** The check character of a track, from its text. */
export const lrcOf = (track: string, base: number): string =>
	String.fromCharCode(base + ascii(track).reduce((check, byte) => check ^ (byte - base), 0));

/** MagTek's 337 bytes: no error, ISO coding. */
export function magtekReport({ track1 = '', track2 = '', track3 = '' }: TrackTexts, encoding = 0): Uint8Array {
	const report = new Uint8Array(337);
	[track1, track2, track3].forEach((track, index) => {
		report[3 + index] = track.length;
		report.set(ascii(track), 7 + index * 110);
	});
	report[6] = encoding;
	return report;
}

/** ID TECH's 509 bytes: no error, the tracks in a row between preamble and postamble. */
export function idtechReport(
	tracks: TrackTexts,
	{ encoding = 0, preamble = '', postamble = '\r', bigEndian = false } = {},
): Uint8Array {
	const report = new Uint8Array(509);
	const output = ascii(preamble + serialText(tracks) + postamble);
	[tracks.track1, tracks.track2, tracks.track3].forEach((track, index) => (report[3 + index] = track?.length ?? 0));
	report[6] = encoding;
	report[bigEndian ? 8 : 7] = output.length & 0xff;
	report[bigEndian ? 7 : 8] = output.length >> 8;
	report.set(output, 9);
	return report;
}

/** What a phone could show: the number bare, in groups, in a link, or a whole track. */
export function codeText(number: string, tracks: TrackTexts, kind: number): string {
	const forms = [
		number,
		number.replace(/\d{4}(?=\d)/g, '$& '),
		number.replace(/\d{4}(?=\d)/g, '$&-'),
		`https://pay.example/?card=${number}&at=now`,
		serialText(tracks),
	];
	return forms[kind % forms.length]!;
}

/** A keyboard reader with the US keymap, then Enter. */
export function wedgeStrokes(text: string, { gapMs = 8, startMs = 1_000 } = {}): Stroke[] {
	const strokes: Stroke[] = [];
	let atMs = startMs;
	for (const character of text) {
		const { code, shift } = keyOf(character);
		strokes.push({ code, shift, atMs });
		atMs += gapMs;
	}
	return [...strokes, { code: 'Enter', shift: false, atMs }];
}

function keyOf(character: string): Omit<Stroke, 'atMs'> {
	const key = KEY_OF.get(character);
	if (!key) throw new RangeError('no key writes this character');
	return key;
}

const KEYCAPS: readonly (readonly [code: string, plain: string, shifted: string])[] = [
	...Array.from('1234567890', (digit, index) => [`Digit${digit}`, digit, '!@#$%^&*()'[index]!] as const),
	...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => [`Key${letter}`, letter.toLowerCase(), letter] as const),
	['Space', ' ', ' '],
	['Minus', '-', '_'],
	['Equal', '=', '+'],
	['BracketLeft', '[', '{'],
	['BracketRight', ']', '}'],
	['Backslash', '\\', '|'],
	['Semicolon', ';', ':'],
	['Quote', "'", '"'],
	['Comma', ',', '<'],
	['Period', '.', '>'],
	['Slash', '/', '?'],
];

const KEY_OF = new Map<string, Omit<Stroke, 'atMs'>>(
	KEYCAPS.flatMap(([code, plain, shifted]) => [
		[shifted, { code, shift: true }] as const,
		[plain, { code, shift: false }] as const,
	]),
);

/** An RDM6300's 14 bytes; `checksum` only where a test wants it wrong or copied from a source. */
export function rdm6300Frame(number: string, checksum = checksumOf(number)): Uint8Array {
	return ascii(`\x02${number}${checksum}\x03`);
}

const checksumOf = (number: string): string =>
	Buffer.from(number, 'hex')
		.reduce((check, byte) => check ^ byte, 0)
		.toString(16)
		.toUpperCase()
		.padStart(2, '0');

/** A binary reader's frame, from STX to ETX; `type` 2 is an EM4100. */
export function stxFrame(serial: string, type = 2): Uint8Array {
	const body = [serial.length / 2 + 5, type, ...Buffer.from(serial, 'hex')];
	return Uint8Array.of(
		0x02,
		...body,
		body.reduce((check, byte) => check ^ byte),
		0x03,
	);
}

/** What a TWN4 answers when a tag is near, or when none is; `type` 0x40 is an EM4100. */
export function twn4Answer(dialect: Twn4Dialect, serial: string | null, type = 0x40): Uint8Array {
	const bytes = serial === null ? [] : Buffer.from(serial, 'hex');
	const message = Uint8Array.from(serial === null ? [0, 0] : [0, 1, type, bytes.length * 8, bytes.length, ...bytes]);
	if (dialect === 'ascii') return ascii(`${Buffer.from(message).toString('hex').toUpperCase()}\r`);
	const crc = twn4Crc(message);
	return Uint8Array.of(message.length, 0, ...message, crc & 0xff, crc >> 8);
}
