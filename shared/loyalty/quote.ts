import { canonical } from '../kernel/canonical.ts';
import { fingerprint } from '../kernel/fingerprint.ts';
import { isCount, sum } from '../kernel/money.ts';
import { err, invariant, ok, type Result } from '../kernel/result.ts';
import { BILL_MINOR_MAX, type Bill, type BillLine, type MemberStanding } from './bill.ts';
import { taxLeftOut, type Earning } from './earning/base.ts';
import { counts, isGuests, mayBeDiscounted, mayEarn } from './earning/eligible.ts';
import { earnOf } from './earning/earn.ts';
import type { Explanation } from './explain.ts';
import type { Grant } from './earning/grant.ts';
import { offersOf, type GivenOffer, type RefusedOffer } from './offers/offers.ts';
import { pointsMaxOf, refusalOfPayer, worthOnBill, type PointsRefusal } from './payment.ts';
import type { Programme } from './programme/programme.schema.ts';
import { shareDiscount, sharePaid } from './share.ts';
import { isNightOf, nightsOf } from './earning/nights.ts';
import { stampsOf, type StampChange } from './earning/stamps.ts';

export type QuotedLine = {
	readonly id: string;
	readonly listMinor: number;
	/** The line's shares of what offers take off, together, fixed for ever. */
	readonly discountMinor: number;
	readonly payableMinor: number;
	/** The part of `payableMinor` that points pay. */
	readonly pointsPaidMinor: number;
};

export type Quote = {
	readonly programmeId: string;
	readonly programmeVersion: number;
	readonly currency: string;
	readonly listMinor: number;
	readonly discountMinor: number;
	readonly payableMinor: number;
	/** What pays, and what offers cost. */
	readonly pointsSpent: number;
	readonly pointsPaidMinor: number;
	readonly pointsEarned: number;
	/** `pointsEarned` by the rules that gave them. */
	readonly grants: readonly Grant[];
	/** `discountMinor` by the offers that gave it; none where a bill was paid with a discount of another amount. */
	readonly offers: readonly GivenOffer[];
	/** Every other offer for this outlet and tier, with the reason. */
	readonly refusedOffers: readonly RefusedOffer[];
	readonly stamps: readonly StampChange[];
	readonly lines: readonly QuotedLine[];
	readonly explanation: readonly Explanation[];
	/** Equal where two quotes are equal, on any machine, but for the reasons of what was not given. */
	readonly fingerprint: string;
};

/** A bill that the guest has paid, as the counter did it alone. */
export type Settled = {
	/** All tenders together, points included; the rest of the list price was the discount. */
	readonly paidMinor: number;
	/** What each line cost less, where that is fixed as well: nobody's offers count for it then. */
	readonly discountByLine?: readonly number[];
};

/** In order of precedence: where several hold, the first one is the answer. */
export type QuoteRefusal =
	| { readonly code: 'currency_mismatch'; readonly expected: string }
	| { readonly code: 'bill_empty' }
	| { readonly code: 'line_duplicate'; readonly lineId: string }
	| { readonly code: 'amount_invalid'; readonly lineId: string }
	/** The line has the date of a night and is none, or the date is no night that this bill can be for. */
	| { readonly code: 'night_date_invalid'; readonly lineId: string }
	| { readonly code: 'total_too_large' }
	/** The programme counts without tax, and the till does not say how much there is in this line. */
	| { readonly code: 'tax_missing'; readonly lineId: string }
	| PointsRefusal;

/**
 * What this bill costs this member and what it gives: discount, points, stamps, each with its arithmetic.
 *
 * The same programme version, standing and bill give the same quote on page, bridge and server, byte for byte.
 * Money in minor units of the bill's currency, tax included; points whole.
 *
 * @param settled given where the guest has paid already: discount and tenders are facts then, so no lack of points
 * refuses them, and only what the bill earns is counted
 */
