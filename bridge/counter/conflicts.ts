import { CONFLICTS_SHOWN_MAX, type ConflictEffect, type ConflictEvent } from '#shared/counter/conflicts.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import { err } from '#shared/kernel/result.ts';
import type { Clock } from '../clock.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { ServerLink } from '../link/server-link.ts';
import type { SignIn } from './sign-in.ts';

type Parts = {
	readonly link: Pick<ServerLink, 'isOnline' | 'settledConflicts'>;
	readonly outbox: Pick<Outbox, 'conflicts' | 'openConflicts' | 'seeConflict' | 'closeConflicts'>;
	readonly signIn: SignIn;
	/** `null` for whom this counter does not know. */
	readonly nameOf: (memberId: MemberId) => string | null;
	readonly feed: (event: ConflictEvent) => void;
	readonly clock: Pick<Clock, 'sleep'>;
};

/** The office may settle one at any time, and nobody calls the counters for it. */
const LOOK_MS = 60_000;

/** Shows what the server would not book and what ended in a debt, until a supervisor or the office has looked at it. */
export class Conflicts {
	readonly #parts: Parts;
	readonly #ending = new AbortController();

	constructor(parts: Parts) {
		this.#parts = parts;
		void this.#lookAgain();
	}

	/** Some came, or went. */
	tell(): void {
		const { outbox, nameOf, feed } = this.#parts;
		const conflicts = outbox.conflicts(CONFLICTS_SHOWN_MAX).map((conflict) => {
			const { memberId } = conflict;
			return { ...conflict, guestName: memberId === null ? null : nameOf(memberId) };
		});
		feed({ kind: 'conflicts-changed', conflicts });
	}

	async run(effect: ConflictEffect): Promise<void> {
		const { outbox, signIn, feed } = this.#parts;
		const { visitId } = effect;
		switch (effect.kind) {
			case 'sign-conflict':
				return feed({ kind: 'conflict-answered', visitId, answer: await signIn(effect.pin) });
			case 'put-away':
				try {
					outbox.seeConflict(visitId, effect.by);
				} catch {
					return feed({ kind: 'conflict-answered', visitId, answer: err({ code: 'not_saved' }) });
				}
				return this.tell();
		}
	}

	/** Asks what the office has settled meanwhile. */
	async ask(): Promise<void> {
		const { outbox, link } = this.#parts;
		const open = link.isOnline ? outbox.openConflicts() : [];
		if (open.length === 0) return;
		const settled = await link.settledConflicts(open);
		if (!settled.ok || settled.value.length === 0 || this.#ending.signal.aborted) return;
		outbox.closeConflicts(settled.value);
		this.tell();
	}

	close(): void {
		this.#ending.abort();
	}

	async #lookAgain(): Promise<void> {
		const { clock } = this.#parts;
		for (;;) {
			await clock.sleep(LOOK_MS, this.#ending.signal);
			if (this.#ending.signal.aborted) return;
			// A disk that takes nothing now may later.
			await this.ask().catch(() => undefined);
		}
	}
}
