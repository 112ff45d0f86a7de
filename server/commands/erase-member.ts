import { hash } from 'node:crypto';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { decideErasure, erasureIdOf, type ErasureAnswer } from '#shared/ledger/member/decide-erasure.ts';
import type { Hold } from '#shared/ledger/lots/decide-hold.ts';
import type { MemberAccountState } from '#shared/ledger/visit/decide-visit.ts';
import type { Erasure } from '#shared/ledger/facts.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { House } from '../house.ts';
import { loadOpenHoldsOf } from '../store/loading/hold-loading.ts';
import { loadMember } from '../store/loading/member-loading.ts';
import { together } from '../store/statement.ts';
import type { Command, IdReused, Store } from '../store/store.ts';
import { ProgrammeShelf } from '../store/loading/visit-loading.ts';

type MemberUnknown = { readonly code: 'member_unknown' };

type Body = { readonly erasure: Erasure; readonly moment: Moment };
type State = readonly [MemberAccountState | null, readonly Hold[], Programme | null];

/** Of a hotel that has no programme. */
const NO_VERSION = 0;

/**
 * Forgets who a member was: person and cards are deleted, the facts stay under the random id. What is left of points, stamps
 * and the like is forfeited, and what they owe is written off. Again changes nothing.
 */
export function erase(
	store: Store,
	house: House,
	erasure: Erasure,
): Promise<Result<ErasureAnswer, MemberUnknown | IdReused>> {
	const shelf = new ProgrammeShelf(house.id);
	const eraseMember: Command<Body, State, ErasureAnswer, MemberUnknown> = {
		kind: 'member.erase',
		members: ({ erasure: { memberId } }) => [memberId],
		load: ({ erasure: { memberId, at }, moment }) =>
			together(loadMember(memberId, at), loadOpenHoldsOf(house.id, memberId), shelf.loadInForce(moment.businessDate)),
		decide: ([member, holds, programme], { moment }) =>
			member
				? ok(decideErasure(member, holds, programme?.version ?? NO_VERSION, erasure, moment))
				: err({ code: 'member_unknown' }),
	};
	return store.execute(eraseMember, {
		id: erasureIdOf(erasure.memberId),
		bodyHash: hash('sha256', erasure.memberId),
		propertyId: house.id,
		recordedAt: erasure.at,
		body: { erasure, moment: momentAt(erasure.at, house) },
	});
}
