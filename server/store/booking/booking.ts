import type { MemberId } from '#shared/kernel/ids.ts';
import { tierSubjectOf } from '#shared/ledger/tiers/notice.ts';
import type { Facts, Identity, MemberChange } from '#shared/ledger/facts.ts';
import { writeCorrections } from './correction-rows.ts';
import { erasureWrites } from './erasure.ts';
import {
	clubChangeRow,
	couponRow,
	drawRow,
	entryRows,
	holdRow,
	lotRow,
	memberRow,
	noticeRow,
	reversalRows,
	tierChangeRow,
	visitRows,
} from './fact-rows.ts';
import { linkHash, linksOf, type Head, type Link } from './links.ts';
import type { CardTable, PersonTable, TierChangeTable } from '../tables/schema.ts';
import { insert, run, statement, type Write } from '../statement.ts';
import { sql } from 'kysely';

/** Everything one command writes: the facts, what is derived from them, their links in the feed and the new head last. */
export function bookFacts(propertyId: string, facts: Facts, head: Head): { writes: Write[]; head: Head } {
	const { writes, links } = writeFacts(propertyId, facts);
	let { position, hash: last } = head;
	const feed = links.map((link) => {
		position++;
		last = linkHash(last, link);
		const { kind, subject: subject_id, version } = link;
		return { property_id: propertyId, position, kind, subject_id, version, hash: last };
	});
	const newHead = { position, hash: last };
	return { writes: [...writes, insert('feed', feed), run(setHead({ propertyId, ...newHead }))], head: newHead };
}

/** What one command writes, and the links that the feed is to get for it. */
export function writeFacts(propertyId: string, facts: Facts): { writes: Write[]; links: readonly Link[] } {
	const { writes, links } = writeOwn(propertyId, facts);
	if (!facts.next) return { writes, links };
	const behind = writeFacts(propertyId, facts.next);
	return { writes: [...writes, ...behind.writes], links: [...links, ...behind.links] };
}

function writeOwn(propertyId: string, facts: Facts): { writes: Write[]; links: readonly Link[] } {
	const corrections = writeCorrections(propertyId, facts);
	const rows = facts.entries.map((entry) => entryRows(propertyId, entry, facts.lots));
	const matured = rows.filter(({ entry }) => entry.kind === 'mature');
	const entries = rows.filter(({ entry }) => entry.kind !== 'mature');
	const visit = facts.visit && visitRows(propertyId, facts.visit, entries, facts.notices, facts.tierChange);
	const tierChange = facts.tierChange && tierChangeRow(facts.tierChange);
	const clubChange = facts.clubChange && clubChangeRow(facts.clubChange);
	const notices = facts.notices.map(noticeRow);
	const reversal = facts.reversal && reversalRows(propertyId, facts.reversal, entries);
	const hold = facts.hold && holdRow(propertyId, facts.hold);
	const coupon = facts.coupon && couponRow(propertyId, facts.coupon);
	const writes = [
		...(facts.enrolment ? [insert('member', [memberRow(propertyId, facts.enrolment)])] : []),
		...(facts.identity ? identityWrites(facts.identity) : []),
		...(visit ? [insert('visit', [visit.visit]), insert('visit_line', visit.lines)] : []),
		...(visit ? [insert('visit_tender', visit.tenders), insert('visit_grant', visit.grants)] : []),
		...(visit ? [insert('visit_offer', visit.offers), insert('stay', visit.stays)] : []),
		insert(
			'offer_draw',
			facts.draws.map((draw) => drawRow(propertyId, draw)),
		),
		...(reversal ? [insert('reversal', [reversal.reversal]), insert('reversal_line', reversal.lines)] : []),
		...(reversal ? [insert('reversal_grant', reversal.grants)] : []),
		...(hold ? [insert('hold', [hold])] : []),
		...(coupon ? [insert('coupon', [coupon])] : []),
		...facts.couponsCancelled.map((id) => run(setCouponState({ id, state: 'cancelled' }))),
		...facts.holdEnds.map(({ id, state }) => run(setHoldState({ id, state }))),
		insert(
			'entry',
			rows.map(({ entry }) => entry),
		),
		insert(
			'posting',
			rows.flatMap(({ postings }) => postings),
		),
		...corrections.writes,
		insert('lot', facts.lots.map(lotRow)),
		...facts.lotsLeft.map(({ lotId, remaining, pending }) =>
			run(pending === undefined ? setRemaining({ lotId, remaining }) : setLeft({ lotId, remaining, pending })),
		),
		insert('notice', notices),
		...notices.flatMap(({ subject_id: subject, last_day: lastDay, member_id: memberId }) => [
			run(
				subject.startsWith(TIER_SUBJECT(memberId))
					? setTierTold({ memberId, lastDay })
					: setTold({ lotId: subject, lastDay }),
			),
		]),
		...(clubChange ? [insert('club_change', [clubChange])] : []),
		...(tierChange ? [insert('tier_change', [tierChange]), run(setTier(tierValues(tierChange)))] : []),
		...facts.tallies.map(({ memberId, ruleId, baseMinor, points, lastOn }) =>
			run(setTally({ memberId, ruleId, baseMinor, points, lastOn })),
		),
		...facts.debts.map(({ memberId, unit, owed }) => run(setDebt({ memberId, unit, owed }))),
		...(facts.erasure ? erasureWrites(facts.erasure) : []),
		...(facts.member && !facts.enrolment ? [run(setMember(memberValues(facts.member)))] : []),
	];
	return {
		writes: writes.filter((write) => write.kind === 'run' || write.insert.rows.length > 0),
		links: [
			...corrections.links,
			...linksOf(visit, reversal, hold, coupon, entries, matured, notices, tierChange, clubChange, facts.member),
		],
	};
}

