import type { CardRead, CardRefusal } from '../card/card.ts';
import type { MemberId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { MemberRefusal, MemberView } from '../protocol/views.ts';
import type { ReaderHealth, ReaderState, SwipeMark } from './reader-state.ts';
import type { Away, PrinterState, ServerState, SlipProgress } from './state.ts';
import type { CardAccepted, CardRefused, CardTyped, SwipeRefused } from './typed-card.ts';

/** Who stands before the kiosk. */
export type KioskGuest =
	| { readonly kind: 'none' }
	| { readonly kind: 'seeking' }
	| { readonly kind: 'shown'; readonly member: MemberView; readonly freshness: 'live' | 'replica' };

/** A sentence for the guest. `tries` counts swipes in a row that were not read: after three, somebody comes. */
export type KioskNotice = {
	readonly code: (CardRefusal | MemberRefusal | Away)['code'];
	readonly tries: number;
	readonly count: number;
};

/** The whole conversation of one kiosk; what the page draws, and nothing else. */
export type KioskState = {
	/** Goes up with every new guest and every leaving: what the page holds for one must not outlive it. */
	readonly conversation: number;
	readonly guest: KioskGuest;
	readonly notice: KioskNotice | null;
	/** The balance slip of this guest; `null` before one was asked for. */
	readonly slip: SlipProgress | null;
	/** `null`: no card yet, or it was for nobody. */
	readonly swipe: SwipeMark | null;
	/** Swipes that no page showed in time. */
	readonly unseenSwipes: number;
	/** The readers taken together. */
	readonly reader: ReaderState;
	/** Each of them. */
	readonly readers: readonly ReaderHealth[];
	readonly printer: PrinterState;
	readonly server: ServerState;
};

/** What the page may say: what the guest does, and what a reader types that poses as a keyboard. */
export type KioskInput = KioskAct | CardTyped | CardRefused;

/** What the guest may ask for. The page counts the idle seconds, and leaving is what ends them. */
export type KioskAct =
	{ readonly kind: 'balance-print-asked' } | { readonly kind: 'guest-left' } | { readonly kind: 'notice-read' };

export type KioskEvent =
	| KioskAct
	| CardAccepted
	| SwipeRefused
	| {
			readonly kind: 'member-answered';
			readonly swipe: number;
			readonly freshness: 'live' | 'replica';
			readonly answer: Result<MemberView, MemberRefusal | Away>;
	  }
	| { readonly kind: 'slip-moved'; readonly jobId: string; readonly slip: SlipProgress }
	| { readonly kind: 'reader-changed'; readonly reader: ReaderState }
	| { readonly kind: 'readers-changed'; readonly readers: readonly ReaderHealth[] }
	| { readonly kind: 'swipe-expired'; readonly seq: number }
	| { readonly kind: 'printer-changed'; readonly printer: PrinterState }
	| { readonly kind: 'server-changed'; readonly server: ServerState };

export type KioskEffect =
	| { readonly kind: 'look-up'; readonly swipe: number; readonly card: CardRead }
	/** Prints what the guest saw, once for each asking: `jobId` names the slip for ever. */
	| { readonly kind: 'print-balance'; readonly jobId: string; readonly memberId: MemberId }
	/** The guest has gone before the printer began: nobody else is to find the slip. */
	| { readonly kind: 'withdraw-balance'; readonly jobId: string };
