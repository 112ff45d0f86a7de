import type { Moment } from '../../kernel/moment.ts';
import { scale } from '../../kernel/money.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import { quote } from '../../loyalty/quote.ts';
import type { ReversalAnswer, ReverseVisit } from '../../protocol/reversal.ts';
import type { MemberView } from '../../protocol/views.ts';
import type { RecordVisit } from '../../protocol/visit.ts';
import { billOf } from './bill-of.ts';

/**
 * What the guest gets back of a visit that no server has heard of: all of it. Says what a server would that had booked it
 * and taken it back.
 *
 * @param member as they were before the visit
 */
export function withdrawnAnswer(
	programme: Programme,
	member: MemberView | null,
	visit: RecordVisit,
	{ id: reversalId, occurredAt }: ReverseVisit,
	moment: Moment,
): ReversalAnswer | null {
	const paidMinor = visit.tenders.reduce((total, tender) => total + tender.amountMinor, 0);
	const quoted = quote(programme, member?.standing ?? null, billOf(visit, moment), { paidMinor });
	if (!quoted.ok) return null;
	const { lines, stamps, listMinor, discountMinor, payableMinor, pointsPaidMinor } = quoted.value;
	const balance = member?.standing.balancePoints ?? 0;
	return {
		...{ reversalId, visitId: visit.id, memberId: visit.memberId, outlet: visit.outlet, terminal: visit.terminal },
		...{ occurredAt, currency: visit.currency, whole: true },
		lines: visit.lines.map(({ id, category, quantity, grossMinor }, index) => {
			const { discountMinor, payableMinor } = lines[index]!;
			return { id, category, quantity, listMinor: grossMinor, discountMinor, payableMinor };
		}),
		...{ listMinor, discountMinor, payableMinor, pointsPaidMinor },
		points: { takenBack: quoted.value.pointsEarned, returned: quoted.value.pointsSpent, balance, owed: 0 },
		worthMinor: scale(balance, programme.pointValue, 'floor'),
		stamps: stamps.map(({ ruleId, stamps: takenBack, rewards }) => ({
			...{ ruleId, takenBack, rewardsTakenBack: rewards },
			...{ balance: member?.standing.stamps[ruleId] ?? 0, owed: 0 },
		})),
	};
}
