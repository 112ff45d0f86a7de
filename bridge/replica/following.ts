import type { ServerLink } from '../server-link.ts';
import type { Replica } from './replica.ts';

type Parts = {
	readonly link: Pick<ServerLink, 'members' | 'changes'>;
	readonly replica: Replica;
	/** All members are here, for the first time or again. */
	readonly onComplete: () => void;
	/** The copy cannot be kept, until the link opens again: the counter works on, with the server. */
	readonly onFailed: (cause: unknown) => void;
};

/** Keeps a replica as the server's feed has it. */
export class Following {
	readonly #parts: Parts;
	#running: Promise<void> | null = null;
	#hasNews = false;
	#hasFailed = false;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** The link is open. */
	online(): Promise<void> {
		this.#hasFailed = false;
		return this.news();
	}

	/** There may be something new; many calls at once are one. @returns when all that there is has been fetched */
	news(): Promise<void> {
		if (this.#hasFailed) return Promise.resolve();
		this.#hasNews = true;
		return (this.#running ??= this.#run());
	}

	async #run(): Promise<void> {
		try {
			while (this.#hasNews) {
				this.#hasNews = false;
				while (await this.#step());
			}
		} catch (cause) {
			this.#hasFailed = true;
			this.#parts.onFailed(cause);
		} finally {
			this.#running = null;
		}
	}

	/** @returns whether there is more to fetch now */
	async #step(): Promise<boolean> {
		const { link, replica, onComplete } = this.#parts;
		const { progress } = replica;
		if (progress.kind === 'reading') {
			const page = await link.members(progress.after);
			if (!page.ok) return false;
			replica.addMembers(page.value);
			if (replica.progress.kind === 'following') onComplete();
			return true;
		}
		const changes = await link.changes(progress.mark);
		if (changes.ok) {
			replica.addChanges(changes.value);
			return changes.value.more;
		}
		if (changes.error.code !== 'mark_unknown') return false;
		replica.beginAgain();
		return true;
	}
}
