import { DatabaseSync } from 'node:sqlite';
import { rmSync } from 'node:fs';
import type { SlipProgress } from '#shared/counter/state.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { ReversalAnswer } from '#shared/protocol/reversal.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';

/** What a slip is to say, in numbers and the random member id: names and balances are asked for when it is printed. */
export type SlipOrder =
	/** `copy` 0 is the first print, 1 the first reprint. */
	| { readonly kind: 'visit'; readonly answer: VisitAnswer; readonly copy: number }
	| { readonly kind: 'reversal'; readonly answer: ReversalAnswer; readonly copy: number }
	/** `at`: when the guest asked, RFC 3339. */
	| { readonly kind: 'balance'; readonly jobId: string; readonly memberId: MemberId; readonly at: string };

/** One slip to print. */
export type Job = {
	/** `<visit>:<copy>`, `<reversal>:<copy>` or the name that the kiosk gave: the same slip is never printed twice. */
	readonly id: string;
	readonly order: SlipOrder;
};

export type Spool = {
	/** Keeps a job; one that is known already stays as it is. @returns how far it has come */
	readonly submit: (order: SlipOrder, nowMs: number) => Result<SlipProgress, SlipIdReused>;
	/** Takes a job back, unless its printing has begun. */
	readonly withdraw: (id: string) => void;
	/** The oldest first. */
	readonly waiting: () => readonly Job[];
	/** Durable when it returns. */
	readonly move: (job: Job, progress: SlipProgress) => void;
	/** Slips that wait since before then are not wanted any more without asking. @returns them; told once */
	readonly expire: (beforeMs: number) => readonly Job[];
	/**
	 * Somebody wants this slip: one that had expired or was never kept waits as if it were new, of one that may have come out a copy does. One
	 * that is on its way stays as it is. @returns what waits now; `undefined` where nothing new does
	 */
	readonly again: (order: SlipOrder, nowMs: number) => SlipOrder | undefined;
	readonly forgetBefore: (timeMs: number) => void;
	/** Slips whose end nobody knows, because the bridge stopped while they were printed. */
	readonly brokenOff: readonly SlipOrder[];
	/** The file could not be read: a new one was begun, and what waited is lost. */
	readonly wasDamaged: boolean;
	/** Why the disk cannot hold it; `null` where it does. Until it can, slips are kept in memory, and what waits is lost when the bridge ends. */
	readonly unkept: unknown;
	/** Tries the disk again. @returns where it holds the spool from now on, slips of an earlier run whose end nobody knows */
	readonly moveToDisk: () => readonly SlipOrder[] | undefined;
	readonly close: () => void;
};

/** The same name for another slip: nothing of it is printed. */
export type SlipIdReused = { readonly code: 'slip_id_reused' };

/** Slips are papers of a guest: what they say is not kept longer than it may be asked for. */
export const KEPT_MS = 48 * 60 * 60 * 1_000;

const SCHEMA = `
	PRAGMA journal_mode = WAL;
	PRAGMA synchronous = FULL;
	PRAGMA secure_delete = ON;
	CREATE TABLE IF NOT EXISTS job (
		id TEXT PRIMARY KEY,
		kind TEXT NOT NULL,
		body TEXT NOT NULL,
		progress TEXT NOT NULL,
		created_at INTEGER NOT NULL
	) STRICT;
	CREATE INDEX IF NOT EXISTS job_waiting ON job (created_at) WHERE progress = 'waiting';
`;

/**
 * The slips of one printer, on disk. Opening it settles what an earlier run left unsettled: a visit or what
 * came back of it is still owed its slip, but whoever asked a kiosk for a balance has gone.
 *
 * A disk that cannot hold it costs the slips that wait when the bridge ends, and no counter its printer.
 */
export function openSpool(path: string): Spool {
	const opened = openFile(path);
	let { unkept } = opened;
	const brokenOff = settle(opened.db);
	let on = statementsOn(opened.db);
	return {
		submit: (order, nowMs) => {
			const id = idOf(order);
			const body = JSON.stringify(order);
			on.insert.run(id, order.kind, body, nowMs);
			const kept = on.find.get(id);
			return kept?.['body'] === body ? ok(kept['progress'] as SlipProgress) : err({ code: 'slip_id_reused' });
		},
		withdraw: (id) => void on.withdraw.run(id),
		waiting: () => on.waiting.all().map(jobOf),
		expire: (beforeMs) => on.expire.all(beforeMs).map(jobOf),
		again: (order, nowMs) => {
			if (order.kind === 'balance') return undefined;
			let last = order;
			for (let copy = 0; on.find.get(idOf({ ...order, copy })); copy++) last = { ...order, copy };
			const kept = on.find.get(idOf(last));
			if (!kept) {
				on.insert.run(idOf(order), order.kind, JSON.stringify(order), nowMs);
				return order;
			}
			if (UNDER_WAY.includes(kept['progress'] as SlipProgress)) return undefined;
			const renewed = JSON.parse(kept['body'] as string) as SlipOrder;
			if (on.renew.run(nowMs, idOf(last)).changes === 1) return renewed;
			const next = { ...renewed, copy: last.copy + 1 } as SlipOrder;
			on.insert.run(idOf(next), next.kind, JSON.stringify(next), nowMs);
			return next;
		},
		move: (job, progress) => void on.move.run(progress, job.id),
		forgetBefore: (timeMs) => void on.forget.run(timeMs),
		brokenOff,
		wasDamaged: opened.wasDamaged,
		get unkept() {
			return unkept;
		},
		moveToDisk: () => {
			const next = openFile(path);
			unkept = next.unkept;
			if (unkept !== null) {
				next.db.close();
				return undefined;
			}
			try {
				const settled = settle(next.db).filter((order) => !on.find.get(idOf(order)));
				copyJobs(on.db, next.db);
				on.db.close();
				on = statementsOn(next.db);
				return settled;
			} catch (cause) {
				next.db.close();
				unkept = cause;
				return undefined;
			}
		},
		close: () => on.db.close(),
	};
}

