import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { beginAgreement, endAgreement, proofOf } from '../../../server/identity/pake.ts';
import { openCode, openFileTicket, secretOfText } from '../../../server/identity/pairing-tickets.ts';
import { grantOf, Pairing } from '../../../server/identity/pairing.ts';

const PIN = 'p'.repeat(43);
const TILL = { outlet: 'spa', terminal: 'till-2', role: 'till' } as const;
const START = Date.parse('2026-11-22T10:00:00.000Z');

let folder: string;
let atMs: number;
let registered: string[];
let pairing: Pairing;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-pairing-'));
	atMs = 0;
	registered = [];
	pairing = serverOf();
});
afterEach(() => rmSync(folder, { recursive: true }));

const now = (): string => new Date(START + atMs).toISOString();

const serverOf = (): Pairing =>
	new Pairing({
		...{ dataFolder: folder, pin: PIN, now, nowMs: () => atMs },
		register({ outlet, terminal }) {
			registered.push(`${outlet}/${terminal}`);
			return Promise.resolve(`key-${registered.length}`);
		},
	});

/** The first half of a counter's try. */
function begin(secret: string, { ticket = null as string | null, pin = PIN, address = '10.0.0.9' } = {}) {
	const channel = { pin, nonce: randomBytes(16).toString('hex') };
	const half = beginAgreement(secret, channel);
	const begun = pairing.begin({ ticket, nonce: channel.nonce, share: half.share }, address);
	if (!begun.ok) return { refusal: begun.error, finish: null };
	const key = endAgreement(half, begun.value.share, channel, true)!;
	const message = { session: begun.value.session, proof: proofOf(key, 'counter') };
	return { refusal: null, key, message, finish: () => pairing.finish(message, address) };
}

async function paired(secret: string, options: Parameters<typeof begin>[1] = {}) {
	const begun = begin(secret, options);
	return begun.finish === null ? { ok: false as const, error: begun.refusal } : begun.finish();
}

const wrongOf = (code: string): string => (code === '000000' ? '000001' : '000000');

describe('a code', () => {
	test('has six digits, pairs one counter, and gives a proof of what it gave', async () => {
		const code = openCode(folder, TILL, now());
		expect(code).toMatch(/^\d{6}$/);
		const begun = begin(code);
		const answer = await begun.finish!();
		expect(answer).toMatchObject({ ok: true, value: { deviceKey: 'key-1', counter: TILL } });
		expect(answer.ok && answer.value.proof).toBe(proofOf(begun.key!, 'server', grantOf('key-1', TILL)));
		expect(registered).toEqual(['spa/till-2']);
		expect(readdirSync(join(folder, 'pairing'))).toEqual([]);
	});

	test('lies where its owner alone reads it', () => {
		openCode(folder, TILL, now());
		expect(statSync(join(folder, 'pairing')).mode & 0o077).toBe(0);
		expect(statSync(join(folder, 'pairing/code.json')).mode & 0o077).toBe(0);
	});

	test('is good once: neither the same words nor new ones pair again', async () => {
		const code = openCode(folder, TILL, now());
		const begun = begin(code);
		expect(await begun.finish!()).toMatchObject({ ok: true });
		expect(await begun.finish!()).toMatchObject({ error: { code: 'pairing_closed' } });
		expect(await paired(code)).toMatchObject({ error: { code: 'pairing_closed' } });
		expect(registered).toHaveLength(1);
	});

	test('of several who know it at once, one is paired', async () => {
		const code = openCode(folder, TILL, now());
		const tries = Array.from({ length: 5 }, () => begin(code));
		const answers = await Promise.all(tries.map(({ finish }) => finish!()));
		expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
		expect(registered).toHaveLength(1);
	});

	test('is over after a minute', async () => {
		const code = openCode(folder, TILL, now());
		const late = begin(code);
		atMs = 59_999;
		expect(begin(code).refusal).toBeNull();
		atMs = 60_000;
		expect(begin(code).refusal).toEqual({ code: 'pairing_closed' });
		expect(await late.finish!()).toMatchObject({ error: { code: 'pairing_closed' } });
		expect(registered).toEqual([]);
	});

	test('is over after five wrong tries, also where they come at once, and also for a server that was started again', async () => {
		const code = openCode(folder, TILL, now());
		const right = begin(code);
		const wrong = Array.from({ length: 7 }, (_, index) => begin(wrongOf(code), { address: `10.0.${index}.1` }));
		const answers = await Promise.all(wrong.map(({ finish }) => finish!()));
		expect(answers.map((answer) => !answer.ok && answer.error)).toEqual([
			...[4, 3, 2, 1, 0].map((triesLeft) => ({ code: 'pairing_wrong', triesLeft })),
			...[{ code: 'pairing_closed' }, { code: 'pairing_closed' }],
		]);
		expect(await right.finish!()).toMatchObject({ error: { code: 'pairing_closed' } });
		pairing = serverOf();
		expect(await paired(code)).toMatchObject({ error: { code: 'pairing_closed' } });
	});

	test('is tried once by each run: more words of the same one are not heard', async () => {
		const begun = begin(wrongOf(openCode(folder, TILL, now())));
		expect(await begun.finish!()).toMatchObject({ error: { code: 'pairing_wrong', triesLeft: 4 } });
		expect(await begun.finish!()).toMatchObject({ error: { code: 'pairing_closed' } });
	});

	test('keeps its count where the server is started again in between', async () => {
		const code = openCode(folder, TILL, now());
		for (const triesLeft of [4, 3]) expect(await paired(wrongOf(code))).toMatchObject({ error: { triesLeft } });
		pairing = serverOf();
		expect(await paired(wrongOf(code))).toMatchObject({ error: { triesLeft: 2 } });
		expect(await paired(code)).toMatchObject({ ok: true });
	});

	test('is over where another one is shown', async () => {
		const first = openCode(folder, TILL, now());
		const begun = begin(first);
		let second = first;
		while (second === first) second = openCode(folder, { ...TILL, terminal: 'till-3' }, now());
		expect(await begun.finish!()).toMatchObject({ error: { code: 'pairing_closed' } });
		expect(await paired(second)).toMatchObject({ ok: true });
		expect(registered).toEqual(['spa/till-3']);
	});

	test('is worth nothing to who sees another key of the server: somebody stands between', async () => {
		const code = openCode(folder, TILL, now());
		expect(await paired(code, { pin: 'q'.repeat(43) })).toMatchObject({
			error: { code: 'pairing_wrong', triesLeft: 4 },
		});
		expect(registered).toEqual([]);
	});
});

