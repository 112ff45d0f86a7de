import type { NotReturned } from '#shared/counter/reversing-state.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { ReversalAnswer, ReverseVisit } from '#shared/protocol/reversal.ts';
import type { Clock } from '../clock.ts';
import type { ServerLink } from '../link/server-link.ts';

type Parts = {
	readonly link: Pick<ServerLink, 'isOnline' | 'reverse'>;
	/** It was sent and not answered: nobody knows whether it is booked. */
	readonly onUnanswered: (command: ReverseVisit) => void;
	/** What became of it, once. */
	readonly onSettled: (command: ReverseVisit, answer: Result<ReversalAnswer, NotReturned>) => void;
	readonly clock: Pick<Clock, 'sleep'>;
};

/** A server that is there but slow gives no sign when it is quick again. */
const ASK_AGAIN_MS = 1_000;

/**
 * Takes visits back at the server. Nothing is taken back while it is away; what may have reached it is asked again under
 * the same id until the server says what became of it, because money may have gone over the counter.
 */
export class ReversalDesk {
	readonly #parts: Parts;
	readonly #ending = new AbortController();

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	async reverse(command: ReverseVisit): Promise<void> {
		const { link, onUnanswered, onSettled } = this.#parts;
		if (!link.isOnline) return onSettled(command, err({ code: 'server_away' }));

		for (let tries = 0; !this.#ending.signal.aborted; tries++) {
			const answer = await link.reverse(command);
			if (answer.ok || answer.error.code !== 'server_away') return onSettled(command, answer);
			if (tries === 0) onUnanswered(command);
			await this.#untilOnline();
		}
	}

	close(): void {
		this.#ending.abort();
	}

	async #untilOnline(): Promise<void> {
		const { link, clock } = this.#parts;
		const { signal } = this.#ending;
		do await clock.sleep(ASK_AGAIN_MS, signal);
		while (!link.isOnline && !signal.aborted);
	}
}
