import { dateAfter } from '#shared/kernel/dates.ts';
import type { MemberId, ReversalId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import type { Parcel } from '#shared/ledger/account-books.ts';
import { decideExpiry } from '#shared/ledger/decide-expiry.ts';
import { decideReversal, type StandingVisit } from '#shared/ledger/decide-reversal.ts';
import { decideVisit, type MemberAccountState } from '#shared/ledger/decide-visit.ts';
import type { Entry, OpenLot } from '#shared/ledger/entry.ts';
import type { Facts, ReversalFact, VisitFact } from '#shared/ledger/facts.ts';
import { noticesOf } from '#shared/ledger/notice.ts';
import { usable } from '#shared/ledger/spend.ts';
import { afterActivity, isUsable } from '#shared/ledger/terms.ts';
import { daysAfter } from '#shared/ledger/metric-days.ts';
import { termAfter, type TierTerm } from '#shared/ledger/tier-change.ts';
import type { MetricDay } from '#shared/loyalty/tier-window.ts';
import type { BillLine, Tally, Tender } from '#shared/loyalty/bill.ts';
import { expiringOf } from '#shared/loyalty/expiry.ts';
import type { Programme } from '#shared/loyalty/programme.schema.ts';
import { quote } from '#shared/loyalty/quote.ts';
import { standingOf } from '#shared/ledger/standing.ts';
import type { ReturnedPart, ReversalAnswer } from '#shared/protocol/reversal.ts';
import { PROPERTY } from '../../server/demo/miramar.ts';

const ANA = 'ana' as StaffId;

/**
 * One member's account on paper: applies what is decided and folds every balance from the postings alone, in the plainest
 * way, to be compared with what the decisions themselves think.
 */
export class PaperBooks {
	readonly programme: Programme;
	readonly entries: Entry[] = [];
	readonly visits: VisitFact[] = [];
	readonly reversals: ReversalFact[] = [];
	readonly answers: ReversalAnswer[] = [];
	readonly notices: { readonly lotId: string; readonly lastDay: string; readonly on: string }[] = [];
	#lots = new Map<string, OpenLot>();
	#state: MemberAccountState;
	#day = 0;
	#ids = 0;

	constructor(programme: Programme, points: number, tier = 'gold') {
		this.programme = programme;
		const id = 'member' as MemberId;
		const lot: OpenLot = {
			...{ id: 'opening#points', memberId: id, unit: 'points', quantity: points, remaining: points },
			...{ earnedAt: '2026-01-01T00:00:00.000Z', expiresOn: null },
		};
		if (points > 0) {
			this.#lots.set(lot.id, lot);
			this.entries.push({
				...{ id: 'opening' as Entry['id'], kind: 'opening', memberId: id, visitId: null, reversalId: null },
				...{ effectiveAt: lot.earnedAt, recordedAt: lot.earnedAt, businessDate: '2026-01-01', outlet: 'lobby' },
				...{ terminal: 'office', actor: ANA, programmeVersion: 1 },
				postings: [
					{ account: 'OPENING', unit: 'points', quantity: -points, lotId: null },
					{ account: 'AV', unit: 'points', quantity: points, lotId: lot.id },
				],
			});
		}
		this.#state = {
			tierTerm: {
				...{ tier, earned: tier, until: null, floor: null, toldDay: null, seq: 0 },
				enrolledOn: '2026-01-01',
			},
			pastTiers: [],
			...{ id, tier, version: 1, visits: 1, debtPoints: 0, stampDebts: {}, lots: [] },
			...{ stampedAt: [], earnedLately: [], tallies: {}, offersUsed: {}, clubs: [], birthday: null },
		};
	}

	get now(): Moment {
		return momentAt(`${dateAfter('2026-11-21', this.#day)}T12:00:00.000Z`, PROPERTY);
	}

	daysLater(days: number): void {
		this.#day += days;
	}

	/** @param points to pay with, as far as there are so many */
	visit(outlet: string, lines: readonly BillLine[], points = 0): VisitId | null {
		const member = this.#account();
		const moment = this.now;
		const bill = { outlet, moment, currency: 'EUR', lines, pointsTendered: points, claims: [] };
		const quoted = quote(this.programme, standingOf(this.programme, member, moment, {}), bill);
		if (!quoted.ok) return null;
		const { payableMinor, pointsPaidMinor, fingerprint } = quoted.value;
		const tenders: Tender[] = [
			...(points > 0 ? [{ type: 'points' as const, points, amountMinor: pointsPaidMinor }] : []),
			{ type: 'other', amountMinor: payableMinor - pointsPaidMinor },
		];
		const id = `visit-${++this.#ids}` as VisitId;
		const decided = decideVisit(
			{
				...{ programme: this.programme, outletKnown: true, cashierKnown: true, member },
				...{ sameBill: { standing: null, reversed: 0 }, houseOffers: {}, days: this.#days(), holds: [] },
			},
			{
				...{ id, memberId: member.id, outlet, terminal: 'till-1', cashier: ANA, occurredAt: moment.instant },
				...{
					checkNumber: null,
					part: 0,
					currency: 'EUR',
					source: 'walk-in',
					partySize: null,
					lines,
					tenders,
					claims: [],
					holds: [],
				},
				...{ programmeVersion: this.programme.version, quoteFingerprint: fingerprint },
			},
			'live',
			{ occurred: moment, recorded: moment },
		);
		if (!decided.ok) throw new Error(JSON.stringify(decided.error));
		this.#book(decided.value.facts);
		return id;
	}

	/** @returns what it came to, or the code of the refusal */
	reverse(visitId: VisitId, lines: readonly ReturnedPart[] | null = null): ReversalAnswer | string {
		const visit = this.visits.find(({ id }) => id === visitId)!;
		const member = this.#account();
		const decided = decideReversal(
			{ sold: this.#standing(visit), cashierKnown: true, approver: null, needsApproval: false, member },
			{
				...{ id: `reversal-${++this.#ids}` as ReversalId, visitId, outlet: visit.outlet, terminal: 'till-1' },
				...{ cashier: ANA, approvedBy: null, occurredAt: this.now.instant, reason: 'goods_returned', lines },
			},
			{ occurred: this.now, recorded: this.now },
		);
		if (!decided.ok) return decided.error.code;
		this.#book(decided.value.facts);
		this.answers.push(decided.value.answer);
		return decided.value.answer;
	}

	/** What is there, folded: points with their last days, debt, tallies. */
	get holds() {
		const { debtPoints, stampDebts, tallies } = this.#account();
		return { points: this.points, stamps: this.#sum('stamp:spa', 'AV'), debtPoints, stampDebts, tallies };
	}

	/** Available points, run out or not. */
	get points(): number {
		return this.#sum('points', 'AV');
	}

	get rewards(): number {
		return this.#sum('reward:free-treatment', 'AV');
	}

	/** The guest has the treatment that they won. */
	useReward(): void {
		const lot = [...this.#lots.values()].find(({ unit, remaining }) => unit.startsWith('reward:') && remaining > 0)!;
		const [earned] = this.entries;
		this.entries.push({
			...{ ...earned!, id: `use-${++this.#ids}` as Entry['id'], kind: 'redeem', visitId: null },
			postings: [
				{ account: 'AV', unit: lot.unit, quantity: -1, lotId: lot.id },
				{ account: 'REDEEMED', unit: lot.unit, quantity: 1, lotId: null },
			],
		});
		this.#lots.set(lot.id, { ...lot, remaining: lot.remaining - 1 });
	}

	/** Points that can be spent today. */
	get usable(): number {
		return [...this.#lots.values()]
			.filter((lot) => lot.unit === 'points' && isUsable(lot, this.now.localDate))
			.reduce((total, { remaining }) => total + remaining, 0);
	}

	/** Points that stand of one visit's grants. */
	pointsOf(visitId: VisitId): number {
		const given = this.visits.filter(({ id }) => id === visitId).flatMap(({ grants }) => grants);
		const back = this.reversals.filter((one) => one.visitId === visitId).flatMap(({ grants }) => grants);
		const sum = (grants: typeof given) => grants.reduce((total, { points }) => total + points, 0);
		return sum(given) - sum(back);
	}

	/** What does not hold of I1 to I6 and of what the decisions think; empty where all is well. */
	get faults(): string[] {
		const faults: string[] = [];
		const { debtPoints, visits, stampDebts } = this.#state;
		for (const { id, postings } of this.entries) {
			const units = new Set(postings.map(({ unit }) => unit));
			for (const unit of units) {
				const of = postings.filter((posting) => posting.unit === unit);
				if (of.reduce((total, { quantity }) => total + quantity, 0) !== 0) faults.push(`I1 ${id}`);
			}
		}
		for (const unit of ['points', 'stamp:spa', 'reward:free-treatment']) {
			if (this.#sum(unit, 'AV') < 0) faults.push(`I2 AV ${unit}`);
			if (this.#sum(unit, 'DB') > 0) faults.push(`I2 DB ${unit}`);
		}
		const usable = [...this.#lots.values()].some(
			(lot) => lot.unit === 'points' && lot.remaining > 0 && isUsable(lot, this.now.localDate),
		);
		if (this.#sum('points', 'DB') < 0 && usable) faults.push('I3 debt beside points');
		for (const lot of this.#lots.values()) {
			const folded = this.#postings().filter(({ lotId }) => lotId === lot.id);
			if (folded.reduce((total, { quantity }) => total + quantity, 0) !== lot.remaining) faults.push(`I4 ${lot.id}`);
			if (lot.remaining < 0 || lot.remaining > lot.quantity) faults.push(`I4 bounds ${lot.id}`);
		}
		const issued = -(this.#sum('points', 'ISSUED') + this.#sum('points', 'OPENING'));
		const held = this.#sum('points', 'AV') + this.#sum('points', 'DB');
		if (issued !== held + this.#sum('points', 'REDEEMED') + this.expired) faults.push('I5');
		if (this.expired < 0) faults.push('I2 EXPIRED');
		if (this.#sum('points', 'DB') !== debtPoints) faults.push('I6 debt');
		if (-this.#sum('stamp:spa', 'DB') !== (stampDebts.spa ?? 0)) faults.push('I6 stamp debt');
		const ended = this.reversals.filter(({ whole }) => whole).length;
		if (visits !== 1 + this.visits.length - ended) faults.push('visits');
		return faults;
	}

	#account(): MemberAccountState {
		return { ...this.#state, lots: [...this.#lots.values()].filter(({ remaining }) => remaining > 0) };
	}

	#standing(visit: VisitFact): StandingVisit {
		const mine = this.entries.filter(({ visitId }) => visitId === visit.id);
		const moved = (kind: Entry['kind']) =>
			mine.filter((entry) => entry.kind === kind).flatMap(({ postings }) => postings);
		const taken = moved('redeem')
			.filter(({ account }) => account === 'AV')
			.map(({ lotId, quantity }): Parcel => {
				const back = moved('restore').filter((posting) => posting.lotId === lotId);
				return { lotId, quantity: -quantity - back.reduce((total, posting) => total + posting.quantity, 0) };
			});
		return {
			visit,
			reversals: this.reversals.filter(({ visitId }) => visitId === visit.id),
			programme: this.programme,
			taken: taken.filter(({ quantity }) => quantity > 0),
			takenLots: taken.map(({ lotId }) => this.#lots.get(lotId!)!),
			expired: this.#expiredOf(visit.id),
			stamps: moved('stamp')
				.filter(({ account }) => account === 'ISSUED')
				.map(({ quantity }) => ({ ruleId: 'spa', stamps: -quantity })),
			...{ coupons: [], houseOffers: {}, givenElse: {} },
		};
	}

	/** What a visit gave and has expired, less what was taken back from there. */
	#expiredOf(id: VisitId): number {
		const own = this.entries.filter(
			(entry) => entry.visitId === id || /^([^/]+)\/(earn|bonus)#points\/expire$/.exec(entry.id)?.[1] === id,
		);
		return own
			.flatMap(({ postings }) => postings)
			.filter(({ account, unit }) => account === 'EXPIRED' && unit === 'points')
			.reduce((total, { quantity }) => total + quantity, 0);
	}

	/** The guest is told of everything that runs out next. @returns of how many parcels */
	tell(): number {
		const { lots } = this.#account();
		const next = expiringOf(usable(lots, 'points', this.now.localDate));
		const notices = next ? noticesOf(lots, next.on, 'slip', 'told', this.now) : [];
		for (const { subject, lastDay } of notices) this.#tellOf(subject, lastDay);
		return notices.length;
	}

	#tellOf(lotId: string, lastDay: string): void {
		this.notices.push({ lotId, lastDay, on: this.now.localDate });
		this.#lots.set(lotId, { ...this.#lots.get(lotId)!, toldDay: lastDay });
	}

	/** The night's run. @returns how many lots expired */
	expire(): number {
		const run = { today: this.now.businessDate, recordedAt: this.now.instant, programmeVersion: 1, clock: PROPERTY };
		const decided = decideExpiry(this.#account(), run);
		if (!decided.ok) return 0;
		this.#book(decided.value.facts);
		return decided.value.answer.lots;
	}

	get lots(): readonly OpenLot[] {
		return [...this.#lots.values()];
	}

	get expired(): number {
		return this.#sum('points', 'EXPIRED');
	}

	/** What counts for tiers: of each day and outlet, less what came back. */
	#days(): readonly MetricDay[] {
		const sold = this.visits.reduce<readonly MetricDay[]>(daysAfter, []);
		const back = this.reversals.map((reversal): MetricDay => ({
			...{ on: reversal.visitDate, outlet: reversal.outlet, spendMinor: -reversal.payableMinor },
			...{ nights: 0, bills: reversal.whole ? -1 : 0, points: 0 },
		}));
		return [...sold, ...back];
	}

	get tierTerm(): TierTerm {
		return this.#state.tierTerm;
	}

	#book({ visit, reversal, entries, lots, lotsLeft, member, tallies, debts, notices, tierChange }: Facts): void {
		if (visit) this.visits.push(visit);
		if (reversal) this.reversals.push(reversal);
		this.entries.push(...entries);
		for (const lot of lots) this.#lots.set(lot.id, { ...lot, remaining: lot.quantity });
		for (const { lotId, remaining } of lotsLeft) this.#lots.set(lotId, { ...this.#lots.get(lotId)!, remaining });
		for (const { subject, lastDay } of notices) this.#tellOf(subject, lastDay);
		for (const [id, lot] of this.#lots) {
			if (member!.activity && lot.remaining > 0) this.#lots.set(id, afterActivity(lot, member!.activity));
		}
		const sums = Object.fromEntries(
			tallies.map(({ ruleId, baseMinor, points, lastOn }): [string, Tally] => [ruleId, { baseMinor, points, lastOn }]),
		);
		this.#state = {
			...this.#state,
			...(tierChange ? { tier: tierChange.tier, tierTerm: termAfter(this.#state.tierTerm, tierChange) } : {}),
			...{ version: member!.version, visits: member!.visits, debtPoints: member!.debtPoints },
			stampDebts: {
				...this.#state.stampDebts,
				...Object.fromEntries(debts.map(({ unit, owed }) => [unit.slice('stamp:'.length), owed])),
			},
			tallies: { ...this.#state.tallies, ...sums },
		};
	}

	#postings = () => this.entries.flatMap(({ postings }) => postings);

	#sum(unit: string, account: string): number {
		return this.#postings()
			.filter((posting) => posting.unit === unit && posting.account === account)
			.reduce((total, { quantity }) => total + quantity, 0);
	}
}
