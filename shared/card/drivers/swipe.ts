import { err, type Result } from '../../kernel/result.ts';
import type { CardPattern, CardRead, CardRefusal } from '../card.ts';
import { classifySwipe, type Swipe } from '../classify.ts';
import { readOnce } from '../read-once.ts';
import { END_SENTINEL, PERCENT, PLUS, SEMICOLON } from '../track.ts';

/**
 * One swipe as text: `%…?;…?+…?`, tracks in any order, with or without LRC and line end. Wipes `frame`.
 *
 * Source: ISO/IEC 7811-2 (sentinels), captures of serial and keyboard readers.
 */
export function decodeSwipe(frame: Uint8Array, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> {
	return readOnce(frame, () => {
		const swipe = splitTracks(withoutLineEnds(frame));
		return swipe ? classifySwipe(swipe, patterns) : err({ code: 'card_unreadable' });
	});
}

/** The tracks of a swipe's text, or `undefined` where it is anything but whole tracks, each at most once. */
export function splitTracks(text: Uint8Array): Swipe | undefined {
	let swipe: Swipe = { track1: undefined, track2: undefined, track3: undefined, isLicence: false };
	for (let start = 0; start < text.length;) {
		const slot = slotOf(text[start]!, swipe);
		const sentinelAt = text.indexOf(END_SENTINEL, start + 1);
		if (!slot || sentinelAt === -1) return undefined;
		const end = sentinelAt + (hasLrcAt(text, sentinelAt + 1) ? 2 : 1);
		swipe = { ...swipe, [slot]: text.subarray(start, end) };
		start = end;
	}
	return swipe;
}

/** A second track with the same sentinel is track 3: licences write it like track 1, most others like track 2. */
function slotOf(sentinel: number, { track1, track2, track3 }: Swipe): 'track1' | 'track2' | 'track3' | undefined {
	if (sentinel === PERCENT && !track1) return 'track1';
	if (sentinel === SEMICOLON && !track2) return 'track2';
	return (sentinel === PLUS || sentinel === PERCENT || sentinel === SEMICOLON) && !track3 ? 'track3' : undefined;
}

/** An LRC may look like a sentinel; it is one only where a track begins behind it, or nothing at all. */
const hasLrcAt = (text: Uint8Array, at: number): boolean =>
	at < text.length && (at + 1 === text.length || isStartSentinel(text[at + 1]!));

export const isStartSentinel = (byte: number): boolean => byte === PERCENT || byte === SEMICOLON || byte === PLUS;

/** CR and LF, before and behind. */
function withoutLineEnds(text: Uint8Array): Uint8Array {
	let start = 0;
	let end = text.length;
	while (start < end && isLineEnd(text[start]!)) start++;
	while (end > start && isLineEnd(text[end - 1]!)) end--;
	return text.subarray(start, end);
}

const isLineEnd = (byte: number): boolean => byte === 0x0d || byte === 0x0a;
