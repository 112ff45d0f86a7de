import type { CardRead, CardRefusal } from '../card/card.ts';
import type { VisitId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { ReversalAnswer } from '../protocol/reversal.ts';
import type { MemberRefusal, MemberView, SignInRefusal, StaffView } from '../protocol/views.ts';
import type { RecordVisit, VisitAnswer, VisitRefusal } from '../protocol/visit.ts';
import type { ReaderHealth, ReaderState, SwipeMark } from './reader-state.ts';
import type { ReversalInput, ReversalEffect, ReversalEvent, Reversing, Undo } from './reversing-state.ts';
import type { ConflictEffect, ConflictEvent, ConflictInput, PuttingAway, ShownConflict } from './conflicts.ts';
import type { CardAccepted, CardRefused, CardTyped, SwipeRefused } from './typed-card.ts';

export type { ReaderHealth, ReaderState, SwipeMark } from './reader-state.ts';

/** Devices and links: shown until the state ends. `since` is RFC 3339, UTC. */
/**
 * `busy`: another machine has it. `stranger`: another printer answers at its address, and gets nothing of a guest.
 * `broken`: only switching off and on helps.
 */
export type PrinterTrouble =
	'absent' | 'busy' | 'stranger' | 'paper_out' | 'cover_open' | 'cutter_stuck' | 'head_hot' | 'broken';
export type PrinterState =
	/** `paperLow`: the roll is nearly used up. `drawerOpen`: of the cash drawer at the printer. */
	| { readonly kind: 'ready'; readonly paperLow?: true; readonly drawerOpen?: true }
	/** `midSlip`: it began while a slip was being printed; the rest comes by itself. */
	| { readonly kind: PrinterTrouble; readonly since: string; readonly midSlip?: true };
export type ServerState = { readonly kind: 'online' } | { readonly kind: 'offline'; readonly since: string };

/**
 * How much is known about a slip: `confirmed` the printer says it is on paper, `processed` the printer has worked
 * through it, `sent` the printer does not answer, `unknown` the line broke in between, `waiting` not begun, `uncut` on
 * paper but not cut off, `expired` waited so long that somebody has to say whether it is still wanted, `unkept` the
 * counter's disk did not take it.
 */
export type SlipProgress =
	'waiting' | 'sending' | 'sent' | 'processed' | 'confirmed' | 'unknown' | 'uncut' | 'expired' | 'unkept';

/** Away: the server does not answer and this counter cannot know. */
export type Away = { readonly code: 'server_away' };

/** The counter's own disk took nothing: nothing is booked anywhere, and the guest must not be sent off. */
export type Unsaved = { readonly code: 'not_saved' };

export type Guest =
	| { readonly kind: 'none' }
	| { readonly kind: 'seeking' }
	| {
			readonly kind: 'shown';
			readonly member: MemberView;
			/** `replica`: as last known here; the server has not said yet. */
			readonly freshness: 'live' | 'replica';
	  };

export type Visit =
	| { readonly kind: 'open' }
	| { readonly kind: 'recording'; readonly visitId: VisitId }
	| { readonly kind: 'refused'; readonly refusal: VisitRefusal | Away | Unsaved }
	/** `kept`: safe on this counter's disk, on its way when the server is back. */
	| {
			readonly kind: 'recorded' | 'kept';
			readonly answer: VisitAnswer;
			readonly slip: SlipProgress;
	  };

/** What became of a taking back whose answer was lost, once nobody waits for it before the screen any more. */
type LateReversal = 'reversal_pending' | 'reversal_booked' | 'reversal_refused';

/** A sentence for the cashier that needs no answer; the next act replaces it. `count` tells two equal ones apart. */
export type Notice = {
	readonly code: (CardRefusal | MemberRefusal | Away)['code'] | 'locked' | 'busy' | LateReversal;
	readonly count: number;
};

/** The whole conversation of one counter; what the page draws, and nothing else. */
export type CounterState = {
	/** Goes up with every new guest: a bill belongs to one conversation. */
	readonly conversation: number;
	/** `null`: locked. */
	readonly staff: StaffView | null;
	readonly signIn:
		{ readonly kind: 'idle' | 'checking' } | { readonly kind: 'refused'; readonly refusal: SignInRefusal | Away };
	readonly guest: Guest;
	readonly visit: Visit;
	readonly notice: Notice | null;
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
	/** Visits on this counter's disk that the server does not have yet. */
	readonly waitingVisits: number;
	/** Visits that were paid while the server was away and that somebody has to look at, the oldest first. */
	readonly conflicts: readonly ShownConflict[];
	readonly puttingAway: PuttingAway;
	/** `null`: there is none, or its minute is over. */
	readonly undo: Undo | null;
	/** What is being taken back; it has the screen for itself. */
	readonly reversing: Reversing;
};

/** What the page may say: what the cashier does, and what a reader types that poses as a keyboard. */
export type CounterInput = CounterAct | CardTyped | CardRefused;

/** What the cashier may ask for. */
export type CounterAct =
	| { readonly kind: 'pin-entered'; readonly pin: string }
	| { readonly kind: 'visit-confirmed'; readonly command: RecordVisit }
	| { readonly kind: 'next-guest' }
	/** Prints the slip of what is on the screen: as it is where it never began, else a copy that says so. */
	| { readonly kind: 'slip-asked' }
	| { readonly kind: 'guest-dropped' }
	| { readonly kind: 'lock' }
	| { readonly kind: 'notice-read' }
	| ConflictInput
	| ReversalInput;

export type CounterEvent =
	| CounterAct
	| CardAccepted
	| SwipeRefused
	| {
			readonly kind: 'member-answered';
			readonly swipe: number;
			readonly freshness: 'live' | 'replica';
			readonly answer: Result<MemberView, MemberRefusal | Away>;
	  }
	| { readonly kind: 'sign-in-answered'; readonly answer: Result<StaffView, SignInRefusal | Away> }
	| {
			readonly kind: 'visit-answered';
			readonly visitId: VisitId;
			readonly answer: Result<VisitAnswer, VisitRefusal | Away | Unsaved>;
			/** RFC 3339, UTC: so long the visit may be undone here; missing where the server recorded it nobody knows when. */
			readonly undoUntil?: string;
	  }
	| { readonly kind: 'slip-moved'; readonly visitId: VisitId; readonly slip: SlipProgress }
	| { readonly kind: 'reader-changed'; readonly reader: ReaderState }
	| { readonly kind: 'readers-changed'; readonly readers: readonly ReaderHealth[] }
	| { readonly kind: 'swipe-expired'; readonly seq: number }
	| { readonly kind: 'printer-changed'; readonly printer: PrinterState }
	| { readonly kind: 'server-changed'; readonly server: ServerState }
	| { readonly kind: 'outbox-changed'; readonly waitingVisits: number }
	| ConflictEvent
	| ReversalEvent;

/** Whose slip it is. */
export type PrintedSlip =
	| { readonly kind: 'visit'; readonly answer: VisitAnswer }
	| { readonly kind: 'reversal'; readonly answer: ReversalAnswer };

/** What the runner does on the machine's behalf; its answer comes back as an event. */
export type CounterEffect =
	| { readonly kind: 'look-up'; readonly swipe: number; readonly card: CardRead }
	| { readonly kind: 'sign-in'; readonly pin: string }
	| { readonly kind: 'record'; readonly command: RecordVisit }
	| { readonly kind: 'print'; readonly answer: VisitAnswer }
	| { readonly kind: 'print-again'; readonly slip: PrintedSlip }
	| ConflictEffect
	| ReversalEffect;
