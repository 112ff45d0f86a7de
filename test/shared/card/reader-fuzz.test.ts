import { describe, expect, test } from 'vitest';
import type { CardPattern, CardRead, CardRefusal } from '#shared/card/card.ts';
import { decodeIdtech } from '#shared/card/drivers/idtech.ts';
import { decodeMagtek } from '#shared/card/drivers/magtek.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { Speech } from '#shared/card/speech.ts';
import { codecOf } from '../../../bridge/devices/codecs.ts';
import { CARD_PATTERNS } from '../../../server/demo/miramar.ts';
import {
	idtechReport,
	magtekReport,
	rdm6300Frame,
	serialText,
	stxFrame,
	twn4Answer,
} from '../../arbitraries/reader-frames.ts';
import { ascii } from '../../support/ascii.ts';
import { SEED } from '../../support/cases.ts';
import { Chance } from '../../support/chance.ts';
import { collected } from '../../support/memory.ts';

const FRAMES = process.env['RETORNO_LONG'] === '1' ? 1_000_000 : 10_000;
const KEPT_BYTES_MAX = 10_000_000;

/** Tags have no check digit: whatever begins with this is a member's. */
const PATTERNS: readonly CardPattern[] = [
	...CARD_PATTERNS,
	{ medium: 'rfid', prefix: '10', length: 10, check: 'none' },
];

type Driver = {
	readonly name: string;
	/** A good frame of a card, as the reader sends it. */
	readonly frameOf: (number: string) => Uint8Array;
	readonly numberOf: (chance: Chance) => string;
	/** Everything that a line of bytes brings. */
	readonly read: (line: Uint8Array) => readonly Result<CardRead, CardRefusal>[];
};

const digits = (chance: Chance, count: number, of: string): string =>
	Array.from({ length: count }, () => chance.of([...of])).join('');

/** The last digit by Luhn. */
function stripeNumber(chance: Chance): string {
	const body = `970231${digits(chance, 9, '0123456789')}`;
	const sum = [...body].reverse().reduce((total, digit, index) => {
		const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
		return total + (value > 9 ? value - 9 : value);
	}, 0);
	return body + String((10 - (sum % 10)) % 10);
}
const tagNumber = (chance: Chance): string => `10${digits(chance, 8, '0123456789ABCDEF')}`;

function onLine(speech: Speech, frameOf: Driver['frameOf'], numberOf: Driver['numberOf']): Driver {
	const codec = codecOf(speech, () => PATTERNS);
	function read(line: Uint8Array): readonly Result<CardRead, CardRefusal>[] {
		const framer = codec.createFramer();
		return [...framer.push(line), ...framer.flush()].map((frame) => codec.decode(frame));
	}
	return { name: speech, frameOf, numberOf, read };
}

const twice = (answer: Uint8Array): Uint8Array => Uint8Array.of(...answer, ...answer);

const DRIVERS: readonly Driver[] = [
	onLine('swipe', (number) => ascii(`${serialText({ track2: `;${number}?` }, { lrc: true })}\r`), stripeNumber),
	onLine('rdm6300', (number) => rdm6300Frame(number), tagNumber),
	onLine('stx', (number) => stxFrame(number), tagNumber),
	onLine('twn4', (number) => twice(twn4Answer('ascii', number)), tagNumber),
	onLine('twn4-binary', (number) => twice(twn4Answer('binary', number)), tagNumber),
	onLine('code', (number) => ascii(`${number}\r`), stripeNumber),
	onLine('aim-code', (number) => ascii(`]Q1${number}\r`), stripeNumber),
	{
		name: 'MagTek report',
		frameOf: (number) => magtekReport({ track2: `;${number}?` }),
		numberOf: stripeNumber,
		read: (report) => [decodeMagtek(report, PATTERNS)],
	},
	{
		name: 'ID TECH report',
		frameOf: (number) => idtechReport({ track2: `;${number}?` }),
		numberOf: stripeNumber,
		read: (report) => [decodeIdtech(report, PATTERNS)],
	},
];

/** One fault, as a line or a head makes it: a byte is another, is lost, comes twice, comes from nowhere; the frame is cut. */
const FAULTS: readonly ((frame: Uint8Array, at: number, chance: Chance) => Uint8Array)[] = [
	(frame, at, chance) => frame.map((byte, index) => (index === at ? byte ^ (1 + chance.below(255)) : byte)),
	(frame, at, chance) => frame.map((byte, index) => (index === at ? byte ^ (1 << chance.below(8)) : byte)),
	(frame, at) => frame.filter((_, index) => index !== at),
	(frame, at) => Uint8Array.of(...frame.subarray(0, at + 1), ...frame.subarray(at)),
	(frame, at, chance) => Uint8Array.of(...frame.subarray(0, at), chance.below(256), ...frame.subarray(at)),
	(frame, at) => frame.slice(0, at),
	(frame, at) => frame.slice(at),
];

const noise = (chance: Chance): Uint8Array =>
	Uint8Array.from({ length: chance.below(120) }, () =>
		chance.isLess(0.5) ? chance.below(256) : chance.of([0x02, 0x03, 0x0a, 0x0d, 0x25, 0x3b, 0x3d, 0x3f, 0x30, 0x31]),
	);

describe.each(DRIVERS)('whatever a reader of $name sends', ({ frameOf, numberOf, read }) => {
	test('no frame with a fault is another card, noise is none, and nothing is kept', () => {
		const chance = new Chance(SEED);
		const came = { card: 0, refused: 0, nothing: 0 };
		const others: string[] = [];
		const kept: number[] = [];
		for (let frames = 0; frames <= FRAMES; frames++) {
			const number = numberOf(chance);
			const isNoise = frames % 4 === 0;
			const whole = frameOf(number);
			const line = isNoise ? noise(chance) : chance.of(FAULTS)(whole, chance.below(whole.length), chance);
			const answers = read(line);
			for (const answer of answers) {
				if (!answer.ok) came.refused++;
				else if (isNoise || answer.value.number !== number) others.push(`${number} ${answer.value.number}`);
				else came.card++;
			}
			if (answers.length === 0) came.nothing++;
			if (frames === FRAMES / 10 || frames === FRAMES) kept.push(collected());
		}
		expect(others, `seed ${SEED}`).toEqual([]);
		expect(came.card, `seed ${SEED}`).toBeGreaterThan(0);
		expect(came.refused + came.nothing).toBeGreaterThan(FRAMES / 2);
		expect(kept[1]! - kept[0]!).toBeLessThan(KEPT_BYTES_MAX);
	});

	test('a whole frame is its card', () => {
		const chance = new Chance(SEED);
		for (let frames = 0; frames < 200; frames++) {
			const number = numberOf(chance);
			expect(read(frameOf(number))).toMatchObject([{ ok: true, value: { number } }]);
		}
	});
});
