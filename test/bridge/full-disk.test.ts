import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReversalId, StaffId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { ReverseVisit } from '#shared/protocol/reversal.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { BookingDesk, type Booked } from '../../bridge/counter/booking-desk.ts';
import { openOutbox, type Outbox } from '../../bridge/outbox/outbox.ts';
import { asidesIn, openOutboxOrNone } from '../../bridge/outbox/outbox-rescue.ts';
import { Following } from '../../bridge/replica/following.ts';
import { Replica } from '../../bridge/replica/replica.ts';
import { Seal } from '../../bridge/replica/seal.ts';
import { holdState } from '../../bridge/state-lock.ts';
import { settled } from '../fakes/fake-clock.ts';
import { aCommand, anAnswer, ELENA, visitId } from '../shared/counter/samples.ts';
import { canMount, fillDisk, mountSmallDisk, unmount } from '../support/small-disk.ts';
import { aRecord, aSetup, aToken } from './replica/samples.ts';

const NOW = '2026-11-21T19:42:00.000Z';
const HEAD = { position: 7, hash: 'ff'.repeat(32) };
let folder: string;
let outbox: Outbox;
let replica: Replica;
let desk: BookingDesk;
let isOnline: boolean;
let isStopped: boolean;
let booked: string[];
let server: (command: RecordVisit) => Booked;

