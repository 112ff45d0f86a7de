import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseRecord, type RecordEntry } from '#shared/protocol/record.ts';
import type { Speech } from '#shared/card/speech.ts';
import { codecOf } from '../../../bridge/devices/codecs.ts';
import { encode } from '../../../bridge/printing/encode.ts';
import { PROFILES } from '../../../bridge/printing/profile.ts';
import { writeRecord } from '../../../bridge/recorder/record-files.ts';
import { Recorder } from '../../../bridge/recorder/recorder.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { magtekReport } from '../../arbitraries/reader-frames.ts';
import { ascii } from '../../support/ascii.ts';
import { SEED } from '../../support/cases.ts';
import { Chance } from '../../support/chance.ts';
import { chunksOf, damaged, frameOf, PATTERNS, type Planted } from './planted.ts';

const CASES = 10_000;
const CASES_A_RECORD = 100;
/** Of two numbers made up at random, fewer digits in a row are the same now and then. */
const WINDOW = 8;

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-record-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const keyOf = (seed: number): Uint8Array => createHash('sha256').update(String(seed)).digest();
const recorderOf = (clock: ManualClock, key: Uint8Array): Recorder =>
	new Recorder({ role: 'till', build: 'b', clock, patterns: () => PATTERNS, key });

/** One connection of a reader that sends this, through the recorder. */
async function send(recorder: Recorder, speech: Speech, chunks: readonly Uint8Array[]): Promise<void> {
	const [reader] = recorder.readers([
		{
			name: 'r',
			open: () => Promise.resolve(Readable.from(chunks)),
			codec: (patterns) => codecOf(speech, patterns),
		},
	]);
	for await (const chunk of await reader!.open(new AbortController().signal)) chunk.fill(0);
}

/** What comes of bytes: the codes of its frames, as the counter would hear them. */
function outcomesOf(bytes: Uint8Array, speech: Speech): readonly string[] {
	const codec = codecOf(speech, () => PATTERNS);
	const framer = codec.createFramer();
	return [...framer.push(bytes.slice()), ...framer.flush()].map((frame) => {
		const outcome = codec.decode(frame);
		return outcome.ok ? 'ok' : outcome.error.code;
	});
}

/** A secret as any driver, log or copy could write it. */
function formsOf(secret: Buffer): readonly string[] {
	const base64 = [0, 1, 2].map((before) => {
		const bits = 8 * before;
		const text = Buffer.concat([Buffer.alloc(before), secret]).toString('base64');
		return text.slice(Math.ceil(bits / 6), Math.floor((bits + 8 * secret.length) / 6));
	});
	return [secret.toString('latin1'), secret.toString('hex'), secret.toString('hex').toUpperCase(), ...base64];
}

type Secrets = Pick<Planted, 'numbers' | 'words' | 'tags'>;

function windowsOf({ numbers, words, tags }: Secrets): readonly Buffer[] {
	const inRow = (text: string, length: number): string[] =>
		text.length <= length
			? [text]
			: Array.from({ length: text.length - length + 1 }, (_, at) => text.slice(at, at + length));
	return [
		...numbers.flatMap((number) => inRow(number, WINDOW)).map((digits) => Buffer.from(digits)),
		...words.map((word) => Buffer.from(word)),
		...tags.flatMap((tag) => [Buffer.from(tag), Buffer.from(tag.toLowerCase()), Buffer.from(tag, 'hex')]),
	];
}

/** What of the planted stands in lines of a record, or in what the reader sent, put together again. */
function foundIn(lines: readonly string[], planted: Secrets): readonly string[] {
	const places = [lines.join('\n'), bytesIn(lines).toString('latin1')];
	return windowsOf(planted)
		.filter((secret) => formsOf(secret).some((form) => places.some((place) => place.includes(form))))
		.map((secret) => secret.toString());
}

function bytesIn(lines: readonly string[]): Buffer {
	const entries = lines.map((line) => JSON.parse(line) as RecordEntry);
	return Buffer.from(entries.map((entry) => (entry.what === 'read' ? entry.bytes : '')).join(''), 'latin1');
}

