import { err, type Result } from '../../kernel/result.ts';
import type { CardPattern, CardRead, CardRefusal } from '../card.ts';
import { decodeCodeText } from '../code-text.ts';
import { decodeSwipe, isStartSentinel } from './swipe.ts';
import { END_SENTINEL, PERCENT } from '../track.ts';
import { characterOf } from './us-keyboard.ts';

/** One key going down. A key that repeats because it is held is none. */
export type Stroke = {
	/** `KeyboardEvent.code`: the key's place, whatever language the keyboard is set to. */
	readonly code: string;
	readonly shift: boolean;
	/** On a clock that does not jump. */
	readonly atMs: number;
};

/** What a reader that poses as a keyboard has typed so far. There is one buffer for ever; `length` says how much counts. */
export type WedgeBurst = {
	readonly buffer: Uint8Array;
	readonly length: number;
	readonly hasRunOver: boolean;
	readonly lastAtMs: number;
};

export type WedgeStep = {
	readonly burst: WedgeBurst;
	/** The card, where this stroke or pause ended one. */
	readonly card: Result<CardRead, CardRefusal> | undefined;
};

/** A reader types a key every 5 to 60 ms; people hardly keep below this. */
export const KEY_GAP_MS_MAX = 100;
/** Fewer fast keys are a person's. */
const LENGTH_MIN = 4;
/** Three full tracks with their LRCs are 226 characters. */
const BUFFER_BYTES = 256;

export const noBurst = (): WedgeBurst => ({
	buffer: new Uint8Array(BUFFER_BYTES),
	length: 0,
	hasRunOver: false,
	lastAtMs: Number.NEGATIVE_INFINITY,
});

/**
 * Takes one stroke. Keys further apart than a reader types, and keys that no reader sends, wipe the buffer; Enter and Tab
 * end a burst, which is decoded and wiped at once: neither text nor bytes of it come out.
 *
 * Source: HTML UI Events `code` values; readers set to the US keymap.
 */
export function takeStroke(burst: WedgeBurst, stroke: Stroke, patterns: readonly CardPattern[]): WedgeStep {
	if (MODIFIERS.has(stroke.code)) return { burst, card: undefined };
	const isLate = stroke.atMs - burst.lastAtMs > KEY_GAP_MS_MAX;
	const current = isLate ? wiped(burst) : burst;
	if (ENDS.has(stroke.code)) return ended(current, patterns);
	const character = characterOf(stroke.code, stroke.shift);
	if (character === undefined) return { burst: wiped(current), card: undefined };
	return { burst: { ...withCharacter(current, character), lastAtMs: stroke.atMs }, card: undefined };
}

/**
 * Nothing has been typed for a while. For readers without Enter: what ends like a stripe is one; anything else is dropped.
 */
export function settleBurst(burst: WedgeBurst, atMs: number, patterns: readonly CardPattern[]): WedgeStep {
	if (atMs - burst.lastAtMs <= KEY_GAP_MS_MAX) return { burst, card: undefined };
	const isStripe = isStartSentinel(burst.buffer[0]!) && burst.buffer[burst.length - 1] === END_SENTINEL;
	return isStripe ? ended(burst, patterns) : { burst: wiped(burst), card: undefined };
}

function ended(burst: WedgeBurst, patterns: readonly CardPattern[]): WedgeStep {
	const isTyped = burst.length < LENGTH_MIN && !burst.hasRunOver;
	const card = isTyped ? undefined : decodeBurst(burst, patterns);
	return { burst: wiped(burst), card };
}

function decodeBurst({ buffer, length, hasRunOver }: WedgeBurst, patterns: readonly CardPattern[]) {
	if (hasRunOver) return err<CardRefusal>({ code: 'card_unreadable' });
	const text = buffer.subarray(0, length);
	if (!isStartSentinel(text[0]!)) return decodeCodeText(text, patterns);
	// Track 1 has no small letters: where they come, Caps Lock or the reader's keymap made them.
	if (text[0] === PERCENT) text.forEach((byte, index) => (text[index] = upperCase(byte)));
	return decodeSwipe(text, patterns);
}

function withCharacter(burst: WedgeBurst, character: number): WedgeBurst {
	if (burst.hasRunOver || burst.length === burst.buffer.length) return { ...wiped(burst), hasRunOver: true };
	burst.buffer[burst.length] = character;
	return { ...burst, length: burst.length + 1 };
}

function wiped(burst: WedgeBurst): WedgeBurst {
	burst.buffer.fill(0);
	return { ...burst, length: 0, hasRunOver: false };
}

const upperCase = (byte: number): number => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte);

const ENDS: ReadonlySet<string> = new Set(['Enter', 'NumpadEnter', 'Tab']);
const MODIFIERS: ReadonlySet<string> = new Set(['ShiftLeft', 'ShiftRight', 'CapsLock', 'NumLock']);
