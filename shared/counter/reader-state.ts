/**
 * A reader, shown until its state ends. `since` is RFC 3339, UTC. `held`: another program has it. `forbidden`: the machine
 * does not let the bridge have it. `misconfigured`: it speaks, but no reader's language; mostly the speed is wrong.
 * `alike`: there are two of them, and the next member card says which is this desk's. `recovering`: the machine slept.
 */
export type ReaderState =
	| { readonly kind: 'ready' }
	| {
			readonly kind: 'absent' | 'held' | 'forbidden' | 'misconfigured' | 'alike' | 'recovering';
			readonly since: string;
	  };

/** One card at one reader, as the counter numbers it. */
export type SwipeMark = {
	/** One more with every card of the counter. */
	readonly seq: number;
	/** Which of the counter's readers, from 1. */
	readonly reader: number;
	/** `again`: read at a further try. `bad`: not read. */
	readonly quality: 'good' | 'again' | 'bad';
	/** RFC 3339, UTC. */
	readonly at: string;
	/** Who is not shown to anybody by then has gone. */
	readonly expires: string;
};

/** A swipe that no page has shown for so long is for nobody any more. */
export const SWIPE_MS_MAX = 30_000;

/** How one reader does. */
export type ReaderHealth = {
	/** From 1, in the order of the counter's configuration. */
	readonly reader: number;
	readonly kind: ReaderState['kind'];
	/** Of the last reads. */
	readonly good: number;
	readonly bad: number;
	readonly badPercent: number;
	/** So many bad reads come from a dirty head. */
	readonly isDirty: boolean;
};

/** The last reads of one reader, oldest first: whether each was good. */
export type Reads = readonly boolean[];

const READS_MAX = 100;
/** Fewer say nothing about the head. */
const READS_MIN = 20;
const BAD_PERCENT_MAX = 5;

export const withRead = (reads: Reads, isGood: boolean): Reads => [...reads, isGood].slice(-READS_MAX);

/** What the last hundred reads say, rounded to whole percents. */
export function healthOf(reader: number, kind: ReaderState['kind'], reads: Reads): ReaderHealth {
	const good = reads.filter(Boolean).length;
	const bad = reads.length - good;
	const badPercent = reads.length === 0 ? 0 : Math.round((bad * 100) / reads.length);
	return {
		...{ reader, kind, good, bad, badPercent },
		isDirty: reads.length >= READS_MIN && badPercent >= BAD_PERCENT_MAX,
	};
}
