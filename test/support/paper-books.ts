import { dateAfter } from '#shared/kernel/dates.ts';
import type { HoldId, MemberId, ReversalId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import type { Parcel } from '#shared/ledger/postings.ts';
import { decideExpiry } from '#shared/ledger/lots/decide-expiry.ts';
import { decideReversal, type StandingVisit } from '#shared/ledger/reversal/decide-reversal.ts';
import { decideHold, decideRelease, heldOf, type Hold } from '#shared/ledger/lots/decide-hold.ts';
import { decideMaturing } from '#shared/ledger/lots/decide-maturing.ts';
import { decideVisit, withHeld, type MemberAccountState } from '#shared/ledger/visit/decide-visit.ts';
import type { Entry, OpenLot } from '#shared/ledger/entry.ts';
import type { Facts, ReversalFact, VisitFact } from '#shared/ledger/facts.ts';
import { noticesOf } from '#shared/ledger/tiers/notice.ts';
import { daysAfter, daysLess } from '#shared/ledger/visit/metric-days.ts';
import { asOf, isPending, openedLot } from '#shared/ledger/lots/maturing.ts';
import { balanceOf, usable } from '#shared/ledger/lots/spend.ts';
import { afterActivity, type Activity } from '#shared/ledger/lots/terms.ts';
import { termAfter, type TierTerm } from '#shared/ledger/tiers/tier-change.ts';
import type { LiftedTier } from '#shared/ledger/reversal/tier-taken-back.ts';
import type { MetricDay } from '#shared/loyalty/tiers/tier-window.ts';
import type { BillLine, Tally, Tender } from '#shared/loyalty/bill.ts';
import { expiringOf } from '#shared/loyalty/expiry.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { quote } from '#shared/loyalty/quote.ts';
import { standingOf } from '#shared/ledger/member/standing.ts';
import { HOLD_DAYS_MAX } from '#shared/protocol/hold.ts';
import type { ReturnedPart, ReversalAnswer } from '#shared/protocol/reversal.ts';
import { PROPERTY } from '../../server/demo/miramar.ts';
import { faultsIn } from './paper-faults.ts';

const ANA = 'ana' as StaffId;

/** Asked for at every step of every story, and the calendar costs more than the step. */
const noons = new Map<number, Moment>();
function noonAfter(days: number): Moment {
	const known = noons.get(days);
	if (known) return known;
	const made = momentAt(`${dateAfter('2026-11-21', days)}T12:00:00.000Z`, PROPERTY);
	noons.set(days, made);
	return made;
}

/** How a bill came, where it was not just now and under the next id. */
type Came = { readonly at?: Moment; readonly id?: VisitId; readonly hold?: HoldId };

const laterOf = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b > a) ? b : a);

/**
 * One member's account on paper: applies what is decided and folds every balance from the postings alone, in the plainest
 * way, to be compared with what the decisions themselves think.
 */
export class PaperBooks {
	readonly programme: Programme;
	readonly #opening: string;
	readonly entries: Entry[] = [];
	readonly visits: VisitFact[] = [];
	readonly reversals: ReversalFact[] = [];
	readonly answers: ReversalAnswer[] = [];
	readonly notices: { readonly lotId: string; readonly lastDay: string; readonly on: string }[] = [];
	#lots = new Map<string, OpenLot>();
	#state: MemberAccountState;
	#activity: Activity = { earnedOn: null, redeemedOn: null };
	readonly #holds = new Map<HoldId, Hold>();
	#day = 0;
	#ids = 0;

