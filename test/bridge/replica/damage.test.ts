import { randomBytes } from 'node:crypto';
import {
	closeSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as aTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '#shared/kernel/result.ts';
import { Following } from '../../../bridge/replica/following.ts';
import { Replica } from '../../../bridge/replica/replica.ts';
import { Seal } from '../../../bridge/replica/seal.ts';
import { memberId } from '../../shared/counter/samples.ts';
import { aRecord, aSetup, aToken } from './samples.ts';

const AT = '2026-11-21T19:42:00.000Z';
const HEAD = { position: 7, hash: 'ff'.repeat(32) };
const PAGE_BYTES = 4_096;
const MEMBERS = Array.from({ length: 60 }, (_, index) => index + 1);

let folder: string;
let replica: Replica;
let told: number;
const path = (): string => join(folder, 'replica.sqlite');
const keyPath = (): string => join(folder, 'replica.key');

/** As a bridge does when it starts. */
function start(): void {
	told = 0;
	replica = Replica.open(path(), Seal.open(keyPath()), () => told++);
}
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-damage-'));
	start();
	replica.keepSetup(aSetup());
	replica.addMembers({ members: MEMBERS.map((number) => aRecord(number)), next: null, head: HEAD }, AT);
	replica.close();
});
afterEach(() => {
	replica.close();
	rmSync(folder, { recursive: true });
});

const known = (): number[] => MEMBERS.filter((number) => replica.byCard(aToken(number)) !== undefined);

/** All members again, from a server that is there. */
const following = (): Following =>
	new Following({
		link: {
			erased: () => Promise.resolve(ok([])),
			members: () => Promise.resolve(ok({ members: MEMBERS.map((number) => aRecord(number)), next: null, head: HEAD })),
			changes: () => Promise.resolve(ok({ members: [aRecord(1)], gone: [], mark: HEAD, more: false })),
		},
		...{ replica, now: () => AT, onComplete: () => undefined },
		onFailed: () => undefined,
	});

/** Rubbish over the pages on which members lie, from this one on. */
function spoil(pages: number): void {
	const from = Math.floor(readFileSync(path()).length / PAGE_BYTES / 2);
	const file = openSync(path(), 'r+');
	writeSync(file, Buffer.alloc(pages * PAGE_BYTES, 0xa5), 0, pages * PAGE_BYTES, from * PAGE_BYTES);
	closeSync(file);
}

test('a copy that is well is opened as it is', () => {
	start();
	expect([told, replica.isDamaged, known()]).toEqual([0, false, MEMBERS]);
});

describe('a copy that cannot be opened is begun anew, and that is told', () => {
	test.each<[string, () => void]>([
		['no database', () => writeFileSync(path(), 'not a database, but long enough to be read as one '.repeat(500))],
		['cut in half', () => truncateSync(path(), Math.floor(readFileSync(path()).length / 2))],
		['without its key', () => rmSync(keyPath())],
		['under another key', () => writeFileSync(keyPath(), randomBytes(32))],
		['under half a key', () => truncateSync(keyPath(), 16)],
		['under a key of nothing', () => writeFileSync(keyPath(), '')],
	])('%s', async (_name, damage) => {
		damage();
		start();
		expect([told, replica.setup, known()]).toEqual([1, null, []]);
		expect(replica.progress).toMatchObject({ kind: 'reading', after: null });
		await following().online();
		expect(known()).toEqual(MEMBERS);
		replica.close();
		start();
		expect([told, known()]).toEqual([0, MEMBERS]);
	});
});

describe('a copy of which a part cannot be read', () => {
	test('tells so once, and whom it can read it shows, as long as the server is away', () => {
		spoil(3);
		start();
		const left = known();
		expect(left.length).toBeGreaterThan(MEMBERS.length / 2);
		expect(left.length).toBeLessThan(MEMBERS.length);
		expect([told, known(), replica.setup]).toEqual([1, left, aSetup()]);
	});

	test('because one record is not as it was sealed tells so, and shows all others', () => {
		const db = new DatabaseSync(path());
		db.exec(`UPDATE member SET sealed = zeroblob(100) WHERE id = '${memberId(7)}'`);
		db.close();
		start();
		expect([known(), told, replica.isDamaged]).toEqual([MEMBERS.filter((number) => number !== 7), 1, true]);
	});

	test('is fetched again once the server is there, and the house stays meanwhile', async () => {
		spoil(3);
		start();
		expect(known()).not.toEqual(MEMBERS);
		const link = following();
		await link.online();
		expect([known(), replica.isDamaged, link.copy]).toEqual([MEMBERS, false, 'current']);
		replica.close();
		start();
		expect([told, known(), replica.setup]).toEqual([0, MEMBERS, aSetup()]);
	});

	test('that takes no change is fetched again as well', async () => {
		start();
		replica.close();
		spoil(20);
		start();
		const link = following();
		await link.online();
		await aTurn();
		await link.news();
		expect([replica.isDamaged, link.copy, known()]).toEqual([false, 'current', MEMBERS]);
	});

	test('is thrown away when its time is over, house and all', () => {
		spoil(20);
		start();
		expect(replica.wipeIfStale('2026-12-22T19:42:00.001Z')).toBe(true);
		expect([known(), replica.setup, replica.count()]).toEqual([[], null, 0]);
	});

	test('is begun anew three times at most while the link is open', async () => {
		spoil(3);
		start();
		expect(known()).not.toEqual(MEMBERS);
		let begun = 0;
		const broken = {
			...{ isDamaged: true, progress: replica.progress, beginAnew: () => begun++, forget: () => undefined },
			addChanges: () => {
				throw Object.assign(new Error('malformed'), { errcode: 11 });
			},
		} as unknown as Replica;
		const link = new Following({
			link: {
				erased: () => Promise.resolve(ok([])),
				members: () => Promise.reject(new Error('not asked')),
				changes: () => Promise.resolve(ok({ members: [], gone: [], mark: HEAD, more: false })),
			},
			...{ replica: broken, now: () => AT, onComplete: () => undefined, onFailed: () => undefined },
		});
		await link.online();
		for (let news = 0; news < 9; news++) await link.news();
		expect([begun, link.copy]).toEqual([3, 'failed']);
	});
});
