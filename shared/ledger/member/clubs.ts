import type { MemberId, StaffId } from '../../kernel/ids.ts';
import type { Moment } from '../../kernel/moment.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import { NO_FACTS, type Facts } from '../facts.ts';

/** A member joins a club of the programme or leaves it, from this moment on. Append-only. */
export type ClubChange = {
	readonly memberId: MemberId;
	/** How many changes of the same member came before. */
	readonly seq: number;
	readonly club: string;
	readonly joined: boolean;
	/** RFC 3339, UTC. */
	readonly at: string;
	readonly recordedAt: string;
	readonly actor: StaffId;
	/** The command. */
	readonly causeId: string;
};

/** What an account keeps of it. */
export type ClubStep = Pick<ClubChange, 'club' | 'joined' | 'at'>;

/** The clubs that a member is in at an instant: what was said last of each, in the order in which it was said. */
export function clubsAt(steps: readonly ClubStep[], instant: string): readonly string[] {
	const isIn = new Map<string, boolean>();
	for (const { club, joined, at } of steps) if (at <= instant) isIn.set(club, joined);
	return [...isIn].flatMap(([club, joined]) => (joined ? [club] : [])).sort();
}

/** The command `club.change`. The same id means the same command for ever. */
export type ChangeClub = {
	readonly id: string;
	readonly memberId: MemberId;
	readonly club: string;
	readonly joins: boolean;
	readonly by: StaffId;
};

export type ClubAnswer = { readonly memberId: MemberId; readonly clubs: readonly string[] };

/** In order of precedence. */
export type ClubRefusal =
	| { readonly code: 'cashier_unknown' }
	| { readonly code: 'member_not_found' }
	| { readonly code: 'programme_missing' }
	| { readonly code: 'club_unknown' };

export type ClubState = {
	readonly programme: Programme | null;
	readonly staffKnown: boolean;
	readonly member: MemberAccountState | null;
};

/**
 * From now on: bills of before keep the rules under which they were paid, also where they come late. Who joins a club that
 * they are in, or leaves one that they are not in, stays where they are. A club that the programme no longer has can be left.
 */
export function decideClub(
	{ programme, staffKnown, member }: ClubState,
	{ id: causeId, memberId, club, joins: joined, by: actor }: ChangeClub,
	{ instant: at }: Moment,
): Result<{ readonly facts: Facts; readonly answer: ClubAnswer }, ClubRefusal> {
	if (!staffKnown) return err({ code: 'cashier_unknown' });
	if (!member) return err({ code: 'member_not_found' });
	if (!programme) return err({ code: 'programme_missing' });
	if (joined && !(programme.clubs ?? []).some(({ code }) => code === club)) return err({ code: 'club_unknown' });
	const now = clubsAt(member.clubs, at);
	if (now.includes(club) === joined) return ok({ facts: NO_FACTS, answer: { memberId, clubs: now } });

	const clubChange = { memberId, seq: member.clubs.length, club, joined, at, recordedAt: at, actor, causeId };
	const { version, visits, debtPoints } = member;
	return ok({
		facts: { ...NO_FACTS, clubChange, member: { id: memberId, version: version + 1, visits, debtPoints } },
		answer: { memberId, clubs: clubsAt([...member.clubs, clubChange], at) },
	});
}
