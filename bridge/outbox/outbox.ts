import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { canonical } from '#shared/kernel/canonical.ts';
import type { MemberId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import { err, invariant, ok, type Result } from '#shared/kernel/result.ts';
import { conflictOf, type Conflict } from '#shared/ledger/visit/conflict.ts';
import type { RequestMalformed } from '#shared/protocol/reversal.ts';
import { BATCH_MAX } from '#shared/protocol/sockets.ts';
import type { RecordVisit, VisitAnswer, VisitRefusal } from '#shared/protocol/visit.ts';
import { isRefused } from '../state-file.ts';
import { openOutboxFile } from './outbox-file.ts';

/** What the server said of a command in the end. */
export type Outcome = Result<VisitAnswer, VisitRefusal | RequestMalformed>;

/** The first row that does not follow from the one before; the last one kept where rows are missing at the end. */
export type ChainBroken = { readonly code: 'chain_broken'; readonly position: number };

/** The version in which `RecordVisit` is written now. A server accepts a queued command in its version for 90 days. */
const COMMAND_VERSION = 1;

/** One link of the chain; without a body one that was removed or forgotten. */
export type Row = {
	readonly position: number;
	readonly version: number | null;
	readonly kept_at: string | null;
	readonly body: string | null;
	readonly hash: Uint8Array;
};

/** A command of another outbox, with what became of it there. */
export type Carried = Pick<Row, 'version' | 'kept_at'> & {
	readonly id: string;
	readonly body: string;
	readonly outcome: string | null;
	readonly settled_at: string | null;
	readonly away: number;
	readonly seen_by: string | null;
	readonly closed: number;
};

type Chain = { readonly before_first: Uint8Array; readonly last: Uint8Array; readonly last_position: number };

/**
 * The commands that this counter owes its server: on disk before anybody is told, and there until the server has
 * answered. Opens the file, or makes it. @throws where the file was written by a newer bridge, or is no outbox
 */
export const openOutbox = (path: string): Outbox => new Outbox(path);

export class Outbox {
	#db: DatabaseSync;
	#statements: ReturnType<typeof prepare>;
	/** What became of visits and a full disk has not taken yet; `null`: they are owed to nobody. Sent again after a start, and booked once. */
	readonly #unwritten = new Map<VisitId, { readonly outcome: Outcome; readonly at: string } | null>();
	#nextAnswer = Promise.withResolvers<void>();

	constructor(path: string) {
		this.#db = openOutboxFile(path);
		this.#statements = prepare(this.#db);
	}

	/** One that holds nothing and takes nothing, as a full disk does, until it is given one that does. */
	static shut(): Outbox {
		const outbox = new Outbox(':memory:');
		outbox.#db.exec('PRAGMA query_only = ON');
		return outbox;
	}

	/** Goes on as another one, of which nobody has heard yet. */
	become(other: Outbox): void {
		this.#db.close();
		[this.#db, this.#statements] = [other.#db, other.#statements];
	}

	/**
	 * On disk when it returns. Keeping the same command again changes nothing. An error of the disk is thrown: the visit
	 * was not kept, and an fsync that failed is not tried again.
	 *
	 * @param isAway it was decided here, without the server
	 * @throws where the id stands for another command
	 */
	keep(command: RecordVisit, at: string, isAway = false): void {
		const body = canonical(command);
		this.#writeRest();
		this.#atomically(() => {
			const earlier = this.#statements.bodyOf.get(command.id);
			if (earlier) return invariant(earlier.body === body, 'a visit id stands for one visit, for ever');

			const { last, last_position } = this.#chain();
			const position = last_position + 1;
			const hash = linkOf(last, COMMAND_VERSION, at, body);
			this.#statements.insert.run(position, command.id, COMMAND_VERSION, at, body, hash, isAway ? 1 : 0);
			this.#statements.setLast.run(hash, position);
		});
	}

	/** All of them in one write, behind what is kept already; on disk when it returns. */
	carry(commands: readonly Carried[]): void {
		this.#atomically(() => {
			for (const { version, kept_at, id, body, outcome, settled_at, away, seen_by, closed } of commands) {
				const { last, last_position } = this.#chain();
				const hash = linkOf(last, version, kept_at, body);
				const position = last_position + 1;
				this.#statements.carry.run(
					...([position, id, version, kept_at, body, hash, away] as const),
					...([outcome, settled_at, seen_by, closed] as const),
				);
				this.#statements.setLast.run(hash, position);
			}
		});
	}

	/** For what was refused while the cashier waited: nothing was booked, and nothing is owed. A full disk takes it later. */
	remove(id: VisitId): void {
		this.#unwritten.set(id, null);
		this.#writeRest();
		this.#answered();
	}

	/** For what the guest has their money back of: on disk when it returns. @throws where the disk does not take it */
	withdraw(id: VisitId): void {
		this.#atomically(() => {
			this.#statements.remove.run(id);
			this.#dropEmptyRows();
		});
		this.#answered();
	}

	/** The server has answered for good; the first answer stands. A full disk takes it later. */
	settle(id: VisitId, outcome: Outcome, at: string): void {
		this.settleAll([{ id, outcome }], at);
	}

	/** All of them in one write. */
	settleAll(settled: readonly { readonly id: VisitId; readonly outcome: Outcome }[], at: string): void {
		for (const { id, outcome } of settled) if (!this.#unwritten.has(id)) this.#unwritten.set(id, { outcome, at });
		this.#writeRest();
		this.#answered();
	}

	isPending(id: VisitId): boolean {
		return !this.#unwritten.has(id) && this.#statements.isPending.get(id) !== undefined;
	}

	/** Resolves with the next answer of the server, whatever it is about, and at the latest then. */
	async nextAnswer(msMax: number): Promise<void> {
		await Promise.race([this.#nextAnswer.promise, new Promise((resolve) => setTimeout(resolve, msMax).unref())]);
	}

	/** Resolves when the server has answered all that was kept of one member. */
	async delivered(memberId: MemberId): Promise<void> {
		while (this.pendingOf(memberId).length > 0) await this.#nextAnswer.promise;
	}

	/** What the server does not have yet, in the order of keeping. */
	pending(): RecordVisit[] {
		return this.#owed(this.#statements.pending.all());
	}

	/** What the server does not have yet of one member. */
	pendingOf(memberId: MemberId): RecordVisit[] {
		return this.#owed(this.#statements.pendingOf.all(memberId));
	}

	/** What was decided here of one member without the server, also where that has answered since. */
	awayOf(memberId: MemberId): RecordVisit[] {
		return this.#statements.awayOf.all(memberId).map(({ body }) => commandOf(body));
	}

	count(): number {
		const unwritten = [...this.#unwritten.keys()].filter((id) => this.#statements.isPending.get(id) !== undefined);
		return Number(this.#statements.count.get()!.pending) - unwritten.length;
	}

	/** What somebody has to look at and nobody here has, the oldest first. */
	conflicts(limit: number): Conflict[] {
		return this.#statements.conflicts.all(limit).flatMap(({ body, outcome }) => {
			return conflictOf(commandOf(body), JSON.parse(outcome as string) as Outcome) ?? [];
		});
	}

	/** What the office has not settled, as far as is known here, also where somebody here has looked at it; a batch at most. */
	openConflicts(): VisitId[] {
		return this.#statements.openConflicts.all(BATCH_MAX).map(({ id }) => id as VisitId);
	}

	/** On disk when it returns. @throws where the disk does not take it */
	seeConflict(id: VisitId, by: StaffId): void {
		this.#statements.see.run(by, id);
	}

	/** The office has settled them: they are forgotten like what was booked. */
	closeConflicts(ids: readonly VisitId[]): void {
		this.#atomically(() => {
			for (const id of ids) this.#statements.close.run(id);
		});
	}

	/**
	 * Deletes what was booked before an instant, RFC 3339 UTC, and what lies behind it in the journal. What somebody has to
	 * look at stays; a paid visit that the server would not book stays until the office has settled it.
	 */
	forget(before: string): void {
		this.#writeRest();
		this.#atomically(() => {
			this.#statements.forget.run(before);
			this.#dropEmptyRows();
		});
		this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
	}

	/** Follows the chain from end to end. */
	verify(): Result<{ readonly rows: number }, ChainBroken> {
		const { before_first, last, last_position } = this.#chain();
		const rows = this.#statements.all.all() as Row[];
		let previous = before_first;
		for (const [index, row] of rows.entries()) {
			const { position, body, hash } = row;
			const isNext = index === 0 ? body !== null : position === rows[index - 1]!.position + 1;
			if (!isNext || !follows(row, previous)) return err({ code: 'chain_broken', position });
			previous = hash;
		}
		return isSame(previous, last) ? ok({ rows: rows.length }) : err({ code: 'chain_broken', position: last_position });
	}

	/** Whether SQLite finds nothing amiss, and the chain is whole. @throws where a page cannot be read */
	isWhole(): boolean {
		return this.#db.prepare('PRAGMA integrity_check(1)').get()?.integrity_check === 'ok' && this.verify().ok;
	}

	close(): void {
		this.#db.close();
	}

	#owed(rows: readonly Record<string, unknown>[]): RecordVisit[] {
		return rows.map(({ body }) => commandOf(body)).filter(({ id }) => !this.#unwritten.has(id));
	}

	/** Stays in memory where the disk takes nothing. */
	#writeRest(): void {
		if (this.#unwritten.size === 0) return;
		try {
			this.#atomically(() => {
				for (const [id, settled] of this.#unwritten) {
					if (settled) this.#statements.settle.run(canonical(settled.outcome), settled.at, id);
					else this.#statements.remove.run(id);
				}
				if ([...this.#unwritten.values()].includes(null)) this.#dropEmptyRows();
			});
			this.#unwritten.clear();
		} catch (cause) {
			if (!isRefused(cause)) throw cause;
		}
	}

	#answered(): void {
		this.#nextAnswer.resolve();
		this.#nextAnswer = Promise.withResolvers();
	}

	#chain(): Chain {
		return this.#statements.chain.get() as Chain;
	}

	/** Rows without a body carry the chain to the next one; at its beginning they carry nothing. */
	#dropEmptyRows(): void {
		const first = this.#statements.firstFull.get() as Pick<Row, 'position'> | undefined;
		const kept = first?.position ?? this.#chain().last_position + 1;
		const dropped = this.#statements.hashAt.get(kept - 1) as Pick<Row, 'hash'> | undefined;
		if (!dropped) return;
		this.#statements.setBeforeFirst.run(dropped.hash);
		this.#statements.dropBefore.run(kept);
	}

	#atomically(work: () => void): void {
		this.#db.exec('BEGIN IMMEDIATE');
		try {
			work();
			this.#db.exec('COMMIT');
		} catch (cause) {
			if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
			throw cause;
		}
	}
}