/** The lines of each connection, in order. */
function connectionsIn(file: string): readonly (readonly string[])[] {
	const connections: string[][] = [];
	for (const line of file.trimEnd().split('\n').slice(1, -1)) {
		const { what, is } = JSON.parse(line) as { readonly what: string; readonly is?: string };
		if (what === 'reader' && is === 'open') connections.push([]);
		connections.at(-1)!.push(line);
	}
	return connections;
}

test(`of ${CASES} cards, intact and damaged, nothing is found in any record; each keeps its shape and its worth`, async () => {
	const counts: Record<string, number> = {};
	const count = (what: string): void => void (counts[what] = (counts[what] ?? 0) + 1);
	const chance = new Chance(SEED);
	for (let from = 0; from < CASES; from += CASES_A_RECORD) {
		const clock = new ManualClock();
		const recorder = recorderOf(clock, keyOf(SEED + from));
		const planted = Array.from({ length: CASES_A_RECORD }, () => {
			const whole = frameOf(chance);
			return chance.isLess(0.3) ? damaged(whole, chance) : whole;
		});
		for (const { speech, bytes } of planted) await send(recorder, speech, chunksOf(bytes, speech, chance));
		writeRecord(folder, clock.nowMs() + from, recorder.lines());

		const name = readdirSync(folder).sort().at(-1)!;
		const connections = connectionsIn(readFileSync(join(folder, name), 'utf8'));
		expect(connections).toHaveLength(planted.length);
		planted.forEach((one, index) => {
			const { kind, speech, bytes, isIntact } = one;
			const about = `${kind}, case ${from + index}, seed ${SEED}`;
			expect(foundIn(connections[index]!, one), about).toEqual([]);
			const fake = new Uint8Array(bytesIn(connections[index]!));
			expect(fake.length, about).toBe(bytes.length);
			const [before, after] = [outcomesOf(bytes, speech), outcomesOf(fake, speech)];
			count(kind);
			if (isIntact) expect(after, about).toEqual(before);
			else count(String(before) === String(after) ? 'damaged, same worth' : 'damaged, other worth');
			before.forEach(count);
		});
	}
	for (const kind of ['stripe', 'magtek', 'idtech', 'code', 'words', 'rdm6300', 'twn4', 'twn4-binary', 'stx'])
		expect(counts[kind], kind).toBeGreaterThan(300);
	for (const kind of ['half', 'rest', 'bit', 'noise', 'other codec']) expect(counts[kind], kind).toBeGreaterThan(400);
	for (const code of ['ok', 'card_payment', 'card_identity', 'card_foreign', 'card_unreadable'])
		expect(counts[code], code).toBeGreaterThan(400);
	expect(counts['damaged, other worth'] ?? 0).toBeLessThan(counts['damaged, same worth']! / 20);
}, 60_000);

test('the search finds a secret in whatever form it is written', () => {
	const secrets = { numbers: ['4111111111111111'], words: ['WOLFRAMSDORF'], tags: ['4142434445'] };
	for (const secret of windowsOf(secrets)) {
		for (const form of ['latin1', 'hex', 'base64'] as const) {
			const line = JSON.stringify({ t: 1, what: 'event', event: { kind: `x${secret.toString(form)}y` } });
			expect(foundIn([line], secrets), form).toContain(secret.toString());
		}
		const halves = [secret.subarray(0, 2), secret.subarray(2)].map((half) =>
			JSON.stringify({ t: 1, what: 'read', reader: 1, bytes: half.toString('latin1') }),
		);
		expect(foundIn(halves, secrets)).toContain(secret.toString());
	}
});

test('the same card is the same other card, on every track and reader of one record, and another one in the next', async () => {
	const chance = new Chance(SEED);
	const recorder = recorderOf(new ManualClock(), keyOf(SEED));
	const cards = ['9702310000000013', '4111111111111111', '9123456789012'];
	const seen: string[][] = [];
	for (let record = 0; record < 2; record++) {
		for (const card of cards) {
			await send(recorder, 'swipe', chunksOf(ascii(`%B${card}^A/B^?;${card}?\r`), 'swipe', chance));
			await send(recorder, 'report', [magtekReport({ track2: `;${card}?` })]);
			await send(recorder, 'code', [ascii(`${card.replace(/\d{4}(?=\d)/g, '$& ')}\r`)]);
		}
		const connections = connectionsIn(recorder.lines().join('\n')).map((lines) => bytesIn(lines).toString('latin1'));
		recorder.begin();
		const others = cards.map((_card, index) => {
			const of = connections
				.slice(index * 3, index * 3 + 3)
				.flatMap((sent) => sent.replaceAll(' ', '').match(/\d{12,}/g) ?? []);
			expect(of).toHaveLength(4);
			expect(new Set(of).size).toBe(1);
			return of[0]!;
		});
		expect(new Set([...others, ...cards]).size).toBe(6);
		expect(others[0]).toMatch(/^970231\d{10}$/);
		seen.push(others);
	}
	expect(seen[0]).not.toEqual(seen[1]);
});

