import { hash } from 'node:crypto';
import type { HoldId, MemberId, StaffId } from '#shared/kernel/ids.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import { err, invariant, ok, type Result } from '#shared/kernel/result.ts';
import { decideRelease, type EndOfHold, type Hold } from '#shared/ledger/lots/decide-hold.ts';
import type { MemberAccountState } from '#shared/ledger/visit/decide-visit.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { ReleaseAnswer } from '#shared/protocol/hold.ts';
import type { House } from '../house.ts';
import { loadDueHolds, loadHold } from '../store/loading/hold-loading.ts';
import { loadMember } from '../store/loading/member-loading.ts';
import { together } from '../store/statement.ts';
import type { Command, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

export type ReleaseRefusal =
	{ readonly code: 'hold_not_found'; readonly holdId: HoldId } | { readonly code: 'programme_missing' };

type Body = { readonly end: EndOfHold; readonly memberId: MemberId; readonly moment: Moment };
type State = readonly [Hold | null, MemberAccountState | null, Programme | null];

export type HoldReleaser = (end: EndOfHold) => Promise<Result<ReleaseAnswer, ReleaseRefusal>>;

/** Ends holds of one hotel; one that has ended stays as it is. @param now RFC 3339, UTC */
export function holdReleaser(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): HoldReleaser {
	const releaseHold: Command<Body, State, ReleaseAnswer, ReleaseRefusal> = {
		kind: 'hold.release',
		members: ({ memberId }) => [memberId],
		load: ({ end, memberId, moment }) =>
			together(
				loadHold(house.id, end.holdId),
				loadMember(memberId, moment.instant),
				shelf.loadInForce(moment.businessDate),
			),
		decide([hold, member, programme], { end, moment }) {
			invariant(hold !== null && member !== null, 'a hold and its member stay');
			if (!programme) return err({ code: 'programme_missing' });
			return ok(decideRelease(hold, member, programme.version, end, { occurred: moment, recorded: moment }));
		},
	};
	return async (end) => {
		const hold = await store.read(loadHold(house.id, end.holdId));
		if (!hold) return err({ code: 'hold_not_found', holdId: end.holdId });
		const recordedAt = now();
		const answer = await store.execute(releaseHold, {
			id: `release:${end.holdId}`,
			// However often and by whom: a hold ends once.
			bodyHash: hash('sha256', end.holdId),
			propertyId: house.id,
			recordedAt,
			body: { end, memberId: hold.memberId, moment: momentAt(recordedAt, house) },
		});
		if (answer.ok) return answer;
		invariant(answer.error.code !== 'id_reused', 'the release of a hold is one command');
		return err(answer.error);
	};
}

/** In the name of nobody of the staff. */
const CLOCK = { terminal: 'clock', actor: 'clock' as StaffId };

/** So many at once, so that a morning on which many end delays no visit. */
const DUE_AT_ONCE = 200;

/** Gives the points of holds back whose time is over. @returns how many it ended */
export async function releaseDueHolds(
	store: Store,
	house: House,
	release: HoldReleaser,
	now: () => string,
): Promise<number> {
	const [{ code: outlet }] = house.outlets as [House['outlets'][number]];
	let ended = 0;
	for (;;) {
		const due = await store.read(loadDueHolds(house.id, now(), DUE_AT_ONCE));
		for (const holdId of due) {
			const released = await release({ holdId, state: 'expired', outlet, ...CLOCK });
			if (!released.ok) return ended;
			ended++;
		}
		if (due.length < DUE_AT_ONCE) return ended;
	}
}
