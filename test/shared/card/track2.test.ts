import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spanTrack2 } from '#shared/card/track2.ts';
import { memberNumber } from '../../arbitraries/member-cards.ts';
import { lrcOf } from '../../arbitraries/reader-frames.ts';
import { ascii } from '../../support/ascii.ts';

const fieldsOf = (frame: Uint8Array) => {
	const span = spanTrack2(frame);
	if (!span.ok) return span.error.code;
	const { number, additional } = span.value;
	return additional ? [number.start, number.end, additional.start, additional.end] : [number.start, number.end];
};

describe('track 2', () => {
	test.each([
		['a member card', ';9702310000000013?', [1, 17]],
		['a member card with more behind the number', ';9702310000000013=3012?', [1, 17, 18, 22]],
		['a second separator belongs to what stands behind the first', ';9702310000000013=30=12?', [1, 17, 18, 23]],
		['an LRC that is right', ';6058123456789012?=', [1, 17]],
		['an LRC that is wrong', ';6058123456789012?>', 'card_unreadable'],
		['more than an LRC', ';6058123456789012?=0', 'card_unreadable'],
		['no sentinels', '9702310000000013', 'card_unreadable'],
		['no end sentinel', ';9702310000000013', 'card_unreadable'],
		['the other start sentinel', '%9702310000000013?', 'card_unreadable'],
		['no number', ';=3012?', 'card_unreadable'],
		['a letter in it', ';97023100A0000013?', 'card_unreadable'],
		['what a reader writes for a bad read', ';E?', 'card_unreadable'],
		['nothing between the sentinels', ';?', 'card_unreadable'],
		['nothing', '', 'card_unreadable'],
		['37 characters of data', `;${'1'.repeat(37)}?`, [1, 38]],
		['38 characters of data', `;${'1'.repeat(38)}?`, 'card_unreadable'],
	])('%s', (_name, text, expected) => {
		expect(fieldsOf(ascii(text))).toEqual(expected);
	});

	test('the number that was written is the number that is found, with its LRC and without', () => {
		fc.assert(
			fc.property(
				memberNumber(),
				fc.constantFrom('', '=', '=3012101', '=49121200000'),
				fc.boolean(),
				(number, rest, lrc) => {
					const track = `;${number}${rest}?`;
					const frame = ascii(lrc ? track + lrcOf(track, 0x30) : track);
					const span = spanTrack2(frame);
					expect(span.ok && frame.subarray(span.value.number.start, span.value.number.end)).toEqual(ascii(number));
				},
			),
		);
	});

	test('any bytes get an answer', () => {
		fc.assert(fc.property(fc.uint8Array(), (bytes) => void spanTrack2(bytes)));
	});
});
