import { sql } from 'kysely';
import type { CouponId, MemberId, ReversalId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import { momentAt, type BusinessClock } from '#shared/kernel/moment.ts';
import { sum } from '#shared/kernel/money.ts';
import { entryIdOf, type Parcel } from '#shared/ledger/postings.ts';
import { expiryIdOf } from '#shared/ledger/lots/decide-expiry.ts';
import type { StandingVisit } from '#shared/ledger/reversal/decide-reversal.ts';
import type { OpenLot, Unit } from '#shared/ledger/entry.ts';
import type { ReversalFact, VisitFact } from '#shared/ledger/facts.ts';
import type { Tender } from '#shared/loyalty/bill.ts';
import type { Grant } from '#shared/loyalty/earning/grant.ts';
import type { GivenOffer } from '#shared/loyalty/offers/offers.ts';
import type { ReversalAnswer, ReversalReason } from '#shared/protocol/reversal.ts';
import type { SourceChannel } from '#shared/protocol/visit.ts';
import type {
	PostingTable,
	ReversalGrantTable,
	ReversalLineTable,
	ReversalTable,
	VisitGrantTable,
	VisitLineTable,
	VisitOfferTable,
	VisitTable,
	VisitTenderTable,
} from '../tables/schema.ts';
import { openLotOf } from '../booking/fact-rows.ts';
import { loadDrawnBeside } from './offer-loading.ts';
import { fetch, statement, together, type Loading } from '../statement.ts';
import { takenBackWhole } from './taken-back.ts';
import type { ProgrammeShelf } from './visit-loading.ts';

const findVisit = statement<{ propertyId: string; id: string }>()('reversal.visit', (db, v) =>
	db.selectFrom('visit').selectAll().where('property_id', '=', v.propertyId).where('id', '=', v.id),
);

const findLines = statement<{ visitId: string }>()('reversal.visit-lines', (db, v) =>
	db.selectFrom('visit_line').selectAll().where('visit_id', '=', v.visitId).orderBy('seq'),
);

const findTenders = statement<{ visitId: string }>()('reversal.visit-tenders', (db, v) =>
	db.selectFrom('visit_tender').selectAll().where('visit_id', '=', v.visitId).orderBy('seq'),
);

const findGrants = statement<{ visitId: string }>()('reversal.visit-grants', (db, v) =>
	db.selectFrom('visit_grant').selectAll().where('visit_id', '=', v.visitId).orderBy('seq'),
);

const findOffers = statement<{ visitId: string }>()('reversal.visit-offers', (db, v) =>
	db.selectFrom('visit_offer').selectAll().where('visit_id', '=', v.visitId).orderBy('seq'),
);

const findReversals = statement<{ visitId: string }>()('reversal.earlier', (db, v) =>
	db.selectFrom('reversal').selectAll().where('visit_id', '=', v.visitId).orderBy('seq'),
);

const findReversalLines = statement<{ reversalId: string }>()('reversal.lines', (db, v) =>
	db.selectFrom('reversal_line').selectAll().where('reversal_id', '=', v.reversalId).orderBy('seq'),
);

const findReversalGrants = statement<{ reversalId: string }>()('reversal.grants', (db, v) =>
	db.selectFrom('reversal_grant').selectAll().where('reversal_id', '=', v.reversalId).orderBy('seq'),
);

const findMoved = statement<{ visitId: string }>()('reversal.moved', (db, v) =>
	db
		.selectFrom('entry')
		.innerJoin('posting', 'posting.entry_id', 'entry.id')
		.select([
			'entry.id as entry_id',
			'entry.kind',
			'posting.account',
			'posting.unit',
			'posting.quantity',
			'posting.lot_id',
			'posting.seq',
		])
		.where('entry.visit_id', '=', v.visitId)
		.where(
			'entry.kind',
			'in',
			['redeem', 'restore', 'capture', 'stamp', 'coupon', 'reverse'].map((kind) => sql.lit(kind)),
		)
		.orderBy('entry.id')
		.orderBy('posting.seq'),
);

const findExpired = statement<{ earnId: string; bonusId: string }>()('reversal.expired', (db, v) =>
	db
		.selectFrom('posting')
		.select('quantity')
		.where('account', '=', sql.lit('EXPIRED'))
		.where('unit', '=', sql.lit('points'))
		.where('entry_id', 'in', [v.earnId, v.bonusId]),
);

const findLot = statement<{ id: string }>()('reversal.lot', (db, v) =>
	db.selectFrom('lot').selectAll().where('id', '=', v.id),
);

/** The last visit beside this one on which a rule gave the member something. */
const findGivenElse = statement<{ memberId: string; ruleId: string; visitId: string }>()(
	'reversal.given-else',
	(db, v) =>
		db
			.selectFrom('visit')
			.innerJoin('visit_grant', 'visit_grant.visit_id', 'visit.id')
			.select('visit.occurred_at')
			.where('visit.member_id', '=', v.memberId)
			.where('visit_grant.rule_id', '=', v.ruleId)
			.where('visit_grant.tallied', '=', sql.lit(1))
			.where('visit.id', '<>', v.visitId)
			.where('visit.id', 'not in', takenBackWhole(db, v))
			.orderBy('visit.occurred_at', 'desc')
			.limit(sql.lit(1)),
);

const findOwner = statement<{ propertyId: string; id: string }>()('reversal.owner', (db, v) =>
	db.selectFrom('visit').select('member_id').where('property_id', '=', v.propertyId).where('id', '=', v.id),
);

/** Whose visit it is: nobody's is `null`, a visit that is not there has no answer. It never changes. */
export function* loadOwner(propertyId: string, id: VisitId): Loading<{ readonly memberId: MemberId | null } | null> {
	const [[visit]] = yield* fetch(findOwner({ propertyId, id }));
	return visit ? { memberId: visit.member_id as MemberId | null } : null;
}

/** A visit with all that has come of it. @param clock by which a lot and a birthday have their day */
export function* loadStandingVisit(
	propertyId: string,
	id: VisitId,
	shelf: ProgrammeShelf,
	clock: BusinessClock,
): Loading<StandingVisit | null> {
	const expiryOfOwn = (kind: 'earn' | 'bonus') => expiryIdOf(`${entryIdOf(id, kind)}#points`);
	const [[row], lines, tenders, grants, offers, reversals, moved, expired] = yield* fetch(
		findVisit({ propertyId, id }),
		findLines({ visitId: id }),
		findTenders({ visitId: id }),
		findGrants({ visitId: id }),
		findOffers({ visitId: id }),
		findReversals({ visitId: id }),
		findMoved({ visitId: id }),
		findExpired({ earnId: expiryOfOwn('earn'), bonusId: expiryOfOwn('bonus') }),
	);
	if (!row) return null;
	const visit = visitOf(row, lines, tenders, grants, offers);
	const taken = stillTaken(moved);
	const coupons = couponsIn(moved);
	const [programme, earlier, takenLots, givenElse, houseOffers] = yield* together(
		shelf.loadVersion(visit.programmeId, visit.programmeVersion),
		loadReversals(reversals),
		loadLots([...taken, ...coupons.flatMap(({ parcels }) => parcels)].map(({ lotId }) => lotId)),
		loadGivenElse(visit, clock),
		loadDrawnBeside(propertyId, id),
	);
	return {
		visit,
		reversals: earlier,
		programme,
		taken,
		takenLots,
		// What an earlier taking back took from there stands below zero.
		expired: sum([...expired, ...moved.filter(({ account }) => account === 'EXPIRED')].map(({ quantity }) => quantity)),
		coupons,
		houseOffers,
		stamps: stampsIn(moved),
		givenElse,
	};
}

function* loadReversals(rows: readonly ReversalTable[]): Loading<readonly ReversalFact[]> {
	return yield* together(...rows.map(loadReversal));
}

function* loadReversal(row: ReversalTable): Loading<ReversalFact> {
	const [lines, grants] = yield* fetch(
		findReversalLines({ reversalId: row.id }),
		findReversalGrants({ reversalId: row.id }),
	);
	return reversalOf(row, lines, grants);
}

function* loadLots(ids: readonly (string | null)[]): Loading<readonly OpenLot[]> {
	const rows = yield* fetch(...ids.flatMap((id) => (id === null ? [] : [findLot({ id })])));
	return rows.flat().map(openLotOf);
}

function* loadGivenElse(
	{ id: visitId, memberId, grants }: VisitFact,
	clock: BusinessClock,
): Loading<Readonly<Record<string, string>>> {
	if (memberId === null) return {};
	const ruleIds = grants.filter(({ tallied }) => tallied).map(({ ruleId }) => ruleId);
	const found = yield* fetch(...ruleIds.map((ruleId) => findGivenElse({ memberId, ruleId, visitId })));
	return Object.fromEntries(
		ruleIds.flatMap((ruleId, index) => {
			const [last] = found[index]!;
			return last ? [[ruleId, momentAt(last.occurred_at, clock).localDate]] : [];
		}),
	);
}

type Moved = Pick<PostingTable, 'account' | 'unit' | 'quantity' | 'lot_id'> & {
	readonly entry_id: string;
	readonly kind: string;
};

/** What the spending took of each lot less what came back to it, in the order of taking. */
function stillTaken(moved: readonly Moved[]): readonly Parcel[] {
	const ofLot = (kind: string, lotId: string): number =>
		moved
			.filter((posting) => posting.kind === kind && posting.lot_id === lotId)
			.reduce((total, { quantity }) => total + quantity, 0);
	const taking = moved.filter(
		({ kind, account }) => (kind === 'redeem' && account === 'AV') || (kind === 'capture' && account === 'HD'),
	);
	return [...new Set(taking.map(({ lot_id }) => lot_id!))]
		.map((lotId) => {
			const taken = -ofLot('redeem', lotId) - ofLot('capture', lotId);
			return { lotId, quantity: taken - ofLot('restore', lotId) };
		})
		.filter(({ quantity }) => quantity > 0);
}

/** One entry for each offer; a coupon that came back late has two lots. */
function couponsIn(moved: readonly Moved[]): StandingVisit['coupons'] {
	const used = moved.filter(({ kind, account }) => kind === 'coupon' && account === 'AV');
	return [...Map.groupBy(used, ({ entry_id }) => entry_id)].map(([entryId, postings]) => ({
		offerId: subjectOf(entryId),
		unit: postings[0]!.unit as Unit,
		parcels: postings.map(({ lot_id: lotId, quantity }) => ({ lotId, quantity: -quantity })),
	}));
}

/** What an entry of a kind that can come several times is about. */
const subjectOf = (entryId: string): string => entryId.slice(entryId.indexOf(':') + 1);

const STAMP = 'stamp:';

const stampsIn = (moved: readonly Moved[]): StandingVisit['stamps'] =>
	moved
		.filter(({ kind, account, unit }) => kind === 'stamp' && account === 'ISSUED' && unit.startsWith(STAMP))
		.map(({ unit, quantity }) => ({ ruleId: unit.slice(STAMP.length), stamps: -quantity }));

function visitOf(
	row: VisitTable,
	lines: readonly VisitLineTable[],
	tenders: readonly VisitTenderTable[],
	grants: readonly VisitGrantTable[],
	offers: readonly VisitOfferTable[],
): VisitFact {
	return {
		id: row.id as VisitId,
		take: Number(row.kind.split('/')[1] ?? 0),
		memberId: row.member_id as MemberId | null,
		outlet: row.outlet,
		terminal: row.terminal,
		actor: row.actor as StaffId,
		businessDate: row.business_date,
		occurredAt: row.occurred_at,
		recordedAt: row.recorded_at,
		delivery: row.delivery as VisitFact['delivery'],
		checkNumber: row.check_number,
		part: row.part,
		currency: row.currency,
		listMinor: row.list_minor,
		discountMinor: row.discount_minor,
		payableMinor: row.payable_minor,
		programmeId: row.programme_id,
		programmeVersion: row.programme_version,
		quoteFingerprint: row.quote_fingerprint,
		shownFingerprint: row.shown_fingerprint,
		source: row.source as SourceChannel,
		partySize: row.party_size,
		firstVisit: row.first_visit === 1,
		...(row.approved_by === null ? {} : { approvedBy: row.approved_by as StaffId }),
		lines: lines.map((line) => ({
			id: line.line_id,
			category: line.category,
			sku: line.sku,
			quantity: line.quantity,
			grossMinor: line.gross_minor,
			taxMinor: line.tax_minor,
			costMinor: line.cost_minor,
			discountMinor: line.discount_minor,
			payableMinor: line.payable_minor,
			pointsPaidMinor: line.points_paid_minor,
			...(line.night_on === null ? {} : { on: line.night_on }),
			...(line.paid_by === null ? {} : { paidBy: 'company' as const }),
		})),
		tenders: tenders.map(({ points, amount_minor: amountMinor }): Tender =>
			points === null ? { type: 'other', amountMinor } : { type: 'points', points, amountMinor },
		),
		grants: grants.map(grantOf),
		offers: offers.map(({ offer_id: offerId, amount_minor: amountMinor, uses, points, coupon_id: couponId }) => ({
			...{ offerId, amountMinor, uses: uses as GivenOffer['uses'], points },
			...(couponId === null ? {} : { couponId: couponId as CouponId }),
		})),
	};
}

const reversalOf = (
	row: ReversalTable,
	lines: readonly ReversalLineTable[],
	grants: readonly ReversalGrantTable[],
): ReversalFact => ({
	id: row.id as ReversalId,
	visitId: row.visit_id as VisitId,
	seq: row.seq,
	memberId: row.member_id as MemberId | null,
	visitDate: row.visit_date,
	outlet: row.outlet,
	terminal: row.terminal,
	actor: row.actor as StaffId,
	approvedBy: row.approved_by as StaffId | null,
	reason: row.reason as ReversalReason,
	businessDate: row.business_date,
	occurredAt: row.occurred_at,
	recordedAt: row.recorded_at,
	whole: row.whole === 1,
	listMinor: row.list_minor,
	discountMinor: row.discount_minor,
	payableMinor: row.payable_minor,
	pointsPaidMinor: row.points_paid_minor,
	companyMinor: row.company_minor ?? 0,
	pointsReturned: row.points_returned,
	lines: lines.map((line) => ({
		lineId: line.line_id,
		category: line.category,
		quantity: line.quantity,
		amountMinor: line.amount_minor,
		unitsMinus: line.units_minus,
		listMinor: line.list_minor,
		discountMinor: line.discount_minor,
		payableMinor: line.payable_minor,
		pointsPaidMinor: line.points_paid_minor,
	})),
	grants: grants.map(grantOf),
});

const grantOf = (row: VisitGrantTable | ReversalGrantTable): Grant => ({
	ruleId: row.rule_id,
	kind: row.kind as Grant['kind'],
	baseMinor: row.base_minor,
	points: row.points,
	tallied: row.tallied === 1,
});

const findAnswers = statement<{ visitId: string }>()('reversal.answers', (db, v) =>
	db
		.selectFrom('reversal')
		.innerJoin('command', 'command.id', 'reversal.id')
		.select('command.answer')
		.where('reversal.visit_id', '=', v.visitId)
		.orderBy('reversal.seq'),
);

/** What was answered to each taking back of a visit, in order. */
export function* loadReversalAnswers(visitId: VisitId): Loading<readonly ReversalAnswer[]> {
	const [rows] = yield* fetch(findAnswers({ visitId }));
	return rows.map(({ answer }) => JSON.parse(answer) as ReversalAnswer);
}
