import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdsPaymentNumber, isInPaymentRange } from '#shared/card/payment-number.ts';
import { memberNumber } from '../../arbitraries/member-cards.ts';
import { paymentTracks } from '../../arbitraries/payment-tracks.ts';
import { ascii } from '../../support/ascii.ts';

describe('payment ranges', () => {
	test('every brand sits in one', () => {
		const missing = [...paymentTracks(11, 5_000)].filter(({ number }) => !isInPaymentRange(ascii(number)));
		expect(missing).toEqual([]);
	});

	test.each([
		['the demo hotel beside Troy and NAPAS', '9702310000000013'],
		['thirteen digits from 1', '1001237801001'],
		['eighteen digits from 1', '125981562345623655'],
		['fifteen digits from 7', '700123456789018'],
		['eleven digits', '90012345675'],
		['Visa with fifteen digits', '411111111111111'],
		['Amex with sixteen digits', '3411111111111111'],
		['Troy with fifteen digits', '979211111111111'],
		['just below Mir', '2199111111111111'],
		['just above Mastercard', '2721111111111111'],
	])('%s sits in none', (_name, number) => {
		expect(isInPaymentRange(ascii(number))).toBe(false);
	});
});

describe('a payment number in a text', () => {
	test.each([
		['4111111111111111'],
		['card 4111 1111 1111 1111, thanks'],
		['4111-1111-1111-1111'],
		['https://pay.example/?card=5555555555554444&x=1'],
		['at 2026-11-21 378282246310005'],
		['6035718888880528923'],
	])('is noticed in "%s"', (text) => {
		expect(holdsPaymentNumber(ascii(text))).toBe(true);
	});

	test.each([
		['4111111111111112'],
		['41111111111111110'],
		['60357188888805289231'],
		['4111 1111  1111 1111'],
		['4111x111111111111'],
		['order 20261121'],
		[''],
	])('is not seen in "%s"', (text) => {
		expect(holdsPaymentNumber(ascii(text))).toBe(false);
	});

	test('is not seen in the number of a member', () => {
		fc.assert(fc.property(memberNumber(), (number) => !holdsPaymentNumber(ascii(number))));
	});
});
