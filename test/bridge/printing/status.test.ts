import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	conditionAfter,
	conditionOf,
	troubleOf,
	GOOD,
	isHolding,
	splitReplies,
	type PrinterReply,
} from '../../../bridge/printing/status.ts';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const repliesTo = (hex: string): readonly PrinterReply[] => splitReplies([], bytesOf(hex)).replies;

const READY = { kind: 'automatic', bytes: [0x10, 0, 0, 0] } as const;

describe('what a printer says', () => {
	test.each<[string, string, readonly PrinterReply[]]>([
		[
			'an automatic status, an id and a real-time status',
			'10 00 00 00 37 22 30 30 34 32 00 16',
			[READY, { kind: 'process-id', id: '0042' }, { kind: 'real-time', byte: 0x16 }],
		],
		['an answer in order with paper', '00', [{ kind: 'in-order', byte: 0 }]],
		['an answer in order near the end of the paper', '03', [{ kind: 'in-order', byte: 3 }]],
		['flow control within a status', '10 13 00 11 00 00', [READY]],
		[
			'a name',
			'5f 45 50 53 4f 4e 00 12',
			[
				{ kind: 'name', text: 'EPSON' },
				{ kind: 'real-time', byte: 0x12 },
			],
		],
		[
			'a status that breaks off before another',
			'10 00 18 00 0f 00',
			[{ kind: 'automatic', bytes: [0x18, 0, 0x0f, 0] }],
		],
		['noise', 'ff 80 c1 12', [{ kind: 'real-time', byte: 0x12 }]],
	])('%s', (_name, hex, expected) => {
		expect(repliesTo(hex)).toEqual(expected);
	});

	test('the same is heard wherever the line cuts the stream', () => {
		const stream = bytesOf('10 00 00 00 37 22 30 30 34 32 00 16 00 5f 41 00 18 00 0f 00 12');
		const whole = splitReplies([], stream).replies;
		fc.assert(
			fc.property(fc.array(fc.nat(stream.length), { maxLength: 6 }), (cuts) => {
				const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
				let part: readonly number[] = [];
				const heard = places.slice(1).flatMap((end, index) => {
					const split = splitReplies(part, stream.subarray(places[index], end));
					part = split.part;
					return split.replies;
				});
				expect(heard).toEqual(whole);
			}),
		);
	});

	test('whatever noise came before, a status is heard again soon', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
				const { part } = splitReplies([], noise);
				const after = splitReplies(part, Uint8Array.from([...Array<number>(100).fill(0x12), 0x10, 0, 0, 0]));
				expect(after.replies.at(-1)).toEqual(READY);
				expect(part.length).toBeLessThan(100);
			}),
		);
	});
});

describe('what it means', () => {
	test.each([
		['ready', '10 00 00 00', undefined, false],
		['ready with an open drawer', '14 00 00 00', undefined, false],
		['cover open', '38 00 00 00', 'cover_open', true],
		['cover open, paper not seen', '38 00 0c 00', 'cover_open', true],
		['cover opened while it printed', '38 40 00 00', 'cover_open', true],
		['paper out', '18 00 0f 00', 'paper_out', true],
		['paper near its end', '10 00 03 00', undefined, false],
		['cutter stuck', '18 08 00 00', 'cutter_stuck', true],
		['broken', '18 20 00 00', 'broken', true],
		['a hot head, which cools by itself', '18 40 00 00', undefined, true],
	])('automatic status: %s', (_name, hex, fault, holding) => {
		const reply = repliesTo(hex)[0];
		const condition = reply?.kind === 'automatic' ? conditionOf(reply.bytes) : undefined;
		expect(condition && troubleOf(condition)).toBe(fault);
		expect(condition && isHolding(condition)).toBe(holding);
	});

	test.each([
		[1, 0x12, undefined],
		[2, 0x16, 'cover_open'],
		[2, 0x32, 'paper_out'],
		[3, 0x1a, 'cutter_stuck'],
		[4, 0x1e, undefined],
		[4, 0x7e, 'paper_out'],
		[4, 0x72, 'paper_out'],
	] as const)('the answer to DLE EOT %i: %i', (subject, byte, fault) => {
		expect(troubleOf(conditionAfter(GOOD, subject, byte))).toBe(fault);
	});

	test('new paper ends what the old one began', () => {
		const out = conditionAfter(GOOD, 4, 0x7e);
		expect(conditionAfter(out, 4, 0x12)).toEqual(GOOD);
	});

	test('an error that is gone is gone', () => {
		const stuck = conditionAfter(GOOD, 3, 0x1a);
		expect(conditionAfter(stuck, 2, 0x12)).toEqual(GOOD);
	});
});
