import { dateAfter } from '../../kernel/dates.ts';
import type { BusinessClock } from '../../kernel/moment.ts';
import type { CouponId, EntryId, HoldId, MemberId, ReversalId, StaffId, VisitId } from '../../kernel/ids.ts';
import type { Term } from '../../loyalty/expiry.ts';
import type { StampChange } from '../../loyalty/earning/stamps.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import type { HeldCoupon } from '../coupons/coupons.ts';
import type { Entry, EntryKind, Lot, OpenLot, Posting, Unit } from '../entry.ts';
import type { DebtChange, Facts, MemberChange, TallyChange } from '../facts.ts';
import { mature, matureEntry, openedLot } from './maturing.ts';
import { applied, entryIdOf, from, leftOf, outOfHold, to, type Parcel } from '../postings.ts';
import { balanceOf, drawn, drawnPending, inSpendingOrder, takeFrom } from './spend.ts';
import { afterActivity, isUsable, type Activity } from './terms.ts';

/** What causes the entries: a visit, the taking back of one, a hold or a coupon, or the end of one. */
export type Cause = {
	/** Ids of entries begin with it. */
	readonly id: string;
	readonly visitId: VisitId | null;
	readonly reversalId: ReversalId | null;
	readonly occurredAt: string;
	readonly recordedAt: string;
	readonly businessDate: string;
	/** The day of the hotel's calendar by which lots are usable. */
	readonly localDate: string;
	readonly clock: BusinessClock;
	readonly outlet: string;
	readonly terminal: string;
	readonly actor: StaffId;
	readonly programmeVersion: number;
};

export type Posted = {
	readonly facts: Pick<Facts, 'entries' | 'lots' | 'lotsLeft' | 'member' | 'tallies' | 'debts'>;
	readonly lotsAfter: readonly OpenLot[];
	readonly debtPoints: number;
	readonly stampDebts: Readonly<Record<string, number>>;
};

/** A visit without a member moves nothing. */
export const NOTHING_POSTED: Posted = {
	facts: { entries: [], lots: [], lotsLeft: [], member: null, tallies: [], debts: [] },
	lotsAfter: [],
	debtPoints: 0,
	stampDebts: {},
};

/** Points that come back after their last day can be used so many days more. */
export const GRACE_DAYS = 30;

/** One member's account while something is written into it; gone when the decision is made. */
export class AccountBooks {
	readonly #member: MemberAccountState;
	readonly #cause: Cause;
	readonly #entries: Entry[] = [];
	readonly #newLots: Lot[] = [];
	#lots: readonly OpenLot[];
	#debtPoints: number;
	#stampDebts: Record<string, number>;

	/** What is due matures first: a hotel that was closed at night refuses no points whose day has come. */
	constructor(member: MemberAccountState, cause: Cause) {
		this.#member = member;
		this.#cause = cause;
		const { account, matured } = mature(member, cause.localDate);
		this.#entries.push(...matured.map((each) => matureEntry(each, cause.clock, cause)));
		this.#lots = account.lots;
		this.#debtPoints = account.debtPoints;
		this.#stampDebts = { ...member.stampDebts };
	}

