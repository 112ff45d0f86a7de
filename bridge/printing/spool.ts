import { DatabaseSync } from 'node:sqlite';
import type { SlipProgress } from '#shared/counter/state.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
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
	readonly submit: (order: SlipOrder, nowMs: number) => SlipProgress;
	/** Takes a job back, unless its printing has begun. */
	readonly withdraw: (id: string) => void;
	/** The oldest first. */
	readonly waiting: () => readonly Job[];
	/** Durable when it returns. */
	readonly move: (job: Job, progress: SlipProgress) => void;
	readonly forgetBefore: (timeMs: number) => void;
	/** Slips whose end nobody knows, because the bridge stopped while they were printed. */
	readonly brokenOff: readonly SlipOrder[];
	readonly close: () => void;
};

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
 */
export function openSpool(path: string): Spool {
	const db = new DatabaseSync(path);
	db.exec(SCHEMA);
	db.exec(`DELETE FROM job WHERE kind = 'balance' AND progress = 'waiting'`);
	const brokenOff = db
		.prepare(`UPDATE job SET progress = 'unknown' WHERE progress = 'sending' RETURNING body`)
		.all()
		.map(({ body }) => JSON.parse(body as string) as SlipOrder);
	const insert = db.prepare(
		`INSERT INTO job (id, kind, body, progress, created_at) VALUES (?, ?, ?, 'waiting', ?) ON CONFLICT (id) DO NOTHING`,
	);
	const progressOf = db.prepare('SELECT progress FROM job WHERE id = ?');
	const withdraw = db.prepare(`DELETE FROM job WHERE id = ? AND progress = 'waiting'`);
	const waiting = db.prepare(`SELECT id, body FROM job WHERE progress = 'waiting' ORDER BY created_at, rowid`);
	const move = db.prepare('UPDATE job SET progress = ? WHERE id = ?');
	const forget = db.prepare('DELETE FROM job WHERE created_at < ?');
	return {
		submit: (order, nowMs) => {
			const id = idOf(order);
			insert.run(id, order.kind, JSON.stringify(order), nowMs);
			return progressOf.get(id)?.progress as SlipProgress;
		},
		withdraw: (id) => void withdraw.run(id),
		waiting: () =>
			waiting.all().map(({ id, body }) => ({ id: id as string, order: JSON.parse(body as string) as SlipOrder })),
		move: (job, progress) => void move.run(progress, job.id),
		forgetBefore: (timeMs) => void forget.run(timeMs),
		brokenOff,
		close: () => db.close(),
	};
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
