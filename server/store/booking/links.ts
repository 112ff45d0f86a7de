import { hash } from 'node:crypto';
import type { Plain } from '#shared/kernel/canonical.ts';
import { CHAIN_ORIGIN, chainHash } from '#shared/ledger/chain.ts';
import type { MemberChange } from '#shared/ledger/facts.ts';
import { inNoticeOrder, type EntryRows, type ReversalRows, type VisitRows } from './fact-rows.ts';
import type { ClubChangeTable, CouponTable, HoldTable, NoticeTable, TierChangeTable } from '../tables/schema.ts';

/** Where a property's order of facts ends. */
export type Head = { readonly position: number; readonly hash: string };

export const EMPTY_HEAD: Head = { position: 0, hash: CHAIN_ORIGIN };

/** One link of the feed before it has its place: what it announces and what its hash covers. */
export type Link = {
	readonly kind: FeedKind;
	readonly subject: string;
	readonly version: number;
	readonly fact: Plain;
};

export type FeedKind =
	| 'visit.recorded'
	| 'visit.reversed'
	| 'hold.placed'
	| 'coupon.issued'
	| 'entry.posted'
	| 'notice.given'
	| 'tier.changed'
	| 'club.changed'
	| 'request.made'
	| 'request.decided'
	| 'points.adjusted'
	| 'visit.reassigned'
	| 'member.changed';

const sha256 = (text: string): string => hash('sha256', text);

/** What a link's hash covers beside the hash before it. */
export const coveredBy = ({ kind, subject, version, fact }: Link): Plain => ({ kind, subject, version, fact });

export const linkHash = (previous: string, link: Link): string => chainHash(previous, coveredBy(link), sha256);

export const visitLink = (rows: VisitRows): Link => ({
	kind: 'visit.recorded',
	subject: rows.visit.id,
	version: 1,
	fact: { ...withoutEmpty(rows), entries: rows.entries.map(covered) },
});

/** What came later is covered where it says something, so that links from before it stay as they are. */
const withoutEmpty = ({ offers, notices, tierChanges, stays, visit, lines, ...rows }: VisitRows) => ({
	...rows,
	visit: withoutNull(visit, 'company_minor', 'approved_by'),
	lines: lines.map((line) => withoutNull(line, 'night_on', 'paid_by')),
	...(offers.length === 0 ? {} : { offers: offers.map((offer) => withoutNull(offer, 'coupon_id')) }),
	...(notices.length === 0 ? {} : { notices }),
	...(tierChanges.length === 0 ? {} : { tierChanges }),
	...(stays.length === 0 ? {} : { stays }),
});

export const reversalLink = (rows: ReversalRows): Link => ({
	kind: 'visit.reversed',
	subject: rows.reversal.id,
	version: 1,
	fact: { ...rows, reversal: withoutNull(rows.reversal, 'company_minor'), entries: rows.entries.map(covered) },
});

/** So with a column. */
function withoutNull<Row extends object>(row: Row, ...later: readonly (keyof Row & string)[]): Plain {
	const kept: Record<string, Plain> = {};
	for (const [column, value] of Object.entries(row)) {
		if (value !== null || !later.includes(column as never)) kept[column] = value as Plain;
	}
	return kept;
}

export const holdLink = ({ state: _state, ...row }: HoldTable): Link => ({
	kind: 'hold.placed',
	subject: row.id,
	version: 1,
	fact: withoutNull(row, 'offer_id', 'no_show'),
});

export const couponLink = ({ state: _state, ...row }: CouponTable): Link => ({
	kind: 'coupon.issued',
	subject: row.id,
	version: 1,
	fact: row,
});

export const entryLink = (rows: EntryRows): Link => ({
	kind: 'entry.posted',
	subject: rows.entry.id,
	version: 1,
	fact: covered(rows),
});

/** So with columns of entries and lots. */
function covered({ entry: { reversal_id, hold_id, ...entry }, postings, lots }: EntryRows): Plain {
	return {
		entry: { ...entry, ...(reversal_id === null ? {} : { reversal_id }), ...(hold_id === null ? {} : { hold_id }) },
		postings,
		lots: lots.map(({ idle_months, idle_activity, usable_from, coupon_id, ...lot }) => ({
			...lot,
			...(idle_months === null ? {} : { idle_months, idle_activity }),
			...(usable_from === null ? {} : { usable_from }),
			...(coupon_id === null ? {} : { coupon_id }),
		})),
	};
}

/** What a guest was told otherwise than on the slip of a visit. */
export const noticeLink = (causeId: string, notices: readonly NoticeTable[]): Link => ({
	kind: 'notice.given',
	subject: causeId,
	version: 1,
	fact: inNoticeOrder(notices),
});

/** A tier that no visit has changed. */
export const tierLink = (row: TierChangeTable): Link => ({
	kind: 'tier.changed',
	subject: row.cause_id,
	version: 1,
	fact: row,
});

export const clubLink = (row: ClubChangeTable): Link => ({
	kind: 'club.changed',
	subject: row.cause_id,
	version: 1,
	fact: row,
});

export const memberLink = (subject: string, version: number): Link => ({
	kind: 'member.changed',
	subject,
	version,
	fact: null,
});

/** @param matured entries that no visit and no taking back of one made, whichever came first */
export const linksOf = (
	visit: VisitRows | null,
	reversal: ReversalRows | null,
	hold: HoldTable | null,
	coupon: CouponTable | null,
	entries: readonly EntryRows[],
	matured: readonly EntryRows[],
	notices: readonly NoticeTable[],
	tierChange: TierChangeTable | null,
	clubChange: ClubChangeTable | null,
	member: MemberChange | null,
): readonly Link[] => [
	...matured.map(entryLink),
	...(hold ? [holdLink(hold)] : []),
	...(coupon ? [couponLink(coupon)] : []),
	...(visit ? [visitLink(visit)] : reversal ? [reversalLink(reversal)] : entries.map(entryLink)),
	...(visit || notices.length === 0 ? [] : [noticeLink(notices[0]!.cause_id, notices)]),
	...(visit || !tierChange ? [] : [tierLink(tierChange)]),
	...(clubChange ? [clubLink(clubChange)] : []),
	...(member ? [memberLink(member.id, member.version)] : []),
];
