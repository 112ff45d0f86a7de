import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spanTrack1 } from '#shared/card/track1.ts';
import { memberNumber } from '../../arbitraries/member-cards.ts';
import { lrcOf } from '../../arbitraries/reader-frames.ts';
import { ascii } from '../../support/ascii.ts';

const fieldsOf = (text: string) => {
	const span = spanTrack1(ascii(text));
	if (!span.ok) return span.error.code;
	const { formatCode, fields, number } = span.value;
	return {
		format: formatCode && String.fromCharCode(formatCode),
		fields: fields.map(({ start, end }) => text.slice(start, end)),
		number: number && text.slice(number.start, number.end),
	};
};

describe('track 1', () => {
	test.each([
		[
			'a bank card, its LRC an end sentinel',
			'%B4111111111111111^DOE/JOHN^3012101000000000??',
			{ format: 'B', fields: ['4111111111111111', 'DOE/JOHN', '3012101000000000'], number: '4111111111111111' },
		],
		[
			'a number in the second field',
			'%LHT^000123456789?5',
			{ format: 'L', fields: ['HT', '000123456789'], number: '000123456789' },
		],
		['a number alone', '%9702310000000013?', { fields: ['9702310000000013'], number: '9702310000000013' }],
		['a name alone', '%PETROVA/ELENA?', { format: 'P', fields: ['ETROVA/ELENA'], number: undefined }],
		[
			'a bank number in groups, so that another field cannot pass for it',
			'%B3782 822463 10005^9702310000000013^4912?',
			{ format: 'B', fields: ['3782 822463 10005', '9702310000000013', '4912'], number: undefined },
		],
	])('%s', (_name, text, expected) => {
		expect(fieldsOf(text)).toEqual({ format: undefined, ...expected });
	});

	test.each([
		['what a reader writes for a bad read', '%E?'],
		['an LRC that is wrong', '%LHT^000123456789?6'],
		['small letters', '%b9702310000000013?'],
		['the other start sentinel', ';9702310000000013?'],
		['no end sentinel', '%9702310000000013'],
		['nothing between the sentinels', '%?'],
		['nothing', ''],
		['77 characters of data', `%${'1'.repeat(77)}?`],
	])('%s is not readable', (_name, text) => {
		expect(fieldsOf(text)).toBe('card_unreadable');
	});

	test('76 characters of data fit', () => {
		expect(fieldsOf(`%${'1'.repeat(76)}?`)).toMatchObject({ number: '1'.repeat(76) });
	});

	test('the number that was written is the number that is found, with its LRC and without', () => {
		const layout = fc.constantFrom<(number: string) => string>(
			(number) => `%B${number}^PETROVA/ELENA^4912?`,
			(number) => `%${number}?`,
			(number) => `%LMC^${number}^GOLD?`,
		);
		fc.assert(
			fc.property(memberNumber(), layout, fc.boolean(), (number, write, lrc) => {
				const track = write(number);
				expect(fieldsOf(lrc ? track + lrcOf(track, 0x20) : track)).toMatchObject({ number });
			}),
		);
	});

	test('any bytes get an answer', () => {
		fc.assert(fc.property(fc.uint8Array(), (bytes) => void spanTrack1(bytes)));
	});
});
