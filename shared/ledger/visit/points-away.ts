import { momentAt, type BusinessClock } from '../../kernel/moment.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import type { RecordVisit } from '../../protocol/visit.ts';

/** How many points a guest can still pay with at a counter whose server is away. @param spent there, on this business day */
export const pointsLeftAway = ({ payment }: Pick<Programme, 'payment'>, spent: number): number =>
	Math.max(0, (payment?.awayMax ?? 0) - spent);

/** What visits paid in points on one business day. */
export const pointsSpentOn = (visits: readonly RecordVisit[], businessDate: string, clock: BusinessClock): number =>
	visits
		.filter(({ occurredAt }) => momentAt(occurredAt, clock).businessDate === businessDate)
		.reduce((total, visit) => total + pointsTendered(visit), 0);

/** What a visit pays in points. */
export const pointsTendered = ({ tenders }: Pick<RecordVisit, 'tenders'>): number =>
	tenders.reduce((total, tender) => total + (tender.type === 'points' ? tender.points : 0), 0);
