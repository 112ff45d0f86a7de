import type { Target } from './callers.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { ScriptProcess } from './processes.ts';

const ANSWER_MS_MAX = 60_000;
/** Of the first run of a kind nobody knows the speed. */
const PER_SECOND_GUESS = 3_000;
/** So many more questions are made ready than the last run of the kind has asked. */
const HEADROOM = 1.6;

export type Work = Pick<LoadOrder, 'work' | 'clients' | 'ms'> & { readonly target: Target };

/** Asks from a process of its own, whoever is asked. */
export class LoadGenerator {
	readonly #perSecond = new Map<string, number>();
	readonly #members: number;
	#process: ScriptProcess | undefined;

	/** @param members that the books hold */
	constructor(members: number) {
		this.#members = members;
	}

	/** Answers a second. @throws where one of them was a no */
	async run({ target, work, clients, ms }: Work): Promise<LoadResult & { ok: true }> {
		this.#process ??= (await ScriptProcess.start('test/bench/load.ts')).process;
		const kind = JSON.stringify([target, work, clients]);
		const questions = Math.ceil((this.#perSecond.get(kind) ?? PER_SECOND_GUESS) * (ms / 1_000) * HEADROOM);
		const order: LoadOrder = { target, work, clients, ms, members: this.#members, questions };
		const result = await this.#process.ask<LoadResult>(order, ANSWER_MS_MAX);
		if (!result.ok) throw new Error(result.reason);
		this.#perSecond.set(kind, result.perSecond);
		return result;
	}

	async stop(): Promise<void> {
		await this.#process?.stop();
	}
}
