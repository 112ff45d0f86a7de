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
	/** Why the disk cannot hold it, where it cannot: slips are kept in memory, and what waits is lost when the bridge ends. */
	readonly unkept: unknown;
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
	const { db, wasDamaged, unkept } = openFile(path);
	db.exec(`DELETE FROM job WHERE kind = 'balance' AND progress = 'waiting'`);
	const brokenOff = db
		.prepare(`UPDATE job SET progress = 'unknown' WHERE progress = 'sending' RETURNING body`)
		.all()
		.map(({ body }) => JSON.parse(body as string) as SlipOrder);
	const insert = db.prepare(
		`INSERT INTO job (id, kind, body, progress, created_at) VALUES (?, ?, ?, 'waiting', ?) ON CONFLICT (id) DO NOTHING`,
	);
	const find = db.prepare('SELECT progress, body FROM job WHERE id = ?');
	const withdraw = db.prepare(`DELETE FROM job WHERE id = ? AND progress = 'waiting'`);
	const waiting = db.prepare(`SELECT id, body FROM job WHERE progress = 'waiting' ORDER BY created_at, rowid`);
	const move = db.prepare('UPDATE job SET progress = ? WHERE id = ?');
	const expire = db.prepare(
		`UPDATE job SET progress = 'expired' WHERE progress = 'waiting' AND kind <> 'balance' AND created_at < ? RETURNING id, body`,
	);
	const renew = db.prepare(`UPDATE job SET progress = 'waiting', created_at = ? WHERE id = ? AND progress = 'expired'`);
	const forget = db.prepare('DELETE FROM job WHERE created_at < ?');
	return {
		submit: (order, nowMs) => {
			const id = idOf(order);
			const body = JSON.stringify(order);
			insert.run(id, order.kind, body, nowMs);
			const kept = find.get(id);
			return kept?.body === body ? ok(kept.progress as SlipProgress) : err({ code: 'slip_id_reused' });
		},
		withdraw: (id) => void withdraw.run(id),
		waiting: () => waiting.all().map(jobOf),
		expire: (beforeMs) => expire.all(beforeMs).map(jobOf),
		again: (order, nowMs) => {
			if (order.kind === 'balance') return undefined;
			let last = order;
			for (let copy = 0; find.get(idOf({ ...order, copy })); copy++) last = { ...order, copy };
			const kept = find.get(idOf(last));
			if (!kept) {
				insert.run(idOf(order), order.kind, JSON.stringify(order), nowMs);
				return order;
			}
			if (UNDER_WAY.includes(kept['progress'] as SlipProgress)) return undefined;
			const renewed = JSON.parse(kept['body'] as string) as SlipOrder;
			if (renew.run(nowMs, idOf(last)).changes === 1) return renewed;
			const next = { ...renewed, copy: last.copy + 1 } as SlipOrder;
			insert.run(idOf(next), next.kind, JSON.stringify(next), nowMs);
			return next;
		},
		move: (job, progress) => void move.run(progress, job.id),
		forgetBefore: (timeMs) => void forget.run(timeMs),
		brokenOff,
		wasDamaged,
		unkept,
		close: () => db.close(),
	};
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