/** The server did not book it, or its guest owes points since. */
const IS_CONFLICT = `(outcome IS NOT NULL AND (NOT json_extract(outcome, '$.ok') OR json_extract(outcome, '$.value.points.owed') IS NOT NULL))`;

const prepare = (db: DatabaseSync) => ({
	bodyOf: db.prepare('SELECT body FROM command WHERE id = ?'),
	insert: db.prepare(
		'INSERT INTO command (position, id, version, kept_at, body, hash, away) VALUES (?, ?, ?, ?, ?, ?, ?)',
	),
	carry: db.prepare(
		`INSERT INTO command (position, id, version, kept_at, body, hash, away, outcome, settled_at, seen_by, closed)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	),
	remove: db.prepare(
		'UPDATE command SET id = NULL, version = NULL, kept_at = NULL, body = NULL WHERE id = ? AND outcome IS NULL',
	),
	settle: db.prepare('UPDATE command SET outcome = ?, settled_at = ? WHERE id = ? AND outcome IS NULL'),
	forget: db.prepare(
		`UPDATE command SET id = NULL, version = NULL, kept_at = NULL, body = NULL, outcome = NULL, settled_at = NULL
			WHERE settled_at < ? AND (closed = 1 OR NOT ${IS_CONFLICT} OR (json_extract(outcome, '$.ok') AND seen_by IS NOT NULL))`,
	),
	conflicts: db.prepare(
		`SELECT body, outcome FROM command WHERE ${IS_CONFLICT} AND seen_by IS NULL AND closed = 0 ORDER BY position LIMIT ?`,
	),
	openConflicts: db.prepare(
		`SELECT id FROM command WHERE ${IS_CONFLICT} AND closed = 0 ORDER BY position DESC LIMIT ?`,
	),
	see: db.prepare(`UPDATE command SET seen_by = ? WHERE id = ? AND ${IS_CONFLICT} AND seen_by IS NULL`),
	close: db.prepare('UPDATE command SET closed = 1 WHERE id = ?'),
	pending: db.prepare('SELECT body FROM command WHERE body IS NOT NULL AND outcome IS NULL ORDER BY position'),
	pendingOf: db.prepare(
		`SELECT body FROM command WHERE body IS NOT NULL AND outcome IS NULL AND json_extract(body, '$.memberId') = ?
			ORDER BY position`,
	),
	awayOf: db.prepare(
		`SELECT body FROM command WHERE away = 1 AND body IS NOT NULL AND json_extract(body, '$.memberId') = ? ORDER BY position`,
	),
	isPending: db.prepare('SELECT 1 AS pending FROM command WHERE id = ? AND outcome IS NULL'),
	count: db.prepare('SELECT count(*) AS pending FROM command WHERE body IS NOT NULL AND outcome IS NULL'),
	all: db.prepare('SELECT position, version, kept_at, body, hash FROM command ORDER BY position'),
	firstFull: db.prepare('SELECT position FROM command WHERE body IS NOT NULL ORDER BY position LIMIT 1'),
	hashAt: db.prepare('SELECT hash FROM command WHERE position = ?'),
	dropBefore: db.prepare('DELETE FROM command WHERE position < ?'),
	chain: db.prepare('SELECT before_first, last, last_position FROM chain'),
	setLast: db.prepare('UPDATE chain SET last = ?, last_position = ?'),
	setBeforeFirst: db.prepare('UPDATE chain SET before_first = ?'),
});

/** A bill from before there were any has none of these. */
type Kept = Omit<RecordVisit, 'claims' | 'holds'> & Partial<Pick<RecordVisit, 'claims' | 'holds'>>;

const commandOf = (body: unknown): RecordVisit => {
	const { claims = [], holds = [], ...command } = JSON.parse(body as string) as Kept;
	return { ...command, claims, holds };
};

/** A row's hash covers the row before it, so that none can be changed, moved or taken out unseen. */
const linkOf = (previous: Uint8Array, version: number | null, keptAt: string | null, body: string): Uint8Array =>
	createHash('sha256').update(previous).update(`${version}\n${keptAt}\n${body}`).digest();

/** Whether a row is what was kept behind a row of this hash. */
export const follows = ({ version, kept_at, body, hash }: Row, previous: Uint8Array): boolean =>
	body === null || isSame(hash, linkOf(previous, version, kept_at, body));

const isSame = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;