	constructor(programme: Programme, points: number, tier = 'gold', id = 'member' as MemberId) {
		this.#opening = tier;
		this.programme = programme;
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
		return noonAfter(this.#day);
	}

	daysLater(days: number): void {
		this.#day += days;
	}

	/**
	 * @param points to pay with, as far as there are so many
	 * @param how a bill that comes late says its own time; one that was paid by a hold names it
	 */
	visit(outlet: string, lines: readonly BillLine[], points = 0, how: Came = {}): VisitId | null {
		const member = this.#account();
		const moment = how.at ?? this.now;
		const holds = how.hold ? [this.openHold(how.hold)] : [];
		const bill = { outlet, moment, currency: 'EUR', lines, pointsTendered: points, claims: [] };
		const standing = standingOf(this.programme, member, moment, {});
		const quoted = quote(this.programme, withHeld(standing, holds), bill);
		if (!quoted.ok) return null;
		const { payableMinor, pointsPaidMinor, fingerprint } = quoted.value;
		const tenders: Tender[] = [
			...(points > 0 ? [{ type: 'points' as const, points, amountMinor: pointsPaidMinor }] : []),
			{ type: 'other', amountMinor: payableMinor - pointsPaidMinor },
		];
		const id = how.id ?? (`visit-${++this.#ids}` as VisitId);
		const decided = decideVisit(
			{
				...{ programme: this.programme, outletKnown: true, cashierKnown: true, member },
				...{ sameBill: { standing: null, reversed: 0 }, houseOffers: {}, days: this.days, holds, vouchers: [] },
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
					holds: holds.map(({ id }) => id),
				},
				...{ programmeVersion: this.programme.version, quoteFingerprint: fingerprint },
			},
			'live',
			{ occurred: moment, recorded: this.now },
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
			{
				sold: this.#standing(visit),
				cashierKnown: true,
				approver: null,
				needsApproval: false,
				member,
				lifted: this.#lifted(),
			},
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

	/** Points that wait, due or not. */
	get pending(): number {
		return this.#sum('points', 'PD');
	}

	/** Sets points aside. */
	hold(points: number): HoldId {
		const { id: memberId } = this.#state;
		const id = `hold-${++this.#ids}` as HoldId;
		const { instant: occurredAt, localDate } = this.now;
		const decided = decideHold(
			{ programme: this.programme, outletKnown: true, cashierKnown: true, member: this.#account() },
			{
				...{ id, memberId, points, until: `${dateAfter(localDate, HOLD_DAYS_MAX - 2)}T00:00:00.000Z`, occurredAt },
				...{ reference: 'R-1', outlet: 'lobby', terminal: 'pms', cashier: ANA },
			},
			{ occurred: this.now, recorded: this.now },
		);
		if (!decided.ok) throw new Error(JSON.stringify(decided.error));
		const { facts } = decided.value;
		const parcels = facts.entries
			.flatMap(({ postings }) => postings)
			.filter(({ account }) => account === 'HD')
			.map(({ lotId, quantity }): Parcel => ({ lotId, quantity }));
		this.#holds.set(id, { id, memberId, state: 'open', parcels, lots: [], offerId: null, noShow: 'release' });
		this.#book(facts);
		return id;
	}

	/** Gives back what is held. */
	release(id: HoldId): void {
		const end = { holdId: id, state: 'released', outlet: 'lobby', terminal: 'pms', actor: ANA } as const;
		const times = { occurred: this.now, recorded: this.now };
		this.#book(decideRelease(this.openHold(id), this.#account(), this.programme.version, end, times).facts);
	}

	/** With the lots that it came from as they stand. */
	openHold(id: HoldId): Hold {
		const hold = this.#holds.get(id)!;
		return { ...hold, lots: hold.parcels.map(({ lotId }) => afterActivity(this.#lots.get(lotId!)!, this.#activity)) };
	}

	/** What waits and is due becomes usable. @returns of how many lots */
	mature(): number {
		const decided = decideMaturing(this.#account(), this.now, this.programme.version);
		if (!decided.ok) return 0;
		this.#book(decided.value.facts);
		return decided.value.answer.lots;
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
		return balanceOf(asOf(this.#account(), this.now.localDate).lots, 'points', this.now.localDate);
	}

	/** Points that stand of one visit's grants. */
	pointsOf(visitId: VisitId): number {
		const given = this.visits.filter(({ id }) => id === visitId).flatMap(({ grants }) => grants);
		const back = this.reversals.filter((one) => one.visitId === visitId).flatMap(({ grants }) => grants);
		const sum = (grants: typeof given) => grants.reduce((total, { points }) => total + points, 0);
		return sum(given) - sum(back);
	}

	/** What does not hold of I1 to I8 and of what the decisions think; empty where all is well. */
	get faults(): string[] {
		const ended = this.reversals.filter(({ whole }) => whole).length;
		const held = [...this.#holds.values()].filter(({ state }) => state === 'open').map(heldOf);
		return faultsIn({
			...{ entries: this.entries, lots: this.lots, state: this.#state, now: this.now },
			...{ visits: 1 + this.visits.length - ended, held: held.reduce((total, points) => total + points, 0) },
		});
	}

	/** For decisions that are made elsewhere: what they need to know, and what comes of them. */
	account = (): MemberAccountState => this.#account();
	sold = (id: VisitId): StandingVisit => this.#standing(this.visits.find((visit) => visit.id === id)!);
	book = (facts: Facts): void => this.#book(facts);
	lot = (id: string): OpenLot | null => this.#lots.get(id) ?? null;

	#account(): MemberAccountState {
		const open = this.lots.filter((lot) => lot.remaining > 0 || isPending(lot));
		return { ...this.#state, lots: open.map((lot) => afterActivity(lot, this.#activity)) };
	}

	#standing(visit: VisitFact): StandingVisit {
		const mine = this.entries.filter(({ visitId }) => visitId === visit.id);
		const moved = (kind: Entry['kind']) =>
			mine.filter((entry) => entry.kind === kind).flatMap(({ postings }) => postings);
		const out = [
			...moved('capture').filter(({ account }) => account === 'HD'),
			...moved('redeem').filter(({ account }) => account === 'AV'),
		];
		const taken = [...new Set(out.map(({ lotId }) => lotId))].map((lotId): Parcel => {
			const of = [...out, ...moved('restore')].filter((posting) => posting.lotId === lotId);
			return { lotId, quantity: -of.reduce((total, { quantity }) => total + quantity, 0) };
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
		const { lots } = asOf(this.#account(), this.now.localDate);
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
	get days(): readonly MetricDay[] {
		const sold = this.visits.reduce<readonly MetricDay[]>(daysAfter, []);
		const visitOf = ({ visitId }: ReversalFact) => this.visits.find(({ id }) => id === visitId)!;
		return this.reversals.reduce((days, reversal) => daysLess(days, visitOf(reversal), reversal), sold);
	}

	/** Nobody runs the night here, so what the guest brought along is all that no visit has reached. */
	#lifted(): LiftedTier | null {
		if (this.programme.tierPolicy?.reversal !== 'now' || this.tierTerm.seq === 0) return null;
		return { programme: this.programme, days: this.days, settled: { earned: this.#opening, until: null } };
	}

	get tierTerm(): TierTerm {
		return this.#state.tierTerm;
	}

	#book(facts: Facts): void {
		const { visit, reversal, holdEnds, entries, lots, lotsLeft, member, tallies, debts, notices, tierChange } = facts;
		for (const { id, state } of holdEnds) this.#holds.set(id, { ...this.#holds.get(id)!, state, parcels: [] });
		if (visit) this.visits.push(visit);
		if (reversal) this.reversals.push(reversal);
		this.entries.push(...entries);
		for (const lot of lots) this.#lots.set(lot.id, openedLot(lot));
		for (const { lotId, ...left } of lotsLeft) this.#lots.set(lotId, { ...this.#lots.get(lotId)!, ...left });
		for (const { subject, lastDay } of notices) this.#tellOf(subject, lastDay);
		const { earnedOn, redeemedOn } = member!.activity ?? this.#activity;
		this.#activity = {
			earnedOn: laterOf(this.#activity.earnedOn, earnedOn),
			redeemedOn: laterOf(this.#activity.redeemedOn, redeemedOn),
		};
		for (const [id, lot] of this.#lots) {
			if (lot.remaining > 0) this.#lots.set(id, afterActivity(lot, this.#activity));
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
