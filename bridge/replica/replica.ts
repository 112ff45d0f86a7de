import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { MemberId } from '#shared/kernel/ids.ts';
import type { MemberRecord } from '#shared/ledger/member/member-record.ts';
import type { ChangesPage, FeedMark, MembersPage } from '#shared/protocol/replica.ts';
import type { BridgeSetup } from '#shared/protocol/sockets.ts';
import { isDamage, isRefused } from '../state-file.ts';
import { BEGINNING, lookAt, openReplicaFile, PROGRESS, removeReplica } from './replica-file.ts';
import type { Seal } from './seal.ts';

/** A copy that nobody has kept up for so long is of guests who may have gone or asked to be forgotten. */
export const REPLICA_DAYS_MAX = 30;
const DAY_MS = 86_400_000;
const HEARD_MS = 3_600_000;

/**
 * How far the replica is. `reading`: all members are fetched, `after` is the last one that is here, and what is known of the
 * others is from an earlier pass. `following`: all are here, as they stood at `mark`.
 */
export type Progress =
	| {
			readonly kind: 'reading';
			readonly pass: number;
			readonly after: MemberId | null;
			readonly mark: FeedMark | null;
	  }
	| { readonly kind: 'following'; readonly pass: number; readonly mark: FeedMark };

/**
 * The house and its members as a counter knows them by itself. It is a copy: a file that cannot be read is thrown away and
 * fetched again, so nothing here needs to be on disk before somebody is answered.
 */
export class Replica {
	readonly #path: string;
	readonly #seal: Seal;
	readonly #onDamaged: () => void;
	#db: DatabaseSync;
	#statements: ReturnType<typeof prepare>;
	#progress: Progress = BEGINNING;
	#setup: BridgeSetup | null = null;
	#heardAt: string | null = null;
	#isDamaged = false;
	#isKept = true;

	private constructor(path: string, seal: Seal, onDamaged: () => void) {
		this.#path = path;
		this.#seal = seal;
		this.#onDamaged = onDamaged;
		this.#db = this.#fileOrMemory();
		this.#statements = prepare(this.#db);
		this.#readKept();
	}

	/**
	 * Opens the file, or makes it where there is none that this key opens. Where the disk takes none, the copy is in memory.
	 *
	 * @param onDamaged something in it cannot be read: told when it is found, at the opening or later
	 */
	static open(path: string, seal: Seal, onDamaged: () => void = () => undefined): Replica {
		return new Replica(path, seal, onDamaged);
	}

	/** Whether it outlives the bridge. */
	get isKept(): boolean {
		return this.#isKept;
	}

	/**
	 * Tries the disk again, for a copy in memory: one that lies there is taken up where it stood, and has to be brought up to date.
	 *
	 * @returns whether it is kept from now on, and was not before
	 */
	moveToDisk(): boolean {
		if (this.#isKept) return false;
		const db = this.#fileOrMemory();
		if (!this.#isKept) {
			db.close();
			return false;
		}
		const setup = this.#setup;
		this.#db.close();
		this.#db = db;
		this.#statements = prepare(db);
		this.#readKept();
		if (setup) this.keepSetup(setup);
		return true;
	}

	/** Something in it could not be read, or written. What can is still told. */
	get isDamaged(): boolean {
		return this.#isDamaged;
	}

	/** Throws the file away and keeps the house: all members are to be fetched again. @throws where the disk takes no new one */
	beginAnew(): void {
		const setup = this.#setup;
		this.#db.close();
		try {
			removeReplica(this.#path);
			this.#seal.keep();
			this.#db = openReplicaFile(this.#path, this.#seal);
			this.#isKept = true;
		} catch (cause) {
			this.#db = openReplicaFile(':memory:', this.#seal);
			this.#isKept = false;
			throw cause;
		} finally {
			this.#statements = prepare(this.#db);
			this.#progress = BEGINNING;
			this.#heardAt = null;
		}
		this.#isDamaged = false;
		if (setup) this.keepSetup(setup);
	}

	get progress(): Progress {
		return this.#progress;
	}

	/** As the server last described the house; `null` before it was met. */
	get setup(): BridgeSetup | null {
		return this.#setup;
	}

	/** Holds from now on, whether the disk takes it or throws. Another hotel's guests are nobody's business here. */
	keepSetup(setup: BridgeSetup): void {
		const isOther = this.#setup !== null && this.#setup.counter.property.id !== setup.counter.property.id;
		this.#setup = setup;
		this.#atomically(() => {
			if (isOther) {
				this.#statements.removeMembers.run();
				this.#statements.removeCards.run();
				this.#move(BEGINNING);
			}
			this.#keep('setup', setup);
		});
		if (isOther) this.#emptyJournal();
	}

