import { hash } from 'node:crypto';
import { canonical } from '#shared/kernel/canonical.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import type { Result } from '#shared/kernel/result.ts';
import {
	decideGift,
	type GiveTier,
	type GiveTierRefusal,
	type TierAnswer,
	type TierState,
} from '#shared/ledger/tiers/decide-tier.ts';
import type { House } from '../house.ts';
import { loadStaff } from '../store/house-store.ts';
import { together } from '../store/statement.ts';
import type { Command, IdReused, Store } from '../store/store.ts';
import { loadTierState } from '../store/loading/tier-state.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

type Body = { readonly gift: GiveTier; readonly moment: Moment };
type State = readonly [TierState, 'may' | 'may-not' | null];

export type TierGiver = (gift: GiveTier) => Promise<Result<TierAnswer, GiveTierRefusal | IdReused>>;

/** Gives tiers by hand. @param now RFC 3339, UTC */
export function tierGiver(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): TierGiver {
	const giveTier: Command<Body, State, TierAnswer, GiveTierRefusal> = {
		kind: 'tier.give',
		members: ({ gift }) => [gift.memberId],
		*load({ gift, moment }) {
			const [state, giver] = yield* together(loadTierState(shelf, gift.memberId, moment), loadStaff(house.id, gift.by));
			return [state, giver && (giver.role === 'cashier' ? 'may-not' : 'may')];
		},
		decide: ([state, giver], { gift, moment }) => decideGift(state, gift, giver, moment),
	};
	return (gift) => {
		const recordedAt = now();
		return store.execute(giveTier, {
			id: gift.id,
			bodyHash: hash('sha256', canonical(gift)),
			propertyId: house.id,
			recordedAt,
			body: { gift, moment: momentAt(recordedAt, house) },
		});
	};
}
