import type { MemberId } from '#shared/kernel/ids.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';
import type { PosBill } from './bills.ts';

/** As long as the hashes that ours computes; the floor computes none. */
export const SOME_HASH = '0'.repeat(64);

export type FloorBill = Omit<PosBill, 'credential'> & { readonly memberId: MemberId };
export type Row = Readonly<Record<string, string | number | null>>;

/** The rows that ours writes for a visit, by table; those of the feed apart, because they have their place. */
export function rowsOfVisit(bill: FloorBill, answer: VisitAnswer): Readonly<Record<string, readonly Row[]>> {
	const { discountMinor, payableMinor, listMinor } = answer;
	const { earned } = answer.points;
	const businessDate = dateOf(bill);
	const entryId = `${bill.id}/earn`;
	const lotId = `${entryId}#points`;
	return {
		command: [
			{
				id: bill.id,
				kind: 'visit.record',
				body_hash: SOME_HASH,
				answer: JSON.stringify(answer),
				recorded_at: bill.occurredAt,
			},
		],
		visit: [
			{
				id: bill.id,
				property_id: 'miramar',
				kind: 'visit',
				member_id: bill.memberId,
				outlet: bill.outlet,
				terminal: bill.terminal,
				actor: bill.cashier,
				business_date: businessDate,
				occurred_at: bill.occurredAt,
				recorded_at: bill.occurredAt,
				delivery: 'live',
				check_number: bill.checkNumber,
				part: bill.part,
				currency: bill.currency,
				list_minor: listMinor,
				discount_minor: discountMinor,
				payable_minor: payableMinor,
				programme_id: 'miramar-club',
				programme_version: 1,
				quote_fingerprint: SOME_HASH.slice(48),
				shown_fingerprint: null,
				source: bill.source,
				party_size: bill.partySize,
				first_visit: 0,
			},
		],
		visit_line: bill.lines.map(({ id, category, sku, quantity, grossMinor, taxMinor, costMinor }, seq) => ({
			visit_id: bill.id,
			line_id: id,
			seq,
			category,
			sku,
			quantity,
			gross_minor: grossMinor,
			tax_minor: taxMinor,
			cost_minor: costMinor,
			discount_minor: 0,
			payable_minor: grossMinor,
			points_paid_minor: 0,
		})),
		visit_tender: bill.tenders.map(({ type, amountMinor }, seq) => ({
			...{ visit_id: bill.id, seq, type, points: null, amount_minor: amountMinor },
		})),
		visit_offer: answer.offers.map(({ offerId, amountMinor }, seq) => ({
			visit_id: bill.id,
			seq,
			member_id: bill.memberId,
			business_date: businessDate,
			offer_id: offerId,
			amount_minor: amountMinor,
			uses: 'nothing',
			points: 0,
		})),
		visit_grant: [
			{
				visit_id: bill.id,
				seq: 0,
				rule_id: 'spend-classic',
				kind: 'base',
				base_minor: bill.tenders[0]!.amountMinor,
				points: earned,
				tallied: 0,
			},
		],
		entry: [
			{
				id: entryId,
				property_id: 'miramar',
				kind: 'earn',
				member_id: bill.memberId,
				visit_id: bill.id,
				effective_at: bill.occurredAt,
				recorded_at: bill.occurredAt,
				business_date: businessDate,
				outlet: bill.outlet,
				terminal: bill.terminal,
				actor: bill.cashier,
				programme_version: 1,
			},
		],
		posting: [
			{ entry_id: entryId, seq: 0, account: 'ISSUED', unit: 'points', quantity: -earned, lot_id: null },
			{ entry_id: entryId, seq: 1, account: 'AV', unit: 'points', quantity: earned, lot_id: lotId },
		],
		lot: [
			{
				id: lotId,
				member_id: bill.memberId,
				unit: 'points',
				quantity: earned,
				remaining: earned,
				pending: 0,
				earned_at: bill.occurredAt,
				expires_on: businessDate,
			},
		],
	};
}

/** What a visit says in the feed, from this position on. */
export const feedRows = ({ id, memberId }: FloorBill, version: number, position: number): readonly Row[] => {
	const common = { property_id: 'miramar', hash: SOME_HASH };
	return [
		{ ...common, position, kind: 'visit.recorded', subject_id: id, version: 1 },
		{ ...common, position: position + 1, kind: 'member.changed', subject_id: memberId, version },
	];
};

const dateOf = (bill: FloorBill): string => bill.occurredAt.slice(0, 10);

/** The shape of ours, with numbers that need no rule. */
export function answerOf(bill: FloorBill): VisitAnswer {
	const listMinor = bill.lines.reduce((total, { grossMinor }) => total + grossMinor, 0);
	const payableMinor = bill.tenders.reduce((total, { amountMinor }) => total + amountMinor, 0);
	const earned = Math.floor(payableMinor / 5_000);
	return {
		visitId: bill.id,
		status: 'recorded',
		memberId: bill.memberId,
		outlet: bill.outlet,
		terminal: bill.terminal,
		occurredAt: bill.occurredAt,
		checkNumber: bill.checkNumber,
		currency: bill.currency,
		lines: bill.lines.map(({ id, category, quantity, grossMinor }) => ({
			id,
			category,
			quantity,
			listMinor: grossMinor,
		})),
		listMinor,
		discountMinor: listMinor - payableMinor,
		payableMinor,
		pointsPaidMinor: 0,
		points: { earned, spent: 0, balance: earned },
		worthMinor: earned * 50,
		stamps: [],
		expiring: { points: earned, on: dateOf(bill) },
		offers:
			payableMinor < listMinor
				? [{ offerId: 'restaurant-gold', amountMinor: listMinor - payableMinor, uses: 'nothing', points: 0 }]
				: [],
		refusedOffers: [],
		explanation: [
			{
				kind: 'earn-step',
				ruleId: 'spend-classic',
				baseMinor: payableMinor,
				carriedMinor: 0,
				stepMinor: 5_000,
				pointsPerStep: 1,
				points: earned,
				missingMinor: 0,
			},
		],
	};
}