	/** @param token hex */
	byCard(token: string): MemberRecord | undefined {
		const found = this.#read(() => this.#statements.memberOfCard.get(Buffer.from(token, 'hex')));
		return found && this.byId(found.member_id as MemberId);
	}

	byId(id: MemberId): MemberRecord | undefined {
		const found = this.#read(() => this.#statements.member.get(id));
		return found && this.#unseal<MemberRecord>(id, found.sealed as Uint8Array);
	}

	/** How many members are known here. */
	count(): number {
		return Number(this.#statements.count.get()!.members);
	}

	/**
	 * The page after `progress.after`. With the last one, whoever no pass has met any more is forgotten.
	 *
	 * @param at RFC 3339, UTC
	 */
	addMembers({ members, next, head }: MembersPage, at: string): void {
		const { pass, mark } = this.#progress;
		const from = mark ?? head;
		this.#atomically(() => {
			for (const member of members) this.#put(member);
			if (next === null) {
				this.#statements.removeCardsOfOthers.run(pass);
				this.#statements.removeOthers.run(pass);
			}
			this.#move(
				next === null ? { kind: 'following', pass, mark: from } : { kind: 'reading', pass, after: next, mark: from },
			);
			this.heard(at);
		});
	}

	/** What has changed since `progress.mark`. @param at RFC 3339, UTC */
	addChanges({ members, gone, mark }: ChangesPage, at: string): void {
		this.#atomically(() => {
			for (const member of members) this.#put(member);
			for (const id of gone) this.#remove(id);
			this.#move({ kind: 'following', pass: this.#progress.pass, mark });
			this.heard(at);
		});
		if (gone.length > 0) this.#emptyJournal();
	}

	/** Guests who are to be forgotten; those who are not known here change nothing. */
	forget(ids: readonly MemberId[]): void {
		const known = ids.filter((id) => this.#statements.member.get(id) !== undefined);
		if (known.length === 0) return;
		this.#atomically(() => {
			for (const id of known) this.#remove(id);
		});
		this.#emptyJournal();
	}

	/**
	 * Throws everything away, house, keys and PINs included, where the server was last heard of too long ago: whoever finds a
	 * counter in a cellar finds nobody's name on it. @returns whether it did
	 *
	 * @param now RFC 3339, UTC; a clock that was set back throws nothing away
	 */
	wipeIfStale(now: string): boolean {
		if (this.#heardAt === null || Date.parse(now) - Date.parse(this.#heardAt) <= REPLICA_DAYS_MAX * DAY_MS)
			return false;
		try {
			this.#atomically(() => {
				this.#statements.removeMembers.run();
				this.#statements.removeCards.run();
				this.#statements.removeKept.run();
				this.#move(BEGINNING);
			});
			this.#emptyJournal();
			this.#heardAt = this.#setup = null;
		} catch (cause) {
			if (!isDamage(cause) && !isRefused(cause)) throw cause;
			this.#setup = null;
			this.#forgetAll();
		}
		return true;
	}

	/** The books are others than the ones that were followed. What is known stays until it is known better. */
	beginAgain(): void {
		this.#atomically(() => this.#move({ ...BEGINNING, pass: this.#progress.pass + 1 }));
	}

	close(): void {
		this.#db.close();
	}

	/** Files can be deleted where nothing can be written. */
	#forgetAll(): void {
		try {
			this.beginAnew();
		} catch (cause) {
			if (!isRefused(cause)) throw cause;
		}
	}

	#fileOrMemory(): DatabaseSync {
		try {
			this.#seal.keep();
			const found = existsSync(this.#path) ? lookAt(this.#path, this.#seal) : 'well';
			if (found !== 'well') removeReplica(this.#path);
			if (found === 'damaged') this.#onDamaged();
			const db = openReplicaFile(this.#path, this.#seal);
			this.#isKept = true;
			return db;
		} catch (cause) {
			if (!isRefused(cause)) throw cause;
			this.#isKept = false;
			return openReplicaFile(':memory:', this.#seal);
		}
	}

	/** What was deleted does not stay behind in there. */
	#emptyJournal(): void {
		this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
	}

	#put(member: MemberRecord): void {
		const { id } = member.account;
		this.#statements.setMember.run(id, this.#progress.pass, this.#seal.seal(id, member));
		this.#statements.removeCardsOf.run(id);
		for (const { token } of member.cards) this.#statements.setCard.run(Buffer.from(token, 'hex'), id);
	}

	/** The server was heard of. Each hour is often enough, and spares the disk. @param at RFC 3339, UTC */
	heard(at: string): void {
		if (this.#heardAt !== null && Math.abs(Date.parse(at) - Date.parse(this.#heardAt)) < HEARD_MS) return;
		this.#heardAt = at;
		this.#keep('heard-at', at);
	}

	#remove(id: MemberId): void {
		this.#statements.removeCardsOf.run(id);
		this.#statements.removeMember.run(id);
	}

	#move(progress: Progress): void {
		this.#keep(PROGRESS, progress);
		this.#progress = progress;
	}

	#keep(name: string, value: unknown): void {
		this.#statements.keep.run(name, this.#seal.seal(name, value));
	}

	#readKept(): void {
		this.#progress = this.#kept(PROGRESS) ?? BEGINNING;
		this.#setup = this.#kept('setup') ?? null;
		this.#heardAt = this.#kept('heard-at') ?? null;
	}

	#kept<Value>(name: string): Value | undefined {
		const found = this.#read(() => this.#statements.kept.get(name));
		return found && this.#unseal<Value>(name, found.sealed as Uint8Array);
	}

	#unseal<Value>(name: string, sealed: Uint8Array): Value | undefined {
		const value = this.#seal.unseal<Value>(name, sealed);
		if (value === undefined) this.#damaged();
		return value;
	}

	/** @returns `undefined` where it cannot be read */
	#read<Value>(read: () => Value): Value | undefined {
		try {
			return read();
		} catch (cause) {
			if (!isDamage(cause)) throw cause;
			this.#damaged();
			return undefined;
		}
	}

	#damaged(): void {
		if (this.#isDamaged) return;
		this.#isDamaged = true;
		this.#onDamaged();
	}

	#atomically(work: () => void): void {
		const before = this.#progress;
		this.#db.exec('BEGIN IMMEDIATE');
		try {
			work();
			this.#db.exec('COMMIT');
		} catch (cause) {
			this.#progress = before;
			if (isDamage(cause)) this.#damaged();
			if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
			throw cause;
		}
	}
}

