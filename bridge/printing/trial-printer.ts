import type { PrinterTrouble } from '#shared/counter/state.ts';
import type { Clock } from '../clock.ts';
import { openConversation, type Conversation, type Outcome } from './conversation.ts';
import type { EncodedSlip } from './encode.ts';
import { freshMemory } from './printer-memory.ts';
import type { Transport } from './transport.ts';

const RETRY_MS = 1_000;

type Parts = {
	readonly transport: Transport;
	/** `null`: it can print. */
	readonly onTrouble: (trouble: PrinterTrouble | null) => void;
	readonly clock: Clock;
};

/** A printer of which nothing is known: it is asked for nothing that it might print. */
export class TrialPrinter {
	readonly #parts: Parts;
	readonly #ending = new AbortController();
	#conversation: Conversation | undefined;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** Waits for a printer that can print. @returns what is known of it; `undefined`: closed before it began */
	async print(slip: EncodedSlip): Promise<Outcome | undefined> {
		const { clock, onTrouble } = this.#parts;
		const { signal } = this.#ending;
		while (!signal.aborted) {
			const conversation = await this.#open().catch(() => undefined);
			if (!conversation) {
				if (!signal.aborted) onTrouble('absent');
			} else if (await conversation.ready(() => !signal.aborted)) {
				onTrouble(null);
				const outcome = await conversation.print(slip, { begin: () => undefined, uncut: () => undefined });
				if (outcome !== 'waiting') return outcome;
			} else if (!signal.aborted) {
				onTrouble(conversation.lost);
			}
			await clock.sleep(RETRY_MS, signal);
		}
		return undefined;
	}

	close(): void {
		this.#ending.abort();
		this.#conversation?.close();
	}

	async #open(): Promise<Conversation> {
		const { transport, onTrouble, clock } = this.#parts;
		const { signal } = this.#ending;
		if (this.#conversation && !this.#conversation.gone.aborted) return this.#conversation;
		this.#conversation = await openConversation(transport, {
			...{ memory: freshMemory(false), clock, signal, answersProcessId: false },
			onState: ({ kind }) => {
				if (!signal.aborted) onTrouble(kind === 'ready' ? null : kind);
			},
		});
		return this.#conversation;
	}
}
