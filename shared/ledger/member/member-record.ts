import type { Language } from '../../kernel/language.ts';
import { momentAt, type Moment } from '../../kernel/moment.ts';
import { scale } from '../../kernel/money.ts';
import { expiringOf } from '../../loyalty/expiry.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import { metricsOn, type MetricDay } from '../../loyalty/tiers/tier-window.ts';
import { nextTierOf, type TierMetrics } from '../../loyalty/tiers/tiers.ts';
import type { HeldPoints, MemberView, TierProgress, TierRisk } from '../../protocol/views.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import type { CardRecord } from '../facts.ts';
import type { HouseOffers } from '../coupons/offer-draws.ts';
import { asOf, pendingOf } from '../lots/maturing.ts';
import { usable } from '../lots/spend.ts';
import { countsOf, standingOf } from './standing.ts';
import { tierAtRisk } from '../tiers/tier-change.ts';

export type Person = { readonly displayName: string; readonly givenName: string; readonly language: Language };

/** A member as the server and a counter's replica know them: everything that a view is made of, at any later moment. */
export type MemberRecord = {
	readonly person: Person;
	readonly account: MemberAccountState;
	/** What the member did, as far as tiers look back. */
	readonly days: readonly MetricDay[];
	readonly cards: readonly CardRecord[];
	/** Open holds; a record from before there were any has none. */
	readonly held?: readonly Pick<HeldPoints, 'points' | 'until'>[];
};

/**
 * A member as a counter shows them at a moment. The same on server and bridge: what they disagree in is what they know.
 *
 * @param cardEnding of the card that was swiped; `null` where none was
 * @param houseOffers `null` at a counter, which does not know what the others give
 */
export function viewOf(
	{ person, account, days, held = [] }: Omit<MemberRecord, 'cards'>,
	programme: Programme,
	cardEnding: string | null,
	moment: Moment,
	houseOffers: HouseOffers | null,
): MemberView {
	const standing = standingOf(programme, account, moment, houseOffers);
	const { lots } = asOf(account, moment.localDate);
	const pending = pendingOf(lots, moment.localDate);
	return {
		id: account.id,
		...person,
		standing,
		worthMinor: scale(standing.balancePoints, programme.pointValue, 'floor'),
		rewards: countsOf(account.lots, 'reward:', moment.localDate),
		expiring: expiringOf(usable(lots, 'points', moment.localDate)),
		...(pending ? { pending } : {}),
		...(held.length > 0 ? { held: heldOn(held, moment) } : {}),
		progress: progressOf(
			programme,
			standing.tier,
			metricsOn(programme, days, account.tierTerm.enrolledOn, moment.businessDate),
		),
		atRisk: riskOf(programme, account, standing.tier, days, moment),
		cardEnding,
	};
}

const heldOn = (held: readonly Pick<HeldPoints, 'points' | 'until'>[], { clock }: Moment): readonly HeldPoints[] =>
	held
		.toSorted((a, b) => Date.parse(a.until) - Date.parse(b.until))
		.map(({ points, until }) => ({ points, until, on: momentAt(until, clock).localDate }));

/** Whoever was given a better tier by hand loses nothing that they see. */
function riskOf(
	programme: Programme,
	{ tierTerm }: MemberAccountState,
	tier: string,
	days: readonly MetricDay[],
	{ localDate }: Moment,
): TierRisk | null {
	const risk = tierAtRisk(programme, tierTerm, days, localDate);
	if (!risk || risk.tier !== tier) return null;
	const { missing, all = false } = risk.goal;
	const open = Object.entries(missing).filter(([, left]) => left > 0);
	return { tier, on: risk.on, missing: Object.fromEntries(open), all, told: tierTerm.toldDay !== null };
}

function progressOf(programme: Programme, tier: string, metrics: TierMetrics): TierProgress {
	const goal = nextTierOf(programme, tier, metrics);
	const { nights, spendMinor } = metrics;
	if (!goal) return { nights, spendMinor, next: null };
	const { missing, all } = goal;
	return {
		...{ nights, spendMinor },
		next: {
			tier: goal.code,
			missingNights: missing.nights ?? null,
			missingSpendMinor: missing.spendMinor ?? null,
			...(missing.visits === undefined ? {} : { missingVisits: missing.visits }),
			...(missing.points === undefined ? {} : { missingPoints: missing.points }),
			...(all ? { all } : {}),
		},
	};
}