describe('who guesses', () => {
	test('is not heard any more from that address for an hour, whatever is open; others are', async () => {
		for (let round = 0; round < 2; round++) {
			const code = openCode(folder, TILL, now());
			for (let n = 0; n < 5; n++)
				expect(await paired(wrongOf(code))).toMatchObject({ error: { code: 'pairing_wrong' } });
		}
		const code = openCode(folder, TILL, now());
		expect(await paired(code)).toMatchObject({ error: { code: 'pairing_busy' } });
		expect(await paired(code, { address: '10.0.0.10' })).toMatchObject({ ok: true });
		atMs = 3_600_001;
		expect(await paired(openCode(folder, TILL, now()))).toMatchObject({ ok: true });
	});

	test('and only begins is bounded too', () => {
		const code = openCode(folder, TILL, now());
		const begun = Array.from({ length: 80 }, (_, index) => begin(code, { address: `10.1.${index}.1` }).refusal?.code);
		expect(begun.filter((refusal) => refusal === undefined).length).toBe(32);
		expect(new Set(begun)).toEqual(new Set([undefined, 'pairing_busy']));
	}, 30_000);
});

describe('a file', () => {
	test('pairs once, within its hours, without its text lying at the server', async () => {
		const { id, text, expiresAt } = openFileTicket(folder, TILL, now(), 2);
		expect(readFileSync(join(folder, `pairing/${id}.json`), 'utf8')).not.toContain(text);
		expect(expiresAt).toBe('2026-11-22T12:00:00.000Z');
		atMs = 2 * 3_600_000 - 1;
		expect(await paired(secretOfText(text), { ticket: id })).toMatchObject({ ok: true });
		expect(await paired(secretOfText(text), { ticket: id })).toMatchObject({ error: { code: 'pairing_closed' } });
	});

	test('is over after its hours', async () => {
		const { id, text } = openFileTicket(folder, TILL, now(), 2);
		atMs = 2 * 3_600_000;
		expect(await paired(secretOfText(text), { ticket: id })).toMatchObject({ error: { code: 'pairing_closed' } });
	});

	test.each(['../server', 'code/../code', '..', '', 'A'.repeat(32)])('that names %j is none', async (ticket) => {
		const code = openCode(folder, TILL, now());
		expect(await paired(code, { ticket })).toMatchObject({ error: { code: 'pairing_closed' } });
	});
});
