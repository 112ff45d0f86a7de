import { describe, expect, test } from 'vitest';
import { classifySwipe, classifyTag, classifyText, type Swipe } from '#shared/card/classify.ts';
import { CARD_PATTERNS } from '../../../server/demo/miramar.ts';
import { ascii, isAllZero } from '../../support/ascii.ts';

const swipeOf = (track1: string, track2: string, track3: string): Swipe => ({
	track1: ascii(track1),
	track2: ascii(track2),
	track3: ascii(track3),
	isLicence: false,
});

describe('what was classified is zero afterwards', () => {
	test.each([
		['a member card', swipeOf('%9702310000000013?', ';9702310000000013?', '+01123?'), true],
		[
			'a bank card',
			swipeOf('%B4111111111111111^A^3012101?', ';4111111111111111=3012101?', '+014111111111111111?'),
			false,
		],
		['a misread', swipeOf('%B4111', '4111111111111111?', ''), false],
	])('%s on all tracks', (_name, swipe, isRead) => {
		expect(classifySwipe(swipe, CARD_PATTERNS).ok).toBe(isRead);
		expect([swipe.track1, swipe.track2, swipe.track3].every((track) => isAllZero(track!))).toBe(true);
	});

	test.each(['9702310000000013', '4111111111111111'])('a code and a tag with %s', (number) => {
		const bytes = [ascii(number), ascii(number)] as const;
		classifyText(bytes[0], 'code', CARD_PATTERNS);
		classifyTag(bytes[1], CARD_PATTERNS);
		expect(bytes.every(isAllZero)).toBe(true);
	});
});

test('refusals come in the order of the checks', () => {
	const tracks = { unreadable: '%E?', identity: ';6360001234567890?', payment: '+014111111111111111?' };
	const empty: Swipe = { track1: undefined, track2: undefined, track3: undefined, isLicence: false };
	const codeOf = (swipe: Swipe) => {
		const card = classifySwipe(swipe, CARD_PATTERNS);
		return card.ok ? undefined : card.error.code;
	};
	expect(codeOf(empty)).toBe('card_unreadable');
	expect(codeOf(swipeOf(tracks.unreadable, tracks.identity, tracks.payment))).toBe('card_unreadable');
	expect(codeOf({ ...swipeOf('', tracks.identity, tracks.payment), track1: undefined })).toBe('card_identity');
	expect(codeOf({ ...swipeOf('%X1?', ';1?', tracks.payment) })).toBe('card_payment');
	expect(codeOf({ ...swipeOf('%X1?', ';1?', '+1?') })).toBe('card_foreign');
});
