import type { Result } from '#shared/kernel/result.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import type { Facts } from '#shared/ledger/facts.ts';
import type { Loading, Write } from './statement.ts';

/**
 * A command as a pure pair: what it needs to know and what it decides. The store runs it, so the same command works on
 * both databases.
 */
export type Command<Body, State, Answer, Refusal> = {
	readonly kind: string;
	/** Whose accounts it reads and writes: commands of one member happen one after the other. */
	readonly members: (body: Body) => readonly MemberId[];
	readonly load: (body: Body) => Loading<State>;
	readonly decide: (state: State, body: Body) => Result<{ readonly facts: Facts; readonly answer: Answer }, Refusal>;
};

/** One call of a command. The id means the same call for ever; `bodyHash` tells whether it is. */
export type Call<Body> = {
	readonly id: string;
	readonly bodyHash: string;
	readonly propertyId: string;
	readonly recordedAt: string;
	readonly body: Body;
};

export type IdReused = { readonly code: 'id_reused' };

export type Store = {
	/** Decides and books in one durable commit; a call that was answered before gets the same answer and books nothing. */
	execute<Body, State, Answer, Refusal>(
		command: Command<Body, State, Answer, Refusal>,
		call: Call<Body>,
	): Promise<Result<Answer, Refusal | IdReused>>;
	/** Reads what is committed, beside the writer. */
	read<State>(loading: Loading<State>): Promise<State>;
	/** The same for a loading that asks only once, and so needs no transaction. */
	find<State>(loading: Loading<State>): Promise<State>;
	/** Writes what is not booked: staff, devices, property, programme documents. */
	configure(writes: readonly Write[]): Promise<void>;
	/**
	 * Calls `listener` after each commit of facts, by whichever server on these books, and whenever one may have been
	 * missed. It says no more than that: read the feed on from where you are.
	 *
	 * @returns ends it
	 */
	onCommit(listener: () => void): () => void;
	close(): Promise<void>;
};
