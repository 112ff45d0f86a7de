/** An open line to a printer. */
export type PrinterLine = {
	/** Resolves when the line has taken the bytes; rejects where it broke, and then some of them may have left. */
	readonly write: (bytes: Uint8Array) => Promise<void>;
	readonly close: () => void;
	/** Of a network printer: the IP address that its name stood for. */
	readonly address?: string | undefined;
};

export type LineEvents = {
	readonly data: (bytes: Uint8Array) => void;
	/** Once, whoever ended it. */
	readonly closed: () => void;
};

/** A way to a printer. */
export type Transport = {
	/** Rejects where nobody answers, and when `signal` aborts. */
	readonly open: (events: LineEvents, signal: AbortSignal) => Promise<PrinterLine>;
	/** What it means that the line opens and a printer that usually answers says nothing: `busy`, another one has it. */
	readonly silence: 'absent' | 'busy';
};

/** Writes in pieces, each when the one before was taken. */
export async function writeInPieces(
	bytes: Uint8Array,
	pieceBytes: number,
	write: (piece: Uint8Array) => Promise<void>,
): Promise<void> {
	for (let at = 0; at < bytes.length; at += pieceBytes) await write(bytes.subarray(at, at + pieceBytes));
}
