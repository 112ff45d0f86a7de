import type { Moment } from '../../kernel/moment.ts';
import type { Bill } from '../../loyalty/bill.ts';
import type { PosVisit } from '../../protocol/visit.ts';

/** The bill inside a command, as `quote` reads it. */
export const billOf = ({ outlet, currency, lines, tenders, claims }: PosVisit, moment: Moment): Bill => ({
	outlet,
	moment,
	currency,
	lines,
	pointsTendered: (tenders ?? []).reduce((total, tender) => total + (tender.type === 'points' ? tender.points : 0), 0),
	claims,
});
