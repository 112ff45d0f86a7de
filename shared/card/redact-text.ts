import type { CardPattern } from './card.ts';
import { isDigit } from './digits.ts';
import type { Fakes, Redaction } from './redaction.ts';
import { isStartSentinel } from './drivers/swipe.ts';
import type { FrameEnd } from './drivers/swipe-framer.ts';
import { END_SENTINEL, PERCENT, PLUS, SEMICOLON, TRACK_1, TRACK_2, type TrackCoding } from './track.ts';

const SEPARATOR_2 = 0x3d; // =
const AIM_FLAG = 0x5d; // ]
const AIM_BYTES = 3;

/** Words that say what a code is, not whose. */
const MARKS = ['ANSI ', 'AAMVA'].map((word) => Uint8Array.from(word, (letter) => letter.charCodeAt(0)));

const CR = 0x0d;
const LF = 0x0a;
const ETX = 0x03;
const ENDS: Readonly<Record<FrameEnd, readonly number[]>> = {
	line: [CR, LF],
	cr: [CR],
	lf: [LF],
	crlf: [LF],
	tab: [0x09],
	etx: [ETX],
	none: [],
};

/** Of a reader or scanner that sends text. */
export const textRedaction = (end: FrameEnd): Redaction => ({
	frameBytes: (bytes) => bytes.findIndex((byte) => ENDS[end].includes(byte)) + 1,
	redact: (frame, fakes, patterns) => (frame.some(isNoise) ? noiseLike(frame) : redactText(frame, fakes, patterns)),
});

const isNoise = (byte: number): boolean =>
	(byte < 0x20 && !KEPT_CONTROLS.includes(byte)) || byte === 0x7f || byte >= 0xf8;

/** Heard at the wrong speed, a card's digits may stand in any bit: only the ends of lines and what is noise are told. */
const noiseLike = (frame: Uint8Array): Uint8Array =>
	frame.map((byte) => (byte === CR || byte === LF ? byte : isNoise(byte) ? 0x00 : 0x58));

/**
 * Another card's text in the place of a stripe's or a code's: signs stay where they are, digits become digits, letters
 * letters, check characters are as right or as wrong as they were.
 *
 * @param text one frame, with or without its end
 */
export function redactText(text: Uint8Array, fakes: Fakes, patterns: readonly CardPattern[]): Uint8Array {
	const checks = checksIn(text);
	const kept = keptIn(text);
	const isOpen = (at: number): boolean => !kept.has(at) && !checks.has(at);
	const fake = text.map((byte) => (isControl(byte) ? controlLike(byte) : byte));
	for (let at = 0; at < text.length;) {
		const digits = isOpen(at) ? digitsAt(text, at, isOpen) : [];
		const letters = isOpen(at) && digits.length === 0 ? lettersAt(text, at, isOpen) : [];
		const places = digits.length > 0 ? digits : letters;
		const plain = Uint8Array.from(places, (place) => text[place]!);
		const other =
			digits.length > 0 ? fakes.digits(plain, patterns, text[at - 1] === SEPARATOR_2) : fakes.letters(plain);
		places.forEach((place, index) => (fake[place] = other[index]!));
		plain.fill(0);
		at = (places.at(-1) ?? at) + 1;
	}
	// The difference to the right check character says what was wrong with the line, and nothing of the card.
	for (const [at, { from, coding }] of checks) {
		const { lowest, highest } = coding;
		const isCoded = text[at]! >= lowest && text[at]! <= highest;
		const wrong = isCoded ? text[at]! ^ checkOf(text.subarray(from, at), coding) : 1;
		const right = checkOf(fake.subarray(from, at), coding) - lowest;
		fake[at] = lowest + ((right ^ wrong) & (highest - lowest));
	}
	return fake;
}

/** A `+` stands for the `;` that is on the card, and it is that one that was added up. */
const checkOf = (track: Uint8Array, { lrc }: TrackCoding): number =>
	lrc(track[0] === PLUS ? Uint8Array.of(SEMICOLON, ...track.subarray(1)) : track);

type Check = { readonly from: number; readonly coding: TrackCoding };

/** Where check characters stand, and over what: behind an end sentinel, before the next track or the end. */
function checksIn(text: Uint8Array): ReadonlyMap<number, Check> {
	const checks = new Map<number, Check>();
	for (let from = 0; from < text.length;) {
		const sentinelAt = isStartSentinel(text[from]!) ? text.indexOf(END_SENTINEL, from + 1) : -1;
		if (sentinelAt === -1) {
			from++;
			continue;
		}
		const coding = text[from] === PERCENT ? TRACK_1 : TRACK_2;
		const at = sentinelAt + 1;
		const isCheck = isPrintable(text[at]) && (!isPrintable(text[at + 1]) || isStartSentinel(text[at + 1]!));
		const isCoded = text
			.subarray(from + 1, sentinelAt)
			.every((byte) => byte >= coding.lowest && byte <= coding.highest);
		if (isCheck && isCoded) checks.set(at, { from, coding });
		from = at + (isCheck ? 1 : 0);
	}
	return checks;
}

/** Letters that say what a text is: a track's format code, a reader's `E` for a bad read, a code's kind. */
function keptIn(text: Uint8Array): ReadonlySet<number> {
	const kept = new Set<number>();
	for (let at = 0; at < text.length; at++) {
		const isFormat = text[at - 1] === PERCENT;
		const isBadRead = isStartSentinel(text[at - 1] ?? 0) && text[at + 1] === END_SENTINEL;
		if (isLetter(text[at]!) && (isFormat || isBadRead)) kept.add(at);
		for (const mark of MARKS)
			if (mark.every((byte, index) => text[at + index] === byte)) mark.forEach((_byte, index) => kept.add(at + index));
	}
	if (text[0] === AIM_FLAG) for (let at = 0; at < AIM_BYTES; at++) kept.add(at);
	return kept;
}

/** The places of a number's digits, also where it is written in groups. */
function digitsAt(text: Uint8Array, start: number, isOpen: (at: number) => boolean): readonly number[] {
	const places: number[] = [];
	for (let at = start; at < text.length; at++) {
		const byte = text[at]!;
		if (isDigit(byte) && isOpen(at)) places.push(at);
		else if (places.length === 0 || !isGap(byte) || !isDigit(text[at + 1] ?? 0) || !isOpen(at + 1)) break;
	}
	return places;
}

function lettersAt(text: Uint8Array, start: number, isOpen: (at: number) => boolean): readonly number[] {
	const places: number[] = [];
	for (let at = start; at < text.length && isOpen(at) && (isLetter(text[at]!) || text[at]! >= 0x80); at++)
		places.push(at);
	return places;
}

const isLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
const isPrintable = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x20 && byte < 0x7f;
const isControl = (byte: number): boolean => byte < 0x20 || byte === 0x7f;
const isGap = (byte: number): boolean => byte === 0x20 || byte === 0x2d || byte === 0x2e;

/** What ends a line or stands in codes stays; anything else is noise, and one noise is like another. */
const controlLike = (byte: number): number => (KEPT_CONTROLS.includes(byte) ? byte : 0x00);
const KEPT_CONTROLS = [ETX, 0x04, 0x09, LF, CR, 0x1c, 0x1d, 0x1e, 0x1f];
