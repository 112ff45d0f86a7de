import type { MemberId } from '../../kernel/ids.ts';
import type { Moment } from '../../kernel/moment.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import { NO_FACTS, type Facts } from '../facts.ts';
import { asOf } from '../lots/maturing.ts';
import { noticesOf, type NoticeChannel } from './notice.ts';

/** A guest was told, otherwise than on the slip of a visit, that points expire on a day. */
export type RecordNotice = {
	readonly id: string;
	readonly memberId: MemberId;
	readonly channel: NoticeChannel;
	/** The day that was shown or said. */
	readonly on: string;
};

/** In order of precedence. */
export type NoticeRefusal =
	| { readonly code: 'member_not_found' }
	/** No points that the guest does not know of expire on that day: it has moved, or is too far off, or was told before. */
	| { readonly code: 'nothing_to_tell' };

/** Of how many parcels, or of the tier, the guest knows now. */
export type NoticeAnswer = { readonly told: number };

export function decideNotice(
	member: MemberAccountState | null,
	{ id, channel, on }: RecordNotice,
	moment: Moment,
): Result<{ readonly facts: Facts; readonly answer: NoticeAnswer }, NoticeRefusal> {
	if (!member) return err({ code: 'member_not_found' });
	const notices = noticesOf(asOf(member, moment.localDate).lots, on, channel, id, moment);
	if (notices.length === 0) return err({ code: 'nothing_to_tell' });
	const { id: memberId, version, visits, debtPoints } = member;
	return ok({
		facts: { ...NO_FACTS, notices, member: { id: memberId, version: version + 1, visits, debtPoints } },
		answer: { told: notices.length },
	});
}
