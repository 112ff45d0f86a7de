import type { CardPattern } from '#shared/card/card.ts';
import { IDTECH_REPORT_BYTES_MIN } from '#shared/card/idtech.ts';
import { MAGTEK_REPORT_BYTES } from '#shared/card/magtek.ts';
import { RDM6300_FRAME_BYTES } from '#shared/card/rdm6300.ts';
import { isStxFrame, STX } from '#shared/card/stx.ts';
import type { FrameEnd } from '#shared/card/swipe-framer.ts';
import { hasFoundTag, twn4Crc } from '#shared/card/twn4.ts';
import type { Spoken } from '../devices/codecs.ts';
import type { Fakes } from './fakes.ts';
import { redactText } from './redact-text.ts';

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

/** How many bytes the first frame has, its end included; 0 where it is not whole yet. Bytes before a frame are one, too. */
export function frameBytes(bytes: Uint8Array, { speech, end }: Spoken): number {
	switch (speech) {
		case 'swipe':
		case 'code':
		case 'aim-code':
			return bytes.findIndex((byte) => ENDS[end].includes(byte)) + 1;
		case 'twn4':
			return bytes.indexOf(CR) + 1;
		case 'rdm6300':
			return fromStx(bytes, RDM6300_FRAME_BYTES);
		case 'stx':
			return fromStx(bytes, bytes[1]);
		case 'twn4-binary': {
			const whole = bytes.length < 2 ? Infinity : 4 + (bytes[0]! | (bytes[1]! << 8));
			return bytes.length >= whole ? whole : 0;
		}
		case 'report':
			return bytes.length;
	}
}

function fromStx(bytes: Uint8Array, length = Infinity): number {
	const at = bytes.indexOf(STX);
	if (at !== 0) return at === -1 ? bytes.length : at;
	return bytes.length >= length ? Math.max(length, 1) : 0;
}

/**
 * Another card's frame in the place of this one: as long, cut the same, and of the same worth to whoever reads it. What is
 * no whole frame keeps its length and the kind of its bytes. Wipes `frame`.
 */
export function redactFrame(
	frame: Uint8Array,
	{ speech }: Spoken,
	fakes: Fakes,
	patterns: readonly CardPattern[],
): Uint8Array {
	try {
		switch (speech) {
			case 'swipe':
			case 'code':
			case 'aim-code':
				return frame.some(isNoise) ? noiseLike(frame) : redactText(frame, fakes, patterns);
			case 'rdm6300':
				return redactRdm6300(frame, fakes, patterns);
			case 'stx':
				return isStxFrame(frame) ? redactStx(frame, fakes, patterns) : blank(frame, [STX]);
			case 'twn4':
				return redactTwn4Line(frame, fakes, patterns);
			case 'twn4-binary':
				return redactTwn4Message(frame, fakes, patterns);
			case 'report':
				return redactReport(frame, fakes, patterns);
		}
	} finally {
		frame.fill(0);
	}
}

const isNoise = (byte: number): boolean =>
	(byte < 0x20 && ![ETX, 0x04, 0x09, LF, CR, 0x1c, 0x1d, 0x1e, 0x1f].includes(byte)) || byte === 0x7f || byte >= 0xf8;

/** Heard at the wrong speed, a card's digits may stand in any bit: only the ends of lines and what is noise are told. */
const noiseLike = (frame: Uint8Array): Uint8Array =>
	frame.map((byte) => (byte === CR || byte === LF ? byte : isNoise(byte) ? 0x00 : 0x58));

const blank = (frame: Uint8Array, kept: readonly number[]): Uint8Array =>
	frame.map((byte, at) => (at === 0 && kept.includes(byte) ? byte : 0x00));

/** Digits of hex as they were written, large or small; `undefined` where one is none. */
function bytesOfHex(digits: Uint8Array): Uint8Array | undefined {
	const text = Buffer.from(digits).toString('latin1');
	return /^([0-9A-Fa-f]{2})+$/.test(text) ? Uint8Array.from(Buffer.from(text, 'hex')) : undefined;
}

function hexLike(bytes: Uint8Array, before: Uint8Array): Uint8Array {
	const isSmall = before.some((byte) => byte >= 0x61);
	const text = Buffer.from(bytes).toString('hex');
	return Uint8Array.from(isSmall ? text : text.toUpperCase(), (letter) => letter.charCodeAt(0));
}

const xor = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum ^ byte, 0);

