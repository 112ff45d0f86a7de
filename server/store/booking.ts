import { hash } from 'node:crypto';
import { CHAIN_ORIGIN, chainHash } from '#shared/ledger/chain.ts';
import type { Entry, Lot } from '#shared/ledger/entry.ts';
import type { EnrolmentFact, Facts, Identity, MemberChange, VisitFact } from '#shared/ledger/facts.ts';
import type { Plain } from '#shared/kernel/canonical.ts';
import type {
	CardTable,
	EntryTable,
	LotTable,
	MemberTable,
	PersonTable,
	PostingTable,
	VisitGrantTable,
	VisitLineTable,
	VisitTable,
	VisitTenderTable,
} from './schema.ts';
import { erasureWrites } from './erasure.ts';
import { insert, run, statement, type Write } from './statement.ts';

/** Where a property's order of facts ends. */
export type Head = { readonly position: number; readonly hash: string };

export const EMPTY_HEAD: Head = { position: 0, hash: CHAIN_ORIGIN };

/** The rows that a visit consists of, as the chain covers them. */
export type VisitRows = {
	readonly visit: VisitTable;
	readonly lines: readonly VisitLineTable[];
	readonly tenders: readonly VisitTenderTable[];
	readonly grants: readonly VisitGrantTable[];
	readonly entries: readonly EntryRows[];
};

/** An entry with its postings and the lots it opened, these without what is left of them. */
export type EntryRows = {
	readonly entry: EntryTable;
	readonly postings: readonly PostingTable[];
	readonly lots: readonly Omit<LotTable, 'remaining'>[];
};

/** One link of the feed before it has its place: what it announces and what its hash covers. */
export type Link = {
	readonly kind: FeedKind;
	readonly subject: string;
	readonly version: number;
	readonly fact: Plain;
};

export type FeedKind = 'visit.recorded' | 'entry.posted' | 'member.changed';

const sha256 = (text: string): string => hash('sha256', text);

/** What a link's hash covers beside the hash before it. */
export const coveredBy = ({ kind, subject, version, fact }: Link): Plain => ({ kind, subject, version, fact });

export const linkHash = (previous: string, link: Link): string => chainHash(previous, coveredBy(link), sha256);

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
	const writes = [
		...(facts.enrolment ? [insert('member', [memberRow(propertyId, facts.enrolment)])] : []),
		...(facts.identity ? identityWrites(facts.identity) : []),
		...(visit ? [insert('visit', [visit.visit]), insert('visit_line', visit.lines)] : []),
		...(visit ? [insert('visit_tender', visit.tenders), insert('visit_grant', visit.grants)] : []),
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
		...facts.tallies.map(({ memberId, ruleId, baseMinor, lastOn }) =>
			run(setTally({ memberId, ruleId, baseMinor, lastOn })),
		),
		...(facts.erasure ? erasureWrites(facts.erasure) : []),
		...(facts.member && !facts.enrolment ? [run(setMember(memberValues(facts.member)))] : []),
	];
	return {
		writes: writes.filter((write) => write.kind === 'run' || write.insert.rows.length > 0),
		links: linksOf(visit, entries, facts.member),
	};
}

/** By id, so that whoever reads the rows back in any order hashes the same bytes. */
export const inChainOrder = (entries: readonly EntryRows[]): readonly EntryRows[] =>
	[...entries].sort((a, b) => (a.entry.id < b.entry.id ? -1 : 1));

export const visitLink = (rows: VisitRows): Link => ({
	kind: 'visit.recorded',
	subject: rows.visit.id,
	version: 1,
	fact: rows,
});

export const entryLink = (rows: EntryRows): Link => ({
	kind: 'entry.posted',
	subject: rows.entry.id,
	version: 1,
	fact: rows,
});

export const memberLink = (subject: string, version: number): Link => ({
	kind: 'member.changed',
	subject,
	version,
	fact: null,
});

const linksOf = (
	visit: VisitRows | null,
	entries: readonly EntryRows[],
	member: MemberChange | null,
): readonly Link[] => [
	...(visit ? [visitLink(visit)] : entries.map(entryLink)),
	...(member ? [memberLink(member.id, member.version)] : []),
];

const setRemaining = statement<{ lotId: string; remaining: number }>()('lot.set-remaining', (db, v) =>
	db.updateTable('lot').set({ remaining: v.remaining }).where('id', '=', v.lotId),
);

const setMember = statement<{ id: string; version: number; visits: number; debtPoints: number }>()(
	'member.set',
	(db, v) =>
		db
			.updateTable('member')
			.set({ version: v.version, visits: v.visits, debt_points: v.debtPoints })
			.where('id', '=', v.id),
);