export function quote(
	programme: Programme,
	member: MemberStanding | null,
	bill: Bill,
	settled?: Settled,
): Result<Quote, QuoteRefusal> {
	invariant(!settled || isCount(settled.paidMinor), 'tenders are whole numbers from zero');
	const refusal =
		refusalOfBill(programme, bill) ??
		(settled ? undefined : refusalOfTax(programme, bill)) ??
		refusalOfPayer(programme, member, bill, settled !== undefined);
	if (refusal) return err(refusal);

	const { basis = 'gross' } = programme;
	const isOwn = bill.lines.map(isGuests);
	const isCounted = bill.lines.map(({ category }, index) => isOwn[index] && counts(programme, category));
	const isEligible = bill.lines.map(({ category }, index) => isOwn[index]! && mayBeDiscounted(programme, category));
	const isEarning = bill.lines.map(({ category }, index) => isOwn[index]! && mayEarn(programme, category));
	const eligible = bill.lines.filter((_line, index) => isEligible[index]);
	const explanation: Explanation[] = [
		...excludedOf(programme, bill.lines.filter(isGuests)),
		...byCompany(bill.lines.filter((line) => !isGuests(line))),
	];

	const listByLine = bill.lines.map((line) => line.grossMinor);
	const listMinor = sum(listByLine);
	const offered = offersOf(programme, member, bill, eligible, settled !== undefined);
	const discountMinor = settled ? Math.max(0, listMinor - settled.paidMinor) : offered.amountMinor;
	const isByRule = settled?.discountByLine === undefined && discountMinor === offered.amountMinor;
	if (isByRule) explanation.push(...offered.explanation);
	const discountByLine = isByRule
		? bill.lines.map(({ id }) => offered.byLine.get(id) ?? 0)
		: (settled?.discountByLine ?? shareDiscount(discountMinor, listByLine, isEligible));
	const payableByLine = listByLine.map((minor, index) => minor - discountByLine[index]!);
	const payableMinor = listMinor - discountMinor;
	const payableByGuest = payableByLine.map((minor, index) => (isOwn[index] ? minor : 0));
	const guestMinor = sum(payableByGuest);

	const given = isByRule ? offered.given : [];
	const pointsSpent = bill.pointsTendered + sum(given.map(({ points }) => points));
	const shortPoints = pointsSpent - (member?.balancePoints ?? 0);
	if (shortPoints > 0 && !settled) return err({ code: 'insufficient_points', shortPoints });
	const pointsMax = pointsMaxOf(programme, guestMinor);
	if (bill.pointsTendered > pointsMax && !settled) return err({ code: 'points_over_bill', pointsMax });
	const pointsPaidMinor = worthOnBill(programme, bill.pointsTendered, guestMinor);
	const pointsPaidByLine = sharePaid(pointsPaidMinor, payableByGuest, isEarning);
	if (bill.pointsTendered > 0) {
		explanation.push({ kind: 'paid-with-points', points: bill.pointsTendered, amountMinor: pointsPaidMinor });
	}

	const lines = bill.lines.map(({ id, grossMinor: listMinor }, index) => ({
		id,
		listMinor,
		discountMinor: discountByLine[index]!,
		payableMinor: payableByLine[index]!,
		pointsPaidMinor: pointsPaidByLine[index]!,
	}));
	const earning: Earning = {
		basis,
		lines: bill.lines.map((line, index) => ({ ...line, ...lines[index]! })).filter((_line, index) => isEarning[index]),
		payableMinor: guestMinor,
		pointsPaidMinor,
	};
	const earn = earnOf(programme, member, bill, earning);
	if (earn.explanation.length > 0) {
		const service = lines.filter((_line, index) => isCounted[index] && !isEarning[index]);
		explanation.push(...leftOut('service-left-out', sum(service.map((line) => line.payableMinor))));
		explanation.push(...leftOut('tax-left-out', sum(earning.lines.map((line) => taxLeftOut(line, basis)))));
	}
	// A bill of excluded things alone is no visit: a gift card stamps no card.
	const stamps = stampsOf(programme, eligible.length > 0 ? member : null, bill, rewardsUsed(programme, given));
	explanation.push(...earn.explanation, ...stamps.explanation);

	return ok(
		sealed({
			programmeId: programme.id,
			programmeVersion: programme.version,
			currency: bill.currency,
			listMinor,
			discountMinor,
			payableMinor,
			pointsSpent,
			pointsPaidMinor,
			pointsEarned: earn.points,
			grants: earn.grants,
			offers: given,
			refusedOffers: isByRule ? offered.refused : [],
			stamps: stamps.changes,
			lines,
			explanation,
		}),
	);
}