function redactRdm6300(frame: Uint8Array, fakes: Fakes, patterns: readonly CardPattern[]): Uint8Array {
	const isFramed = frame.length === RDM6300_FRAME_BYTES && frame[0] === STX && frame[13] === ETX;
	const bytes = isFramed ? bytesOfHex(frame.subarray(1, 13)) : undefined;
	if (!bytes) return hexNoise(frame, [STX, ETX, CR, LF]);
	const tag = fakes.tag(bytes.subarray(0, 5), patterns);
	// A wrong checksum stays as wrong.
	const checksum = xor(bytes) ^ xor(tag);
	const fake = frame.slice();
	fake.set(hexLike(Uint8Array.of(...tag, checksum), frame.subarray(1, 13)), 1);
	return fake;
}

const isHex = (byte: number): boolean => /[0-9A-Fa-f]/.test(String.fromCharCode(byte));

/** Half a frame, or none: its length, its signs, and where something stands that cannot. */
const hexNoise = (frame: Uint8Array, signs: readonly number[]): Uint8Array =>
	frame.map((byte) => (signs.includes(byte) ? byte : isHex(byte) ? 0x30 : 0x7f));

function redactStx(frame: Uint8Array, fakes: Fakes, patterns: readonly CardPattern[]): Uint8Array {
	const fake = frame.slice();
	fake.set(fakes.tag(frame.subarray(3, -2), patterns), 3);
	fake[fake.length - 2] = xor(fake.subarray(1, -2));
	return fake;
}

/** Error, found, type, bits and bytes are no secret, the serial number is. What only looks like an answer may be anything. */
function redactTwn4(reply: Uint8Array, fakes: Fakes, patterns: readonly CardPattern[]): Uint8Array {
	if (reply.length <= 2) return reply;
	const serial = reply.subarray(5);
	const isWhole = hasFoundTag(reply) && serial.length > 0 && reply[4] === serial.length;
	if (!isWhole) return new Uint8Array(reply.length);
	return Uint8Array.of(...reply.subarray(0, 5), ...fakes.tag(serial, patterns));
}

function redactTwn4Line(frame: Uint8Array, fakes: Fakes, patterns: readonly CardPattern[]): Uint8Array {
	const digits = frame.filter((byte) => byte !== CR && byte !== LF);
	const reply = digits.length === 0 ? undefined : bytesOfHex(digits);
	if (!reply || !frame.subarray(0, digits.length).every(isHex)) return hexNoise(frame, [CR, LF]);
	const fake = frame.slice();
	fake.set(hexLike(redactTwn4(reply, fakes, patterns), digits));
	return fake;
}

function redactTwn4Message(frame: Uint8Array, fakes: Fakes, patterns: readonly CardPattern[]): Uint8Array {
	const length = frame.length < 4 ? -1 : frame[0]! | (frame[1]! << 8);
	if (length < 1 || frame.length !== length + 4) return blank(frame, []);
	const [message, crcAt] = [frame.subarray(2, -2), frame.length - 2];
	const wrong = twn4Crc(message) ^ (frame[crcAt]! | (frame[crcAt + 1]! << 8));
	const other = redactTwn4(message, fakes, patterns);
	const crc = twn4Crc(other) ^ (wrong === 0 ? 0 : 1);
	return Uint8Array.of(frame[0]!, frame[1]!, ...other, crc & 0xff, crc >> 8);
}

const MAGTEK_TRACKS_AT = 7;
const MAGTEK_TRACK_BYTES = 110;
const LENGTHS_AT = 3;
const ENCODING_AT = 6;
const IDTECH_OUTPUT_AT = 9;

/** Error bits, lengths and how the stripe is coded; what can be none of these is told to be wrong. */
const headOf = (report: Uint8Array, bytes: number): Uint8Array =>
	report.slice(0, bytes).map((byte, at) => (at < LENGTHS_AT ? byte & 1 : at === ENCODING_AT && byte > 3 ? 0xff : byte));

function redactReport(report: Uint8Array, fakes: Fakes, patterns: readonly CardPattern[]): Uint8Array {
	const text = (from: number, to: number): Uint8Array => redactText(report.subarray(from, to), fakes, patterns);
	const fake = new Uint8Array(report.length);
	if (report.length === MAGTEK_REPORT_BYTES) {
		fake.set(headOf(report, MAGTEK_TRACKS_AT));
		for (const track of [0, 1, 2]) {
			const from = MAGTEK_TRACKS_AT + track * MAGTEK_TRACK_BYTES;
			const to = from + Math.min(report[LENGTHS_AT + track]!, MAGTEK_TRACK_BYTES);
			// What stands behind the length is of the card before.
			fake.set(text(from, to), from);
		}
	} else if (report.length >= IDTECH_REPORT_BYTES_MIN) {
		fake.set(headOf(report, IDTECH_OUTPUT_AT));
		fake.set(text(IDTECH_OUTPUT_AT, report.length), IDTECH_OUTPUT_AT);
	}
	return fake;
}
