import { hash } from 'node:crypto';
import { canonical, type Plain } from '#shared/kernel/canonical.ts';
import { daysBetween } from '#shared/kernel/dates.ts';
import type { MemberId, StaffId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { refusalOfStay, type SameStay, type Stay, type StayRefusal } from '#shared/ledger/member/decide-stay.ts';
import { decideVisit, type VisitState, type VisitTimes } from '#shared/ledger/visit/decide-visit.ts';
import { voucherRefused, type StandingCoupon } from '#shared/ledger/coupons/coupon.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { mayApprove } from '#shared/protocol/approval.ts';
import type { VoucherRefusal } from '#shared/protocol/coupon.ts';
import type { Delivery, PosVisit, VisitAnswer, VisitRefusal } from '#shared/protocol/visit.ts';
import type { House } from '../house.ts';
import { loadCouponsByCode } from '../store/loading/coupon-loading.ts';
import { loadStaff } from '../store/house-store.ts';
import { loadCard } from '../store/loading/member-loading.ts';
import { loadSameStay } from '../store/loading/stay-loading.ts';
import { known, together, type Loading } from '../store/statement.ts';
import type { Command, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';
import { loadSlipGuests, type SlipGuestRecord } from '../store/loading/visit-records.ts';
import { loadVisit } from './record-visit.ts';

/** How a POS says whose visit it is. */
export type Holder =
	| { readonly kind: 'nobody' }
	| { readonly kind: 'member'; readonly memberId: MemberId }
	| { readonly kind: 'card'; readonly token: string };

export type PosVisitCall = {
	readonly visit: Omit<PosVisit, 'memberId'>;
	/** Hashes of the codes that the bill names. */
	readonly vouchers?: readonly string[];
	readonly holder: Holder;
	/** The business day of the POS; `null` where the hotel's clock decides. */
	readonly businessDate: string | null;
	/** All that was asked, without its id and with a card as its token: the same id with another one is refused. */
	readonly asked: Plain;
	/** Of a bill that is for a stay: what makes it the same one under whichever id. */
	readonly stay?: { readonly of: Omit<Stay, 'askedHash'>; readonly asked: Plain };
};

export type PosVisitRefusal =
	| VisitRefusal
	| StayRefusal
	/** A bill of so long ago needs somebody's yes. */
	| { readonly code: 'approval_missing'; readonly olderThanDays: number }
	| { readonly code: 'approver_forbidden' }
	| VoucherRefusal
	| { readonly code: 'card_unknown' }
	| { readonly code: 'card_blocked' }
	| { readonly code: 'business_date_implausible'; readonly expected: string };

export type PosVisitAnswer = {
	readonly answer: VisitAnswer;
	readonly businessDate: string;
	/** As the decision found them; `null` where the visit had been recorded before this call, which booked nothing. */
	readonly found: SlipSource | null;
};

/** What a slip says beside the figures of a visit. */
export type SlipSource = {
	readonly programme: Programme;
	/** `null` for a visit without a member, and after the guest was erased. */
	readonly guest: SlipGuestRecord | null;
};

/** @param delivery `outbox` for a bill that is paid already: its discount and tenders stand */
export type PosVisitRecorder = (
	call: PosVisitCall,
	delivery: Delivery,
) => Promise<Result<PosVisitAnswer, PosVisitRefusal>>;

type Named = Result<MemberId | null, Extract<PosVisitRefusal, { code: `card_${string}` }>>;
type Body = {
	readonly command: PosVisit;
	readonly delivery: Delivery;
	readonly named: Named;
	readonly times: VisitTimes;
	readonly derived: string;
	readonly codeHashes: readonly string[];
};
/** Whether whoever approved a bill may; `null` where nobody did. */
type Approver = 'may' | 'may-not' | null;
type State = readonly [
	VisitState,
	readonly (StandingCoupon | null)[],
	ReadonlyMap<MemberId, SlipGuestRecord>,
	SameStay | null,
	Approver,
];

const memberIdsOf = ({ command: { memberId } }: Body): readonly MemberId[] => (memberId === null ? [] : [memberId]);

/** Records visits that another system sends. @param now RFC 3339, UTC */
export function posVisitRecorder(
	store: Store,
	house: House,
	shelf: ProgrammeShelf,
	now: () => string,
): PosVisitRecorder {
	return async ({ visit, vouchers: codeHashes = [], holder, businessDate: stated, asked, stay }, delivery) => {
		const recordedAt = now();
		const occurred = momentAt(visit.occurredAt, house);
		const businessDate = stated ?? occurred.businessDate;
		const times = { occurred: { ...occurred, businessDate }, recorded: momentAt(recordedAt, house) };
		const named = await memberOf(store, holder);
		const memberId = named.ok ? named.value : null;
		const command: PosVisit = { ...visit, memberId, ...(stay && { stay: stayOf(stay, memberId) }) };

		let decided: { readonly answer: VisitAnswer; readonly found: SlipSource } | undefined;
		const recordVisit: Command<Body, State, VisitAnswer, PosVisitRefusal> = {
			kind: 'visit.record',
			members: memberIdsOf,
			load: (body) =>
				together(
					loadVisit(house, shelf, body),
					loadCouponsByCode(house.id, body.codeHashes),
					loadSlipGuests(memberIdsOf(body)),
					body.command.stay ? loadSameStay(house.id, body.command.stay) : known(null),
					loadApprover(house.id, body.command.approvedBy),
				),
			decide: ([state, vouchers, guests, sameStay, approver], body) => {
				const decision = decidePosVisit(state, vouchers, sameStay, approver, body);
				if (decision.ok) {
					const [guest = null] = guests.values();
					decided = { answer: decision.value.answer, found: { programme: state.programme!, guest } };
				}
				return decision;
			},
		};
		const answer = await store.execute(recordVisit, {
			id: visit.id,
			bodyHash: hash('sha256', canonical(asked)),
			propertyId: house.id,
			recordedAt,
			body: { command, delivery, named, times, derived: occurred.businessDate, codeHashes },
		});
		if (!answer.ok) return answer;
		// An answer that was read back is another object than the one that was decided just now.
		const found = decided && answer.value === decided.answer ? decided.found : null;
		return ok({ answer: answer.value, businessDate, found });
	};
}

/** Decided within the command, so that a retry gets its answer even when the card has been blocked since. */
function decidePosVisit(
	state: VisitState,
	coupons: readonly (StandingCoupon | null)[],
	sameStay: SameStay | null,
	approver: Approver,
	{ command, delivery, named, times, derived }: Body,
) {
	if (!named.ok) return named;
	const refused = sameStay && command.stay && refusalOfStay(sameStay, command.memberId, command.stay);
	if (refused) return err(refused);
	if (!isNear(times.occurred.businessDate, derived)) {
		return err({ code: 'business_date_implausible' as const, expected: derived });
	}
	if (approver === 'may-not') return err({ code: 'approver_forbidden' as const });
	const isLate = daysBetween(times.occurred.businessDate, times.recorded.businessDate) > LATE_DAYS;
	if (isLate && approver === null) {
		return err({ code: 'approval_missing' as const, olderThanDays: LATE_DAYS });
	}
	const { localDate } = times.occurred;
	const isNew = delivery === 'live' && !state.sameBill.standing;
	const bad = isNew && voucherRefused(coupons, command.memberId, localDate);
	if (bad) return err(bad);
	// A bill that is paid takes those that it may.
	const vouchers = coupons.flatMap((coupon) =>
		coupon && !voucherRefused([coupon], command.memberId, localDate) ? [coupon.fact] : [],
	);
	const stayTake = sameStay ? { stayTake: sameStay.reversed } : {};
	return decideVisit({ ...state, ...stayTake, vouchers }, command, delivery, times);
}

/** Whoever has the card is the same guest without it. */
const stayOf = ({ of, asked }: NonNullable<PosVisitCall['stay']>, memberId: MemberId | null): Stay => ({
	...of,
	askedHash: hash('sha256', canonical({ ...of, asked, memberId })),
});

/** A bill of longer ago needs a supervisor's yes; what counters kept while they were away comes by another way. */
const LATE_DAYS = 60;

function* loadApprover(propertyId: string, approvedBy: StaffId | undefined): Loading<Approver> {
	if (approvedBy === undefined) return null;
	const staff = yield* loadStaff(propertyId, approvedBy);
	return staff && mayApprove(staff.role) ? 'may' : 'may-not';
}

/** A POS may close its day later or earlier than the hotel does, but not by more than one. */
const isNear = (stated: string, derived: string): boolean =>
	Math.abs(Date.parse(stated) - Date.parse(derived)) <= DAY_MS;

const DAY_MS = 86_400_000;

async function memberOf(store: Store, holder: Holder): Promise<Named> {
	switch (holder.kind) {
		case 'nobody':
			return ok(null);
		case 'member':
			return ok(holder.memberId);
		case 'card': {
			const card = await store.find(loadCard(holder.token));
			if (!card) return err({ code: 'card_unknown' });
			return card.status === 'blocked' ? err({ code: 'card_blocked' }) : ok(card.memberId);
		}
	}
}
