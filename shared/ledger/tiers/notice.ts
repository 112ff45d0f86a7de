import type { MemberId } from '../../kernel/ids.ts';
import type { Moment } from '../../kernel/moment.ts';
import type { OpenLot } from '../entry.ts';
import { lastDayOf, needsNotice } from '../lots/terms.ts';

/** How a guest was told: on paper, on a screen, in a message, or by somebody of the house who has made sure of it. */
export type NoticeChannel = 'slip' | 'kiosk' | 'till' | 'e-mail' | 'staff-task';

/** A guest was told until when a parcel of points, or their tier, holds. It stands for ever, and the day does not move any more. */
export type Notice = {
	/** The id of the lot, or of the member's tier. */
	readonly subject: string;
	/** The last valid day that was told. */
	readonly lastDay: string;
	readonly memberId: MemberId;
	readonly channel: NoticeChannel;
	readonly at: string;
	/** The visit whose slip said it, the enrolment that brought the points, or the command that was for nothing else. */
	readonly causeId: string;
};

/** What stands for the tier of a member in a notice. @param term as many changes as there were: each is told anew */
export const tierSubjectOf = (memberId: MemberId, term: number | ''): string => `${memberId}/tier/${term}`;

/** What a guest learns who is told now that points expire on a day; of lots about which they know it, nothing. */
export const noticesOf = (
	lots: readonly OpenLot[],
	on: string,
	channel: NoticeChannel,
	causeId: string,
	{ localDate, instant: at }: Moment,
): readonly Notice[] =>
	lots
		.filter((lot) => needsNotice(lot, localDate) && lastDayOf(lot, localDate) === on)
		.map(({ id: subject, memberId }) => ({ subject, lastDay: on, memberId, channel, at, causeId }));
