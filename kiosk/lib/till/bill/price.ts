import type { Moment } from '#shared/kernel/moment.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import type { MemberId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import type { BillLine, MemberStanding, Tender } from '#shared/loyalty/bill.ts';
import { pointsUsable } from '#shared/loyalty/payment.ts';
import { quote, type Quote, type QuoteRefusal } from '#shared/loyalty/quote.ts';
import { standingAlone } from '#shared/loyalty/standing-alone.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';

/** What points can do for this bill; `not` carries the reason, for the key. */
export type PointsOffer =
	| { readonly kind: 'usable' | 'used'; readonly points: number; readonly amountMinor: number }
	| { readonly kind: 'not'; readonly reason: 'no-guest' | 'no-bill' | 'none' | 'nothing' | 'small' | 'away' };

export type Priced = { readonly quote: Quote; readonly points: PointsOffer };

export type PriceInput = {
	readonly setup: CounterSetup;
	readonly standing: MemberStanding | null;
	readonly lines: readonly BillLine[];
	readonly moment: Moment;
	/** Offers that the guest asks for. */
	readonly claims: readonly string[];
	/** The guest wants to pay with as many points as this bill takes. */
	readonly paysWithPoints: boolean;
	/** What the server said the guest has at most, where it knows better. */
	readonly pointsMax: number;
	/** What this counter may still give by itself; without end while the server is there. */
	readonly pointsLeftAway: number;
};

/** Why points cannot pay a bill that they pay no part of. */
function reasonAgainst(
	{ standing, pointsMax, pointsLeftAway }: PriceInput,
	{ payableMinor }: Quote,
): 'none' | 'nothing' | 'small' | 'away' {
	if (Math.min(standing?.balancePoints ?? 0, pointsMax) <= 0) return 'none';
	if (pointsLeftAway <= 0) return 'away';
	return payableMinor === 0 ? 'nothing' : 'small';
}

/** What the bill costs and gives, and what points could pay of it. */
export function priceOf(told: PriceInput): Result<Priced, QuoteRefusal> {
	const isAlone = told.pointsLeftAway !== Infinity;
	const standing = told.standing && isAlone ? standingAlone(told.standing) : told.standing;
	const input = { ...told, standing };
	const { paysWithPoints } = input;
	const whole = quoteWith(input, 0);
	if (!whole.ok) return whole;
	if (!standing) return ok({ quote: whole.value, points: { kind: 'not', reason: 'no-guest' } });

	const { setup } = input;
	const pointsMax = Math.min(input.pointsMax, input.pointsLeftAway);
	const { payableMinor, pointsSpent } = whole.value;
	const left = { ...standing, balancePoints: standing.balancePoints - pointsSpent };
	const points = pointsUsable(setup.programme, left, setup.outlet.code, payableMinor, pointsMax);
	if (points === 0) {
		return ok({ quote: whole.value, points: { kind: 'not', reason: reasonAgainst(input, whole.value) } });
	}
	const paid = quoteWith(input, points);
	if (!paid.ok) return paid;
	const { pointsPaidMinor: amountMinor } = paid.value;
	return paysWithPoints
		? ok({ quote: paid.value, points: { kind: 'used', points, amountMinor } })
		: ok({ quote: whole.value, points: { kind: 'usable', points, amountMinor } });
}

const quoteWith = ({ setup, standing, lines, moment, claims }: PriceInput, pointsTendered: number) =>
	quote(setup.programme, standing, {
		outlet: setup.outlet.code,
		moment,
		currency: setup.currency.code,
		lines,
		pointsTendered,
		claims,
	});

export type Confirmed = {
	readonly id: VisitId;
	readonly memberId: MemberId | null;
	readonly cashier: StaffId;
	readonly lines: readonly BillLine[];
	readonly quote: Quote;
	readonly claims: readonly string[];
	readonly occurredAt: string;
};

/** The command of one confirmed bill: what was typed, and what the screen showed. */
export function visitOf(
	{ outlet, terminal, currency }: CounterSetup,
	{ id, memberId, cashier, lines, quote: shown, claims, occurredAt }: Confirmed,
): RecordVisit {
	return {
		id,
		memberId,
		outlet: outlet.code,
		terminal,
		cashier,
		occurredAt,
		checkNumber: null,
		part: 0,
		currency: currency.code,
		source: 'walk-in',
		partySize: null,
		lines,
		tenders: tendersOf(shown),
		claims,
		holds: [],
		programmeVersion: shown.programmeVersion,
		quoteFingerprint: shown.fingerprint,
	};
}

function tendersOf({ pointsSpent, pointsPaidMinor, payableMinor, offers }: Quote): readonly Tender[] {
	const tenders: Tender[] = [];
	const points = offers.reduce((left, offer) => left - offer.points, pointsSpent);
	if (points > 0) tenders.push({ type: 'points', points, amountMinor: pointsPaidMinor });
	const restMinor = payableMinor - pointsPaidMinor;
	if (restMinor > 0) tenders.push({ type: 'other', amountMinor: restMinor });
	return tenders;
}
