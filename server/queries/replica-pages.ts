import type { MemberId } from '#shared/kernel/ids.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { MemberRecord } from '#shared/ledger/member/member-record.ts';
import type { ChangesPage, FeedMark, MarkRefusal, MembersPage } from '#shared/protocol/replica.ts';
import type { House } from '../house.ts';
import { loadFeed, loadFeedEnd, loadFeedHash } from '../store/loading/feed-loading.ts';
import { loadHeld } from '../store/loading/hold-loading.ts';
import { loadCardsOf, loadMember, loadMemberIds, loadPerson, withHistory } from '../store/loading/member-loading.ts';
import { together, type Loading } from '../store/statement.ts';
import { loadWholeHistory } from '../store/loading/tier-loading.ts';

/** So many at once that a swipe in between waits no longer than some milliseconds. */
const MEMBERS_A_PAGE = 100;
const CHANGES_A_PAGE = 200;

/** A counter that is away for so long still counts its waiting visits as the server will. */
const AWAY_DAYS = 14;

/** Everything that a counter keeps of one member; `null` where the guest was erased. */
export function* memberRecord(id: MemberId, moment: Moment): Loading<MemberRecord | null> {
	const [person, account, days, cards, held] = yield* together(
		loadPerson(id),
		loadMember(id, moment.instant, AWAY_DAYS),
		loadWholeHistory(id, moment.businessDate),
		loadCardsOf(id),
		loadHeld(id),
	);
	// Whole, whatever the programme of today asks: a counter keeps it for tomorrow's.
	if (!person || !account) return null;
	return { person, account: yield* withHistory(account, moment.instant, AWAY_DAYS), days, cards, held };
}

/** The next members behind one of them, for a counter that begins; `null` is before the first. */
export function* membersPage(house: House, after: MemberId | null, instant: string): Loading<MembersPage> {
	// The end of the feed is read first: what happens after it is told again.
	const head = yield* loadFeedEnd(house.id);
	const ids = yield* loadMemberIds(house.id, after ?? '', MEMBERS_A_PAGE);
	const { members } = yield* recordsOf(ids, momentAt(instant, house));
	return { members, next: ids.length === MEMBERS_A_PAGE ? ids.at(-1)! : null, head };
}

/** Who has changed since a mark, as they are now, each once. */
export function* changesPage(
	house: House,
	since: FeedMark,
	instant: string,
): Loading<Result<ChangesPage, MarkRefusal>> {
	const [hash, rows] = yield* together(
		loadFeedHash(house.id, since.position),
		loadFeed(house.id, since.position, CHANGES_A_PAGE),
	);
	if (hash !== since.hash) return err({ code: 'mark_unknown' });

	const changed = new Set(rows.filter(({ kind }) => kind === 'member.changed').map(({ subject }) => subject));
	const position = rows.at(-1)?.position ?? since.position;
	const [records, reached] = yield* together(
		recordsOf([...changed] as MemberId[], momentAt(instant, house)),
		loadFeedHash(house.id, position),
	);
	return ok({ ...records, mark: { position, hash: reached! }, more: rows.length === CHANGES_A_PAGE });
}

function* recordsOf(ids: readonly MemberId[], moment: Moment): Loading<Pick<ChangesPage, 'members' | 'gone'>> {
	const records = yield* together(...ids.map((id) => memberRecord(id, moment)));
	return {
		members: records.filter((record) => record !== null),
		gone: ids.filter((_, index) => records[index] === null),
	};
}
