import { hash } from 'node:crypto';
import { canonical, type Plain } from '#shared/kernel/canonical.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { decideAdjustment, type AdjustmentState } from '#shared/ledger/correction/decide-adjustment.ts';
import type { AdjustmentAnswer, AdjustmentRefusal, AdjustPoints } from '#shared/protocol/adjustment.ts';
import { adjustmentLimitsOf, type House } from '../house.ts';
import { loadLivingMember } from '../store/loading/member-loading.ts';
import { loadAdjuster } from '../store/loading/request-loading.ts';
import { together } from '../store/statement.ts';
import type { Command, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

type Body = { readonly command: AdjustPoints; readonly moment: Moment };

export type PointsAdjuster = (
	command: AdjustPoints,
) => Promise<Result<{ readonly answer: AdjustmentAnswer; readonly isNew: boolean }, AdjustmentRefusal>>;

/** Gives and takes points of one hotel by hand. @param now RFC 3339, UTC */
export function pointsAdjuster(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): PointsAdjuster {
	return async (command) => {
		let decided: AdjustmentAnswer | undefined;
		const adjustPoints: Command<Body, AdjustmentState, AdjustmentAnswer, AdjustmentRefusal> = {
			kind: 'points.adjust',
			members: ({ command: { memberId } }) => [memberId],
			*load({ command: { cashier, memberId, outlet }, moment: { businessDate, instant } }) {
				const [programme, adjuster, member] = yield* together(
					shelf.loadInForce(businessDate),
					loadAdjuster(house.id, cashier, businessDate),
					loadLivingMember(memberId, instant),
				);
				const outletKnown = house.outlets.some(({ code }) => code === outlet);
				return { programme, outletKnown, adjuster, member, limits: adjustmentLimitsOf(house) };
			},
			decide(state, { command, moment }) {
				const decision = decideAdjustment(state, command, moment);
				if (decision.ok) decided = decision.value.answer;
				return decision;
			},
		};
		const recordedAt = now();
		const answer = await store.execute(adjustPoints, {
			id: command.id,
			bodyHash: hash('sha256', canonical(command as unknown as Plain)),
			propertyId: house.id,
			recordedAt,
			body: { command, moment: momentAt(recordedAt, house) },
		});
		// An answer that was read back is another object than the one that was decided just now.
		return answer.ok ? ok({ answer: answer.value, isNew: answer.value === decided }) : answer;
	};
}
