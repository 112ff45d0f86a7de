import { setTimeout } from 'node:timers/promises';
import type { MemberId } from '#shared/kernel/ids.ts';

/** One commit carries so many commands at most, so that a burst cannot starve the others of an answer. */
const GROUP_MAX = 64;

/** While one group is on its way to the disk, the next is loaded and decided. */
const RUNNING_MAX = 2;

/** How often to look whether all have ended. */
const LOOK_MS = 5;

type Waiting = { readonly members: readonly MemberId[] };

/**
 * Puts commands that wait into groups, in the order in which they came. No two that run at one time touch the same member:
 * whoever comes second waits, and those behind pass by.
 */
export class CommandGroups<Command extends Waiting> {
	readonly #run: (group: readonly Command[]) => Promise<void>;
	readonly #busy = new Set<MemberId>();
	#waiting: Command[] = [];
	#running = 0;
	#isGathering = false;

	/** @param run takes care of every command of its group, and never rejects */
	constructor(run: (group: readonly Command[]) => Promise<void>) {
		this.#run = run;
	}

	add(command: Command): void {
		this.#waiting.push(command);
		this.#gather();
	}

	/** Resolves when nothing waits or runs any more. */
	async ended(): Promise<void> {
		while (this.#running > 0 || this.#waiting.length > 0) await setTimeout(LOOK_MS);
	}

	/** What arrives in one turn of the event loop goes together. */
	#gather(): void {
		if (this.#isGathering || this.#running === RUNNING_MAX || this.#waiting.length === 0) return;
		this.#isGathering = true;
		setImmediate(() => {
			this.#isGathering = false;
			void this.#start();
		});
	}

	async #start(): Promise<void> {
		const group = this.#take();
		if (group.length === 0) return;
		this.#running++;
		this.#gather();
		await this.#run(group);
		this.#running--;
		for (const { members } of group) for (const member of members) this.#busy.delete(member);
		this.#gather();
	}

	#take(): readonly Command[] {
		const group: Command[] = [];
		const left: Command[] = [];
		// Whoever waits goes before all that come later for the same member.
		const claimed = new Set(this.#busy);
		for (const command of this.#waiting) {
			const isFree = group.length < GROUP_MAX && command.members.every((member) => !claimed.has(member));
			(isFree ? group : left).push(command);
			for (const member of command.members) {
				claimed.add(member);
				if (isFree) this.#busy.add(member);
			}
		}
		this.#waiting = left;
		return group;
	}
}
