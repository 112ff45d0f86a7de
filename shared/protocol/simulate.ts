/** What a hand at the simulated devices can do. Only the demo's bridge listens to it. */
export type SimulatedAct =
	/** What stands on the card's stripe, or anything else. */
	| { readonly kind: 'swipe'; readonly stripe: string }
	| { readonly kind: 'unplug-reader' | 'plug-reader' }
	| { readonly kind: 'paper-out' | 'load-paper' | 'open-cover' | 'close-cover' }
	| { readonly kind: 'printer-off' | 'printer-on' };

export type SimulatedView = {
	readonly reader: { readonly plugged: boolean; readonly over: 'serial' | 'tcp' };
	readonly printer: { readonly on: boolean; readonly paperOut: boolean; readonly coverOpen: boolean };
	/** The last slips as SVG documents, newest first. */
	readonly slips: readonly string[];
};
