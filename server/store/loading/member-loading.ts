import { dateAfter } from '#shared/kernel/dates.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import type { Language } from '#shared/kernel/language.ts';
import type { MemberAccountState } from '#shared/ledger/visit/decide-visit.ts';
import type { CardRecord } from '#shared/ledger/facts.ts';
import type { Person } from '#shared/ledger/member/member-record.ts';
import { looksBack } from '#shared/loyalty/tiers/look-back.ts';
import { offersAsking } from '#shared/loyalty/offers/offers-look-back.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { sql } from 'kysely';
import { loadClubs } from './club-loading.ts';
import { isOpen, LOT_COLUMNS, standingLots } from './lot-loading.ts';
import { loadOffersUsed, type Days } from './offer-loading.ts';
import { fetch, known as alreadyKnown, statement, together, type Loading } from '../statement.ts';
import { loadPastTiers, TIER_COLUMNS, tierTermOf } from './tier-loading.ts';
import { takenBackWhole } from './taken-back.ts';

const findMember = statement<{ id: string }>()('member.find', (db, v) =>
	db
		.selectFrom('member')
		.leftJoin('person', 'person.member_id', 'member.id')
		// One row for each card that owes stamps; hardly ever more than one.
		.leftJoin('member_debt', (join) =>
			join.onRef('member_debt.member_id', '=', 'member.id').on('member_debt.owed', '>', sql.lit(0)),
		)
		.select([
			'id',
			...TIER_COLUMNS,
			'version',
			'visits',
			'debt_points',
			'earned_on',
			'redeemed_on',
			'person.birthday',
			'person.display_name',
			'person.given_name',
			'person.language',
			'member_debt.unit',
			'member_debt.owed',
		])
		.where('id', '=', v.id),
);

const findOpenLots = statement<{ memberId: string }>()('lot.open', (db, v) =>
	db.selectFrom('lot').select(LOT_COLUMNS).where('member_id', '=', v.memberId).where(isOpen),
);

const findStamps = statement<{ memberId: string; from: string; until: string }>()('entry.stamps', (db, v) =>
	db
		.selectFrom('entry')
		.select(['outlet', 'business_date', 'effective_at'])
		.where('member_id', '=', v.memberId)
		.where('kind', '=', sql.lit('stamp'))
		.where('effective_at', '>=', v.from)
		.where('effective_at', '<=', v.until)
		.where('visit_id', 'not in', takenBackWhole(db, v)),
);

const findTallies = statement<{ memberId: string }>()('tally.of-member', (db, v) =>
	db
		.selectFrom('member_tally')
		.select(['rule_id', 'base_minor', 'points', 'last_on'])
		.where('member_id', '=', v.memberId),
);

const findGrants = statement<{ memberId: string; from: string; until: string }>()('visit.grants', (db, v) =>
	db
		.selectFrom('visit')
		.innerJoin('visit_grant', 'visit_grant.visit_id', 'visit.id')
		.select(['visit_grant.rule_id', 'visit_grant.points', 'visit.outlet', 'visit.business_date'])
		.where('visit.member_id', '=', v.memberId)
		.where('visit.business_date', '>=', v.from)
		.where('visit.business_date', '<=', v.until)
		.where('visit.id', 'not in', takenBackWhole(db, v)),
);

/**
 * A visit looks at its own business day and at the last hours; a business date lies so near the instant's date in UTC,
 * wherever the hotel is and though a till may be a day off.
 */
export const VISIT_DAYS = 2;
const DAY_MS = 86_400_000;

/**
 * The account of one member as it stands, for a visit or a view at `instant`, without what rules gave earlier.
 *
 * @param daysBefore how far visits may lie back for which it is asked
 */
export function* loadMember(
	id: MemberId,
	instant: string,
	daysBefore = VISIT_DAYS,
): Loading<MemberAccountState | null> {
	const guest = yield* loadGuest(id, instant, daysBefore);
	return guest?.account ?? null;
}

/** The same of a member who was not forgotten: nobody else is given anything. */
export function* loadLivingMember(id: MemberId, instant: string): Loading<MemberAccountState | null> {
	const guest = yield* loadGuest(id, instant);
	return guest?.person ? guest.account : null;
}

export type Guest = {
	readonly account: MemberAccountState;
	/** `null` after the guest was erased. */
	readonly person: Person | null;
};

