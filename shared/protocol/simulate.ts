/** A fault of the manual by its number. */
export type FaultNumber = `F${number}`;

/** What a hand at the simulated devices can do. Only the demo's bridge listens to it. */
export type SimulatedAct =
	/** What stands on the card's stripe, or anything else. */
	| { readonly kind: 'swipe'; readonly stripe: string }
	| { readonly kind: 'unplug-reader' | 'plug-reader' }
	| { readonly kind: 'paper-out' | 'load-paper' | 'open-cover' | 'close-cover' }
	| { readonly kind: 'printer-off' | 'printer-on' }
	/** Ends the fault that is being played, and begins this one. */
	| { readonly kind: 'play-fault'; readonly fault: FaultNumber }
	| { readonly kind: 'stop-fault' };

/** Why a fault cannot be played at a desk with one reader and one printer. */
export type NotPlayed =
	/** It wants two readers. */
	| 'one-reader'
	/** It wants a reader that types, as the keyboard of this machine does. */
	| 'keyboard'
	/** Whoever has the browser plays it there. */
	| 'browser'
	/** It befalls the bridge's machine. */
	| 'machine'
	/** The machine has to sleep. */
	| 'sleep';

/** A fault as the desk knows it; `null`: it can be played. */
export type DeskFault = { readonly fault: FaultNumber; readonly notPlayed: NotPlayed | null };

export type SimulatedView = {
	readonly reader: { readonly plugged: boolean; readonly over: 'serial' | 'tcp' };
	readonly printer: { readonly on: boolean; readonly paperOut: boolean; readonly coverOpen: boolean };
	/** The last slips as SVG documents, newest first. */
	readonly slips: readonly string[];
	/** All of them, in the manual's order. */
	readonly faults: readonly DeskFault[];
	/** The one that is being played; `null`: none. */
	readonly playing: FaultNumber | null;
};

/** The stripes of the demo's members, and of two cards that are none of the house's. Made for tests; nobody's. */
export const DEMO_STRIPES = {
	elena: ';9702310000000013?',
	miguel: ';9702310000000021?',
	xiaoming: ';9702310000000039?',
	alice: ';9702310000000047?',
	aliceLost: ';9702310000000054?',
	bank: ';4111111111111111=30121010000000000000?',
	identity: ';6360001234567890?',
} as const;
