import type { MemberId, StaffId } from '../../kernel/ids.ts';
import type { Moment } from '../../kernel/moment.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import type { MetricDay } from '../../loyalty/tiers/tier-window.ts';
import type { NothingDue } from '../lots/decide-expiry.ts';
import type { NoticeAnswer, NoticeRefusal, RecordNotice } from './decide-notice.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import { NO_FACTS, type Facts, type MemberChange } from '../facts.ts';
import { tierSubjectOf } from './notice.ts';
import {
	evaluateTier,
	tierAtRisk,
	tierChange,
	type Evaluation,
	type FloorReason,
	type TierChange,
} from './tier-change.ts';

/** What a decision about a tier needs to know. */
export type TierState = {
	/** In force today; `null` where none is. */
	readonly programme: Programme | null;
	readonly member: MemberAccountState | null;
	readonly days: readonly MetricDay[];
};

export type TierAnswer = Pick<TierChange, 'reason' | 'before' | 'tier' | 'until'>;

type Decided<Answer, Refusal> = Result<{ readonly facts: Facts; readonly answer: Answer }, Refusal>;

/** The step that a member's tier takes in the night's run, if one is due. */
export function decideEvaluation(
	{ programme, member, days }: TierState,
	evaluation: Evaluation,
): Decided<TierAnswer, NothingDue> {
	const change = programme && member && evaluateTier(programme, member.id, member.tierTerm, days, evaluation);
	return change ? ok(changed(member, change)) : err({ code: 'nothing_due' });
}

/** A tier that the hotel gives by hand: no lower one until a day, and higher ones are reached as ever. */
export type GiveTier = {
	readonly id: string;
	readonly memberId: MemberId;
	readonly tier: string;
	/** Last valid day. */
	readonly until: string;
	readonly reason: FloorReason;
	readonly by: StaffId;
};

/** In order of precedence. */
export type GiveTierRefusal =
	| { readonly code: 'member_not_found' }
	| { readonly code: 'programme_missing' }
	| { readonly code: 'cashier_unknown' }
	| { readonly code: 'approver_forbidden' }
	| { readonly code: 'tier_unknown' }
	| { readonly code: 'day_past' };

/** @param giver whether who gives it may; `null` where nobody knows them */
export function decideGift(
	{ programme, member }: TierState,
	{ id: causeId, tier, until, reason, by: actor }: GiveTier,
	giver: 'may' | 'may-not' | null,
	{ instant, businessDate, localDate }: Moment,
): Decided<TierAnswer, GiveTierRefusal> {
	if (!member) return err({ code: 'member_not_found' });
	if (!programme) return err({ code: 'programme_missing' });
	if (giver === null) return err({ code: 'cashier_unknown' });
	if (giver === 'may-not') return err({ code: 'approver_forbidden' });
	if (programme.tiers.every(({ code }) => code !== tier)) return err({ code: 'tier_unknown' });
	if (until < localDate) return err({ code: 'day_past' });
	const { earned, until: earnedUntil } = member.tierTerm;
	const change = tierChange(
		programme,
		member.id,
		member.tierTerm,
		{ reason: 'given', earned, until: earnedUntil, floor: { tier, until }, floorReason: reason },
		{ effectiveAt: instant, recordedAt: instant, businessDate, actor, causeId },
	);
	return ok(changed(member, change));
}

/** A guest was told that they lose their tier on a day, and what is missing to keep it. */
export function decideTierNotice(
	{ programme, member, days }: TierState,
	{ id: causeId, channel, on }: Omit<RecordNotice, 'memberId'>,
	{ instant: at, localDate }: Moment,
): Decided<NoticeAnswer, NoticeRefusal> {
	if (!member) return err({ code: 'member_not_found' });
	const { id: memberId, tierTerm } = member;
	const risk = programme && tierAtRisk(programme, tierTerm, days, localDate);
	if (!risk || risk.on !== on || tierTerm.toldDay !== null) return err({ code: 'nothing_to_tell' });
	const notice = { subject: tierSubjectOf(memberId, tierTerm.seq), lastDay: on, memberId, channel, at, causeId };
	return ok({ facts: { ...NO_FACTS, notices: [notice], member: touched(member) }, answer: { told: 1 } });
}

const changed = (member: MemberAccountState, change: TierChange): { facts: Facts; answer: TierAnswer } => {
	const { reason, before, tier, until } = change;
	return {
		facts: { ...NO_FACTS, tierChange: change, member: touched(member) },
		answer: { reason, before, tier, until },
	};
};

const touched = ({ id, version, visits, debtPoints }: MemberAccountState): MemberChange => ({
	...{ id, version: version + 1, visits, debtPoints },
});
