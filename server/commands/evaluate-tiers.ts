import { hash } from 'node:crypto';
import type { MemberId } from '#shared/kernel/ids.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import type { NothingDue } from '#shared/ledger/lots/decide-expiry.ts';
import { decideEvaluation, type TierAnswer, type TierState } from '#shared/ledger/tiers/decide-tier.ts';
import type { House } from '../house.ts';
import type { Command, Store } from '../store/store.ts';
import { loadMembersWithTierOver } from '../store/loading/tier-loading.ts';
import { loadTierState } from '../store/loading/tier-state.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

type Body = { readonly memberId: MemberId; readonly moment: Moment; readonly causeId: string };

export type Evaluated = { readonly kept: number; readonly lapsed: number; readonly ended: number };

/** Judges the tiers whose term is over. */
export type TierEvaluator = () => Promise<Evaluated>;

const MEMBERS_A_PAGE = 200;
/** A hotel that was closed for so many terms of one member goes on with the rest the next night. */
const STEPS_MAX = 24;

/** Runs each night, and whenever somebody asks: what was judged is not judged again. @param now RFC 3339, UTC */
export function tierEvaluator(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): TierEvaluator {
	const evaluateTier: Command<Body, TierState, TierAnswer, NothingDue> = {
		kind: 'tier.evaluate',
		members: ({ memberId }) => [memberId],
		load: ({ memberId, moment }) => loadTierState(shelf, memberId, moment),
		decide: (state, { moment, causeId }) =>
			decideEvaluation(state, {
				...{ today: moment.businessDate, recordedAt: moment.instant, clock: house, causeId },
			}),
	};

	async function judge(memberId: MemberId, moment: Moment, step: number) {
		const causeId = `tier:${memberId}:${moment.businessDate}:${step}`;
		return store.execute(evaluateTier, {
			id: causeId,
			bodyHash: hash('sha256', causeId),
			propertyId: house.id,
			recordedAt: moment.instant,
			body: { memberId, moment, causeId },
		});
	}

	return async () => {
		const moment = momentAt(now(), house);
		const count = { kept: 0, lapsed: 0, ended: 0 };
		let after: MemberId | '' = '';
		for (;;) {
			const ids: readonly MemberId[] = await store.read(
				loadMembersWithTierOver(house.id, moment.businessDate, after, MEMBERS_A_PAGE),
			);
			for (const memberId of ids) {
				for (let step = 0; step < STEPS_MAX; step++) {
					const judged = await judge(memberId, moment, step);
					if (!judged.ok) break;
					if (judged.value.reason === 'kept') count.kept++;
					else if (judged.value.reason === 'lapsed') count.lapsed++;
					else count.ended++;
				}
			}
			if (ids.length < MEMBERS_A_PAGE) return count;
			after = ids.at(-1)!;
		}
	};
}
