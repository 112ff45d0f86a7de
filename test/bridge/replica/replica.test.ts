import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Replica } from '../../../bridge/replica/replica.ts';
import { Seal } from '../../../bridge/replica/seal.ts';
import { memberId } from '../../shared/counter/samples.ts';
import { aRecord, aSetup, aToken, CARD_KEY } from './samples.ts';

const AT = '2026-11-21T19:42:00.000Z';
const HEAD = { position: 7, hash: 'ff'.repeat(32) };

let folder: string;
let path: string;
let key: Buffer;
let replica: Replica;
const reopen = (seal = new Seal(key)): Replica => {
	replica.close();
	return (replica = Replica.open(path, seal));
};
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-replica-'));
	path = join(folder, 'replica.sqlite');
	key = randomBytes(32);
	replica = Replica.open(path, new Seal(key));
});
afterEach(() => {
	replica.close();
	rmSync(folder, { recursive: true });
});

const keepElena = (): void => {
	replica.keepSetup(aSetup());
	replica.addMembers({ members: [aRecord(1)], next: null, head: HEAD }, AT);
};
const onDisk = (): Buffer => Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));

describe('a replica whose server is away', () => {
	const wiped = (): boolean => replica.count() === 0 && replica.setup === null;
	const daysAfter = (days: number): string => new Date(Date.parse(AT) + days * 86_400_000).toISOString();

	test('is kept for thirty days, and thrown away after them: names, keys, PINs and house', () => {
		keepElena();
		expect(replica.wipeIfStale(daysAfter(30))).toBe(false);
		expect(replica.byCard(aToken(1))).toEqual(aRecord(1));
		reopen();
		expect(replica.wipeIfStale(new Date(Date.parse(daysAfter(30)) + 1).toISOString())).toBe(true);
		expect(wiped()).toBe(true);
		expect(replica.progress).toMatchObject({ kind: 'reading', after: null });
		expect(onDisk().includes(memberId(1))).toBe(false);
		reopen();
		expect(wiped()).toBe(true);
	});

	test('counts from when the server was last heard of, also where there was no news', () => {
		keepElena();
		replica.heard(daysAfter(20));
		reopen();
		expect(replica.wipeIfStale(daysAfter(50))).toBe(false);
		expect(replica.wipeIfStale(daysAfter(51))).toBe(true);
	});

	test('is not thrown away by a clock that was set back, nor before it held anything', () => {
		expect(replica.wipeIfStale(daysAfter(1_000))).toBe(false);
		keepElena();
		expect(replica.wipeIfStale(daysAfter(-400))).toBe(false);
		expect(wiped()).toBe(false);
	});

	test('forgets whom it is told to, and leaves nothing of them in its files', () => {
		keepElena();
		replica.forget([memberId(1), memberId(99)]);
		expect(replica.byCard(aToken(1))).toBeUndefined();
		expect(onDisk().includes(memberId(1))).toBe(false);
	});
});

