import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CardPattern } from '#shared/card/card.ts';
import { twn4Question } from '#shared/card/drivers/twn4.ts';
import { hidPort } from '../../../bridge/devices/hid-port.ts';
import type { OpenPort } from '../../../bridge/devices/port.ts';
import { readerCodecOf, readerSchema } from '../../../bridge/devices/reader-config.ts';
import { runReader } from '../../../bridge/devices/reader.ts';
import { CARD_PATTERNS } from '../../../server/demo/miramar.ts';
import { idtechReport, magtekReport, rdm6300Frame, twn4Answer } from '../../arbitraries/reader-frames.ts';
import { isAllZero } from '../../support/ascii.ts';
import { FakeHid } from '../../fakes/fake-hid.ts';
import { ManualClock, settled } from '../../fakes/manual-clock.ts';
import { ScriptedPort } from '../../fakes/scripted-port.ts';

const ELENA = '9702310000000013';
const VISA = '4111111111111111';
const TAG = '100086F444';
const PATTERNS: readonly CardPattern[] = [
	...CARD_PATTERNS,
	{ medium: 'rfid', prefix: '1000', length: 10, check: 'none' },
];

let clock: ManualClock;
let stop: AbortController;
let news: string[];
let running: Promise<void>;
let patterns: readonly CardPattern[];
beforeEach(() => {
	clock = new ManualClock();
	stop = new AbortController();
	news = [];
	patterns = PATTERNS;
});
afterEach(async () => {
	stop.abort();
	await running;
});

/** A reader as its line in the bridge's configuration describes it. */
async function run(config: unknown, open: OpenPort): Promise<void> {
	const codec = readerCodecOf(readerSchema.parse(config), () => patterns);
	running = runReader(
		open,
		codec,
		{
			ready: () => undefined,
			absent: (reason) => void news.push(reason),
			read: (outcome) =>
				void news.push(outcome.ok ? `${outcome.value.medium} ${outcome.value.number}` : outcome.error.code),
		},
		{ signal: stop.signal, clock },
	);
	await settled();
}

describe('a reader on a line', () => {
	const port = (): ScriptedPort => {
		const scripted = new ScriptedPort();
		scripted.plug();
		return scripted;
	};

	test.each([
		['that speaks of stripes where nothing else is said', {}, `;${ELENA}?\r`, [`magstripe ${ELENA}`]],
		['of stripes, and a bank card', { speaks: 'swipe' }, `;${VISA}=30121010000?\r`, ['card_payment']],
		['of tags', { speaks: 'rdm6300' }, `\x02${TAG}26\x03`, [`rfid ${TAG}`]],
		['of tags, in binary', { speaks: 'stx' }, '\x02\x0a\x02\x10\x00\x06\x6f\x44\x35\x03', ['rfid 1000066F44']],
		['of codes', { speaks: 'code' }, `${ELENA}\r\n`, [`code ${ELENA}`]],
		['of codes with an identifier', { speaks: 'aim-code' }, `]Q1${ELENA}\r`, [`code ${ELENA}`]],
		['of codes, not set up for identifiers', { speaks: 'code' }, `]Q1${ELENA}\r`, ['card_foreign']],
		['of codes, and a long one', { speaks: 'code' }, `https://h.example/${'a'.repeat(1_000)}\r`, ['card_foreign']],
		['of codes, and one that never ends', { speaks: 'code' }, `${'1'.repeat(3_000)}\r`, ['card_unreadable']],
		['of codes, and a bank card', { speaks: 'code' }, `${VISA}\r`, ['card_payment']],
	])('%s', async (_name, speech, text, expected) => {
		for (const line of [
			{ kind: 'serial', path: '/dev/reader' },
			{ kind: 'tcp', host: '10.0.0.7', port: 4001 },
		]) {
			news = [];
			stop = new AbortController();
			const scripted = port();
			await run({ ...line, ...speech }, scripted.open);
			scripted.send(text);
			await clock.pass(50);
			expect(news).toEqual(expected);
			stop.abort();
			await running;
		}
	});

	test('a tag that stays on the reader is one guest, and one again when it has been away', async () => {
		const scripted = port();
		await run({ kind: 'serial', path: '/dev/reader', speaks: 'rdm6300' }, scripted.open);
		const frame = new TextDecoder().decode(rdm6300Frame(TAG));
		for (let frames = 0; frames < 20; frames++) {
			scripted.send(frame);
			await clock.pass(frames < 10 ? 50 : 399);
		}
		expect(news).toEqual([`rfid ${TAG}`]);
		await clock.pass(1);
		scripted.send(frame);
		await settled();
		expect(news).toEqual([`rfid ${TAG}`, `rfid ${TAG}`]);
	});

	test.each(['twn4', 'twn4-binary'] as const)('a %s is asked for tags, also when it is back', async (speaks) => {
		const scripted = port();
		const dialect = speaks === 'twn4' ? 'ascii' : 'binary';
		let near: string | null = null;
		const questions: Uint8Array[] = [];
		scripted.onasked((question) => {
			questions.push(question);
			scripted.send(twn4Answer(dialect, near));
		});
		await run({ kind: 'serial', path: '/dev/reader', speaks }, scripted.open);
		for (let asked = 0; asked < 3; asked++) await clock.pass(100);
		expect(news).toEqual([]);
		near = TAG;
		for (let asked = 0; asked < 3; asked++) await clock.pass(100);
		expect(news).toEqual([`rfid ${TAG}`]);
		expect(questions[0]).toEqual(twn4Question(dialect));

		scripted.unplug();
		await settled();
		const asked = questions.length;
		await clock.pass(200);
		expect(questions.length).toBe(asked);
		scripted.plug();
		await clock.pass(2_000);
		for (let answers = 0; answers < 3; answers++) await clock.pass(100);
		expect(questions.length).toBeGreaterThan(asked);
		expect(news).toEqual([`rfid ${TAG}`, 'unplugged', `rfid ${TAG}`]);
	});

	test('a scanner ends its code as it is set up, and after the silence that was set', async () => {
		const scripted = port();
		await run({ kind: 'serial', path: '/dev/reader', speaks: 'code', end: 'tab', pauseMs: 40 }, scripted.open);
		scripted.send(`${ELENA}\t`);
		await settled();
		expect(news).toEqual([`code ${ELENA}`]);
		await clock.pass(2_000);
		scripted.send(ELENA);
		await clock.pass(39);
		expect(news).toHaveLength(1);
		await clock.pass(1);
		expect(news).toHaveLength(2);
	});

	test('a reader that is there before the house is known refuses, and reads when it is', async () => {
		patterns = [];
		const scripted = port();
		await run({ kind: 'serial', path: '/dev/reader' }, scripted.open);
		scripted.send(`;${ELENA}?\r`);
		await settled();
		patterns = PATTERNS;
		scripted.send(`;${ELENA}?\r`);
		await settled();
		expect(news).toEqual(['card_foreign', `magstripe ${ELENA}`]);
	});
});

