import { lrcTrack1, lrcTrack2 } from './drivers/lrc.ts';

/** A place in a frame, end not included. Offsets, not text: text is made only of cards that are ours. */
export type Span = { readonly start: number; readonly end: number };

export const bytesAt = (frame: Uint8Array, { start, end }: Span): Uint8Array => frame.subarray(start, end);

/** How one track is coded, in the ASCII that readers make of it. */
export type TrackCoding = {
	readonly startSentinels: readonly number[];
	readonly lowest: number;
	readonly highest: number;
	/** Characters from start sentinel to LRC, both counted. */
	readonly lengthMax: number;
	readonly lrc: (sentinelToSentinel: Uint8Array) => number;
};

export const PERCENT = 0x25;
export const PLUS = 0x2b;
export const SEMICOLON = 0x3b;
export const END_SENTINEL = 0x3f;

/** Source: ISO/IEC 7811-2 and 7811-6, 7813 (tracks 1 and 2), 4909 (track 3). */
export const TRACK_1: TrackCoding = {
	startSentinels: [PERCENT],
	lowest: 0x20,
	highest: 0x5f,
	lengthMax: 79,
	lrc: lrcTrack1,
};
export const TRACK_2: TrackCoding = {
	startSentinels: [SEMICOLON],
	lowest: 0x30,
	highest: 0x3f,
	lengthMax: 40,
	lrc: lrcTrack2,
};
/** Some readers write `+` for the start sentinel, to tell it from track 2. */
export const TRACK_3: TrackCoding = { ...TRACK_2, startSentinels: [SEMICOLON, PLUS], lengthMax: 107 };
/** Driving licences write track 3 in the character set of track 1. Source: AAMVA card design, annex on the stripe. */
export const TRACK_3_LICENCE: TrackCoding = { ...TRACK_1, lengthMax: 107 };

/**
 * What stands between the sentinels, or `undefined` where the frame is not one whole track of this coding: sentinels,
 * length, alphabet. Readers take the LRC off; where one is there, it has to be right.
 */
export function contentSpan(frame: Uint8Array, coding: TrackCoding): Span | undefined {
	const end = frame.indexOf(END_SENTINEL, 1);
	const lrcCharacters = frame.length - end - 1;
	if (end < 2 || lrcCharacters > 1 || end + 2 > coding.lengthMax) return undefined;
	if (!coding.startSentinels.includes(frame[0]!)) return undefined;
	for (let index = 1; index < end; index++) {
		if (frame[index]! < coding.lowest || frame[index]! > coding.highest) return undefined;
	}
	if (lrcCharacters === 1 && frame[end + 1] !== lrcOf(frame.subarray(0, end + 1), coding)) return undefined;
	return { start: 1, end };
}

/** A `+` stands for the `;` that is on the card, and it is that one that was added up. */
function lrcOf(sentinelToSentinel: Uint8Array, coding: TrackCoding): number {
	const lrc = coding.lrc(sentinelToSentinel);
	return sentinelToSentinel[0] === PLUS ? lrc ^ PLUS ^ SEMICOLON : lrc;
}
