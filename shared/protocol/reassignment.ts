import type { MemberId, ReversalId, StaffId, VisitId } from '../kernel/ids.ts';
import type { ReversalAnswer } from './reversal.ts';
import type { VisitAnswer } from './visit.ts';

/** The command `visit.reassign`: a bill that was booked for the wrong guest, or for nobody, goes to another. */
export type ReassignVisit = {
	readonly id: string;
	readonly visitId: VisitId;
	/** To whom it goes. */
	readonly memberId: MemberId;
	readonly terminal: string;
	readonly cashier: StaffId;
	readonly approvedBy: StaffId | null;
};

export type ReassignmentAnswer = {
	readonly reassignmentId: string;
	readonly visitId: VisitId;
	readonly reversalId: ReversalId;
	readonly newVisitId: VisitId;
	/** What the first guest loses. */
	readonly reversal: ReversalAnswer;
	/** What the other one gets. */
	readonly visit: VisitAnswer;
};

/** What a bill used that is its guest's own, or where it belongs: it has to be taken back and recorded anew. */
export type Unmovable = 'points' | 'coupon' | 'reward' | 'stay';

/** In order of precedence. */
export type ReassignmentRefusal =
	| { readonly code: 'id_reused' }
	| { readonly code: 'visit_not_found' }
	| { readonly code: 'cashier_unknown' }
	| { readonly code: 'approver_forbidden' }
	| { readonly code: 'approval_missing' }
	| { readonly code: 'visit_reversed' }
	| { readonly code: 'member_not_found' }
	| { readonly code: 'member_same' }
	| { readonly code: 'bill_not_movable'; readonly because: Unmovable };
