import { daysBetween } from '#shared/kernel/dates.ts';
import { NOTICE_DAYS_MAX } from '#shared/ledger/lots/terms.ts';
import type { ShownEnd } from '#shared/protocol/sockets.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import type { ServerLink } from '../link/server-link.ts';

type Parts = {
	readonly link: Pick<ServerLink, 'noticeShown'>;
	/** A kiosk is read by its guest; at a till the cashier reads, and says what of a tier is at risk. */
	readonly role: 'till' | 'kiosk';
	/** Whether a page is there that shows anything. */
	readonly isWatched: () => boolean;
	/** The local day; `null` before the first contact with the server. */
	readonly today: () => string | null;
};

/**
 * What guests have read here of points and tiers that end, told to the server once a guest and day. Nothing is kept for
 * later: what the server did not get is no notice.
 */
export class ShownEnds {
	readonly #parts: Parts;
	/** Of today. */
	readonly #told = new Set<string>();
	#day = '';

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** @param member as the server has just said: what only the replica knows may have moved */
	async saw(member: MemberView): Promise<void> {
		const { link, isWatched, today } = this.#parts;
		const day = today();
		if (day === null || !isWatched()) return;
		if (day !== this.#day) this.#told.clear();
		this.#day = day;
		for (const shown of this.#endsOf(member, day)) {
			const key = `${shown.memberId} ${shown.of} ${shown.on}`;
			if (this.#told.has(key)) continue;
			this.#told.add(key);
			const answer = await link.noticeShown(shown);
			if (!answer.ok && answer.error.code === 'server_away') this.#told.delete(key);
		}
	}

	#endsOf({ id: memberId, expiring, atRisk }: MemberView, today: string): readonly ShownEnd[] {
		const isNear = expiring !== null && daysBetween(today, expiring.on) <= NOTICE_DAYS_MAX;
		return [
			...(this.#parts.role === 'kiosk' && isNear ? [{ memberId, of: 'points' as const, on: expiring.on }] : []),
			...(atRisk && !atRisk.told ? [{ memberId, of: 'tier' as const, on: atRisk.on }] : []),
		];
	}
}