	/** Only a paid bill from an outbox can ask for more than there is; the rest becomes debt. */
	redeem(points: number): void {
		const { postings, missing } = takeFrom(this.#lots, 'points', points, this.#cause.localDate);
		this.#post('redeem', '', [...postings, ...this.#owe(missing), to('REDEEMED', 'points', points)]);
	}

	/** Sets points aside, out of the lots that would be spent next. */
	hold(holdId: HoldId, points: number): void {
		const { postings } = takeFrom(this.#lots, 'points', points, this.#cause.localDate);
		const held = postings.map(({ lotId, quantity }) => ({ ...to('HD', 'points', -quantity), lotId }));
		this.#post('hold', '', [...postings, ...held], holdId);
	}

	/** A bill takes so many of the points that were held for it; the rest comes back. */
	capture(holdId: HoldId, parcels: readonly Parcel[], points: number): void {
		let missing = points;
		const taken: Parcel[] = [];
		const left: Parcel[] = [];
		for (const { lotId, quantity } of parcels) {
			const part = Math.min(quantity, missing);
			missing -= part;
			if (part > 0) taken.push({ lotId, quantity: part });
			if (quantity > part) left.push({ lotId, quantity: quantity - part });
		}
		if (taken.length > 0)
			this.#post('capture', holdId, [...taken.map(outOfHold), to('REDEEMED', 'points', points)], holdId);
		if (left.length > 0) this.release(holdId, left);
	}

	/** Gives held points back: debt first, then the lots, and what has run out meanwhile with a time of grace. */
	release(holdId: HoldId, parcels: readonly Parcel[]): void {
		const { localDate } = this.#cause;
		const { postings, rest } = this.#repay(parcels.reduce((total, { quantity }) => total + quantity, 0));
		const back: Posting[] = [...parcels.map(outOfHold), ...postings];
		let missing = rest;
		let late = 0;
		for (const { lotId, quantity } of parcels.toReversed()) {
			const part = Math.min(quantity, missing);
			missing -= part;
			const lot = this.#lots.find(({ id }) => id === lotId);
			if (lot && isUsable(lot, localDate)) {
				if (part > 0) back.push({ ...to('AV', 'points', part), lotId });
			} else late += part;
		}
		back.push(...this.#openLot('release', holdId, 'points', late, this.#grace()));
		this.#post('release', holdId, back, holdId);
	}

	/** A guest who did not come loses what was held. */
	forfeit(holdId: HoldId, parcels: readonly Parcel[]): void {
		const points = parcels.reduce((total, { quantity }) => total + quantity, 0);
		this.#post('forfeit', holdId, [...parcels.map(outOfHold), to('FORFEITED', 'points', points)], holdId);
	}

	/**
	 * Debt is paid before a lot is made; by points that wait, when their day has come.
	 *
	 * @param usableFrom local day; `null` where they can be used at once
	 */
	earn(kind: 'earn' | 'bonus', points: number, term: Term, usableFrom: string | null = null): void {
		if (points === 0) return;
		if (usableFrom !== null) {
			const [{ lotId }] = this.#openLot(kind, '', 'points', points, { ...term, usableFrom }) as [Posting];
			this.#post(kind, '', [from('ISSUED', 'points', points), { ...to('PD', 'points', points), lotId }]);
			return;
		}
		const { postings, rest } = this.#repay(points);
		const lot = this.#openLot(kind, '', 'points', rest, term);
		this.#post(kind, '', [from('ISSUED', 'points', points), ...postings, ...lot]);
	}

	/** A full card turns into its reward in the same moment; stamps that are owed are paid first. */
	stamp({ ruleId, stamps, rewards, needed, reward }: StampChange): void {
		const unit: Unit = `stamp:${ruleId}`;
		const repaid = Math.min(stamps, this.#stampDebts[ruleId] ?? 0);
		this.#stampDebts[ruleId] = (this.#stampDebts[ruleId] ?? 0) - repaid;
		this.#post('stamp', ruleId, [
			from('ISSUED', unit, stamps),
			...(repaid > 0 ? [to('DB', unit, repaid)] : []),
			...this.#openLot('stamp', ruleId, unit, stamps - repaid),
		]);
		if (rewards === 0) return;

		const used = rewards * needed;
		const rewardUnit: Unit = `reward:${reward}`;
		this.#post('reward', ruleId, [
			...takeFrom(this.#lots, unit, used, this.#cause.localDate).postings,
			to('REDEEMED', unit, used),
			from('ISSUED', rewardUnit, rewards),
			...this.#openLot('reward', ruleId, rewardUnit, rewards),
		]);
	}

	/** A coupon that is bought for points, or given for none. @param quantity pieces, or of a `value` minor units */
	issueCoupon(couponId: CouponId, unit: Unit, quantity: number, points: number, expiresOn: string | null): void {
		const kind = points > 0 ? 'buy' : 'give';
		const { postings } = takeFrom(this.#lots, 'points', points, this.#cause.localDate);
		this.#post(kind, '', [
			...(points > 0 ? [...postings, to('REDEEMED', 'points', points)] : []),
			from('ISSUED', unit, quantity),
			...this.#openLot(kind, '', unit, quantity, { expiresOn, couponId }),
		]);
	}

	/** Calls a coupon off, and gives back what it cost as `restore` does. */
	cancelCoupon({ unit, lots, left }: HeldCoupon, points: number, taken: readonly Parcel[], term: Term): void {
		const back = points > 0 ? this.#givenBack('cancel', points, taken, term) : [];
		this.#post('cancel', '', [...drawn(lots, left).postings, to('ISSUED', unit, left), ...back]);
	}

	/** @param quantity pieces, or of a `value` minor units */
	useCoupon(offerId: string, { unit, lots }: HeldCoupon, quantity: number): void {
		this.#post('coupon', offerId, [...drawn(lots, quantity).postings, to('REDEEMED', unit, quantity)]);
	}

