import type { Facts, Identity, MemberChange } from '#shared/ledger/facts.ts';
import { erasureWrites } from './erasure.ts';
import { drawRow, entryRows, holdRow, lotRow, memberRow, reversalRows, visitRows } from './fact-rows.ts';
import { linkHash, linksOf, type Head, type Link } from './links.ts';
import type { CardTable, PersonTable } from './schema.ts';
import { insert, run, statement, type Write } from './statement.ts';

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
	const entries = facts.entries.map((entry) => entryRows(propertyId, entry, facts.lots));
	const visit = facts.visit && visitRows(propertyId, facts.visit, entries);
	const reversal = facts.reversal && reversalRows(propertyId, facts.reversal, entries);
	const hold = facts.hold && holdRow(propertyId, facts.hold);
	const writes = [
		...(facts.enrolment ? [insert('member', [memberRow(propertyId, facts.enrolment)])] : []),
		...(facts.identity ? identityWrites(facts.identity) : []),
		...(visit ? [insert('visit', [visit.visit]), insert('visit_line', visit.lines)] : []),
		...(visit ? [insert('visit_tender', visit.tenders), insert('visit_grant', visit.grants)] : []),
		...(visit ? [insert('visit_offer', visit.offers)] : []),
		insert(
			'offer_draw',
			facts.draws.map((draw) => drawRow(propertyId, draw)),
		),
		...(reversal ? [insert('reversal', [reversal.reversal]), insert('reversal_line', reversal.lines)] : []),
		...(reversal ? [insert('reversal_grant', reversal.grants)] : []),
		...(hold ? [insert('hold', [hold])] : []),
		...facts.holdEnds.map(({ id, state }) => run(setHoldState({ id, state }))),
		insert(
			'entry',
			entries.map(({ entry }) => entry),
		),
		insert(
			'posting',
			entries.flatMap(({ postings }) => postings),
		),
		insert('lot', facts.lots.map(lotRow)),
		...facts.lotsLeft.map(({ lotId, remaining }) => run(setRemaining({ lotId, remaining }))),
		...facts.tallies.map(({ memberId, ruleId, baseMinor, points, lastOn }) =>
			run(setTally({ memberId, ruleId, baseMinor, points, lastOn })),
		),
		...facts.debts.map(({ memberId, unit, owed }) => run(setDebt({ memberId, unit, owed }))),
		...(facts.erasure ? erasureWrites(facts.erasure) : []),
		...(facts.member && !facts.enrolment ? [run(setMember(memberValues(facts.member)))] : []),
	];
	return {
		writes: writes.filter((write) => write.kind === 'run' || write.insert.rows.length > 0),
		links: linksOf(visit, reversal, hold, entries, facts.member),
	};
}

const setRemaining = statement<{ lotId: string; remaining: number }>()('lot.set-remaining', (db, v) =>
	db.updateTable('lot').set({ remaining: v.remaining }).where('id', '=', v.lotId),
);

const setHoldState = statement<{ id: string; state: string }>()('hold.set-state', (db, v) =>
	db.updateTable('hold').set({ state: v.state }).where('id', '=', v.id),
);

const setMember = statement<{ id: string; version: number; visits: number; debtPoints: number }>()(
	'member.set',
	(db, v) =>
		db
			.updateTable('member')
			.set({ version: v.version, visits: v.visits, debt_points: v.debtPoints })
			.where('id', '=', v.id),
);

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

const memberValues = ({ id, version, visits, debtPoints }: MemberChange) => ({ id, version, visits, debtPoints });

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