/** The same with who it is. */
export function* loadGuest(id: MemberId, instant: string, daysBefore = VISIT_DAYS): Loading<Guest | null> {
	const at = Date.parse(instant);
	const [from, until] = [at - daysBefore * DAY_MS, at + VISIT_DAYS * DAY_MS].map((ms) => new Date(ms).toISOString());
	const [members, lots, recent] = yield* fetch(
		findMember({ id }),
		findOpenLots({ memberId: id }),
		findStamps({ memberId: id, from: from!, until: until! }),
	);
	const [member] = members;
	if (!member) return null;
	const { display_name: displayName, given_name: givenName, language } = member;
	const account: MemberAccountState = {
		id,
		tier: member.tier,
		tierTerm: tierTermOf(member),
		pastTiers: yield* loadPastTiers(id, member, from!),
		version: member.version,
		visits: member.visits,
		debtPoints: member.debt_points,
		stampDebts: Object.fromEntries(
			members.flatMap(({ unit, owed }) => (unit === null ? [] : [[unit.slice('stamp:'.length), owed!]])),
		),
		lots: yield* standingLots(id, lots, { earnedOn: member.earned_on, redeemedOn: member.redeemed_on }),
		stampedAt: recent.map(({ outlet, business_date: businessDate, effective_at: at }) => ({
			outlet,
			businessDate,
			at,
		})),
		clubs: [],
		earnedLately: [],
		tallies: {},
		offersUsed: {},
		birthday: member.birthday,
	};
	const person = displayName === null ? null : { displayName, givenName: givenName!, language: language as Language };
	return { account, person };
}

/** The same account with what a programme asks of earlier visits, and no more. */
export function* withAsked(
	account: MemberAccountState,
	programme: Programme,
	instant: string,
): Loading<MemberAccountState> {
	const asksOffers = offersAsking(programme).used.length > 0;
	const asksClubs = (programme.clubs ?? []).length > 0;
	if (!looksBack(programme) && !asksOffers && !asksClubs) return account;
	const days = daysAround(instant, VISIT_DAYS);
	const [known, offersUsed, clubs] = yield* together(
		looksBack(programme) ? withGrants(account, days) : alreadyKnown(account),
		asksOffers ? loadOffersUsed(account.id, days) : alreadyKnown({}),
		asksClubs ? loadClubs(account.id) : alreadyKnown([]),
	);
	return { ...known, offersUsed, clubs };
}

/** The same account with everything that some programme may ask of earlier visits. */
export function* withHistory(
	account: MemberAccountState,
	instant: string,
	daysBefore = VISIT_DAYS,
): Loading<MemberAccountState> {
	const days = daysAround(instant, daysBefore);
	const [known, offersUsed, clubs] = yield* together(
		withGrants(account, days),
		loadOffersUsed(account.id, days),
		loadClubs(account.id),
	);
	return { ...known, offersUsed, clubs };
}

function daysAround(instant: string, daysBefore: number): Days {
	const date = instant.slice(0, '2026-11-21'.length);
	return { from: dateAfter(date, -daysBefore), until: dateAfter(date, VISIT_DAYS) };
}

function* withGrants(account: MemberAccountState, days: Days): Loading<MemberAccountState> {
	const { id: memberId } = account;
	const [grants, tallies] = yield* fetch(findGrants({ memberId, ...days }), findTallies({ memberId }));
	return {
		...account,
		earnedLately: grants.map(({ rule_id: ruleId, points, outlet, business_date: businessDate }) => {
			return { ruleId, outlet, businessDate, points };
		}),
		tallies: Object.fromEntries(
			tallies.map(({ rule_id, base_minor: baseMinor, points, last_on: lastOn }) => [
				rule_id,
				{ baseMinor, points, lastOn },
			]),
		),
	};
}

const findPerson = statement<{ memberId: string }>()('person.find', (db, v) =>
	db.selectFrom('person').select(['display_name', 'given_name', 'language']).where('member_id', '=', v.memberId),
);

const findCard = statement<{ token: string }>()('card.find', (db, v) =>
	db.selectFrom('card').select(['member_id', 'ending', 'status']).where('token', '=', v.token),
);

/** Who a member is; `null` after the guest was erased. */
export function* loadPerson(memberId: MemberId): Loading<Person | null> {
	const [[person]] = yield* fetch(findPerson({ memberId }));
	if (!person) return null;
	const { display_name: displayName, given_name: givenName, language } = person;
	return { displayName, givenName, language: language as Language };
}

export type Card = {
	readonly memberId: MemberId;
	readonly ending: string;
	readonly status: 'active' | 'blocked';
};

/** Whose card it is. */
export function* loadCard(token: string): Loading<Card | null> {
	const [[card]] = yield* fetch(findCard({ token }));
	return card ? { memberId: card.member_id as MemberId, ending: card.ending, status: card.status } : null;
}

const findCardsOf = statement<{ memberId: string }>()('card.of-member', (db, v) =>
	db.selectFrom('card').select(['token', 'ending', 'status']).where('member_id', '=', v.memberId).orderBy('token'),
);

/** All cards of a member, the blocked ones too. */
export function* loadCardsOf(memberId: MemberId): Loading<readonly CardRecord[]> {
	const [cards] = yield* fetch(findCardsOf({ memberId }));
	return cards.map(({ token, ending, status }) => ({ token, ending, status }));
}

const findMemberIds = statement<{ propertyId: string; after: string; limit: number }>()('member.ids', (db, v) =>
	db
		.selectFrom('member')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('id', '>', v.after)
		.orderBy('id')
		.limit(v.limit),
);

/** Ids in their order, from behind one of them on; `''` is before the first. */
export function* loadMemberIds(propertyId: string, after: string, limit: number): Loading<readonly MemberId[]> {
	const [rows] = yield* fetch(findMemberIds({ propertyId, after, limit }));
	return rows.map(({ id }) => id as MemberId);
}
