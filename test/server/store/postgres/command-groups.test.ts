import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemberId } from '#shared/kernel/ids.ts';
import { CommandGroups } from '../../../../server/store/postgres/command-groups.ts';
import { SOME } from '../../../support/cases.ts';

type Command = { readonly name: number; readonly members: readonly MemberId[] };

/** Groups that end when they are told to. */
class Runs {
	/** Those that run now, in the order in which they began. */
	readonly running: { readonly group: readonly Command[]; readonly end: () => void }[] = [];
	readonly begun: (readonly Command[])[] = [];
	readonly groups = new CommandGroups<Command>((group) => {
		const { promise, resolve } = Promise.withResolvers<void>();
		const run = {
			group,
			end: () => {
				this.running.splice(this.running.indexOf(run), 1);
				resolve();
			},
		};
		this.running.push(run);
		this.begun.push(group);
		return promise;
	});

	add(name: number, ...members: string[]): void {
		this.groups.add({ name, members: members as MemberId[] });
	}

	get names(): readonly (readonly number[])[] {
		return this.begun.map((group) => group.map(({ name }) => name));
	}
}

test('what comes in one turn goes together, and what comes while two groups are on their way waits and goes together', async () => {
	const runs = new Runs();
	for (const name of [1, 2]) runs.add(name, `${name}`);
	await setImmediate();
	runs.add(3);
	await setImmediate();
	for (const name of [4, 5, 6]) {
		runs.add(name);
		await setImmediate();
	}
	expect(runs.names).toEqual([[1, 2], [3]]);
	runs.running[0]!.end();
	await setImmediate();
	await setImmediate();
	expect(runs.names).toEqual([[1, 2], [3], [4, 5, 6]]);
});

test('two of one member never run at one time, and nobody behind them waits for that', async () => {
	const runs = new Runs();
	for (const name of [1, 2]) runs.add(name, 'Elena');
	runs.add(3, 'Miguel', 'Elena');
	runs.add(4, 'Alice');
	await setImmediate();
	expect(runs.names).toEqual([[1, 4]]);
	await setImmediate();
	expect(runs.running).toHaveLength(1);
	runs.running[0]!.end();
	await setImmediate();
	await setImmediate();
	expect(runs.names.at(-1)).toEqual([2]);
});

test('a burst goes in groups of sixty-four, two at one time, and when the last has ended that is told', async () => {
	const runs = new Runs();
	for (let name = 0; name < 150; name++) runs.add(name);
	const ended = runs.groups.ended().then(() => runs.running.length);
	await setImmediate();
	await setImmediate();
	expect(runs.running).toHaveLength(2);
	while (runs.begun.flat().length < 150) {
		await setImmediate();
		runs.running[0]?.end();
	}
	expect(runs.begun.map(({ length }) => length)).toEqual([64, 64, 22]);
	for (const { end } of [...runs.running]) end();
	expect(await ended).toBe(0);
});

test('whatever comes whenever, each runs once, and those of one member in their order', async () => {
	const step = fc.oneof(
		fc.record({
			kind: fc.constant('add' as const),
			members: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
		}),
		fc.record({ kind: fc.constant('end' as const), which: fc.nat(1) }),
		fc.record({ kind: fc.constant('turn' as const) }),
	);
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
			const runs = new Runs();
			const added: Command[] = [];
			const check = (): void => {
				const busy = runs.running.flatMap(({ group }) => group.flatMap(({ members }) => members));
				expect(new Set(busy).size).toBe(busy.length);
				expect(runs.running.length).toBeLessThanOrEqual(2);
			};
			for (const one of steps) {
				if (one.kind === 'add') {
					const command = { name: added.length, members: one.members as MemberId[] };
					added.push(command);
					runs.groups.add(command);
				} else if (one.kind === 'end') runs.running[one.which]?.end();
				else await setImmediate();
				check();
			}
			while (runs.begun.flat().length < added.length || runs.running.length > 0) {
				await setImmediate();
				check();
				runs.running[0]?.end();
			}
			const ran = runs.begun.flat();
			expect(ran.map(({ name }) => name).sort((a, b) => a - b)).toEqual(added.map(({ name }) => name));
			for (const member of ['a', 'b', 'c'] as MemberId[]) {
				const own = ran.filter(({ members }) => members.includes(member)).map(({ name }) => name);
				expect(own).toEqual(own.toSorted((a, b) => a - b));
			}
		}),
		SOME,
	);
});
