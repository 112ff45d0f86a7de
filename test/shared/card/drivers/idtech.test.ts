import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeIdtech } from '#shared/card/drivers/idtech.ts';
import { CARD_PATTERNS } from '../../../../server/demo/miramar.ts';
import { memberNumber } from '../../../arbitraries/member-cards.ts';
import { idtechReport } from '../../../arbitraries/reader-frames.ts';
import { isAllZero } from '../../../support/ascii.ts';

const ELENA = '9702310000000013';
const MEMBER = { track2: `;${ELENA}?` };

const answerTo = (report: Uint8Array) => {
	const card = decodeIdtech(report, CARD_PATTERNS);
	return card.ok ? card.value.number : card.error.code;
};

const changed = (report: Uint8Array, changes: Readonly<Record<number, number>>) => {
	for (const [at, value] of Object.entries(changes)) report[Number(at)] = value;
	return report;
};

describe('an ID TECH report', () => {
	test.each([
		['of a member card', idtechReport(MEMBER)],
		['with the length in the other byte order', idtechReport(MEMBER, { bigEndian: true })],
		['with preamble and postamble', idtechReport(MEMBER, { preamble: 'TILL-4 ', postamble: ' END\r\n' })],
		['of 512 bytes', Uint8Array.from([...idtechReport(MEMBER), 0, 0, 0])],
		['of 256 bytes of output, other order', idtechReport(MEMBER, { preamble: 'A'.repeat(237), bigEndian: true })],
		['longer than 255 bytes of output', idtechReport(MEMBER, { preamble: 'A'.repeat(300) })],
		['longer than 255 bytes, other order', idtechReport(MEMBER, { preamble: 'A'.repeat(300), bigEndian: true })],
	])('%s is read', (_name, report) => {
		expect(answerTo(report)).toBe(ELENA);
	});

	test.each([
		['a bad read', changed(idtechReport({}), { 1: 1 }), 'card_unreadable'],
		['a bad read of track 1 beside a good track 2', changed(idtechReport(MEMBER), { 0: 1 }), 'card_unreadable'],
		['no track', idtechReport({}), 'card_unreadable'],
		['a report too short', idtechReport(MEMBER).slice(0, 508), 'card_unreadable'],
		['a length over 500', changed(idtechReport(MEMBER), { 7: 0xff, 8: 0xff }), 'card_unreadable'],
		['a length under that of the tracks', changed(idtechReport(MEMBER), { 7: 17, 8: 0 }), 'card_unreadable'],
		['a track that is counted and missing', changed(idtechReport(MEMBER), { 3: 1 }), 'card_unreadable'],
		[
			'a track 1 that lost its sentinel and looks like a preamble',
			changed(idtechReport(MEMBER, { preamble: 'B4111111111111111^DOE^3012101' }), { 3: 30 }),
			'card_unreadable',
		],
		['the coding of licences', idtechReport(MEMBER, { encoding: 1 }), 'card_identity'],
		['the coding of Californian licences', idtechReport(MEMBER, { encoding: 2 }), 'card_identity'],
		['a bank card', idtechReport({ track2: ';4111111111111111=3012101?' }, { preamble: 'TILL' }), 'card_payment'],
	])('%s is refused', (_name, report, expected) => {
		expect(answerTo(report)).toBe(expected);
		expect(isAllZero(report)).toBe(true);
	});

	test('brings the number that was written, on whatever tracks', () => {
		fc.assert(
			fc.property(memberNumber(), fc.constantFrom(1, 2, 3), fc.boolean(), (number, tracks, bigEndian) => {
				const track1 = tracks & 1 ? `%B${number}^A^4912?` : undefined;
				const track2 = tracks & 2 ? `;${number}?` : undefined;
				const report = idtechReport({ track1, track2 }, { bigEndian });
				expect(answerTo(report)).toBe(number);
				expect(isAllZero(report)).toBe(true);
			}),
		);
	});

	test('of any bytes gets an answer and is zero afterwards', () => {
		const bytes = fc.oneof(fc.uint8Array({ maxLength: 520 }), fc.uint8Array({ minLength: 509, maxLength: 512 }));
		fc.assert(
			fc.property(bytes, (frame) => {
				decodeIdtech(frame, CARD_PATTERNS);
				expect(isAllZero(frame)).toBe(true);
			}),
		);
	});
});
