import { beforeAll, describe, expect, test } from 'vitest';
import type { CardMedium, CardPattern, CardRead, CardRefusal } from '#shared/card/card.ts';
import { decodeCodeText } from '#shared/card/code-text.ts';
import { decodeIdtech } from '#shared/card/drivers/idtech.ts';
import { decodeKeyed } from '#shared/card/drivers/keyed.ts';
import { decodeMagtek } from '#shared/card/drivers/magtek.ts';
import { decodeRdm6300 } from '#shared/card/drivers/rdm6300.ts';
import { decodeSwipe } from '#shared/card/drivers/swipe.ts';
import { bytesAt } from '#shared/card/track.ts';
import { spanTrack1 } from '#shared/card/track1.ts';
import { spanTrack2 } from '#shared/card/track2.ts';
import { noBurst, takeStroke } from '#shared/card/drivers/wedge.ts';
import type { Result } from '#shared/kernel/result.ts';
import { CARD_PATTERNS } from '../../../server/demo/miramar.ts';
import { PAYMENT_BRANDS, paymentTracks, type PaymentTracks } from '../../arbitraries/payment-tracks.ts';
import { codeText, idtechReport, magtekReport, serialText, wedgeStrokes } from '../../arbitraries/reader-frames.ts';
import { ascii, isAllZero } from '../../support/ascii.ts';
import { findsWindow } from '../../support/digit-search.ts';

const SEED = 20_261_121;
const CARDS = 100_000;

/** The worst that an office could set up: every number of a bank's length is a member. */
const EVERYTHING: readonly CardPattern[] = [
	...CARD_PATTERNS,
	...(['magstripe', 'code', 'keyed'] satisfies CardMedium[]).flatMap((medium) =>
		[12, 13, 14, 15, 16, 17, 18, 19].map((length): CardPattern => ({ medium, prefix: '', length, check: 'none' })),
	),
];

type Answer = Result<CardRead, CardRefusal>;
/** What is left of the card after it was read: the answer, and the bytes that the reader had sent. */
type Reading = { readonly answer: Answer | undefined; readonly remains: Uint8Array };
type Codec = (frame: Uint8Array, patterns: readonly CardPattern[]) => Answer;

const read = (decode: Codec, frame: Uint8Array): Reading => ({ answer: decode(frame, EVERYTHING), remains: frame });

const burst = noBurst();

function typed(text: string): Reading {
	const strokes = wedgeStrokes(text);
	let current = burst;
	let answer: Answer | undefined;
	for (const stroke of strokes) {
		const step = takeStroke(current, stroke, EVERYTHING);
		current = step.burst;
		answer = step.card ?? answer;
	}
	return { answer, remains: current.buffer };
}

const READERS: Readonly<Record<string, (card: PaymentTracks, index: number) => Reading>> = {
	'a serial reader': (card, index) => read(decodeSwipe, ascii(`${serialText(card, { lrc: index % 2 === 1 })}\r`)),
	'a MagTek reader': (card) => read(decodeMagtek, magtekReport(card)),
	'an ID TECH reader': (card, index) => read(decodeIdtech, idtechReport(card, { bigEndian: index % 2 === 1 })),
	'a code scanner': (card, index) => read(decodeCodeText, ascii(`${codeText(card.number, card, index)}\r\n`)),
	'a keyboard reader': (card) => typed(serialText(card)),
	'a keyboard scanner': (card, index) => typed(codeText(card.number, card, index)),
	'the cashier’s keys': (card, index) => read(decodeKeyed, ascii(codeText(card.number, card, index % 3))),
};

describe('F11: a hundred thousand payment cards of every brand', () => {
	let cards: PaymentTracks[];
	beforeAll(() => {
		cards = [...paymentTracks(SEED, CARDS)];
	});

	test('are what they should be: every brand, on track 1, on track 2, on both', () => {
		expect(new Set(cards.map(({ brand }) => brand))).toEqual(new Set(PAYMENT_BRANDS));
		const kinds = cards.map((card) => `${card.brand} ${card.track1 ? 1 : ''}${card.track2 ? 2 : ''}`);
		expect(new Set(kinds).size).toBe(PAYMENT_BRANDS.length * 3);
		expect(cards.slice(0, 100)).toEqual([...paymentTracks(SEED, 100)]);
	});

	test.each(Object.entries(READERS))('%s: all refused, no digit, nothing left', (_name, readCard) => {
		const failed: { readonly index: number; readonly answer: string; readonly isWiped: boolean }[] = [];
		cards.forEach((card, index) => {
			const { answer, remains } = readCard(card, index);
			const text = JSON.stringify(answer);
			const isWiped = isAllZero(remains);
			if (answer?.ok !== false || answer.error.code !== 'card_payment' || /\d/.test(text) || !isWiped) {
				failed.push({ index, answer: text, isWiped });
			}
		});
		expect(failed.slice(0, 5)).toEqual([]);
	});

	test('a reader set up as another one says nothing of them either', () => {
		const wrong: readonly Codec[] = [decodeRdm6300, decodeMagtek, decodeIdtech];
		const failed = cards.slice(0, 3_000).filter((card) =>
			wrong.some((decode) => {
				const { answer, remains } = read(decode, ascii(serialText(card)));
				return answer?.ok !== false || /\d/.test(JSON.stringify(answer)) || !isAllZero(remains);
			}),
		);
		expect(failed.length).toBe(0);
	});
});

describe('the search itself', () => {
	/** What a reader would answer that has no classifier: the number between the sentinels, as text. */
	function unclassified(frame: Uint8Array): string {
		const span = frame[0] === 0x25 ? spanTrack1(frame) : spanTrack2(frame);
		const number = span.ok ? span.value.number : undefined;
		return JSON.stringify({ ok: true, value: { number: number && Buffer.from(bytesAt(frame, number)).toString() } });
	}

	test('finds every card where the classifier is left out', () => {
		for (const card of paymentTracks(SEED, 3_000)) {
			for (const track of [card.track1, card.track2]) {
				if (!track) continue;
				const frame = ascii(track);
				const answer = unclassified(frame);
				expect(/\d/.test(answer)).toBe(true);
				expect(findsWindow(ascii(answer), card.number)).toBe(true);
				expect(isAllZero(frame)).toBe(false);
			}
		}
	});
});
