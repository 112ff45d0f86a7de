import { err, type Result } from '../../kernel/result.ts';
import type { CardPattern, CardRead, CardRefusal } from '../card.ts';
import { classifySwipe, type Swipe } from '../classify.ts';
import { readOnce } from '../read-once.ts';
import type { Redaction } from '../redaction.ts';
import { redactText } from '../redact-text.ts';
import { redactReportHead } from './report-head.ts';
import { isStartSentinel, splitTracks } from './swipe.ts';
import { END_SENTINEL } from '../track.ts';

const LENGTHS_AT = 3;
const ENCODING_AT = 6;
const OUTPUT_LENGTH_AT = 7;
const OUTPUT_AT = 9;
const OUTPUT_BYTES_MAX = 500;

export const IDTECH_REPORT_BYTES_MIN = OUTPUT_AT + OUTPUT_BYTES_MAX;

const ENCODING_AAMVA = 1;
const ENCODING_CALIFORNIA = 2;

/**
 * An ID TECH MiniMag or EasyMag in its own HID layout: status and length of three tracks, how the stripe is coded, the
 * length of the output, and the output: the tracks in a row, between the preamble and postamble that someone set up.
 * Wipes `report`.
 *
 * Source: ID TECH MiniMag II quick start 80066510-001, "HID report".
 */
export function decodeIdtech(report: Uint8Array, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> {
	return readOnce(report, () => {
		const swipe = report.length >= IDTECH_REPORT_BYTES_MIN ? swipeIn(report) : undefined;
		return swipe ? classifySwipe(swipe, patterns) : err({ code: 'card_unreadable' });
	});
}

function swipeIn(report: Uint8Array): Swipe | undefined {
	const outputBytes = outputBytesOf(report);
	const hasError = [0, 1, 2].some((track) => (report[track]! & 1) === 1);
	if (hasError || outputBytes === undefined) return undefined;
	const output = report.subarray(OUTPUT_AT, OUTPUT_AT + outputBytes);
	const start = output.findIndex(isStartSentinel);
	const swipe = splitTracks(output.subarray(Math.max(start, 0), output.lastIndexOf(END_SENTINEL) + 1));
	if (!swipe) return undefined;
	// The preamble must not be a track that lost its sentinel: as many tracks are found as the reader counted.
	const found = [swipe.track1, swipe.track2, swipe.track3];
	if (!found.every((track, index) => (track !== undefined) === report[LENGTHS_AT + index]! > 0)) return undefined;
	const encoding = report[ENCODING_AT];
	return { ...swipe, isLicence: encoding === ENCODING_AAMVA || encoding === ENCODING_CALIFORNIA };
}

/**
 * The manual leaves the byte order open. Only one order gives a length that holds the tracks and fits the report: the
 * high byte is 0 or 1, so read the wrong way round it is either far too long or shorter than any track.
 */
function outputBytesOf(report: Uint8Array): number | undefined {
	const [first, second] = [report[OUTPUT_LENGTH_AT]!, report[OUTPUT_LENGTH_AT + 1]!];
	const tracksBytes = report[LENGTHS_AT]! + report[LENGTHS_AT + 1]! + report[LENGTHS_AT + 2]!;
	return [first | (second << 8), (first << 8) | second].find(
		(bytes) => bytes >= tracksBytes && bytes <= OUTPUT_BYTES_MAX,
	);
}

export const redactIdtech: Redaction['redact'] = (report, fakes, patterns) => {
	const fake = new Uint8Array(report.length);
	if (report.length < IDTECH_REPORT_BYTES_MIN) return fake;
	fake.set(redactReportHead(report.subarray(0, OUTPUT_AT)));
	fake.set(redactText(report.subarray(OUTPUT_AT), fakes, patterns), OUTPUT_AT);
	return fake;
};
