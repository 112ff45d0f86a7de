import { err, type Result } from '../../kernel/result.ts';
import type { CardPattern, CardRead, CardRefusal } from '../card.ts';
import { classifySwipe } from '../classify.ts';
import { readOnce } from '../read-once.ts';
import type { Redaction } from '../redaction.ts';
import { redactText } from '../redact-text.ts';
import { redactReportHead } from './report-head.ts';

/** One report a swipe, also when nothing decodes. No report id. */
const MAGTEK_REPORT_BYTES = 337;

const TRACK_BYTES = 110;
const TRACKS_AT = 7;
const LENGTHS_AT = 3;
const ENCODING_AT = 6;

/** Source: MagTek 99875191, usage 0x38. */
const ENCODING_AAMVA = 1;
const ENCODING_CALIFORNIA = 2;

/**
 * A MagTek SureSwipe or Swipe Reader in HID mode (and what imitates one): status of three tracks, three lengths, how the
 * stripe is coded, three tracks of 110 bytes with their sentinels. Encrypting readers send other reports. Wipes `report`.
 *
 * Source: MagTek 99875191, USB HID Swipe Reader technical reference, "Magnetic stripe reader usages".
 */
export function decodeMagtek(report: Uint8Array, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> {
	return readOnce(report, () => {
		if (report.length !== MAGTEK_REPORT_BYTES || ![0, 1, 2].every((track) => isWhole(report, track))) {
			return err({ code: 'card_unreadable' });
		}
		const encoding = report[ENCODING_AT];
		return classifySwipe(
			{
				track1: trackAt(report, 0),
				track2: trackAt(report, 1),
				track3: trackAt(report, 2),
				isLicence: encoding === ENCODING_AAMVA || encoding === ENCODING_CALIFORNIA,
			},
			patterns,
		);
	});
}

/** No error bit, and a length that has room. A track that is not on the card has neither error nor length. */
function isWhole(report: Uint8Array, track: number): boolean {
	return (report[track]! & 1) === 0 && report[LENGTHS_AT + track]! <= TRACK_BYTES;
}

function trackAt(report: Uint8Array, track: number): Uint8Array | undefined {
	const start = TRACKS_AT + track * TRACK_BYTES;
	const length = report[LENGTHS_AT + track]!;
	return length === 0 ? undefined : report.subarray(start, start + length);
}

export const redactMagtek: Redaction['redact'] = (report, fakes, patterns) => {
	const fake = new Uint8Array(report.length);
	if (report.length !== MAGTEK_REPORT_BYTES) return fake;
	fake.set(redactReportHead(report.subarray(0, TRACKS_AT)));
	for (const track of [0, 1, 2]) {
		const start = TRACKS_AT + track * TRACK_BYTES;
		const length = Math.min(report[LENGTHS_AT + track]!, TRACK_BYTES);
		// What stands behind the length is of the card before.
		fake.set(redactText(report.subarray(start, start + length), fakes, patterns), start);
	}
	return fake;
};
