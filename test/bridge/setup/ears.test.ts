import { describe, expect, test } from 'vitest';
import type { CardPattern } from '#shared/card/card.ts';
import { Ears, type EarKind } from '../../../bridge/setup/ears.ts';

const PATTERNS: readonly CardPattern[] = [
	{ medium: 'magstripe', prefix: '970231', length: 16, check: 'luhn' },
	{ medium: 'code', prefix: '970231', length: 16, check: 'luhn' },
	{ medium: 'rfid', prefix: '', length: 10, check: 'none' },
	{ medium: 'rfid', prefix: '', length: 8, check: 'none' },
];
const CARD = '9702310000000013';
const BANK = ';4111111111111111=30121010000000000000?';

const bytesOf = (said: string | readonly number[]): Uint8Array =>
	typeof said === 'string' ? Uint8Array.from(said, (letter) => letter.charCodeAt(0)) : Uint8Array.from(said);

function hear(said: string | readonly number[], kind: EarKind = 'line') {
	const ears = new Ears(kind, () => PATTERNS);
	ears.push(bytesOf(said));
	return ears.settle();
}

describe('one swipe tells how its reader speaks', () => {
	test.each([
		['a stripe and CR', `;${CARD}?\r`, { speech: 'swipe', end: 'line' }],
		['a stripe and CR LF', `;${CARD}?\r\n`, { speech: 'swipe', end: 'line' }],
		['a stripe and a tab', `;${CARD}?\t`, { speech: 'swipe', end: 'tab' }],
		['a stripe and ETX', `;${CARD}?\u0003`, { speech: 'swipe', end: 'etx' }],
		['a stripe and nothing', `;${CARD}?`, { speech: 'swipe', end: 'none' }],
		['a code and CR', `${CARD}\r`, { speech: 'code', end: 'line' }],
		['a code and nothing', CARD, { speech: 'code', end: 'none' }],
		['a code with its identifier', `]Q1${CARD}\r`, { speech: 'aim-code', end: 'line' }],
		['a tag of 125 kHz', '\u00020100026F6C3A3A\u0003', undefined],
		[
			'a tag in a binary frame',
			[0x02, 0x0a, 0x02, 0x06, 0x00, 0x8e, 0x6d, 0x5d, 0xb0, 0x03],
			{ speech: 'stx', end: 'line' },
		],
	] as const)('%s', (_name, said, format) => {
		const swipe = hear(said);
		if (format === undefined) return expect(swipe?.kind).not.toBe('card');
		expect(swipe).toMatchObject({
			kind: 'card',
			formats: [format, ...(swipe?.kind === 'card' ? swipe.formats.slice(1) : [])],
		});
	});

	test('a tag of 125 kHz, as an RDM6300 says it', () => {
		// Source: the frame of id 100086F444, whose check is 26.
		expect(hear('\u0002100086F44426\u0003')).toMatchObject({
			...{ kind: 'card', masked: '…F444' },
			formats: [{ speech: 'rdm6300', end: 'line' }],
		});
	});

	test('a TWN4 is understood when two answers agree', () => {
		const reply = '0001800404A1B2C3D4\r'.replace('0001800404', '0001802004');
		expect(hear(reply, 'asked')).toBeUndefined();
		expect(hear(reply + reply, 'asked')).toMatchObject({
			...{ kind: 'card', masked: '…C3D4' },
			formats: [{ speech: 'twn4', end: 'line' }],
		});
	});
});

describe('what is no card of the house', () => {
	test.each([
		['a bank card', `${BANK}\r`, { kind: 'refused', code: 'card_payment' }],
		['a bank card without an end', BANK, { kind: 'refused', code: 'card_payment' }],
		["half of a bank's stripe", ';4111111111111111\r', { kind: 'refused', code: 'card_payment' }],
		["a bank's number in a code", '4111111111111111\r', { kind: 'refused', code: 'card_payment' }],
		['a card from elsewhere', ';6058123456789012?\r', { kind: 'refused', code: 'card_foreign' }],
		['half a swipe', ';97023100\r', { kind: 'refused', code: 'card_unreadable' }],
		['a bad stripe', '%E?;E?\r', { kind: 'refused', code: 'card_unreadable' }],
		["a parcel's code", 'JVGL0600123\r', { kind: 'refused', code: 'card_foreign' }],
		['another speed', [0, 0xfe, 0x80, 0xf8, 0, 0xfe, 0x80, 0xf8, 0, 0xfe, 0x80, 0xf8], { kind: 'garbage' }],
		['two cards at once', `;${CARD}?\r;9702310000000021?\r`, { kind: 'refused', code: 'card_ambiguous' }],
	] as const)('%s', (_name, said, swipe) => {
		expect(hear(said)).toEqual(swipe);
	});

	test('nothing is nothing', () => {
		expect(hear('')).toBeUndefined();
	});

	test('no bytes stay where they came in, and no more of a card than its last figures', () => {
		const ears = new Ears('line', () => PATTERNS);
		for (const track of [BANK, `;${CARD}?\r`]) {
			const chunk = bytesOf(track);
			ears.push(chunk);
			expect([...chunk].every((byte) => byte === 0)).toBe(true);
			expect(JSON.stringify(ears.settle())).not.toMatch(/411111|970231/);
		}
	});
});