function refusalOfBill(programme: Programme, bill: Bill): QuoteRefusal | undefined {
	if (bill.currency !== programme.currency.code)
		return { code: 'currency_mismatch', expected: programme.currency.code };
	if (bill.lines.length === 0) return { code: 'bill_empty' };

	const seen = new Set<string>();
	for (const { id } of bill.lines) {
		if (seen.has(id)) return { code: 'line_duplicate', lineId: id };
		seen.add(id);
	}
	const odd = bill.lines.find((line) => !isAmount(line));
	if (odd) return { code: 'amount_invalid', lineId: odd.id };
	const misdated = bill.lines.find((line) => !isNightOf(line, bill.moment.businessDate));
	if (misdated) return { code: 'night_date_invalid', lineId: misdated.id };
	const grossMinor = sum(bill.lines.map((line) => line.grossMinor));
	const quantity = sum(bill.lines.map((line) => line.quantity));
	if (grossMinor > BILL_MINOR_MAX || quantity > QUANTITY_MAX) return { code: 'total_too_large' };
	return undefined;
}

function refusalOfTax({ basis = 'gross', excludedCategories }: Programme, bill: Bill): QuoteRefusal | undefined {
	if (basis === 'gross') return undefined;
	const untold = bill.lines.find(
		(line) => line.taxMinor === null && isGuests(line) && !excludedCategories.includes(line.category),
	);
	return untold && { code: 'tax_missing', lineId: untold.id };
}

const rewardsUsed = ({ offers }: Programme, given: readonly GivenOffer[]): readonly string[] =>
	given
		.filter(({ uses }) => uses === 'reward')
		.flatMap(({ offerId }) => offers.find(({ id }) => id === offerId)?.reward ?? []);

const leftOut = (kind: 'tax-left-out' | 'service-left-out', amountMinor: number): Explanation[] =>
	amountMinor > 0 ? [{ kind, amountMinor }] : [];

const isAmount = ({ grossMinor, quantity, taxMinor, costMinor }: BillLine): boolean =>
	isCount(grossMinor) &&
	grossMinor <= BILL_MINOR_MAX &&
	isCount(quantity) &&
	quantity > 0 &&
	quantity <= QUANTITY_MAX &&
	(taxMinor === null || (isCount(taxMinor) && taxMinor <= grossMinor)) &&
	(costMinor === null || isCount(costMinor));

/** A bill of more than a million pieces is a typing error. */
const QUANTITY_MAX = 1_000_000;

const excludedOf = (programme: Programme, lines: readonly BillLine[]): Explanation[] =>
	programme.excludedCategories
		.map((category) => ({
			kind: 'excluded' as const,
			category,
			amountMinor: sum(lines.filter((line) => line.category === category).map((line) => line.grossMinor)),
		}))
		.filter(({ amountMinor }) => amountMinor > 0);

const byCompany = (lines: readonly BillLine[]): Explanation[] =>
	lines.length === 0
		? []
		: [{ kind: 'paid-by-company', amountMinor: sum(lines.map((line) => line.grossMinor)), nights: nightsOf(lines) }];

/** A guest agrees to what is given: another guest who takes the last of some other offer changes nothing of that. */
function sealed(quoted: Omit<Quote, 'fingerprint'>): Quote {
	const { refusedOffers: _refused, ...agreed } = quoted;
	return { ...quoted, fingerprint: fingerprint(canonical(agreed)) };
}
