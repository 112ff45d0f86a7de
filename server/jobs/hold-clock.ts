import type { Logger } from 'pino';
import { holdReleaser, releaseDueHolds } from '../commands/release-hold.ts';
import type { House } from '../house.ts';
import type { Store } from '../store/store.ts';
import { ProgrammeShelf } from '../store/loading/visit-loading.ts';

/** A hold ends this late at most. */
const LOOK_MS = 30_000;

/** Gives the points of holds back whose time is over, from now on. @returns ends it, when what it does is done */
export function startHoldClock(
	store: Store,
	house: House,
	now: () => string,
	log: Logger,
	everyMs = LOOK_MS,
): () => Promise<void> {
	const release = holdReleaser(store, house, new ProgrammeShelf(house.id), now);
	let looking: Promise<void> | null = null;
	const look = async (): Promise<void> => {
		try {
			const ended = await releaseDueHolds(store, house, release, now);
			if (ended > 0) log.info({ ended }, 'the time of holds is over');
		} catch (cause) {
			log.error({ cause }, 'holds whose time is over still stand');
		} finally {
			looking = null;
		}
	};
	const beat = setInterval(() => {
		looking ??= look();
	}, everyMs);
	return async () => {
		clearInterval(beat);
		await looking;
	};
}
