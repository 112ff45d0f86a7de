/** What befalls the machine of a counter, and who starts and ends its bridge. */
export type HouseHand = {
	readonly endBridge: () => void | Promise<void>;
	readonly startBridge: () => void | Promise<void>;
	/** Another bridge for the same counter. */
	readonly startSecond: () => void | Promise<void>;
	/** Somebody sets the clock by so much; what only measures goes on. */
	readonly setClock: (byMs: number) => void | Promise<void>;
	readonly fillDisk: () => void | Promise<void>;
	readonly freeDisk: () => void | Promise<void>;
	readonly askForSlip: () => void | Promise<void>;
	readonly wait: (ms: number) => Promise<void>;
};

type Step =
	| { readonly do: Exclude<keyof HouseHand, 'setClock' | 'wait'> }
	| { readonly do: 'setClock'; readonly byMs: number }
	| { readonly do: 'wait'; readonly ms: number };

const wait = (ms: number): Step => ({ do: 'wait', ms });
const HOUR_MS = 3_600_000;

/** The faults of a counter's machine, by name. Each begins with a bridge that runs. */
const SCRIPTS = {
	/** Right after it was asked for: it waits or is being printed. */
	'ended-in-a-slip': [{ do: 'askForSlip' }, { do: 'endBridge' }, wait(1_000), { do: 'startBridge' }],
	'clock-set': [{ do: 'setClock', byMs: 3 * HOUR_MS }, wait(60_000), { do: 'setClock', byMs: -5 * HOUR_MS }],
	'disk-full': [{ do: 'fillDisk' }, { do: 'askForSlip' }, wait(5_000), { do: 'freeDisk' }, { do: 'askForSlip' }],
	'second-bridge': [{ do: 'startSecond' }],
} as const satisfies Record<string, readonly Step[]>;

export type HouseScript = keyof typeof SCRIPTS;

export async function playHouse(script: HouseScript, hand: HouseHand): Promise<void> {
	for (const step of SCRIPTS[script] as readonly Step[]) {
		if (step.do === 'setClock') await hand.setClock(step.byMs);
		else if (step.do === 'wait') await hand.wait(step.ms);
		else await hand[step.do]();
	}
}
