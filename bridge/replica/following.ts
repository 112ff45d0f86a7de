import type { ServerLink } from '../link/server-link.ts';
import type { Replica } from './replica.ts';

type Parts = {
	readonly link: Pick<ServerLink, 'members' | 'changes' | 'erased'>;
	readonly replica: Replica;
	/** All members are here, for the first time or again. */
	readonly onComplete: () => void;
	/** The copy cannot be kept, until somebody tries again: the counter works on, with the server. */
	readonly onFailed: (cause: unknown) => void;
	/** RFC 3339, UTC. */
	readonly now: () => string;
};

/** So often while the link is open: a disk that damages one file after the other is not mended by a new one. */
const BEGUN_ANEW_MAX = 3;

/** Keeps a replica as the server's feed has it. */
export class Following {
	readonly #parts: Parts;
	#running: Promise<void> | null = null;
	#hasNews = false;
	#hasFailed = false;
	#knowsErased = false;
	#begunAnew = 0;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** How far it is, as long as the link is open. */
	get copy(): 'current' | 'fetching' | 'failed' {
		if (this.#hasFailed) return 'failed';
		return this.#parts.replica.progress.kind === 'following' ? 'current' : 'fetching';
	}

	/** The link is open. */
	online(): Promise<void> {
		this.#hasFailed = false;
		this.#knowsErased = false;
		this.#begunAnew = 0;
		return this.news();
	}

	/** A disk that took nothing may take it now. Does nothing where all is well. */
	retry(): Promise<void> {
		if (!this.#hasFailed) return Promise.resolve();
		this.#hasFailed = false;
		return this.news();
	}

	/** There may be something new; many calls at once are one. @returns when all that there is has been fetched */
	news(): Promise<void> {
		if (this.#hasFailed && !this.#isMendable()) return Promise.resolve();
		this.#hasFailed = false;
		this.#hasNews = true;
		return (this.#running ??= this.#run());
	}

	async #run(): Promise<void> {
		try {
			while (this.#hasNews) {
				this.#hasNews = false;
				this.#mend();
				await this.#forgetErased();
				while (await this.#step());
			}
		} catch (cause) {
			this.#hasFailed = true;
			this.#parts.onFailed(cause);
		} finally {
			this.#running = null;
		}
	}

	#isMendable(): boolean {
		return this.#parts.replica.isDamaged && this.#begunAnew < BEGUN_ANEW_MAX;
	}

	/** A damaged copy is kept as long as the server is away: what can be read of it is better than nothing. */
	#mend(): void {
		if (!this.#isMendable()) return;
		this.#begunAnew++;
		this.#parts.replica.beginAnew();
	}

	/** Once each time that the link opens, before anything else: whoever is to be forgotten is not shown while the rest comes. */
	async #forgetErased(): Promise<void> {
		if (this.#knowsErased) return;
		const erased = await this.#parts.link.erased();
		// A server of the version before does not know the question; its feed says it as well.
		if (erased.ok) this.#parts.replica.forget(erased.value);
		this.#knowsErased = true;
	}

	/** @returns whether there is more to fetch now */
	async #step(): Promise<boolean> {
		const { link, replica, onComplete, now } = this.#parts;
		const { progress } = replica;
		if (progress.kind === 'reading') {
			const page = await link.members(progress.after);
			if (!page.ok) return false;
			replica.addMembers(page.value, now());
			if (replica.progress.kind === 'following') onComplete();
			return true;
		}
		const changes = await link.changes(progress.mark);
		if (changes.ok) {
			replica.addChanges(changes.value, now());
			return changes.value.more;
		}
		if (changes.error.code !== 'mark_unknown') return false;
		replica.beginAgain();
		return true;
	}
}
