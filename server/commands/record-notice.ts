import { hash } from 'node:crypto';
import { canonical } from '#shared/kernel/canonical.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import type { Result } from '#shared/kernel/result.ts';
import {
	decideNotice,
	type NoticeAnswer,
	type NoticeRefusal,
	type RecordNotice,
} from '#shared/ledger/tiers/decide-notice.ts';
import { decideTierNotice, type TierState } from '#shared/ledger/tiers/decide-tier.ts';
import type { House } from '../house.ts';
import type { Command, IdReused, Store } from '../store/store.ts';
import { loadTierState } from '../store/loading/tier-state.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

/** What the guest was told of. */
export type NoticeOf = 'points' | 'tier';

type Body = { readonly of: NoticeOf; readonly notice: RecordNotice; readonly moment: Moment };

export type NoticeRecorder = (
	of: NoticeOf,
	notice: RecordNotice,
) => Promise<Result<NoticeAnswer, NoticeRefusal | IdReused>>;

/** Keeps that a guest was told until when points, or their tier, hold. @param now RFC 3339, UTC */
export function noticeRecorder(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): NoticeRecorder {
	const recordNotice: Command<Body, TierState, NoticeAnswer, NoticeRefusal> = {
		kind: 'notice.record',
		members: ({ notice }) => [notice.memberId],
		load: ({ notice, moment }) => loadTierState(shelf, notice.memberId, moment),
		decide: (state, { of, notice, moment }) =>
			of === 'tier' ? decideTierNotice(state, notice, moment) : decideNotice(state.member, notice, moment),
	};
	return (of, notice) => {
		const recordedAt = now();
		return store.execute(recordNotice, {
			id: notice.id,
			bodyHash: hash('sha256', canonical({ of, ...notice })),
			propertyId: house.id,
			recordedAt,
			body: { of, notice, moment: momentAt(recordedAt, house) },
		});
	};
}