const setRemaining = statement<{ lotId: string; remaining: number }>()('lot.set-remaining', (db, v) =>
	db.updateTable('lot').set({ remaining: v.remaining }).where('id', '=', v.lotId),
);

const setLeft = statement<{ lotId: string; remaining: number; pending: number }>()('lot.set-left', (db, v) =>
	db.updateTable('lot').set({ remaining: v.remaining, pending: v.pending }).where('id', '=', v.lotId),
);

const setTold = statement<{ lotId: string; lastDay: string }>()('lot.set-told', (db, v) =>
	db.updateTable('lot').set({ told_day: v.lastDay }).where('id', '=', v.lotId),
);

const setHoldState = statement<{ id: string; state: string }>()('hold.set-state', (db, v) =>
	db.updateTable('hold').set({ state: v.state }).where('id', '=', v.id),
);

const setCouponState = statement<{ id: string; state: string }>()('coupon.set-state', (db, v) =>
	db.updateTable('coupon').set({ state: v.state }).where('id', '=', v.id),
);

const TIER_SUBJECT = (memberId: string): string => tierSubjectOf(memberId as MemberId, '');

const setTierTold = statement<{ memberId: string; lastDay: string }>()('member.set-tier-told', (db, v) =>
	db.updateTable('member').set({ tier_told: v.lastDay }).where('id', '=', v.memberId),
);

type TierValues = {
	memberId: string;
	tier: string;
	earned: string;
	until: string | null;
	floor: string | null;
	floorUntil: string | null;
	seq: number;
	since: string;
};

/** A new term: nobody has been told of its end. */
const setTier = statement<TierValues>()('member.set-tier', (db, v) =>
	db
		.updateTable('member')
		.set({
			tier: v.tier,
			earned_tier: v.earned,
			tier_until: v.until,
			floor_tier: v.floor,
			floor_until: v.floorUntil,
			tier_seq: v.seq,
			// A bill that comes late may lift from an earlier moment on.
			tier_since: sql<string>`case when coalesce(tier_since, '') < ${v.since} then ${v.since} else tier_since end`,
			tier_told: sql.lit(null),
		})
		.where('id', '=', v.memberId),
);

const tierValues = (row: TierChangeTable): TierValues => ({
	...{ memberId: row.member_id, tier: row.tier, earned: row.earned_tier, until: row.valid_until },
	...{ floor: row.floor_tier, floorUntil: row.floor_until, seq: row.seq, since: row.effective_at },
});

type MemberValues = {
	id: string;
	version: number;
	visits: number;
	debtPoints: number;
	earnedOn: string;
	redeemedOn: string;
};

const setMember = statement<MemberValues>()('member.set', (db, v) => {
	// A visit that comes late does not make the last activity earlier; '' is before every day.
	const later = (column: 'earned_on' | 'redeemed_on', day: string) =>
		sql<string>`case when coalesce(${sql.ref(column)}, '') < ${day} then ${day} else ${sql.ref(column)} end`;
	return db
		.updateTable('member')
		.set({
			version: v.version,
			visits: v.visits,
			debt_points: v.debtPoints,
			earned_on: later('earned_on', v.earnedOn),
			redeemed_on: later('redeemed_on', v.redeemedOn),
		})
		.where('id', '=', v.id);
});

const setTally = statement<{ memberId: string; ruleId: string; baseMinor: number; points: number; lastOn: string }>()(
	'tally.set',
	(db, v) =>
		db
			.insertInto('member_tally')
			.values({
				member_id: v.memberId,
				rule_id: v.ruleId,
				base_minor: v.baseMinor,
				points: v.points,
				last_on: v.lastOn,
			})
			.onConflict((conflict) =>
				conflict.columns(['member_id', 'rule_id']).doUpdateSet((e) => ({
					base_minor: e.ref('excluded.base_minor'),
					points: e.ref('excluded.points'),
					last_on: e.ref('excluded.last_on'),
				})),
			),
);

const setDebt = statement<{ memberId: string; unit: string; owed: number }>()('debt.set', (db, v) =>
	db
		.insertInto('member_debt')
		.values({ member_id: v.memberId, unit: v.unit, owed: v.owed })
		.onConflict((conflict) =>
			conflict.columns(['member_id', 'unit']).doUpdateSet((e) => ({ owed: e.ref('excluded.owed') })),
		),
);

const setHead = statement<{ propertyId: string; position: number; hash: string }>()('head.set', (db, v) =>
	db.updateTable('ledger_head').set({ position: v.position, hash: v.hash }).where('property_id', '=', v.propertyId),
);

const memberValues = ({ id, version, visits, debtPoints, activity }: MemberChange): MemberValues => ({
	...{ id, version, visits, debtPoints },
	...{ earnedOn: activity?.earnedOn ?? '', redeemedOn: activity?.redeemedOn ?? '' },
});

function identityWrites({ memberId, displayName, givenName, language, birthday, cards }: Identity): Write[] {
	const person: PersonTable = {
		member_id: memberId,
		display_name: displayName,
		given_name: givenName,
		language,
		birthday,
	};
	const cardRows: CardTable[] = cards.map((card) => ({ ...card, member_id: memberId }));
	return [insert('person', [person]), insert('card', cardRows)];
}
