import { hash } from 'node:crypto';
import { canonical } from '#shared/kernel/canonical.ts';
import type { MemberId, ReversalId, VisitId } from '#shared/kernel/ids.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import {
	decideReassignment,
	type ReassignmentIds,
	type ReassignmentState,
} from '#shared/ledger/reversal/decide-reassignment.ts';
import { nightDatesOf } from '#shared/ledger/visit/metric-days.ts';
import { mayApprove } from '#shared/protocol/approval.ts';
import type { ReassignmentAnswer, ReassignmentRefusal, ReassignVisit } from '#shared/protocol/reassignment.ts';
import type { House } from '../house.ts';
import { loadStaff } from '../store/house-store.ts';
import { loadLivingMember, withHistory } from '../store/loading/member-loading.ts';
import { loadIsStay } from '../store/loading/request-loading.ts';
import { loadOwner } from '../store/loading/reversal-loading.ts';
import { together, type Loading } from '../store/statement.ts';
import type { Command, Store } from '../store/store.ts';
import { loadDays } from '../store/loading/tier-loading.ts';
import { loadSameBill, type ProgrammeShelf } from '../store/loading/visit-loading.ts';
import { loadReversalState } from './reverse-visit.ts';

type Body = {
	readonly command: ReassignVisit;
	readonly owner: MemberId | null;
	readonly ids: ReassignmentIds;
	readonly recorded: Moment;
};

export type VisitReassigner = (
	command: ReassignVisit,
) => Promise<Result<{ readonly answer: ReassignmentAnswer; readonly isNew: boolean }, ReassignmentRefusal>>;

/** Moves bills of one hotel to other guests. @param now RFC 3339, UTC */
export function visitReassigner(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): VisitReassigner {
	return async (command) => {
		let decided: ReassignmentAnswer | undefined;
		const reassign: Command<Body, ReassignmentState, ReassignmentAnswer, ReassignmentRefusal> = {
			kind: 'visit.reassign',
			// Both accounts: what one loses and the other gets is one commit.
			members: ({ command: { memberId }, owner }) => [...new Set(owner === null ? [memberId] : [owner, memberId])],
			load: (body) => loadReassignment(house, shelf, body),
			decide(state, body) {
				const decision = decideReassignment(state, body.command, body.ids, body.recorded);
				if (decision.ok) decided = decision.value.answer;
				return decision;
			},
		};
		const recordedAt = now();
		const owner = await store.find(loadOwner(house.id, command.visitId));
		if (!owner) return err({ code: 'visit_not_found' });
		const answer = await store.execute(reassign, {
			id: command.id,
			bodyHash: hash('sha256', canonical(command)),
			propertyId: house.id,
			recordedAt,
			body: { command, owner: owner.memberId, ids: idsOf(command.id), recorded: momentAt(recordedAt, house) },
		});
		// An answer that was read back is another object than the one that was decided just now.
		return answer.ok ? ok({ answer: answer.value, isNew: answer.value === decided }) : answer;
	};
}

function* loadReassignment(
	house: House,
	shelf: ProgrammeShelf,
	{ command, owner, ids, recorded }: Body,
): Loading<ReassignmentState> {
	const { visitId, memberId, terminal, cashier, approvedBy } = command;
	const [reversal, staff, isStay] = yield* together(
		loadReversalState(house, shelf, {
			command: {
				...{ id: ids.reversalId, visitId, outlet: '', terminal, cashier, approvedBy },
				...{ occurredAt: recorded.instant, reason: 'wrong_guest', lines: null },
			},
			...{ channel: 'system', memberId: owner, times: { occurred: recorded, recorded } },
		}),
		loadStaff(house.id, cashier),
		loadIsStay(visitId),
	);
	const visit = reversal.sold?.visit;
	const needsApproval = !(staff && mayApprove(staff.role));
	if (!visit || !reversal.sold) {
		return { reversal, target: null, days: [], billed: null, takes: 0, isStay };
	}
	const judgedFrom = [...nightDatesOf(visit), visit.businessDate].sort()[0]!;
	const [account, days, { reversed: takes }] = yield* together(
		loadLivingMember(memberId, visit.occurredAt),
		loadDays(reversal.sold.programme, memberId, judgedFrom),
		loadSameBill({ ...visit, propertyId: house.id }),
	);
	return {
		reversal: { ...reversal, needsApproval },
		target: account && (yield* withHistory(account, visit.occurredAt)),
		...{ days, takes, isStay },
		billed: { ...momentAt(visit.occurredAt, house), businessDate: visit.businessDate },
	};
}

/** Made of the reassignment's own id, so that a retry means the same two. Source: RFC 9562, version 8. */
const idsOf = (id: string): ReassignmentIds => ({
	reversalId: derived(id, 'reversal') as ReversalId,
	newVisitId: derived(id, 'visit') as VisitId,
});

function derived(id: string, what: string): string {
	const hex = hash('sha256', `${id}/${what}`);
	return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
		'-',
	);
}
