import type { Language } from '../kernel/language.ts';
import type { Moment } from '../kernel/moment.ts';
import { scale } from '../kernel/money.ts';
import { expiringOf } from '../loyalty/expiry.ts';
import type { Programme } from '../loyalty/programme.schema.ts';
import { nextTierOf, type TierMetrics } from '../loyalty/tiers.ts';
import type { MemberView, TierProgress } from '../protocol/views.ts';
import type { MemberAccountState } from './decide-visit.ts';
import type { CardRecord } from './facts.ts';
import type { HouseOffers } from './offer-draws.ts';
import { usable } from './spend.ts';
import { countsOf, standingOf } from './standing.ts';

export type Person = { readonly displayName: string; readonly givenName: string; readonly language: Language };

/** What a member did in one calendar year, as far as tiers count it. */
export type YearMetrics = TierMetrics & { readonly year: string };

/** A member as the server and a counter's replica know them: everything that a view is made of, at any later moment. */
export type MemberRecord = {
	readonly person: Person;
	readonly account: MemberAccountState;
	readonly metrics: YearMetrics;
	readonly cards: readonly CardRecord[];
};

export const yearOf = ({ businessDate }: Pick<Moment, 'businessDate'>): string => businessDate.slice(0, 4);

/**
 * A member as a counter shows them at a moment. The same on server and bridge: what they disagree in is what they know.
 *
 * @param cardEnding of the card that was swiped; `null` where none was
 * @param houseOffers `null` at a counter, which does not know what the others give
 */
export function viewOf(
	{ person, account, metrics }: Omit<MemberRecord, 'cards'>,
	programme: Programme,
	cardEnding: string | null,
	moment: Moment,
	houseOffers: HouseOffers | null,
): MemberView {
	const standing = standingOf(programme, account, moment, houseOffers);
	return {
		id: account.id,
		...person,
		standing,
		worthMinor: scale(standing.balancePoints, programme.pointValue, 'floor'),
		rewards: countsOf(account.lots, 'reward:', moment.localDate),
		expiring: expiringOf(usable(account.lots, 'points', moment.localDate)),
		progress: progressOf(programme, standing.tier, metricsAt(metrics, moment)),
		cardEnding,
	};
}

/** A new year begins with nothing. */
const metricsAt = ({ year, nights, spendMinor }: YearMetrics, moment: Moment): TierMetrics =>
	year === yearOf(moment) ? { nights, spendMinor } : { nights: 0, spendMinor: 0 };

function progressOf(programme: Programme, tier: string, metrics: TierMetrics): TierProgress {
	const goal = nextTierOf(programme, tier, metrics);
	if (!goal) return { ...metrics, next: null };
	const { nights, spendMinor } = goal.missing;
	return {
		...metrics,
		next: { tier: goal.code, missingNights: nights ?? null, missingSpendMinor: spendMinor ?? null },
	};
}
