import { WELL, type BridgeHealth, type ServerTrouble } from '#shared/protocol/health.ts';
import type { Clock } from './clock.ts';
import { FLOOD_SHOWN_MS } from './pages/flood.ts';

/** Keeps how a counter stands, and says so where it changes. */
export class Health {
	readonly #show: (health: BridgeHealth) => void;
	readonly #clock: Clock;
	readonly #signal: AbortSignal;
	#now = WELL;
	#dropped = 0;
	#lastDropMs = 0;

	constructor(show: (health: BridgeHealth) => void, clock: Clock, signal: AbortSignal) {
		this.#show = show;
		this.#clock = clock;
		this.#signal = signal;
	}

	get now(): BridgeHealth {
		return this.#now;
	}

	/** @param trouble `null` where the link is open */
	server(trouble: ServerTrouble | null): void {
		this.#change({ trouble });
	}

	/** @param skewMs `null` where nobody has ever measured it */
	measured(skewMs: number | null): void {
		this.#change({ skewMs });
	}

	/** @param isKept whether the disk holds the slips that wait */
	slips(isKept: boolean): void {
		this.#change({ slipsUnkept: !isKept });
	}

	/** @param at when the file of waiting visits was damaged, as long as that lies there */
	damaged(at: string | null): void {
		this.#change({ damagedAt: at });
	}

	/** A message was not heard. What follows within the flood is counted and told at its end. */
	dropped = (): void => {
		this.#dropped++;
		this.#lastDropMs = this.#clock.elapsedMs();
		if (this.#now.flooded) return;
		this.#change({ flooded: true, dropped: this.#dropped });
		void this.#watchFlood();
	};

	async #watchFlood(): Promise<void> {
		for (;;) {
			const leftMs = this.#lastDropMs + FLOOD_SHOWN_MS - this.#clock.elapsedMs();
			if (leftMs <= 0) break;
			await this.#clock.sleep(leftMs, this.#signal);
			if (this.#signal.aborted) return;
		}
		this.#change({ flooded: false, dropped: this.#dropped });
	}

	#change(changes: Partial<BridgeHealth>): void {
		const next = { ...this.#now, ...changes };
		if (JSON.stringify(next) === JSON.stringify(this.#now)) return;
		this.#now = next;
		this.#show(next);
	}
}
