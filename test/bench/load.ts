import { posDinner } from './bills.ts';
import { openCaller, type Caller, type Question, type Target } from './callers.ts';
import { benchMember } from './members.ts';

/** The load generator, a process of its own: asks as many clients at once, each waiting for its answer, for a while. */

export type LoadOrder = {
	readonly target: Target;
	readonly work: Question['kind'];
	readonly clients: number;
	readonly ms: number;
	/** How many members the books hold. */
	readonly members: number;
	/** How many questions to make ready, at most as many are asked. */
	readonly questions: number;
};

export type LoadResult =
	| { readonly ok: true; readonly answered: number; readonly perSecond: number }
	| { readonly ok: false; readonly reason: string };

const callers = new Map<string, Caller>();

async function run(order: LoadOrder): Promise<LoadResult> {
	const { target, clients, ms, work, members, questions } = order;
	const key = JSON.stringify([target, clients]);
	const caller = callers.get(key) ?? openCaller(target, clients);
	callers.set(key, caller);
	const asks = Array.from({ length: questions }, () => caller.ready(questionOf(work, nextMember(members))));

	let sent = 0;
	let answered = 0;
	const startedMs = performance.now();
	const client = async (): Promise<void> => {
		while (sent < asks.length && performance.now() - startedMs < ms) {
			await asks[sent++]!();
			answered++;
		}
	};
	await Promise.all(Array.from({ length: clients }, client));
	return { ok: true, answered, perSecond: (answered * 1_000) / (performance.now() - startedMs) };
}

/** Shares no factor with a number of members, which is round. */
const STRIDE = 7_919;
let drawn = 0;

/** All over the books, and everybody equally often: who comes again and again is lifted, and pays another price than was shown. */
const nextMember = (members: number): number => (drawn++ * STRIDE) % members;

function questionOf(work: Question['kind'], index: number): Question {
	switch (work) {
		case 'visit':
			return { kind: 'visit', bill: posDinner(index) };
		case 'look-up':
			return { kind: 'look-up', card: benchMember(index).card };
		case 'statement':
			return { kind: 'statement', memberId: benchMember(index).id };
	}
}

process.on('message', (order: LoadOrder) => {
	run(order).then(
		(result) => process.send?.(result),
		(cause: unknown) => process.send?.({ ok: false, reason: String(cause) } satisfies LoadResult),
	);
});
process.once('SIGTERM', () => process.exit(0));
process.send?.({ ready: true });
