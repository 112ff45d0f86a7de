import type { MemberId } from '../kernel/ids.ts';
import type { MemberRecord } from '../ledger/member/member-record.ts';

/** A place in a property's feed. The hash says whose feed it is: books that were restored have another one there. */
export type FeedMark = { readonly position: number; readonly hash: string };

/** Some of all members, in the order of their ids. */
export type MembersPage = {
	readonly members: readonly MemberRecord[];
	/** Ask on after this one; `null` at the end. */
	readonly next: MemberId | null;
	/** Where the feed ended before these were read: whatever changes from there on comes as a change. */
	readonly head: FeedMark;
};

/** Who has changed since a place in the feed, as they are now. */
export type ChangesPage = {
	readonly members: readonly MemberRecord[];
	/** Members who are no more. */
	readonly gone: readonly MemberId[];
	readonly mark: FeedMark;
	/** Ask on at once. */
	readonly more: boolean;
};

/** The mark is of other books: begin again with all members. */
export type MarkRefusal = { readonly code: 'mark_unknown' };
