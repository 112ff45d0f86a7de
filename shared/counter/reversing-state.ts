import type { ReversalId, VisitId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type {
	FoundVisits,
	RequestMalformed,
	ReturnedPart,
	ReversalAnswer,
	ReversalQuote,
	ReversalReason,
	ReversalRefusal,
	ReverseVisit,
	StandingBill,
} from '../protocol/reversal.ts';
import type { SignInRefusal, StaffView } from '../protocol/views.ts';
import type { Away, SlipProgress } from './state.ts';

/** The last visit of this counter, as long as it may be undone without anybody's yes. */
export type Undo = { readonly visitId: VisitId; readonly until: string };

/** Why nothing was taken back, or nothing was found. */
export type NotReturned = ReversalRefusal | RequestMalformed | Away;

/** The command as the conversation knows it; where it happens the counter knows itself. */
export type TakingBack = Omit<ReverseVisit, 'outlet' | 'terminal'>;

/** What is chosen of a bill, and what it would come to; `null` until the server has said. */
export type Priced = {
	/** Numbers the choices, so that a late answer is known as late. */
	readonly ask: number;
	readonly act: ReturnAct;
	readonly quote: Result<ReversalQuote, NotReturned> | null;
};

/** Of an open bill: lines and reason are chosen, or a PIN is being checked. */
export type OpenStep =
	| { readonly kind: 'choosing' }
	| { readonly kind: 'approving'; readonly command: TakingBack }
	| { readonly kind: 'refused'; readonly refusal: NotReturned | SignInRefusal };

/** A bill before somebody who takes it back. */
export type OpenBill = {
	readonly bill: StandingBill;
	/** `null` before anything is chosen. */
	readonly priced: Priced | null;
};

/** How far a taking back is. */
export type Reversing =
	| { readonly kind: 'none' }
	/** `found` is `null` until there is an answer. */
	| {
			readonly kind: 'finding';
			readonly number: string | null;
			readonly found: Result<FoundVisits, NotReturned> | null;
	  }
	| { readonly kind: 'opening'; readonly visitId: VisitId }
	| (OpenBill & { readonly kind: 'open'; readonly step: OpenStep })
	/** `unknown`: it was sent, and nobody knows whether it arrived; it is sent again under its id until there is an answer. */
	| { readonly kind: 'taking' | 'unknown'; readonly command: TakingBack; readonly open: OpenBill | null }
	/** An undo came too late; what was refused of an open bill is said there. */
	| { readonly kind: 'not-undone'; readonly refusal: NotReturned }
	| {
			readonly kind: 'done';
			readonly answer: ReversalAnswer;
			/** `null`: it was an undo. */
			readonly bill: StandingBill | null;
			readonly slip: SlipProgress;
	  };

/** What is to come back, as the page has it: lines by units or by an amount of their list price, or all that stands. */
export type ReturnAct = {
	/** Made once for each bill that is opened: a second press, or a press after a lost answer, takes nothing back twice. */
	readonly id: ReversalId;
	/** RFC 3339, UTC. */
	readonly occurredAt: string;
	readonly lines: readonly ReturnedPart[] | null;
};

/** What the cashier may ask for. */
export type ReversalInput =
	| { readonly kind: 'undo-asked'; readonly id: ReversalId; readonly occurredAt: string }
	| { readonly kind: 'bills-asked'; readonly number: string | null }
	| { readonly kind: 'bill-chosen'; readonly visitId: VisitId }
	| { readonly kind: 'return-priced'; readonly ask: number; readonly act: ReturnAct }
	/** The choice that was shown with its price, and nothing else. `pin` is an approver's; `null` where nobody has to. */
	| {
			readonly kind: 'return-confirmed';
			readonly ask: number;
			readonly reason: ReversalReason;
			readonly pin: string | null;
	  }
	| { readonly kind: 'reversing-left' };

export type ReversalEvent =
	| {
			readonly kind: 'bills-answered';
			readonly number: string | null;
			readonly answer: Result<FoundVisits, NotReturned>;
	  }
	| { readonly kind: 'bill-answered'; readonly visitId: VisitId; readonly answer: Result<StandingBill, NotReturned> }
	| {
			readonly kind: 'return-quoted';
			readonly visitId: VisitId;
			readonly ask: number;
			readonly quote: Result<ReversalQuote, NotReturned>;
	  }
	| {
			readonly kind: 'approval-answered';
			readonly reversalId: ReversalId;
			readonly answer: Result<StaffView, SignInRefusal | Away>;
	  }
	| {
			readonly kind: 'reversal-answered';
			readonly reversalId: ReversalId;
			readonly answer: Result<ReversalAnswer, NotReturned>;
	  }
	/** It was sent, and no answer came. It is sent again until there is one. */
	| { readonly kind: 'reversal-unanswered'; readonly reversalId: ReversalId }
	| { readonly kind: 'reversal-slip-moved'; readonly reversalId: ReversalId; readonly slip: SlipProgress };

export type ReversalEffect =
	| { readonly kind: 'find-bills'; readonly number: string | null }
	| { readonly kind: 'open-bill'; readonly visitId: VisitId }
	| { readonly kind: 'price-return'; readonly ask: number; readonly command: TakingBack }
	| { readonly kind: 'approve'; readonly reversalId: ReversalId; readonly pin: string }
	| { readonly kind: 'reverse'; readonly command: TakingBack }
	| { readonly kind: 'print-reversal'; readonly answer: ReversalAnswer };
