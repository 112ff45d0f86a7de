import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newApiKey } from '../../../server/identity/api-keys.ts';
import { fetch, statement, type Loading } from '../../../server/store/statement.ts';
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts';
import { Hotel } from '../../support/hotel.ts';

const everyKey = statement<Record<never, never>>()('test.keys', (db) => db.selectFrom('api_key').selectAll());

function* keptKeys(): Loading<string> {
	return JSON.stringify(yield* fetch(everyKey({})));
}

describe('a key of the API', () => {
	let hotel: Hotel;
	beforeEach(async () => {
		hotel = await Hotel.open(
			openSqliteStore(':memory:', (cause) => {
				throw cause;
			}),
		);
	});
	afterEach(() => hotel.store.close());

	const make = (test: boolean) =>
		newApiKey(
			hotel.store,
			hotel.house,
			{ name: 'Restaurant POS', scopes: ['pos'], outlets: ['restaurant'], test },
			hotel.now,
		);

	test('says what it opens, has 256 random bits and is never made twice', async () => {
		const [live, other, test] = [await make(false), await make(false), await make(true)];
		expect(live).toMatch(/^loy_live_[\w-]{43}$/);
		expect(test).toMatch(/^loy_test_[\w-]{43}$/);
		expect(live).not.toBe(other);
	});

	test('is kept as a hash alone', async () => {
		const key = await make(false);
		const kept = await hotel.store.read(keptKeys());
		expect(kept).toContain('Restaurant POS');
		expect(kept).not.toContain(key);
		expect(kept).not.toContain(key.slice('loy_live_'.length));
	});
});
