import type { PrinterTrouble } from '#shared/counter/state.ts';

/** What a printer says, cut out of its stream. Bits are kept as they came: whoever asked knows what they mean. */
export type PrinterReply =
	/** Sent by the printer itself at every change, once GS a has asked for it. */
	| { readonly kind: 'automatic'; readonly bytes: readonly [number, number, number, number] }
	/** One byte to DLE EOT n; it does not say which n. */
	| { readonly kind: 'real-time'; readonly byte: number }
	/** One byte to GS r: the printer has worked through everything before the question. */
	| { readonly kind: 'in-order'; readonly byte: number }
	/** To GS ( H: everything before the question with this id is on paper. */
	| { readonly kind: 'process-id'; readonly id: string }
	/** To GS I: a name. */
	| { readonly kind: 'name'; readonly text: string }
	/** Any other block, told apart by its header. */
	| { readonly kind: 'block'; readonly header: number };

/** Bytes of a reply whose rest is still to come. */
export type PartReply = readonly number[];

const XON = 0x11;
const XOFF = 0x13;
const BLOCK_HEADERS: readonly number[] = [0x5f, 0x37, 0x3b, 0x3d, 0x35];
const PROCESS_ID = [0x37, 0x22] as const;
const NAME = 0x5f;
const BLOCK_END = 0x00;
/** The longest block is a name of GS I; what is longer is noise. */
const BLOCK_BYTES_MAX = 96;
const AUTOMATIC_BYTES = 4;

const isAutomaticStart = (byte: number): boolean => (byte & 0x93) === 0x10;
const isRealTime = (byte: number): boolean => (byte & 0x93) === 0x12;
const isInOrder = (byte: number): boolean => (byte & 0x90) === 0x00;

/**
 * Cuts a printer's stream into replies, wherever the line has cut it. Noise is dropped, byte by byte.
 *
 * Source: Epson TM-T88III specification, appendix G (identification of transmission status).
 */
export function splitReplies(
	part: PartReply,
	bytes: Uint8Array,
): { readonly replies: readonly PrinterReply[]; readonly part: PartReply } {
	const replies: PrinterReply[] = [];
	let open: number[] = [...part];
	for (const byte of bytes) {
		if (byte === XON || byte === XOFF) continue;
		if (open.length > 0 && !continues(open, byte)) open = [];
		if (open.length === 0 && !opens(byte)) {
			if (isRealTime(byte)) replies.push({ kind: 'real-time', byte });
			else if (isInOrder(byte)) replies.push({ kind: 'in-order', byte });
			continue;
		}
		open.push(byte);
		const reply = whole(open);
		if (!reply) continue;
		replies.push(reply);
		open = [];
	}
	return { replies, part: open };
}

const opens = (byte: number): boolean => isAutomaticStart(byte) || BLOCK_HEADERS.includes(byte);

function continues(open: PartReply, byte: number): boolean {
	return isAutomaticStart(open[0]!) ? isInOrder(byte) : open.length < BLOCK_BYTES_MAX;
}

function whole(open: PartReply): PrinterReply | undefined {
	const [first, second, third, fourth] = open;
	if (isAutomaticStart(first!)) {
		return open.length === AUTOMATIC_BYTES
			? { kind: 'automatic', bytes: [first!, second!, third!, fourth!] }
			: undefined;
	}
	if (open.at(-1) !== BLOCK_END || open.length === 1) return undefined;
	if (first === PROCESS_ID[0] && second === PROCESS_ID[1]) {
		return { kind: 'process-id', id: String.fromCharCode(...open.slice(2, -1)) };
	}
	if (first === NAME) return { kind: 'name', text: String.fromCharCode(...open.slice(1, -1)) };
	return { kind: 'block', header: first! };
}

