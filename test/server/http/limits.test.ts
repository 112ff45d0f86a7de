import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { revokeApiKey } from '../../../server/store/api-key-store.ts';
import { cardOf, Pos, type Said } from '../../support/pos.ts';

const ELENA = '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c101';

describe('how often a caller may ask', () => {
	let pos: Pos;
	let nowMs: number;
	beforeEach(async () => {
		nowMs = 1_000;
		pos = await Pos.open({ nowMs: () => nowMs });
	});
	afterEach(() => pos.close());

	const lookUp = (credential: object, key = 'demo', from?: string): Promise<Said> =>
		pos.post('/api/v1/members/lookup', { credential, outlet: 'spa' }, { key, ...(from && { from }) });
	const byCard = (key?: string, from?: string) => lookUp({ type: 'card', value: cardOf('Elena') }, key, from);
	const byId = (value = ELENA) => lookUp({ type: 'member', value });
	const times = async (count: number, call: () => Promise<Said>): Promise<readonly number[]> => {
		const statuses = new Set<number>();
		for (let made = 0; made < count; made++) statuses.add((await call()).status);
		return [...statuses];
	};

	test('is said with every answer: what is left, and of what', async () => {
		const { headers } = await byCard();
		expect(headers['ratelimit-policy']).toBe('"calls";q=600;w=60');
		expect(headers['ratelimit']).toBe('"calls";r=599;t=60');
		nowMs += 20_500;
		expect((await byCard()).headers['ratelimit']).toBe('"calls";r=598;t=40');
		const calls = [
			() => pos.get('/api/openapi.json', { key: null }),
			() => pos.get('/api/v1/nothing', { key: null }),
			() => pos.get('/api/v1/visits/%zz', { key: null }),
			() => pos.get('/api/v1/members/lookup', { key: null }),
			() => pos.visit({}, { key: null }),
			() => pos.visit({}, { key: 'wrong' }),
		];
		for (const [index, call] of calls.entries()) {
			const { headers } = await call();
			expect(headers['ratelimit-policy']).toBe('"strangers";q=60;w=60');
			// The first call of the key counted as well: nobody knew then that it was good.
			expect(headers['ratelimit']).toBe(`"strangers";r=${58 - index};t=40`);
		}
	});

	test('is not got round by sending many keys at once', async () => {
		const answers = await Promise.all(Array.from({ length: 500 }, (_, index) => byCard(`loy_live_${index}`)));
		expect(answers.filter(({ status }) => status === 401)).toHaveLength(60);
		expect(answers.filter(({ status }) => status === 429)).toHaveLength(440);
	});

	test('is six hundred times a minute for a key, whatever it asks, and no other key pays for it', async () => {
		expect(await times(300, byCard)).toEqual([200]);
		expect(await times(300, () => pos.visit({}))).toEqual([400]);
		const { status, headers, body } = await byCard();
		expect(status).toBe(429);
		expect(headers['retry-after']).toBe('60');
		expect(body).toMatchObject({ code: 'rate_limited', retryable: true, policy: 'calls', retryAfterSeconds: 60 });
		expect((await byCard(await pos.key({}))).status).toBe(200);
	});

	test('begins again as the minute goes by, for as many calls as lie behind it', async () => {
		await times(10, byCard);
		nowMs += 30_000;
		expect(await times(590, byCard)).toEqual([200]);
		expect((await byCard()).headers['retry-after']).toBe('30');
		nowMs += 30_000;
		expect(await times(10, byCard)).toEqual([200]);
		expect((await byCard()).headers['retry-after']).toBe('30');
	});

	test('is sixty times a minute for guests who are looked up by anything but a card, known or not', async () => {
		const { headers, body } = await byId();
		expect(body['displayName']).toBe('Elena Petrova');
		expect(headers['ratelimit-policy']).toBe('"calls";q=600;w=60, "searches";q=60;w=60');
		expect(headers['ratelimit']).toBe('"calls";r=599;t=60, "searches";r=59;t=60');
		expect(await times(59, () => byId(randomUUID()))).toEqual([404]);
		expect(await byId()).toMatchObject({
			status: 429,
			headers: { 'retry-after': '60', ratelimit: '"calls";r=539;t=60, "searches";r=0;t=60' },
			body: { code: 'rate_limited', policy: 'searches' },
		});
		expect((await byCard()).status).toBe(200);
		nowMs += 60_000;
		expect((await byId()).status).toBe(200);
	});

	test('is sixty wrong keys a minute from an address; then no key is tried that was not good there before', async () => {
		const [old, fresh] = [await pos.key({}), await pos.key({})];
		const from = '192.0.2.7';
		expect((await byCard(old, from)).status).toBe(200);
		let guesses = 0;
		const guess = () => byCard(`loy_live_${++guesses}`, from);
		expect(await times(59, guess)).toEqual([401]);
		expect(await guess()).toMatchObject({ status: 429, body: { policy: 'strangers', code: 'rate_limited' } });
		expect((await byCard(fresh, from)).status).toBe(429);
		expect((await byCard(old, from)).status).toBe(200);
		expect((await byCard(fresh, '192.0.2.8')).status).toBe(200);
		nowMs += 60_000;
		expect((await byCard(fresh, from)).status).toBe(200);
	});

	test('is sixty times a minute for a key that has ended, like for any other that is wrong', async () => {
		const key = await pos.key({ name: 'Old POS' });
		expect((await byCard(key)).status).toBe(200);
		await pos.endKey('Old POS', (propertyId, id) => revokeApiKey(propertyId, id, pos.hotel.now));
		// The first one was not known to be over, and the one that was good counted when it came.
		expect(await times(1 + 59, () => byCard(key))).toEqual([401]);
		expect((await byCard(key)).status).toBe(429);
	});

	test('is asked before a body is read', async () => {
		const from = '192.0.2.9';
		await times(60, () => pos.get('/api/v1/visits', { key: null, from }));
		const { status } = await pos.post('/api/v1/visits', 'x'.repeat(300_000), { key: null, from });
		expect(status).toBe(429);
	});
});