test('of what is printed, said, asked and thrown nothing but its kind is kept', async () => {
	const recorder = recorderOf(new ManualClock(), keyOf(SEED));
	const name = 'Стефания Wolframsdorf';
	const secrets = {
		numbers: ['9702310000000013', '82734901'],
		words: ['Wolframsdorf', 'Стефания', 'posteo', 'sk_live'],
		tags: [],
	};
	const text = (words: string) =>
		({ kind: 'text', text: words, size: 'normal', bold: false, inverted: false }) as const;
	const slip = encode(
		[{ kind: 'mark' }, text(name), text('Card 9702310000000013'), text('guest@posteo.example')],
		PROFILES.epson,
	);

	// A line that gives back what it gets.
	let echo: (bytes: Uint8Array) => void = () => undefined;
	const line = await recorder
		.printer({
			silence: 'absent',
			open: ({ data }) => {
				echo = data;
				return Promise.resolve({ write: (bytes) => Promise.resolve(echo(bytes)), close: () => undefined });
			},
		})
		.open({ data: () => undefined, closed: () => undefined }, new AbortController().signal);
	await line.write(slip.body);
	await line.write(slip.cut);

	recorder.event({ kind: 'pin-entered', pin: '82734901' });
	recorder.event({
		kind: 'card-read',
		card: { kind: 'member-card', medium: 'magstripe', number: '9702310000000013' },
		mark: { seq: 3, reader: 1, quality: 'good' },
	});
	recorder.event({
		kind: 'member-answered',
		swipe: 1,
		answer: { ok: true, value: { givenName: 'Стефания', email: 'guest@posteo.example', code: name } },
	});
	recorder.event({
		kind: 'visit-answered',
		visitId: name,
		answer: { ok: false, error: { code: 'quote_changed', note: name } },
	});
	recorder.event({ kind: name, code: '9702310000000013', slip: 'Wolframsdorf', card: { number: name } });
	recorder.slip({ kind: 'balance', jobId: '9702310000000013', memberId: name } as { kind: string }, 'waiting');
	class Wolframsdorf9702 extends Error {}
	const fault = new Wolframsdorf9702(`no guest ${name} with sk_live 82734901`);
	fault.name = 'Wolframsdorf 9702310000000013';
	recorder.fault(fault);
	recorder.fault(name);

	const lines = recorder.lines();
	expect(foundIn(lines, secrets)).toEqual([]);
	// The header says what cards of the house look like.
	expect(lines.slice(1).join('\n')).not.toMatch(/Wolfram|9702|posteo|8273/);
	const entries = parseRecord(lines.join('\n'))!.entries;
	const sent = entries.flatMap((entry) => (entry.what === 'to-printer' ? entry.says : []));
	expect(sent).toEqual(expect.arrayContaining(['ESC @', 'GS a 14', 'FS .', 'GS V 1']));
	expect(entries.flatMap((entry) => (entry.what === 'event' ? [entry.event] : []))).toEqual([
		{ kind: 'pin-entered' },
		{
			kind: 'card-read',
			'card.kind': 'member-card',
			'card.medium': 'magstripe',
			'mark.seq': 3,
			'mark.reader': 1,
			'mark.quality': 'good',
		},
		{ kind: 'member-answered', swipe: 1, 'answer.ok': true },
		{ kind: 'visit-answered', 'answer.ok': false, 'answer.error.code': 'quote_changed' },
		{},
	]);
	expect(entries.at(-2)).toMatchObject({ what: 'fault', name: 'Error' });
	expect(entries.at(-1)).toMatchObject({ what: 'fault', name: 'string', at: [] });
});
