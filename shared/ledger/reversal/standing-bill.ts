import { standing } from '../../loyalty/remaining.ts';
import type { StandingBill, StandingLine } from '../../protocol/reversal.ts';
import type { MemberView } from '../../protocol/views.ts';
import type { StandingVisit } from './decide-reversal.ts';
import { returnedOf, returnedSoFar, soldOf } from './returned-lines.ts';

/** A visit with what stands of each of its lines, by the arithmetic that takes it back. */
export function standingBill(sold: StandingVisit, member: MemberView | null): StandingBill {
	const { visit, reversals } = sold;
	const returned = returnedSoFar(sold);
	return {
		visitId: visit.id,
		occurredAt: visit.occurredAt,
		checkNumber: visit.checkNumber,
		member,
		lines: visit.lines.map((line): StandingLine => {
			const { id, category, sku } = line;
			return { id, category, sku, ...soldOf(line), left: standing(soldOf(line), returnedOf(returned, id)) };
		}),
		whole: reversals.some(({ whole }) => whole),
	};
}
