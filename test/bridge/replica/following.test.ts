import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { err, ok } from '#shared/kernel/result.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import type { FeedMark } from '#shared/protocol/replica.ts';
import { Following } from '../../../bridge/replica/following.ts';
import { Replica } from '../../../bridge/replica/replica.ts';
import { Seal } from '../../../bridge/replica/seal.ts';
import { settled } from '../../fakes/fake-clock.ts';
import { memberId } from '../../shared/counter/samples.ts';
import { aRecord } from './samples.ts';

const markAt = (position: number): FeedMark => ({ position, hash: 'ab'.repeat(32) });

type Link = ConstructorParameters<typeof Following>[0]['link'];

let asked: string[];
let answers: (() => void)[];
let feedEnd: number;
let erased: MemberId[];
let failures: unknown[];
let completed: number;
let replica: Replica;
let following: Following;

/** A server whose feed ends at `feedEnd`; each answer waits until `answer` lets it go. */
const link: Link = {
	erased: () => Promise.resolve(ok(erased)),
	members: async () => {
		asked.push('members');
		await new Promise<void>((resolve) => answers.push(resolve));
		return ok({ members: [aRecord(1)], next: null, head: markAt(feedEnd) });
	},
	changes: async ({ position }) => {
		asked.push(`changes since ${position}`);
		const end = feedEnd;
		await new Promise<void>((resolve) => answers.push(resolve));
		const reached = Math.min(end, position + 1);
		return ok({ members: [], gone: [], mark: markAt(reached), more: reached < end });
	},
};
const answer = async (): Promise<void> => {
	await settled();
	answers.shift()!();
	await settled();
};
const follow = (changes: Partial<Link> = {}): Following =>
	new Following({
		link: { ...link, ...changes },
		replica,
		now: () => '2026-11-21T19:42:00.000Z',
		onComplete: () => completed++,
		onFailed: (cause) => failures.push(cause),
	});

beforeEach(() => {
	asked = [];
	answers = [];
	failures = [];
	completed = 0;
	feedEnd = 3;
	erased = [];
	replica = Replica.open(':memory:', new Seal(randomBytes(32)));
	following = follow();
});

describe('a counter that follows the feed', () => {
	test('reads all members, then what has changed, and asks no more than it must', async () => {
		void following.online();
		await answer();
		expect(completed).toBe(1);
		await answer();
		expect(asked).toEqual(['members', 'changes since 3']);
		expect(answers).toEqual([]);
	});

	test('forgets whoever is to be forgotten before it asks for anything else', async () => {
		void following.online();
		await answer();
		await answer();
		expect(replica.byId(memberId(1))).toBeDefined();
		erased = [memberId(1)];
		void following.online();
		await settled();
		expect(replica.byId(memberId(1))).toBeUndefined();
		expect(asked).toHaveLength(3);
		await answer();
	});

	test('goes on with a server that does not know the question', async () => {
		following = follow({ erased: () => Promise.resolve(err({ code: 'server_away' })) });
		void following.online();
		await settled();
		await answer();
		expect(completed).toBe(1);
	});

	test('takes much news at once for one, and misses none that comes while it asks', async () => {
		void following.online();
		await answer();
		feedEnd = 4;
		for (let times = 0; times < 50; times++) void following.news();
		await answer();
		await answer();
		expect(asked).toEqual(['members', 'changes since 3', 'changes since 3']);
		expect(replica.progress).toMatchObject({ mark: markAt(4) });
		expect(answers).toEqual([]);
	});

	test('goes on while there is more', async () => {
		void following.online();
		await answer();
		await answer();
		feedEnd = 6;
		void following.news();
		for (let page = 0; page < 3; page++) await answer();
		expect(asked.slice(2)).toEqual(['changes since 3', 'changes since 4', 'changes since 5']);
	});

	test('waits for the link where the server is away', async () => {
		following = follow({ members: () => Promise.resolve(err({ code: 'server_away' })) });
		await following.online();
		expect(replica.progress).toMatchObject({ kind: 'reading' });
		await follow({ members: nobody, changes: away }).online();
		expect(replica.progress).toMatchObject({ kind: 'following' });
	});

	test('that cannot keep what it hears says so once, and tries again with the next link', async () => {
		following = follow({ members: () => Promise.reject(new Error('disk full')) });
		await following.online();
		await following.news();
		expect(failures).toHaveLength(1);
		await following.online();
		expect(failures).toHaveLength(2);
	});
});

const nobody: Link['members'] = () => Promise.resolve(ok({ members: [], next: null, head: markAt(1) }));
const away: Link['changes'] = () => Promise.resolve(err({ code: 'server_away' }));
