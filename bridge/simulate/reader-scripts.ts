/** What a hand at a simulated reader can do, and what befalls the machine that it hangs on. */
export type ReaderHand = {
	/** @param elsewhere the system gives it another path */
	readonly plug: (elsewhere?: boolean) => void | Promise<void>;
	readonly unplug: () => void | Promise<void>;
	readonly send: (bytes: Uint8Array) => void | Promise<void>;
	/** From now on the system does not open the reader, and says so; `null` ends it. */
	readonly refuse: (reason: string | null) => void;
	readonly wait: (ms: number) => Promise<void>;
	/** The machine sleeps so long, and goes on. */
	readonly sleep: (ms: number) => void;
};

export type Step =
	| { readonly do: 'plug' | 'unplug' | 'plug-elsewhere' }
	| { readonly do: 'send'; readonly bytes: Uint8Array }
	| { readonly do: 'refuse'; readonly reason: string | null }
	| { readonly do: 'wait' | 'sleep'; readonly ms: number };

/** The tracks of two member cards, of a bank card and of an identity card, as a stripe has them. */
export type ScriptCards = Readonly<Record<'one' | 'other' | 'bank' | 'identity', string>>;

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const send = (text: string): Step => ({ do: 'send', bytes: latin(text) });
const swipe = (track: string): Step => send(`${track}\r`);
const wait = (ms: number): Step => ({ do: 'wait', ms });
const refuse = (reason: string | null): Step => ({ do: 'refuse', reason });
const PLUG: Step = { do: 'plug' };
const UNPLUG: Step = { do: 'unplug' };

/** 9,600 baud heard at 38,400: what a swipe then looks like. */
const GARBAGE = Uint8Array.from({ length: 48 }, (_, index) => [0x00, 0xfe, 0x80, 0xf8][index % 4]!);

/** The faults of readers that a hand can bring about, by name. Each begins with a reader that is plugged in. */
const SCRIPTS = {
	unplugged: ({ one }) => [swipe(one), wait(2_000), UNPLUG, wait(5_000), PLUG, wait(10_000), swipe(one)],
	'unplugged-in-a-swipe': ({ one, other }) => [
		send(one.slice(0, 9)),
		UNPLUG,
		wait(1_000),
		PLUG,
		wait(10_000),
		send(one.slice(9)),
		wait(200),
		swipe(other),
	],
	'half-a-swipe': ({ one, other }) => [send(one.slice(0, 9)), wait(200), swipe(other)],
	garbage: ({ one }) => [{ do: 'send', bytes: GARBAGE }, wait(1_000), swipe(one)],
	'bad-stripe': ({ one }) => [swipe('%E?;E?'), wait(1_000), swipe(one)],
	'swiped-twice': ({ one }) => [swipe(one), wait(1_000), swipe(one), wait(1_500), swipe(one)],
	'two-cards': ({ one, other }) => [swipe(one), wait(200), swipe(other), wait(1_000), swipe(other)],
	'another-path': ({ one }) => [UNPLUG, wait(1_000), { do: 'plug-elsewhere' }, wait(10_000), swipe(one)],
	held: ({ one }) => [
		UNPLUG,
		refuse('Error: Resource temporarily unavailable Cannot lock port'),
		PLUG,
		wait(1_000),
		refuse(null),
		wait(10_000),
		swipe(one),
	],
	forbidden: ({ one }) => [
		UNPLUG,
		refuse('Error: Permission denied, cannot open /dev/ttyUSB0'),
		PLUG,
		wait(1_000),
		refuse(null),
		wait(10_000),
		swipe(one),
	],
	'bank-and-identity-card': ({ one, bank, identity }) => [
		swipe(bank),
		wait(1_000),
		swipe(identity),
		wait(1_000),
		swipe(one),
	],
	slept: ({ one }) => [{ do: 'sleep', ms: 3_600_000 }, wait(1_000), wait(500), swipe(one)],
} as const satisfies Record<string, (cards: ScriptCards) => readonly Step[]>;

export type ReaderScript = keyof typeof SCRIPTS;
export const READER_SCRIPTS = Object.keys(SCRIPTS) as readonly ReaderScript[];

/** Plays one fault, and leaves the reader plugged in. */
export async function playReader(script: ReaderScript, hand: ReaderHand, cards: ScriptCards): Promise<void> {
	await playSteps(SCRIPTS[script](cards), hand);
}

export async function playSteps(steps: readonly Step[], hand: ReaderHand): Promise<void> {
	for (const step of steps) {
		switch (step.do) {
			case 'plug':
				await hand.plug();
				break;
			case 'plug-elsewhere':
				await hand.plug(true);
				break;
			case 'unplug':
				await hand.unplug();
				break;
			case 'send':
				await hand.send(Uint8Array.from(step.bytes));
				break;
			case 'refuse':
				hand.refuse(step.reason);
				break;
			case 'wait':
				await hand.wait(step.ms);
				break;
			case 'sleep':
				hand.sleep(step.ms);
				break;
		}
	}
}

/** Two readers of one make at one counter. */
export type PairHand = Readonly<Record<'left' | 'right', ReaderHand>>;

/** What two readers can do that one cannot. Both are plugged in, and nobody has said yet which is this desk's: the right. */
const PAIR_SCRIPTS = {
	'look-alike': ({ one, other, bank }: ScriptCards) =>
		[
			['left', [swipe(bank), wait(1_000)]],
			['right', [swipe(one), wait(2_000)]],
			['left', [swipe(one), wait(500)]],
			['right', [swipe(other)]],
		] as const,
} as const;

export type PairScript = keyof typeof PAIR_SCRIPTS;

export async function playPair(script: PairScript, hands: PairHand, cards: ScriptCards): Promise<void> {
	for (const [side, steps] of PAIR_SCRIPTS[script](cards)) await playSteps(steps, hands[side]);
}