/** What an earlier run left under way. @returns slips whose end nobody knows */
function settle(db: DatabaseSync): readonly SlipOrder[] {
	db.exec(`DELETE FROM job WHERE kind = 'balance' AND progress = 'waiting'`);
	return db
		.prepare(`UPDATE job SET progress = 'unknown' WHERE progress = 'sending' RETURNING body`)
		.all()
		.map(({ body }) => JSON.parse(body as string) as SlipOrder);
}

const statementsOn = (db: DatabaseSync) => ({
	db,
	insert: db.prepare(
		`INSERT INTO job (id, kind, body, progress, created_at) VALUES (?, ?, ?, 'waiting', ?) ON CONFLICT (id) DO NOTHING`,
	),
	find: db.prepare('SELECT progress, body FROM job WHERE id = ?'),
	withdraw: db.prepare(`DELETE FROM job WHERE id = ? AND progress = 'waiting'`),
	waiting: db.prepare(`SELECT id, body FROM job WHERE progress = 'waiting' ORDER BY created_at, rowid`),
	move: db.prepare('UPDATE job SET progress = ? WHERE id = ?'),
	expire: db.prepare(
		`UPDATE job SET progress = 'expired' WHERE progress = 'waiting' AND kind <> 'balance' AND created_at < ? RETURNING id, body`,
	),
	renew: db.prepare(`UPDATE job SET progress = 'waiting', created_at = ? WHERE id = ? AND progress = 'expired'`),
	forget: db.prepare('DELETE FROM job WHERE created_at < ?'),
});

/** All or none. What has happened since is newer than what the disk knows. @throws where the disk does not take it */
function copyJobs(from: DatabaseSync, to: DatabaseSync): void {
	const put = to.prepare('INSERT OR REPLACE INTO job (id, kind, body, progress, created_at) VALUES (?, ?, ?, ?, ?)');
	// A disk that only looks as if it had room is seen by a write, also where there is nothing to copy.
	to.exec('BEGIN; PRAGMA user_version = 1');
	for (const { id, kind, body, progress, created_at } of from.prepare('SELECT * FROM job ORDER BY rowid').all()) {
		put.run(id!, kind!, body!, progress!, created_at!);
	}
	to.exec('COMMIT');
}

const UNDER_WAY: readonly SlipProgress[] = ['waiting', 'sending'];

const jobOf = ({ id, body }: Record<string, unknown>): Job => ({
	id: id as string,
	order: JSON.parse(body as string) as SlipOrder,
});

/** A file that cannot be read is thrown away: a slip is not worth a counter that does not start. */
function openFile(path: string): Pick<Spool, 'wasDamaged' | 'unkept'> & { readonly db: DatabaseSync } {
	let wasDamaged = false;
	try {
		return { db: openWhole(path), wasDamaged, unkept: null };
	} catch (cause) {
		wasDamaged = DAMAGED.includes((cause as { readonly errcode?: number }).errcode ?? 0);
		if (!wasDamaged) return { db: openWhole(':memory:'), wasDamaged, unkept: cause };
	}
	try {
		for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
		return { db: openWhole(path), wasDamaged, unkept: null };
	} catch (cause) {
		return { db: openWhole(':memory:'), wasDamaged, unkept: cause };
	}
}

const CORRUPT = 11;
const NOT_A_DATABASE = 26;
const DAMAGED: readonly number[] = [CORRUPT, NOT_A_DATABASE];

function openWhole(path: string): DatabaseSync {
	const db = new DatabaseSync(path);
	try {
		db.exec(SCHEMA);
		if (db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] !== 'ok') {
			throw Object.assign(new Error('The spool is damaged.'), { errcode: CORRUPT });
		}
		return db;
	} catch (cause) {
		db.close();
		throw cause;
	}
}

function idOf(order: SlipOrder): string {
	switch (order.kind) {
		case 'visit':
			return `${order.answer.visitId}:${order.copy}`;
		case 'reversal':
			return `${order.answer.reversalId}:${order.copy}`;
		case 'balance':
			return order.jobId;
	}
}
