import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReversalId, StaffId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { ReverseVisit } from '#shared/protocol/reversal.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { BookingDesk, type Booked } from '../../bridge/counter/booking-desk.ts';
import { openOutbox, type Outbox } from '../../bridge/outbox/outbox.ts';
import { Following } from '../../bridge/replica/following.ts';
import { Replica } from '../../bridge/replica/replica.ts';
import { Seal } from '../../bridge/replica/seal.ts';
import { settled } from '../fakes/fake-clock.ts';
import { aCommand, anAnswer, ELENA, visitId } from '../shared/counter/samples.ts';
import { aRecord, aSetup, aToken } from './replica/samples.ts';

const NOW = '2026-11-21T19:42:00.000Z';
const HEAD = { position: 7, hash: 'ff'.repeat(32) };
const DISK = 'size=2m';
const CHUNK = Buffer.alloc(4_096, 1);

const trial = mkdtempSync(join(tmpdir(), 'retorno-mount-'));
const canMount = spawnSync('mount', ['-t', 'tmpfs', '-o', DISK, 'tmpfs', trial]).status === 0;
if (canMount) spawnSync('umount', [trial]);
rmSync(trial, { recursive: true });

let folder: string;
let outbox: Outbox;
let replica: Replica;
let desk: BookingDesk;
let isOnline: boolean;
let booked: string[];
let server: (command: RecordVisit) => Booked;

/** A disk that only root can make: elsewhere these are left out. */
describe.runIf(canMount)('a counter whose disk is full', () => {
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'retorno-full-'));
		mkdirSync(join(folder, 'state'));
		expect(spawnSync('mount', ['-t', 'tmpfs', '-o', DISK, 'tmpfs', join(folder, 'state')]).status).toBe(0);
		[isOnline, booked] = [true, []];
		server = ({ id }) => ok(anAnswer({ visitId: id }));
		outbox = openOutbox(join(folder, 'state/outbox.sqlite'));
		replica = Replica.open(join(folder, 'state/replica.sqlite'), Seal.open(join(folder, 'state/replica.key')));
		replica.keepSetup(aSetup());
		replica.addMembers({ members: [aRecord(1)], next: null, head: HEAD }, NOW);
		const record = (command: RecordVisit): Booked => {
			const answer = server(command);
			if (answer.ok && !booked.includes(command.id)) booked.push(command.id);
			return answer;
		};
		desk = new BookingDesk({
			link: {
				get isOnline() {
					return isOnline;
				},
				record: (command) => Promise.resolve(record(command) as never),
				recordBatch: (commands) => Promise.resolve(ok(commands.map(record)) as never),
			},
			...{ outbox, onDelivered: () => undefined, onWaiting: () => undefined, now: () => NOW },
		});
	});
	afterEach(() => {
		desk.close();
		outbox.close();
		replica.close();
		spawnSync('umount', [join(folder, 'state')]);
		rmSync(folder, { recursive: true });
	});

	const filler = (): string => join(folder, 'state/something-else');
	function fill(): void {
		const file = openSync(filler(), 'a');
		try {
			for (;;) writeSync(file, CHUNK);
		} catch {
			closeSync(file);
		}
	}
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
});
