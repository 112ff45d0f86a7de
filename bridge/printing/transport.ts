/** An open line to a printer. */
export type PrinterLine = {
	/** Resolves when the line has taken the bytes; rejects where it broke, and then some of them may have left. */
	readonly write: (bytes: Uint8Array) => Promise<void>;
	readonly close: () => void;
};

export type LineEvents = {
	readonly data: (bytes: Uint8Array) => void;
	/** Once, whoever ended it. */
	readonly closed: () => void;
};

/** A way to a printer. `open` rejects where nobody answers, and when `signal` aborts. */
export type Transport = {
	readonly open: (events: LineEvents, signal: AbortSignal) => Promise<PrinterLine>;
};