describe('a reader on USB', () => {
	const badRead = new Uint8Array(337);
	badRead[1] = 1;

	test.each([
		['a card, as MagTek tells it', magtekReport({ track2: `;${ELENA}?` }), `magstripe ${ELENA}`],
		['a card, as ID TECH tells it', idtechReport({ track2: `;${ELENA}?` }), `magstripe ${ELENA}`],
		['a bank card', magtekReport({ track2: `;${VISA}=30121010000000000000?` }), 'card_payment'],
		['a bank card, as ID TECH tells it', idtechReport({ track2: `;${VISA}=30121010000000000000?` }), 'card_payment'],
		['a swipe that was not readable', badRead, 'card_unreadable'],
		['a report of something else', new Uint8Array(8), 'card_unreadable'],
	])('%s; the report is zero afterwards', async (_name, frame, expected) => {
		const hid = new FakeHid();
		await run({ kind: 'hid' }, hidPort(undefined, hid.load));
		const report = Uint8Array.from(frame);
		hid.report(report);
		await settled();
		expect(news).toEqual([expected]);
		expect(isAllZero(report)).toBe(true);
	});

	test('that is pulled is absent, and reads again when it is back', async () => {
		const hid = new FakeHid();
		await run({ kind: 'hid' }, hidPort(undefined, hid.load));
		hid.pull();
		await settled();
		await clock.pass(250);
		hid.report(magtekReport({ track2: `;${ELENA}?` }));
		await settled();
		expect(news).toEqual(['could not read from HID device', `magstripe ${ELENA}`]);
	});
});

test.each([
	['a kind that nobody knows', { kind: 'usb' }],
	['a word too many', { kind: 'hid', path: '/dev/hidraw0' }],
	['a language that nobody speaks', { kind: 'serial', path: '/dev/reader', speaks: 'wiegand' }],
	['numbers that USB does not have', { kind: 'hid', ids: { vendorId: 0x10000, productId: 1 } }],
])('a configuration with %s is refused', (_name, config) => {
	expect(readerSchema.safeParse(config).success).toBe(false);
});
