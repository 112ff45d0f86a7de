import { randomUUID } from 'node:crypto';
import type { ReversalId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import { unadjusted } from '#shared/ledger/correction/adjustment.ts';
import { ADJUSTMENT_LIMITS } from '#shared/ledger/correction/adjustment-limits.ts';
import { causeOf, decideAdjustment } from '#shared/ledger/correction/decide-adjustment.ts';
import { decideReassignment } from '#shared/ledger/reversal/decide-reassignment.ts';
import { PROPERTY } from '../../server/demo/miramar.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import type { PaperBooks } from './paper-books.ts';

const CARMEN = 'carmen' as StaffId;
const AT = { outlet: 'lobby', terminal: 'office' };

/** A manager gives or takes points. @returns the id of the adjustment, or the code of the refusal */
export function adjustOn(paper: PaperBooks, points: number): string {
	const member = paper.account();
	const id = randomUUID();
	const decided = decideAdjustment(
		{
			...{ programme: paper.programme, outletKnown: true, member, limits: ADJUSTMENT_LIMITS },
			adjuster: { role: 'manager', usedPoints: 0, adjustments: 0 },
		},
		{
			...{ id, memberId: member.id, points, reason: 'correction', note: null, caseReference: null },
			...{ ...AT, cashier: CARMEN },
		},
		paper.now,
	);
	if (!decided.ok) return decided.error.code;
	paper.book(decided.value.facts);
	return id;
}

/** Takes an adjustment back, as a batch does. */
export function unadjustOn(paper: PaperBooks, id: string): void {
	const entry = paper.entries.find((one) => one.id === `${id}/adjust`)!;
	const quantityOf = (account: string) =>
		entry.postings.filter((one) => one.account === account).reduce((total, { quantity }) => total + quantity, 0);
	const lotId = `${id}/adjust#points`;
	const expiry = paper.entries.find((one) => one.id === `${lotId}/expire`);
	const taken = entry.postings
		.filter(({ account, quantity }) => account === 'AV' && quantity < 0)
		.map(({ lotId: of, quantity }) => ({ lotId: of, quantity: -quantity }));
	const trace = {
		...{ points: -quantityOf('ADJUST'), lot: paper.lot(lotId), taken },
		expired: -(expiry?.postings.find(({ account }) => account === 'AV')?.quantity ?? 0),
		takenLots: taken.map((each) => paper.lot(each.lotId!)!),
	};
	const cause = causeOf({ id: `${id}/back`, ...AT, actor: CARMEN }, paper.programme, paper.now);
	paper.book(unadjusted(paper.account(), cause, trace).facts);
}

/** Moves a bill. @returns the id of the one that stands now, or the code of the refusal */
export function reassignOn(from: PaperBooks, to: PaperBooks, visitId: VisitId): VisitId | string {
	const sold = from.sold(visitId);
	const ids = { reversalId: randomUUID() as ReversalId, newVisitId: randomUUID() as VisitId };
	const target = to.account();
	const decided = decideReassignment(
		{
			reversal: {
				sold,
				cashierKnown: true,
				approver: null,
				needsApproval: false,
				lifted: null,
				member: from.account(),
			},
			...{ target, days: to.days, takes: 0, isStay: false },
			billed: { ...momentAt(sold.visit.occurredAt, PROPERTY), businessDate: sold.visit.businessDate },
		},
		{ id: randomUUID(), visitId, memberId: target.id, terminal: 'office', cashier: CARMEN, approvedBy: null },
		ids,
		from.now,
	);
	if (!decided.ok) return decided.error.code;
	const { next, ...facts } = decided.value.facts;
	from.book({ ...facts, next: null });
	to.book(next!);
	return ids.newVisitId;
}