	useReward(offerId: string, unit: Unit): void {
		const { postings } = takeFrom(this.#lots, unit, 1, this.#cause.localDate);
		this.#post('coupon', offerId, [...postings, to('REDEEMED', unit, 1)]);
	}

	/** Gives a coupon or a reward back to where it came from, or with a time of grace. */
	returnCoupon(offerId: string, unit: Unit, parcels: readonly Parcel[]): void {
		const back: Posting[] = [];
		let total = 0;
		let late = 0;
		let couponId: CouponId | undefined;
		for (const { lotId, quantity } of parcels) {
			const lot = this.#lots.find(({ id }) => id === lotId);
			total += quantity;
			couponId ??= lot?.couponId;
			if (lot && isUsable(lot, this.#cause.localDate)) back.push({ ...to('AV', unit, quantity), lotId });
			else late += quantity;
		}
		back.push(...this.#openLot('uncoupon', offerId, unit, late, { ...this.#grace(), ...(couponId && { couponId }) }));
		this.#post('uncoupon', offerId, [from('REDEEMED', unit, total), ...back]);
	}

	/**
	 * Takes points back that a visit gave: what of them still waits, then from its own lots, run out or not, and what of
	 * them has expired from there; then from what else there is, as if the earlier spending had used that; the rest
	 * becomes debt.
	 *
	 * @param expired what of the visit's own lots has expired and was not taken back from there
	 */
	takeBack(points: number, expired: number): void {
		if (points === 0) return;
		const { visitId, localDate } = this.#cause;
		const isOwn = ({ id }: OpenLot): boolean =>
			(['earn', 'bonus'] as const).some((kind) => id.startsWith(`${entryIdOf(visitId!, kind)}#`));
		const waiting = drawnPending(inSpendingOrder(this.#lots.filter(isOwn)), points);
		const own = drawn(inSpendingOrder(this.#lots.filter(isOwn)), waiting.missing);
		const others = this.#lots.filter((lot) => !isOwn(lot));
		const fromExpired = Math.min(own.missing, expired);
		const { postings, missing } = takeFrom(others, 'points', own.missing - fromExpired, localDate);
		this.#post('reverse', '', [
			...waiting.postings,
			...own.postings,
			...(fromExpired > 0 ? [from('EXPIRED', 'points', fromExpired)] : []),
			...postings,
			...this.#owe(missing),
			to('ISSUED', 'points', points),
		]);
	}

	/**
	 * Gives points back that paid a visit: debt is paid first, then the lots get theirs, the last one that was taken from
	 * first. What had run out meanwhile can be used for a time of grace.
	 *
	 * @param taken what the spending took and no earlier taking back has given back, in the order of taking
	 * @param term of what was spent as debt and has been repaid since
	 */
	restore(points: number, taken: readonly Parcel[], term: Term): void {
		if (points > 0) this.#post('restore', '', this.#givenBack('restore', points, taken, term));
	}

	#givenBack(kind: 'restore' | 'cancel', points: number, taken: readonly Parcel[], term: Term): readonly Posting[] {
		const { localDate } = this.#cause;
		const repaid = this.#repay(points);
		const postings: Posting[] = [from('REDEEMED', 'points', points), ...repaid.postings];
		let { rest } = repaid;
		let late = 0;
		for (const { lotId, quantity } of taken.toReversed()) {
			const lot = this.#lots.find(({ id }) => id === lotId);
			if (!lot || rest === 0) continue;
			const back = Math.min(quantity, rest);
			if (isUsable(lot, localDate)) postings.push({ ...to('AV', 'points', back), lotId: lot.id });
			else late += back;
			rest -= back;
		}
		postings.push(...this.#openLot(kind, '', 'points', late, this.#grace(), 'late'));
		postings.push(...this.#openLot(kind, '', 'points', rest, term));
		return postings;
	}

	/**
	 * Takes stamps back. Where none are left on the card, an unused reward turns back into its stamps; without one they
	 * are owed.
	 *
	 * @returns how many rewards were taken back
	 */
	unstamp({ ruleId, stamps, needed, reward }: Omit<StampChange, 'rewards'>): number {
		const unit: Unit = `stamp:${ruleId}`;
		const { localDate } = this.#cause;
		const short = (): number => Math.max(0, stamps - balanceOf(this.#lots, unit, localDate));
		const unused = balanceOf(this.#lots, `reward:${reward}`, localDate);
		const cancelled = Math.min(unused, Math.ceil(short() / needed));
		if (cancelled > 0) this.#cancelRewards(ruleId, cancelled, needed, reward);

		const { postings, missing } = takeFrom(this.#lots, unit, stamps, localDate);
		this.#stampDebts[ruleId] = (this.#stampDebts[ruleId] ?? 0) + missing;
		this.#post('unstamp', ruleId, [
			...postings,
			...(missing > 0 ? [from('DB', unit, missing)] : []),
			to('ISSUED', unit, stamps),
		]);
		return cancelled;
	}

	#cancelRewards(ruleId: string, rewards: number, needed: number, reward: string): void {
		const unit: Unit = `stamp:${ruleId}`;
		const rewardUnit: Unit = `reward:${reward}`;
		this.#post('unreward', ruleId, [
			...takeFrom(this.#lots, rewardUnit, rewards, this.#cause.localDate).postings,
			to('ISSUED', rewardUnit, rewards),
			from('REDEEMED', unit, rewards * needed),
			...this.#openLot('unreward', ruleId, unit, rewards * needed),
		]);
	}

	/** @param visits one more, one less, or none */
	close(visits: -1 | 0 | 1, tallies: readonly TallyChange[]): Posted {
		const before = new Map([...this.#newLots.map(openedLot), ...this.#member.lots].map((lot) => [lot.id, lot]));
		const member: MemberChange = {
			id: this.#member.id,
			version: this.#member.version + 1,
			visits: this.#member.visits + visits,
			debtPoints: this.#debtPoints,
			activity: this.#activity(),
		};
		return {
			lotsAfter: this.#lots.map((lot) => afterActivity(lot, member.activity!)),
			debtPoints: this.#debtPoints,
			stampDebts: this.#stampDebts,
			facts: {
				entries: this.#entries,
				lots: this.#newLots,
				lotsLeft: this.#lots.flatMap((lot) => leftOf(lot, before.get(lot.id)!)),
				member,
				tallies,
				debts: this.#debtsAfter(),
			},
		};
	}

	/** What comes back is no activity, and undoes none: the guest was here. */
	#activity(): Activity {
		const dayOf = (...kinds: readonly EntryKind[]): string | null =>
			this.#entries.some(({ kind }) => kinds.includes(kind)) ? this.#cause.businessDate : null;
		return { earnedOn: dayOf('earn', 'bonus'), redeemedOn: dayOf('redeem', 'capture', 'buy') };
	}

	#grace = (): Term => ({ expiresOn: dateAfter(this.#cause.localDate, GRACE_DAYS) });

	#debtsAfter(): DebtChange[] {
		return Object.entries(this.#stampDebts)
			.filter(([ruleId, owed]) => owed !== (this.#member.stampDebts[ruleId] ?? 0))
			.map(([ruleId, owed]) => ({ memberId: this.#member.id, unit: `stamp:${ruleId}` as const, owed }));
	}

	#owe(points: number): Posting[] {
		this.#debtPoints -= points;
		return points > 0 ? [from('DB', 'points', points)] : [];
	}

	#repay(points: number): { readonly postings: readonly Posting[]; readonly rest: number } {
		const repaid = Math.min(points, -this.#debtPoints);
		this.#debtPoints += repaid;
		return { postings: repaid > 0 ? [to('DB', 'points', repaid)] : [], rest: points - repaid };
	}

	#openLot(
		kind: EntryKind,
		subject: string,
		unit: Unit,
		quantity: number,
		term: Term & Pick<Lot, 'usableFrom' | 'couponId'> = { expiresOn: null },
		mark = '',
	): Posting[] {
		if (quantity === 0) return [];
		const id = `${this.#entryId(kind, subject)}#${unit}${mark && `/${mark}`}`;
		const { occurredAt: earnedAt } = this.#cause;
		this.#newLots.push({ id, memberId: this.#member.id, unit, quantity, earnedAt, ...term });
		return [{ account: 'AV', unit, quantity, lotId: id }];
	}

	#entryId(kind: EntryKind, subject: string): EntryId {
		return entryIdOf(this.#cause.id, kind, subject);
	}

	#post(kind: EntryKind, subject: string, postings: readonly Posting[], holdId?: HoldId): void {
		const { visitId, reversalId, occurredAt, recordedAt, businessDate } = this.#cause;
		const { outlet, terminal, actor, programmeVersion } = this.#cause;
		const memberId: MemberId = this.#member.id;
		this.#entries.push({
			...{ id: this.#entryId(kind, subject), kind, memberId, visitId, reversalId },
			...{ effectiveAt: occurredAt, recordedAt, businessDate, outlet, terminal, actor },
			...(holdId && { holdId }),
			programmeVersion,
			postings,
		});
		this.#lots = applied(this.#lots, this.#newLots, postings);
	}
}
