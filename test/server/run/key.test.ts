import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readHouse } from '../../../server/house.ts';
import { readKeyOrder } from '../../../server/run/key-order.ts';
import { runKey } from '../../../server/run/key.ts';
import { sandboxOf } from '../../../server/sandbox.ts';
import { loadHouseCopy } from '../../../server/store/house-copy.ts';
import { loadMemberIds } from '../../../server/store/loading/member-loading.ts';
import { openSandboxStore } from '../../../server/store/sandbox-store.ts';
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts';
import { booksPath } from '../../../server/store/open-store.ts';
import { HotelFolders, rethrow } from '../../support/hotel-folder.ts';
import { Pos, posQuote } from '../../support/pos.ts';

const DAY_MS = 86_400_000;

describe('retorno key', () => {
	let folders: HotelFolders;
	let pos: Pos;
	let said: string[];
	beforeEach(async () => {
		folders = new HotelFolders();
		const { hotel, folder } = await folders.open('hotel');
		await hotel.store.close();
		pos = await Pos.again(openSqliteStore(booksPath(folder), rethrow), hotel);
		said = [];
	});
	afterEach(async () => {
		await pos.close();
		folders.remove();
	});

	/** As the command line does it, on a connection of its own beside the running server. */
	const key = (verb: string, argument?: string, options: Parameters<typeof readKeyOrder>[2] = {}): Promise<number> => {
		said = [];
		const place = { dataFolder: folders.at('hotel'), env: {}, now: pos.hotel.now };
		return runKey(readKeyOrder(verb, argument, options), place, (line) => said.push(line));
	};
	const idOf = async (name: string): Promise<string> => {
		await key('list');
		return said
			.find((line) => line.includes(` ${name},`))!
			.trim()
			.split(' ')[0]!;
	};
	const status = async (text: string): Promise<unknown> => {
		const { status, body } = await pos.post('/api/v1/quotes', posQuote(), { key: text });
		return status === 200 ? 200 : body['code'];
	};

	test('create hands a key out that opens what was said, at once and once', async () => {
		expect(await key('create', 'Spa POS', { scopes: 'pos, events', outlets: 'spa' })).toBe(0);
		const [text] = said;
		expect(text).toMatch(/^loy_live_/);
		expect(await status(text!)).toBe('outlet_forbidden');
		expect((await pos.get('/api/v1/events', { key: text! })).status).toBe(200);
		await key('list');
		expect(said.join()).toMatch(/Spa POS, live, pos, events in spa, since 2026-11-21T17:42:00.000Z, good/);
		expect(said.join()).not.toContain(text!);
	});

	test('create with --test makes the sandbox, with the staff and the programme of the hotel and none of its guests', async () => {
		expect(await key('create', 'New POS', { test: true })).toBe(0);
		expect(said[0]).toMatch(/^loy_test_/);
		expect(said.at(-1)).toContain('It opens the sandbox alone');
		const sandbox = await openSandboxStore(folders.at('hotel'), {}, rethrow);
		try {
			const { id } = sandboxOf(pos.hotel.house);
			expect(await readHouse(sandbox)).toMatchObject({ id: 'miramar-sandbox', name: 'TEST Hotel Miramar' });
			const { staff, programmes } = await sandbox.read(loadHouseCopy(id));
			expect(staff.map((one) => one.id)).toEqual(['ana', 'boris', 'carmen']);
			expect(programmes.map(({ version }) => version)).toEqual([1]);
			expect(await sandbox.read(loadMemberIds(id, '', 10))).toEqual([]);
		} finally {
			await sandbox.close();
		}
	});

	test('rotate hands out a successor, and the old key goes on for seven days and not a moment longer', async () => {
		await key('create', 'POS');
		const [old] = said;
		const id = await idOf('POS');
		expect(await key('rotate', id)).toBe(0);
		const [next] = said;
		expect(said.join()).toContain('until 2026-11-28T17:42:00.000Z');
		expect([await status(old!), await status(next!)]).toEqual([200, 200]);
		expect(await key('rotate', id)).toBe(41);
		expect(said).toEqual([`${id} is replaced, good until 2026-11-28T17:42:00.000Z already. Nothing was changed.`]);

		const opened = Date.parse(pos.hotel.now);
		pos.hotel.now = new Date(opened + 7 * DAY_MS - 1).toISOString();
		expect(await status(old!)).toBe(200);
		pos.hotel.now = new Date(opened + 7 * DAY_MS).toISOString();
		expect([await status(old!), await status(next!)]).toEqual(['key_expired', 200]);
	});

	test('rotate without an overlap ends the old key at once', async () => {
		await key('create', 'POS');
		const [old] = said;
		expect(await key('rotate', await idOf('POS'), { overlap: '0' })).toBe(0);
		expect(await status(old!)).toBe('key_expired');
	});

	test('revoke takes a key away at once, also one that is being replaced', async () => {
		await key('create', 'POS');
		const [old] = said;
		const id = await idOf('POS');
		await key('rotate', id);
		const [next] = said;
		expect(await key('revoke', id)).toBe(0);
		expect([await status(old!), await status(next!)]).toEqual(['key_revoked', 200]);
		expect(await key('revoke', id)).toBe(41);
	});

	test.each([
		['create', 'POS', { scopes: 'pos,office' }, 42, 'There is no scope "office"'],
		['create', 'POS', { scopes: '' }, 42, 'There is no scope ""'],
		['create', 'POS', { outlets: 'bar' }, 42, 'Hotel Miramar has no outlet "bar"'],
		['create', 'a\nb', {}, 42, 'A key needs a name'],
		['rotate', 'nobody', {}, 40, 'There is no key nobody'],
		['rotate', 'demo', { overlap: '91' }, 42, '0 to 90 whole days'],
		['rotate', 'demo', { overlap: 'a week' }, 42, '0 to 90 whole days'],
		['revoke', 'nobody', {}, 40, 'There is no key nobody'],
	])('%s %j with %o is refused and changes nothing', async (verb, argument, options, code, sentence) => {
		await key('list');
		const before = said;
		expect(await key(verb, argument, options)).toBe(code);
		expect(said.join()).toContain(sentence);
		expect(said.join()).toContain('Nothing was changed.');
		await key('list');
		expect(said).toEqual(before);
	});

	test('what makes no sense on the command line throws a sentence', () => {
		expect(() => readKeyOrder('create', undefined, {})).toThrow('retorno key create needs the name of the system.');
		expect(() => readKeyOrder('rotate', undefined, {})).toThrow('needs the id of the key');
		expect(() => readKeyOrder('lend', 'x', {})).toThrow('retorno key create, rotate, list or revoke');
	});
});
