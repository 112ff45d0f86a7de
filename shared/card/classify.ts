import { err, ok, type Result } from '../kernel/result.ts';
import type { CardMedium, CardPattern, CardRead, CardRefusal } from './card.ts';
import { areDigits, asciiText, isDigit, leadingValue } from './digits.ts';
import { isOurs } from './pattern.ts';
import { holdsPaymentNumber, isPaymentLength } from './payment-number.ts';
import { readOnce } from './read-once.ts';
import { bytesAt, contentSpan, TRACK_3, TRACK_3_LICENCE } from './track.ts';
import { FORMAT_FINANCIAL, spanTrack1 } from './track1.ts';
import { spanTrack2 } from './track2.ts';

/** One swipe as the reader tells it: each track from start to end sentinel, `undefined` where the card has none. */
export type Swipe = {
	readonly track1: Uint8Array | undefined;
	readonly track2: Uint8Array | undefined;
	readonly track3: Uint8Array | undefined;
	/** The reader itself says that the stripe is coded as a driving licence. */
	readonly isLicence: boolean;
};

type TextMedium = Exclude<CardMedium, 'rfid'>;

/** A track's number, still bytes, or why there is none. */
type Judged = Result<Uint8Array, CardRefusal>;

const PRECEDENCE = ['card_unreadable', 'card_identity', 'card_payment', 'card_foreign'] as const;

/**
 * An allow-list: only what fits a pattern and cannot be a bank's becomes text. Tracks 1 and 2 have to agree; where one is
 * refused, the swipe is. Works on bytes, and leaves the tracks zeroed.
 *
 * Source: ISO/IEC 7812 and 7813 (numbers, layout), AAMVA (licences), PCI DSS 3.3.1 (why nothing of a track may remain).
 */