describe('a replica', () => {
	test('knows the house and its members again after a restart', () => {
		keepElena();
		reopen();
		expect(replica.setup).toEqual(aSetup());
		expect(replica.byCard(aToken(1))).toEqual(aRecord(1));
		expect(replica.byId(memberId(1))).toEqual(aRecord(1));
		expect(replica.progress).toEqual({ kind: 'following', pass: 1, mark: HEAD });
	});

	test('begins with nothing', () => {
		expect(replica.setup).toBeNull();
		expect(replica.byCard(aToken(1))).toBeUndefined();
		expect(replica.progress).toEqual({ kind: 'reading', pass: 1, after: null, mark: null });
	});

	test('shows nobody who reads the file a name, a key or how many points somebody has', () => {
		keepElena();
		const bytes = onDisk();
		for (const word of ['Elena', 'Елена', 'Petrova', '1250', 'gold', CARD_KEY, 'points', 'Miramar'])
			expect(bytes.includes(word), word).toBe(false);
		expect(bytes.includes(memberId(1))).toBe(true);
	});

	test('forgets what a member was: the next version takes the place of the last, and lost cards go', () => {
		keepElena();
		const renamed = aRecord(1, { cards: [{ token: aToken(2), ending: '0021', status: 'active' }] });
		replica.addChanges({ members: [renamed], gone: [], mark: HEAD, more: false }, AT);
		expect(replica.byCard(aToken(1))).toBeUndefined();
		expect(replica.byCard(aToken(2))).toEqual(renamed);
	});

	test('forgets a member who is gone, cards and all', () => {
		keepElena();
		replica.addChanges({ members: [], gone: [memberId(1)], mark: HEAD, more: false }, AT);
		expect(replica.byCard(aToken(1))).toBeUndefined();
		expect(replica.byId(memberId(1))).toBeUndefined();
		expect(onDisk().includes(memberId(1))).toBe(false);
	});

	test('keeps what it knows while it reads all members again, and forgets whom it did not meet', () => {
		keepElena();
		replica.addChanges({ members: [aRecord(2)], gone: [], mark: HEAD, more: false }, AT);
		replica.beginAgain();
		expect(replica.byCard(aToken(1))).toEqual(aRecord(1));
		replica.addMembers({ members: [aRecord(2)], next: memberId(2), head: HEAD }, AT);
		expect(replica.byCard(aToken(1))).toEqual(aRecord(1));
		reopen();
		replica.addMembers({ members: [aRecord(3)], next: null, head: HEAD }, AT);
		expect(replica.byCard(aToken(1))).toBeUndefined();
		expect([2, 3].map((number) => replica.byCard(aToken(number)))).toEqual([aRecord(2), aRecord(3)]);
		expect(replica.progress).toEqual({ kind: 'following', pass: 2, mark: HEAD });
	});

	test('of another hotel holds no guest of the first', () => {
		keepElena();
		const { counter } = aSetup();
		const elsewhere = aSetup({ counter: { ...counter, property: { ...counter.property, id: 'elsewhere' } } });
		replica.keepSetup(elsewhere);
		expect(replica.count()).toBe(0);
		expect(replica.byCard(aToken(1))).toBeUndefined();
		expect(replica.progress).toMatchObject({ kind: 'reading', after: null, mark: null });
		reopen();
		expect(replica.setup).toEqual(elsewhere);
	});

	test.each([
		['of another key', () => (key = randomBytes(32))],
		['that is no database', () => writeFileSync(path, 'not a database, but long enough to look at'.repeat(200))],
		['that was cut off', () => writeFileSync(path, readFileSync(path).subarray(0, 5_000))],
		['of a newer bridge', () => meddle('PRAGMA user_version = 99')],
		['that was meddled with', () => meddle(`UPDATE kept SET sealed = x'00'`)],
	])('starts afresh with a file %s', (_name, spoil) => {
		keepElena();
		replica.close();
		new DatabaseSync(path).close();
		spoil();
		replica = Replica.open(path, new Seal(key));
		expect(replica.count()).toBe(0);
		expect(replica.setup).toBeNull();
		keepElena();
		expect(reopen().byCard(aToken(1))).toEqual(aRecord(1));
	});

	test.each(Array.from({ length: 32 }, (_, bit) => bit))(
		'tells that bit %i of its layout number was flipped, and starts afresh',
		(bit) => {
			keepElena();
			replica.close();
			const bytes = readFileSync(path);
			// In the header. Source: SQLite's file format, 1.3.9.
			bytes[60 + Math.floor(bit / 8)]! ^= 1 << (bit % 8);
			writeFileSync(path, bytes);
			let told = 0;
			replica = Replica.open(path, new Seal(key), () => told++);
			expect([told, replica.count(), replica.setup]).toEqual([1, 0, null]);
			keepElena();
			expect(reopen().byCard(aToken(1))).toEqual(aRecord(1));
		},
	);

	test('of another version is as it should be, and nobody is told', () => {
		replica.close();
		meddle(`UPDATE kept SET name = 'progress-5'; PRAGMA user_version = 5`);
		const told: string[] = [];
		replica = Replica.open(path, new Seal(key), () => told.push('damaged'));
		writeFileSync(`${path}.empty`, '');
		Replica.open(`${path}.empty`, new Seal(key), () => told.push('damaged')).close();
		expect(told).toEqual([]);
	});

	test('takes no record for another one’s, and none that was changed', () => {
		keepElena();
		replica.addChanges({ members: [aRecord(2)], gone: [], mark: HEAD, more: false }, AT);
		meddle(`UPDATE member SET sealed = (SELECT sealed FROM member WHERE id = '${memberId(1)}')`);
		expect(replica.byCard(aToken(1))).toEqual(aRecord(1));
		expect(replica.byCard(aToken(2))).toBeUndefined();
		meddle('UPDATE member SET sealed = substr(sealed, 1, 40)');
		expect(replica.byCard(aToken(1))).toBeUndefined();
	});

	test('that the disk does not take stays as it was', () => {
		keepElena();
		meddle(`CREATE TRIGGER full BEFORE INSERT ON card BEGIN SELECT raise(ABORT, 'disk full'); END`);
		const next = { position: 8, hash: 'ee'.repeat(32) };
		expect(() =>
			replica.addChanges({ members: [aRecord(2)], gone: [memberId(1)], mark: next, more: false }, AT),
		).toThrow('disk full');
		expect(replica.progress).toMatchObject({ mark: HEAD });
		expect(replica.byId(memberId(2))).toBeUndefined();
	});
});

describe('the key of a replica', () => {
	test('lies beside it, for its owner only, and stays', () => {
		const keyPath = join(folder, 'replica.key');
		const fresh = Seal.open(keyPath);
		fresh.keep();
		const sealed = fresh.seal('name', { a: 1 });
		expect(statSync(keyPath).mode & 0o777).toBe(0o600);
		expect(Seal.open(keyPath).unseal('name', sealed)).toEqual({ a: 1 });
		expect(Seal.open(keyPath).unseal('other', sealed)).toBeUndefined();
	});

	test('of another length is refused', () => {
		expect(() => new Seal(Buffer.alloc(16))).toThrow();
	});
});

function meddle(sql: string): void {
	const db = new DatabaseSync(path);
	db.exec(sql);
	db.close();
}
