import type { Result } from '#shared/kernel/result.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import type { NoticeAnswer, NoticeRefusal } from '#shared/ledger/tiers/decide-notice.ts';
import type { ShownEnd } from '#shared/protocol/sockets.ts';
import type { House } from '../house.ts';
import type { DeviceRecord } from '../store/device-store.ts';
import type { IdReused, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';
import { noticeRecorder } from './record-notice.ts';

export type ShownEndRecorder = (
	device: Pick<DeviceRecord, 'id' | 'role'>,
	shown: ShownEnd,
) => Promise<Result<NoticeAnswer, NoticeRefusal | IdReused>>;

/** Keeps that a guest read on a counter's screen when something ends: once for each counter and day. @param now RFC 3339, UTC */
export function shownEndRecorder(
	store: Store,
	house: House,
	shelf: ProgrammeShelf,
	now: () => string,
): ShownEndRecorder {
	const record = noticeRecorder(store, house, shelf, now);
	return ({ id: deviceId, role: channel }, { memberId, of, on }) => {
		const { businessDate } = momentAt(now(), house);
		return record(of, { id: `shown:${deviceId}:${memberId}:${of}:${on}:${businessDate}`, memberId, channel, on });
	};
}