export function classifySwipe(swipe: Swipe, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> {
	try {
		return readOf(judgeSwipe(swipe, patterns), 'magstripe');
	} finally {
		for (const track of [swipe.track1, swipe.track2, swipe.track3]) track?.fill(0);
	}
}

/** A code's text, typed digits, or a stripe's number that has been read before. Wipes `text`. */
export function classifyText(
	text: Uint8Array,
	medium: TextMedium,
	patterns: readonly CardPattern[],
): Result<CardRead, CardRefusal> {
	return readOnce(text, () => readOf(judgeText(text, medium, patterns), medium));
}

/** A tag's canonical number: upper-case hex digits in ASCII. Wipes `tag`. */
export function classifyTag(tag: Uint8Array, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> {
	return readOnce(tag, () => readOf(isOurs(tag, 'rfid', patterns) ? ok(tag) : err({ code: 'card_foreign' }), 'rfid'));
}

/** The one place where a card's digits become text. */
function readOf(judged: Judged, medium: CardMedium): Result<CardRead, CardRefusal> {
	return judged.ok ? ok({ kind: 'member-card', medium, number: asciiText(judged.value) }) : judged;
}

function judgeSwipe({ track1, track2, track3, isLicence }: Swipe, patterns: readonly CardPattern[]): Judged {
	const judged: Judged[] = [];
	if (track1) judged.push(judgeTrack1(track1, patterns));
	if (track2) judged.push(judgeTrack2(track2, patterns));
	if (isLicence) judged.push(err({ code: 'card_identity' }));
	if (track3) {
		const code = refusalOfTrack3(track3);
		// Hotels write the door lock there, in formats of their own: it says nothing against a card that is ours.
		if (judged.length === 0 || code === 'card_identity' || code === 'card_payment') judged.push(err({ code }));
	}
	for (const code of PRECEDENCE) {
		if (judged.some((one) => !one.ok && one.error.code === code)) return err({ code });
	}
	const [first, second = first] = judged;
	// Two numbers on one card are a misread: neither is to be believed.
	if (!first?.ok || !second?.ok || !areEqual(first.value, second.value)) return err({ code: 'card_unreadable' });
	return first;
}

function judgeTrack1(track: Uint8Array, patterns: readonly CardPattern[]): Judged {
	const span = spanTrack1(track);
	if (!span.ok) return span;
	const { formatCode, fields, number } = span.value;
	const isFinancial = formatCode === FORMAT_FINANCIAL && isPaymentField(bytesAt(track, fields[0]!));
	const digits = number && bytesAt(track, number);
	return judgeNumber(digits, patterns, () => isFinancial || holdsPaymentNumber(track));
}

function judgeTrack2(track: Uint8Array, patterns: readonly CardPattern[]): Judged {
	const span = spanTrack2(track);
	if (!span.ok) return span;
	const { number, additional } = span.value;
	const isDated = additional !== undefined && beginsWithExpiryAndService(bytesAt(track, additional));
	return judgeNumber(bytesAt(track, number), patterns, () => isDated || holdsPaymentNumber(track));
}

function judgeNumber(
	number: Uint8Array | undefined,
	patterns: readonly CardPattern[],
	hasPaymentEvidence: () => boolean,
): Judged {
	if (number && isLicenceIssuer(number)) return err({ code: 'card_identity' });
	if (number && isOurs(number, 'magstripe', patterns)) return ok(number);
	return err({ code: hasPaymentEvidence() ? 'card_payment' : 'card_foreign' });
}

/** Track 3 never brings the number, it can only speak against the card. */
function refusalOfTrack3(track: Uint8Array): CardRefusal['code'] {
	const content = contentSpan(track, TRACK_3) ?? contentSpan(track, TRACK_3_LICENCE);
	if (!content) return 'card_unreadable';
	const bytes = bytesAt(track, content);
	if (isLicenceIssuer(bytes)) return 'card_identity';
	// A bank's number has two digits of format code in front. Source: ISO/IEC 4909.
	return holdsPaymentNumber(bytes) || holdsPaymentNumber(bytes.subarray(2)) ? 'card_payment' : 'card_foreign';
}

function judgeText(text: Uint8Array, medium: TextMedium, patterns: readonly CardPattern[]): Judged {
	if (isLicenceBarcode(text)) return err({ code: 'card_identity' });
	if (areDigits(text) && isOurs(text, medium, patterns)) return ok(text);
	return err({ code: holdsPaymentNumber(text) ? 'card_payment' : 'card_foreign' });
}

/** Source: AAMVA issuer identification numbers. */
function isLicenceIssuer(number: Uint8Array): boolean {
	if (!areDigits(number.subarray(0, 6))) return false;
	const issuer = leadingValue(number, 6);
	return issuer !== undefined && (issuer === 604_425 || (issuer >= 636_000 && issuer <= 636_062));
}

/** The PDF417 on the back of a licence names its issuer behind `ANSI `, older ones behind `AAMVA`. */
function isLicenceBarcode(text: Uint8Array): boolean {
	return LICENCE_MARKS.some((mark) => {
		const at = indexOf(text, mark);
		return at !== -1 && isLicenceIssuer(text.subarray(at + mark.length));
	});
}

const LICENCE_MARKS = ['ANSI ', 'AAMVA'].map((mark) => Uint8Array.from(mark, (letter) => letter.charCodeAt(0)));

const indexOf = (text: Uint8Array, part: Uint8Array): number =>
	text.findIndex((_byte, at) => part.every((byte, index) => text[at + index] === byte));

/** 12 to 19 digits; some issuers write them in groups. */
function isPaymentField(field: Uint8Array): boolean {
	const digits = field.reduce((count, byte) => count + (isDigit(byte) ? 1 : 0), 0);
	return isPaymentLength(digits) && field.every((byte) => isDigit(byte) || byte === 0x20);
}

/** `YYMM` and a service code, whose first digit says where the card may be used. Source: ISO/IEC 7813. */
function beginsWithExpiryAndService(additional: Uint8Array): boolean {
	if (additional.length < 7 || !areDigits(additional.subarray(0, 7))) return false;
	const month = leadingValue(additional.subarray(2), 2)!;
	return month >= 1 && month <= 12 && SERVICE_FIRST_DIGITS.includes(additional[4]! - 0x30);
}

const SERVICE_FIRST_DIGITS = [1, 2, 5, 6, 7, 9];

const areEqual = (left: Uint8Array, right: Uint8Array): boolean =>
	left.length === right.length && left.every((byte, index) => byte === right[index]);