const prepare = (db: DatabaseSync) => ({
	member: db.prepare('SELECT sealed FROM member WHERE id = ?'),
	memberOfCard: db.prepare('SELECT member_id FROM card WHERE token = ?'),
	count: db.prepare('SELECT count(*) AS members FROM member'),
	setMember: db.prepare('INSERT OR REPLACE INTO member (id, pass, sealed) VALUES (?, ?, ?)'),
	setCard: db.prepare('INSERT OR REPLACE INTO card (token, member_id) VALUES (?, ?)'),
	removeMember: db.prepare('DELETE FROM member WHERE id = ?'),
	removeCardsOf: db.prepare('DELETE FROM card WHERE member_id = ?'),
	removeMembers: db.prepare('DELETE FROM member'),
	removeCards: db.prepare('DELETE FROM card'),
	removeKept: db.prepare('DELETE FROM kept'),
	removeOthers: db.prepare('DELETE FROM member WHERE pass <> ?'),
	removeCardsOfOthers: db.prepare('DELETE FROM card WHERE member_id IN (SELECT id FROM member WHERE pass <> ?)'),
	kept: db.prepare('SELECT sealed FROM kept WHERE name = ?'),
	keep: db.prepare('INSERT OR REPLACE INTO kept (name, sealed) VALUES (?, ?)'),
});
