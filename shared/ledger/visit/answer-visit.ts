import type { Moment } from '../../kernel/moment.ts';
import { scale } from '../../kernel/money.ts';
import { expiringOf } from '../../loyalty/expiry.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import { usableFromOf } from '../../loyalty/earning/pending.ts';
import type { Quote } from '../../loyalty/quote.ts';
import type { VisitAnswer } from '../../protocol/visit.ts';
import type { MemberAccountState } from './decide-visit.ts';
import type { OpenLot } from '../entry.ts';
import type { VisitFact } from '../facts.ts';
import { pendingOf } from '../lots/maturing.ts';
import { balanceOf, usable } from '../lots/spend.ts';

/** What a recorded visit came to: numbers for the screen and the slip, without a name. */
export function answerVisit(
	programme: Programme,
	member: MemberAccountState | null,
	visit: VisitFact,
	quoted: Quote,
	lotsAfter: readonly OpenLot[],
	moment: Moment,
): VisitAnswer {
	const pending = pendingOf(lotsAfter, moment.localDate);
	const usableFrom = member && quoted.pointsEarned > 0 ? usableFromOf(programme, visit.outlet, moment) : null;
	const balance = member ? balanceOf(lotsAfter, 'points', moment.localDate) : 0;
	return {
		visitId: visit.id,
		status: 'recorded',
		memberId: visit.memberId,
		outlet: visit.outlet,
		terminal: visit.terminal,
		occurredAt: visit.occurredAt,
		checkNumber: visit.checkNumber,
		currency: visit.currency,
		lines: visit.lines.map(({ id, category, quantity, grossMinor }) => {
			return { id, category, quantity, listMinor: grossMinor };
		}),
		listMinor: quoted.listMinor,
		discountMinor: quoted.discountMinor,
		payableMinor: quoted.payableMinor,
		pointsPaidMinor: quoted.pointsPaidMinor,
		points: {
			...{ earned: quoted.pointsEarned, spent: quoted.pointsSpent, balance },
			...(pending ? { pending: pending.points } : {}),
		},
		...(usableFrom === null ? {} : { usableFrom }),
		worthMinor: scale(balance, programme.pointValue, 'floor'),
		stamps: quoted.stamps.map((change) => ({
			...change,
			balance: balanceOf(lotsAfter, `stamp:${change.ruleId}`, moment.localDate),
		})),
		expiring: expiringOf(usable(lotsAfter, 'points', moment.localDate)),
		offers: quoted.offers,
		refusedOffers: quoted.refusedOffers,
		explanation: quoted.explanation,
	};
}
