import type { MemberId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { scale } from '#shared/kernel/money.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { usable } from '#shared/ledger/spend.ts';
import { countsOf, standingOf } from '#shared/ledger/standing.ts';
import { expiringOf } from '#shared/loyalty/expiry.ts';
import type { Programme } from '#shared/loyalty/programme.schema.ts';
import { nextTierOf, type TierMetrics } from '#shared/loyalty/tiers.ts';
import type { MemberRefusal, MemberView, TierProgress } from '#shared/protocol/views.ts';
import type { House } from '../house.ts';
import { loadCard, loadMember, loadPerson, loadTierMetrics } from '../store/member-loading.ts';
import { together, type Loading } from '../store/statement.ts';
import type { ProgrammeShelf } from '../store/visit-loading.ts';

type Viewed = Loading<Result<MemberView, MemberRefusal>>;

/** The guest behind a card, as a counter shows them at this instant. */
export function* lookUpCard(house: House, shelf: ProgrammeShelf, cardToken: string, instant: string): Viewed {
	const card = yield* loadCard(cardToken);
	if (!card) return err({ code: 'card_unknown' });
	if (card.status === 'blocked') return err({ code: 'card_blocked' });
	return yield* viewMember(house, shelf, card.memberId, card.ending, instant);
}

/** One member as a counter shows them at this instant. */
export function* viewMember(
	house: House,
	shelf: ProgrammeShelf,
	id: MemberId,
	cardEnding: string | null,
	instant: string,
): Viewed {
	const moment = momentAt(instant, house);
	const [person, member, metrics, programme] = yield* together(
		loadPerson(id),
		loadMember(id, instant),
		loadTierMetrics(id, moment.businessDate),
		shelf.loadInForce(moment.businessDate),
	);
	if (!person || !member || !programme) return err({ code: 'member_not_found' });

	const standing = standingOf(member, moment);
	return ok({
		id,
		...person,
		standing,
		worthMinor: scale(standing.balancePoints, programme.pointValue, 'floor'),
		rewards: countsOf(member.lots, 'reward:', moment.localDate),
		expiring: expiringOf(usable(member.lots, 'points', moment.localDate)),
		progress: progressOf(programme, standing.tier, metrics),
		cardEnding,
	});
}

function progressOf(programme: Programme, tier: string, metrics: TierMetrics): TierProgress {
	const goal = nextTierOf(programme, tier, metrics);
	if (!goal) return { ...metrics, next: null };
	const { nights, spendMinor } = goal.missing;
	return {
		...metrics,
		next: { tier: goal.code, missingNights: nights ?? null, missingSpendMinor: spendMinor ?? null },
	};
}