const setTally = statement<{ memberId: string; ruleId: string; baseMinor: number; lastOn: string }>()(
	'tally.set',
	(db, v) =>
		db
			.insertInto('member_tally')
			.values({ member_id: v.memberId, rule_id: v.ruleId, base_minor: v.baseMinor, last_on: v.lastOn })
			.onConflict((conflict) =>
				conflict.columns(['member_id', 'rule_id']).doUpdateSet((e) => ({
					base_minor: e.ref('excluded.base_minor'),
					last_on: e.ref('excluded.last_on'),
				})),
			),
);

const setHead = statement<{ propertyId: string; position: number; hash: string }>()('head.set', (db, v) =>
	db.updateTable('ledger_head').set({ position: v.position, hash: v.hash }).where('property_id', '=', v.propertyId),
);

const memberValues = ({ id, version, visits, debtPoints }: MemberChange) => ({ id, version, visits, debtPoints });

const memberRow = (propertyId: string, fact: EnrolmentFact): MemberTable => ({
	id: fact.memberId,
	property_id: propertyId,
	enrolled_at: fact.at,
	enrolled_by: fact.by,
	enrolled_outlet: fact.outlet,
	source: fact.source,
	tier: fact.tier,
	version: 1,
	visits: 0,
	debt_points: 0,
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

const lotRow = (lot: Lot): LotTable => ({ ...fixedLotRow(lot), remaining: lot.quantity });

const fixedLotRow = ({ id, memberId, unit, quantity, earnedAt, expiresOn }: Lot): Omit<LotTable, 'remaining'> => ({
	id,
	member_id: memberId,
	unit,
	quantity,
	earned_at: earnedAt,
	expires_on: expiresOn,
});

function entryRows(propertyId: string, entry: Entry, lots: readonly Lot[]): EntryRows {
	return {
		entry: {
			id: entry.id,
			property_id: propertyId,
			kind: entry.kind,
			member_id: entry.memberId,
			visit_id: entry.visitId,
			effective_at: entry.effectiveAt,
			recorded_at: entry.recordedAt,
			business_date: entry.businessDate,
			outlet: entry.outlet,
			terminal: entry.terminal,
			actor: entry.actor,
			programme_version: entry.programmeVersion,
		},
		postings: entry.postings.map(({ account, unit, quantity, lotId }, seq) => {
			return { entry_id: entry.id, seq, account, unit, quantity, lot_id: lotId };
		}),
		lots: lots.filter(({ id }) => id.startsWith(`${entry.id}#`)).map(fixedLotRow),
	};
}

function visitRows(propertyId: string, visit: VisitFact, entries: readonly EntryRows[]): VisitRows {
	const visit_id = visit.id;
	return {
		visit: {
			id: visit.id,
			property_id: propertyId,
			kind: 'visit',
			member_id: visit.memberId,
			outlet: visit.outlet,
			terminal: visit.terminal,
			actor: visit.actor,
			business_date: visit.businessDate,
			occurred_at: visit.occurredAt,
			recorded_at: visit.recordedAt,
			delivery: visit.delivery,
			check_number: visit.checkNumber,
			part: visit.part,
			currency: visit.currency,
			list_minor: visit.listMinor,
			discount_minor: visit.discountMinor,
			payable_minor: visit.payableMinor,
			programme_id: visit.programmeId,
			programme_version: visit.programmeVersion,
			quote_fingerprint: visit.quoteFingerprint,
			shown_fingerprint: visit.shownFingerprint,
			source: visit.source,
			party_size: visit.partySize,
			first_visit: visit.firstVisit ? 1 : 0,
		},
		lines: visit.lines.map((line, seq) => ({
			visit_id,
			line_id: line.id,
			seq,
			category: line.category,
			sku: line.sku,
			quantity: line.quantity,
			gross_minor: line.grossMinor,
			tax_minor: line.taxMinor,
			cost_minor: line.costMinor,
			discount_minor: line.discountMinor,
			payable_minor: line.payableMinor,
			points_paid_minor: line.pointsPaidMinor,
		})),
		tenders: visit.tenders.map((tender, seq) => {
			const points = tender.type === 'points' ? tender.points : null;
			return { visit_id, seq, type: tender.type, points, amount_minor: tender.amountMinor };
		}),
		grants: visit.grants.map(({ ruleId, kind, baseMinor, points, tallied }, seq) => ({
			...{ visit_id, seq, rule_id: ruleId, kind, base_minor: baseMinor, points },
			tallied: tallied ? 1 : 0,
		})),
		entries: inChainOrder(entries),
	};
}