/** What is wrong with a printer, as far as it has told. */
export type PrinterCondition = {
	/** It does not print now, whatever the cause. */
	readonly offline: boolean;
	readonly coverOpen: boolean;
	readonly paperOut: boolean;
	/** A sensor sees the end of the roll come: it still prints. */
	readonly paperLow: boolean;
	/** Somebody must free the blade; then the printer wants to be told. */
	readonly cutterStuck: boolean;
	/** Ends by itself when it has cooled down. */
	readonly headHot: boolean;
	/** Only switching off and on helps. */
	readonly broken: boolean;
	/** Pin 3 of the drawer's plug; `undefined` where it has told nothing. Whether high means open depends on the drawer. */
	readonly drawerHigh: boolean | undefined;
};

export const GOOD: PrinterCondition = {
	offline: false,
	coverOpen: false,
	paperOut: false,
	paperLow: false,
	cutterStuck: false,
	headHot: false,
	broken: false,
	drawerHigh: undefined,
};

/** Source: Epson ESC/POS command reference, GS a. The paper bits mean nothing while the cover is open. */
export const conditionOf = ([first, second, third]: readonly [number, number, number, number]): PrinterCondition => {
	const coverOpen = (first & 0x20) !== 0;
	return {
		offline: (first & 0x08) !== 0,
		coverOpen,
		paperOut: !coverOpen && (third & 0x0c) !== 0,
		paperLow: !coverOpen && (third & 0x03) !== 0,
		cutterStuck: (second & 0x08) !== 0,
		// A cover that is opened while it prints is told by the same bit.
		headHot: !coverOpen && (second & 0x40) !== 0,
		broken: (second & 0x20) !== 0,
		drawerHigh: (first & 0x04) !== 0,
	};
};

/** The n of DLE EOT n: the printer, why it is offline, which error, its paper. */
export type StatusSubject = 1 | 2 | 3 | 4;

/** What the answer to DLE EOT n changes. Source: Epson ESC/POS command reference, DLE EOT. */
export function conditionAfter(before: PrinterCondition, subject: StatusSubject, byte: number): PrinterCondition {
	switch (subject) {
		case 1:
			return { ...before, offline: (byte & 0x08) !== 0, drawerHigh: (byte & 0x04) !== 0 };
		case 2: {
			const hasError = (byte & 0x40) !== 0;
			return {
				...before,
				coverOpen: (byte & 0x04) !== 0,
				paperOut: before.paperOut || (byte & 0x20) !== 0,
				cutterStuck: before.cutterStuck && hasError,
				headHot: before.headHot && hasError,
				broken: before.broken && hasError,
			};
		}
		case 3:
			return {
				...before,
				cutterStuck: (byte & 0x08) !== 0,
				broken: (byte & 0x20) !== 0,
				headHot: !before.coverOpen && (byte & 0x40) !== 0,
			};
		case 4:
			return { ...before, paperOut: (byte & 0x60) !== 0, paperLow: (byte & 0x0c) !== 0 };
	}
}

/** Whether a reply to DLE EOT 2 speaks of an error, so that DLE EOT 3 can tell which. */
export const tellsOfError = (byte: number): boolean => (byte & 0x40) !== 0;

/** A head that is hot for a moment is no trouble: it cools down while nobody has read the sentence. */
const HOT_MS_MAX = 60_000;

type Trouble = Extract<PrinterTrouble, 'cover_open' | 'paper_out' | 'cutter_stuck' | 'head_hot' | 'broken'>;

/** What the screen shows, what stops it for good first. @param hotMs for how long the head is hot by now */
export function troubleOf(condition: PrinterCondition, hotMs = 0): Trouble | undefined {
	if (condition.broken) return 'broken';
	if (condition.coverOpen) return 'cover_open';
	if (condition.paperOut) return 'paper_out';
	if (condition.cutterStuck) return 'cutter_stuck';
	return condition.headHot && hotMs >= HOT_MS_MAX ? 'head_hot' : undefined;
}

/** Whether it holds what it gets: the rest of a slip comes by itself once the cause is gone. */
export const isHolding = (condition: PrinterCondition): boolean =>
	condition.offline || condition.headHot || troubleOf(condition) !== undefined;
