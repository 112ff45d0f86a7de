import type { Moment } from '../../kernel/moment.ts';
import { scale } from '../../kernel/money.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { usableFromOf } from '../../loyalty/earning/pending.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import { quote } from '../../loyalty/quote.ts';
import type { MemberView } from '../../protocol/views.ts';
import type { RecordVisit, VisitAnswer, VisitRefusal } from '../../protocol/visit.ts';
import { billOf } from './bill-of.ts';

/**
 * What a visit comes to by what this counter knows, for when the server is away. The guest pays what the tenders say; the
 * server counts the points again when it is back.
 */
export function provisionalAnswer(
	programme: Programme,
	member: MemberView | null,
	command: RecordVisit,
	moment: Moment,
): Result<VisitAnswer, VisitRefusal> {
	const paidMinor = command.tenders.reduce((total, tender) => total + tender.amountMinor, 0);
	const quoted = quote(programme, member?.standing ?? null, billOf(command, moment), { paidMinor });
	if (!quoted.ok) return quoted;
	const { value } = quoted;

	const { pointsEarned } = value;
	const usableFrom = pointsEarned > 0 ? usableFromOf(programme, command.outlet, moment) : null;
	const usableNow = usableFrom === null ? pointsEarned : 0;
	const balance = (member?.standing.balancePoints ?? 0) - value.pointsSpent + usableNow;
	const pending = (member?.pending?.points ?? 0) + pointsEarned - usableNow;
	return ok({
		visitId: command.id,
		status: 'provisional',
		memberId: command.memberId,
		outlet: command.outlet,
		terminal: command.terminal,
		occurredAt: moment.instant,
		checkNumber: command.checkNumber,
		currency: command.currency,
		lines: command.lines.map(({ id, category, quantity, grossMinor }) => {
			return { id, category, quantity, listMinor: grossMinor };
		}),
		listMinor: value.listMinor,
		discountMinor: value.discountMinor,
		payableMinor: value.payableMinor,
		pointsPaidMinor: value.pointsPaidMinor,
		points: { earned: pointsEarned, spent: value.pointsSpent, balance, ...(pending > 0 ? { pending } : {}) },
		...(usableFrom === null ? {} : { usableFrom }),
		worthMinor: scale(balance, programme.pointValue, 'floor'),
		stamps: value.stamps.map((change) => {
			const before = member?.standing.stamps[change.ruleId] ?? 0;
			return { ...change, balance: before + change.stamps - change.rewards * change.needed };
		}),
		expiring: member?.expiring ?? null,
		offers: value.offers,
		refusedOffers: value.refusedOffers,
		explanation: value.explanation,
	});
}