/** A disk that only root can make: elsewhere these are left out. */
describe.runIf(canMount)('a counter whose disk is full', () => {
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'retorno-full-'));
		mkdirSync(join(folder, 'state'));
		expect(mountSmallDisk(join(folder, 'state'))).toBe(true);
		[isOnline, isStopped, booked] = [true, false, []];
		server = ({ id }) => ok(anAnswer({ visitId: id }));
		outbox = openOutbox(join(folder, 'state/outbox.sqlite'));
		replica = Replica.open(join(folder, 'state/replica.sqlite'), Seal.open(join(folder, 'state/replica.key')));
		replica.keepSetup(aSetup());
		replica.addMembers({ members: [aRecord(1)], next: null, head: HEAD }, NOW);
		desk = openDesk();
	});
	afterEach(() => {
		if (!isStopped) for (const part of [desk, outbox, replica]) part.close();
		unmount(join(folder, 'state'));
		rmSync(folder, { recursive: true });
	});

	function openDesk(): BookingDesk {
		const record = (command: RecordVisit): Booked => {
			const answer = server(command);
			if (answer.ok && !booked.includes(command.id)) booked.push(command.id);
			return answer;
		};
		return new BookingDesk({
			link: {
				get isOnline() {
					return isOnline;
				},
				record: (command) => Promise.resolve(record(command) as never),
				recordBatch: (commands) => Promise.resolve(ok(commands.map(record)) as never),
			},
			...{ outbox, onDelivered: () => undefined, onWaiting: () => undefined, now: () => NOW },
		});
	}

	const filler = (): string => join(folder, 'state/something-else');
	const fill = (): void => fillDisk(filler());
	const makeRoom = (): void => rmSync(filler());
	const dinner = (number: number): RecordVisit =>
		aCommand({ id: visitId(number), memberId: ELENA.id, tenders: [{ type: 'other', amountMinor: 7_200 }] });
	async function record(number: number): Promise<Booked> {
		let told: Booked | undefined;
		await desk.record(dinner(number), aSetup().counter, ELENA, (answer) => (told = answer));
		return told!;
	}
	/** Until the disk has taken the last page that was reserved. */
	async function untilRefused(): Promise<number> {
		for (let number = 100; number < 1_000; number++) if (!(await record(number)).ok) return number;
		throw new Error('a full disk takes everything');
	}
	const restart = (): void => {
		outbox.close();
		outbox = openOutbox(join(folder, 'state/outbox.sqlite'));
	};

	test('F36: says of no visit that it is saved, sends none, and reads on; with room it saves again, without a start', async () => {
		isOnline = false;
		await record(1);
		fill();
		const refused = await untilRefused();
		const saved = outbox.pending().map(({ id }) => id);
		expect(await record(refused)).toEqual(err({ code: 'not_saved' }));
		isOnline = true;
		expect(await record(refused)).toEqual(err({ code: 'not_saved' }));
		expect(booked).toEqual([]);
		expect(replica.byCard(aToken(1))).toEqual(aRecord(1));
		expect(outbox.pending().map(({ id }) => id)).toEqual(saved);

		makeRoom();
		expect(await record(refused)).toMatchObject({ ok: true });
		await desk.deliver();
		expect(booked.toSorted()).toEqual([...saved, visitId(refused)].toSorted());
		expect(outbox.count()).toBe(0);
		restart();
		expect([outbox.count(), outbox.verify().ok]).toEqual([0, true]);
	});

	test('sends nothing twice of what the server has answered, although that cannot be written', async () => {
		isOnline = false;
		for (const number of [1, 2, 3]) await record(number);
		isOnline = true;
		fill();
		await desk.deliver();
		while (outbox.count() > 0) await desk.deliver();
		expect([booked.length, outbox.pending(), outbox.pendingOf(ELENA.id)]).toEqual([3, [], []]);
		expect(outbox.isPending(visitId(1))).toBe(false);
		await outbox.delivered(ELENA.id);
		makeRoom();
		expect(await record(4)).toMatchObject({ ok: true });
		restart();
		expect([outbox.count(), outbox.verify()]).toEqual([0, ok({ rows: 4 })]);
	});

	test('forgets what the server refused, although it stands there still', async () => {
		isOnline = true;
		server = (command) => {
			if (command.id === visitId(1)) fill();
			return err({ code: 'cashier_unknown' });
		};
		expect(await record(1)).toEqual(err({ code: 'cashier_unknown' }));
		server = ({ id }) => ok(anAnswer({ visitId: id }));
		await desk.deliver();
		expect([booked, outbox.count()]).toEqual([[], 0]);
		makeRoom();
		const another = { ...dinner(1), checkNumber: 'another' };
		await desk.record(another, aSetup().counter, ELENA, (answer) => expect(answer).toMatchObject({ ok: true }));
		restart();
		expect([booked, outbox.count()]).toEqual([[visitId(1)], 0]);
	});

	test('gives nobody their money back for a visit that would go out after the next start', async () => {
		isOnline = false;
		await record(1);
		fill();
		await untilRefused();
		const back: ReverseVisit = {
			...{ id: 'reversal' as ReversalId, visitId: visitId(1), outlet: 'restaurant', terminal: 'till-1' },
			...{ cashier: 'ana' as StaffId, approvedBy: null, occurredAt: NOW, reason: 'entered_wrong', lines: null },
		};
		expect(desk.withdraw(back)).toBeNull();
		expect(outbox.isPending(visitId(1))).toBe(true);
		makeRoom();
		expect(desk.withdraw(back)).toMatchObject({ visitId: visitId(1) });
		expect(outbox.isPending(visitId(1))).toBe(false);
	});

	test('keeps the copy as it was, and up to date again once there is room', async () => {
		const many = Array.from({ length: 2_000 }, (_, index) => aRecord(index + 1));
		const failures: unknown[] = [];
		const following = new Following({
			link: {
				erased: () => Promise.resolve(ok([])),
				members: () => Promise.reject(new Error('not asked')),
				changes: () =>
					Promise.resolve(ok({ members: many.slice(0, 40), gone: [], mark: { ...HEAD, position: 8 }, more: false })),
			},
			...{ replica, now: () => NOW, onComplete: () => undefined, onFailed: (cause: unknown) => failures.push(cause) },
		});
		fill();
		await following.online();
		expect([following.copy, failures.length, replica.isDamaged]).toEqual(['failed', 1, false]);
		expect(replica.byCard(aToken(1))).toEqual(aRecord(1));
		expect(replica.progress).toMatchObject({ mark: { position: 7 } });
		await following.retry();
		expect(failures).toHaveLength(2);
		makeRoom();
		await following.retry();
		await settled();
		expect([following.copy, replica.count(), failures.length]).toEqual(['current', 40, 2]);
	});

	describe('when it starts', () => {
		function stop(): void {
			if (isStopped) return;
			for (const part of [desk, outbox, replica]) part.close();
			isStopped = true;
		}
		const remount = (how: 'ro' | 'rw'): void =>
			expect(spawnSync('mount', ['-o', `remount,${how}`, join(folder, 'state')]).status).toBe(0);
		/** As a bridge does. @returns why there is no outbox; `null` where there is one */
		function start(): unknown {
			stop();
			const opened = openOutboxOrNone(join(folder, 'state/outbox.sqlite'), NOW);
			outbox = opened.outbox;
			replica = Replica.open(join(folder, 'state/replica.sqlite'), Seal.open(join(folder, 'state/replica.key')));
			desk = openDesk();
			isStopped = false;
			return opened.shut;
		}
		function away(): void {
			stop();
			for (const name of ['outbox.sqlite', 'replica.sqlite', 'replica.key']) rmSync(join(folder, 'state', name));
		}
		/** What waits a minute in a bridge that runs. */
		function lookAgain(): unknown {
			const again = openOutboxOrNone(join(folder, 'state/outbox.sqlite'), NOW);
			if (again.shut === null) outbox.become(again.outbox);
			else again.outbox.close();
			return again.shut;
		}

		test('F36: reads what it has kept, sends what waits, and promises nothing more until there is room', async () => {
			isOnline = false;
			await record(1);
			stop();
			fill();
			expect(start()).toBeNull();
			expect([replica.isKept, replica.byCard(aToken(1))]).toEqual([true, aRecord(1)]);
			await untilRefused();
			const saved = outbox.pending().map(({ id }) => id);
			expect(saved).toContain(visitId(1));
			isOnline = true;
			await desk.deliver();
			expect(booked).toEqual(saved);

			makeRoom();
			expect(await record(2)).toMatchObject({ ok: true });
			restart();
			expect([outbox.count(), outbox.verify().ok]).toEqual([0, true]);
		});

		test('F36: for the first time: asks the server, keeps the house in memory, and goes to the disk once there is room', async () => {
			away();
			fill();
			expect(start()).toMatchObject({ errcode: 13 });
			expect([replica.isKept, replica.byCard(aToken(1))]).toEqual([false, undefined]);
			replica.keepSetup(aSetup());
			replica.addMembers({ members: [aRecord(1)], next: null, head: HEAD }, NOW);
			expect(replica.byCard(aToken(1))).toEqual(aRecord(1));
			for (isOnline of [true, false]) expect(await record(1)).toEqual(err({ code: 'not_saved' }));
			expect([booked, replica.moveToDisk(), lookAgain()]).toEqual([[], false, expect.anything()]);

			makeRoom();
			expect([replica.moveToDisk(), lookAgain()]).toEqual([true, null]);
			expect([replica.isKept, replica.setup, replica.progress.kind]).toEqual([true, aSetup(), 'reading']);
			expect(await record(1)).toMatchObject({ ok: true });
			expect(start()).toBeNull();
			expect([replica.setup, outbox.count()]).toEqual([aSetup(), 1]);
		});

		test('leaves a damaged outbox as it is until there is room for another one', async () => {
			isOnline = false;
			for (const number of [1, 2]) await record(number);
			stop();
			const db = new DatabaseSync(join(folder, 'state/outbox.sqlite'));
			db.exec(`UPDATE command SET body = replace(body, '7200', '9200') WHERE position = 1`);
			db.close();
			fill();
			expect([start(), outbox.count()]).toEqual([expect.anything(), 0]);
			expect([lookAgain(), asidesIn(join(folder, 'state'))]).toEqual([expect.anything(), []]);
			makeRoom();
			expect(lookAgain()).toBeNull();
			expect(outbox.pending().map(({ id }) => id)).toEqual([visitId(2)]);
			expect(asidesIn(join(folder, 'state'))).toHaveLength(1);
		});

		test('knows nobody of a copy whose time is over, although the disk takes no change', () => {
			stop();
			fill();
			expect(start()).toBeNull();
			expect(replica.wipeIfStale('2026-12-22T19:42:00.001Z')).toBe(true);
			expect([replica.byCard(aToken(1)), replica.setup]).toEqual([undefined, null]);
			makeRoom();
			start();
			expect([replica.byCard(aToken(1)), replica.setup]).toEqual([undefined, null]);
		});

		test.each(['full', 'read-only'])('is the only bridge there on a %s disk', (kind) => {
			holdState(join(folder, 'state'))();
			stop();
			if (kind === 'full') fill();
			else remount('ro');
			const letGo = holdState(join(folder, 'state'));
			if (kind === 'full') expect(() => holdState(join(folder, 'state'))).toThrow('This counter runs already');
			letGo();
		});

		test('says in words that a folder takes no file at all', () => {
			stop();
			remount('ro');
			expect(() => holdState(join(folder, 'state'))).toThrow('Nothing can be written in');
			expect([start(), replica.isKept]).toEqual([expect.anything(), false]);
			remount('rw');
			expect([lookAgain(), replica.moveToDisk(), replica.byCard(aToken(1))]).toEqual([null, true, aRecord(1)]);
		});
	});
});
