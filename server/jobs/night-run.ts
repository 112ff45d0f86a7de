/** So often it is asked whether a new business day has begun. A hotel that was closed at that time catches up. */
export const LOOK_MS = 10 * 60_000;

/** What a hotel does once in each business day, whenever the server comes to it; a run that failed is tried again. */
export class NightRun {
	readonly #today: () => string;
	readonly #run: () => Promise<void>;
	#lastRun: string | null = null;
	#running = false;

	/** @param today the business day of now */
	constructor(today: () => string, run: () => Promise<void>) {
		this.#today = today;
		this.#run = run;
	}

	/** @throws what the run throws */
	async look(): Promise<void> {
		const today = this.#today();
		if (this.#running || this.#lastRun === today) return;
		this.#running = true;
		try {
			await this.#run();
			this.#lastRun = today;
		} finally {
			this.#running = false;
		}
	}
}
