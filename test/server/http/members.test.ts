import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cardOf, Pos, posBill } from '../../support/pos.ts';

describe('a look-up over the API', () => {
	let pos: Pos;
	beforeEach(async () => {
		pos = await Pos.open();
	});
	afterEach(() => pos.close());

	const lookUp = (value: string, outlet = 'spa', headers = {}) =>
		pos.post('/api/v1/members/lookup', { credential: { type: 'card', value }, outlet }, { headers });

	test('shows the guest as a till needs it', async () => {
		const { status, headers, body } = await lookUp(cardOf('Alice'));
		expect(status).toBe(200);
		expect(headers['cache-control']).toBe('no-store');
		expect(body).toEqual({
			id: '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c104',
			displayName: 'Alice Brown',
			givenName: 'Alice',
			language: 'en',
			tier: { code: 'gold', name: 'Gold' },
			clubs: [],
			balancePoints: 40,
			worthMinor: 2000,
			currency: 'EUR',
			stamps: [{ card: 'spa', stamps: 4, needed: 5, reward: { code: 'free-treatment', name: 'Free treatment' } }],
			rewards: [],
			expiring: { points: 10, on: '2026-12-11' },
			flags: ['points-expiring'],
		});
	});

	test('says when a reward waits', async () => {
		await pos.visit(posBill('spa', 'Alice', { treatment: 6000 }));
		expect((await lookUp(cardOf('Alice'))).body).toMatchObject({
			stamps: [],
			rewards: [{ reward: { code: 'free-treatment' }, count: 1 }],
			flags: ['reward-waiting', 'points-expiring'],
		});
	});

	test.each([
		['bg', 'Злато'],
		['es-MX,es;q=0.9', 'Oro'],
		['fr, zh-Hans-CN;q=0.8, en;q=0.1', '金卡'],
		['de', 'Gold'],
		['en;q=0, bg;q=0.001', 'Злато'],
		['*;q=x,,;', 'Gold'],
	])('names things in the language that %s asks for', async (header, name) => {
		const { body } = await lookUp(cardOf('Elena'), 'spa', { 'accept-language': header });
		expect(body['tier']).toEqual({ code: 'gold', name });
	});

	test('takes a number that was typed in groups of four', async () => {
		expect((await lookUp('9702 3100 0000 0013')).body['displayName']).toBe('Elena Petrova');
	});

	test.each([
		['a card that nobody has', '9702310000000062', 404, 'card_unknown'],
		['a lost card', '9702310000000054', 409, 'card_blocked'],
		['a bank card', '4111111111111111', 422, 'card_payment'],
		['a number with a slip of the finger', '9702310000000014', 422, 'card_foreign'],
		['anything', '\u0000☃', 422, 'card_foreign'],
	])('refuses %s', async (_what, value, status, code) => {
		const answer = await lookUp(value);
		expect([answer.status, answer.body['code']]).toEqual([status, code]);
		expect(JSON.stringify(answer.body)).not.toContain(value);
	});
});
