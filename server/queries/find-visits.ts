import { dateAfter } from '#shared/kernel/dates.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { standingBill } from '#shared/ledger/reversal/standing-bill.ts';
import type { FoundVisits, ReversalRefusal, StandingBill } from '#shared/protocol/reversal.ts';
import type { VisitId } from '#shared/kernel/ids.ts';
import { idEndingsOf } from '#shared/receipt/slip-number.ts';
import type { House } from '../house.ts';
import { loadStandingVisit } from '../store/loading/reversal-loading.ts';
import type { Loading } from '../store/statement.ts';
import { loadNewestVisits, loadNumberedVisits } from '../store/loading/visit-finding.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';
import { viewMember } from './view-member.ts';

/** Of a busy outlet these are two days; whoever looks for one among more has its number. */
const VISITS_MAX = 100;
/** A guest comes back with a slip within this time. */
const NUMBER_DAYS = 31;

/** Visits of one outlet, the newest first: those of this business day and the last, or those that have this number. */
export function* findVisits(
	house: House,
	outlet: string,
	number: string | null,
	instant: string,
): Loading<FoundVisits> {
	const { businessDate } = momentAt(instant, house);
	const since = (days: number) => ({ propertyId: house.id, outlet, from: dateAfter(businessDate, -days) });
	const limit = VISITS_MAX + 1;
	const visits =
		number === null
			? yield* loadNewestVisits(since(1), limit)
			: yield* loadNumberedVisits(since(NUMBER_DAYS), number, idEndingsOf(number), limit);
	return { visits: visits.slice(0, VISITS_MAX), more: visits.length > VISITS_MAX };
}

/** One of them with what stands of it, for a counter of its own outlet. */
export function* viewStandingBill(
	house: House,
	shelf: ProgrammeShelf,
	outlet: string,
	id: VisitId,
	instant: string,
): Loading<Result<StandingBill, ReversalRefusal>> {
	const sold = yield* loadStandingVisit(house.id, id, shelf, house);
	if (!sold) return err({ code: 'visit_not_found' });
	const { memberId, outlet: expected } = sold.visit;
	if (expected !== outlet) return err({ code: 'outlet_mismatch', expected });
	const member = memberId === null ? null : yield* viewMember(house, shelf, memberId, null, instant);
	return ok(standingBill(sold, member?.ok ? member.value : null));
}
