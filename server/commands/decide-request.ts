import { hash } from 'node:crypto';
import { canonical } from '#shared/kernel/canonical.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import { decideRequest, type RequestDecisionState } from '#shared/ledger/correction/decide-request.ts';
import type { DecideRequest, DecisionAnswer, DecisionRefusal } from '#shared/protocol/adjustment.ts';
import { adjustmentLimitsOf, type House } from '../house.ts';
import { loadLivingMember } from '../store/loading/member-loading.ts';
import { loadAdjuster, loadRequest } from '../store/loading/request-loading.ts';
import { known, together } from '../store/statement.ts';
import type { Command, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

type Body = {
	readonly command: DecideRequest;
	/** Whose points move with it; `null` for a batch. */
	readonly memberId: MemberId | null;
	readonly moment: Moment;
};

export type RequestDecider = (command: DecideRequest) => Promise<Result<DecisionAnswer, DecisionRefusal>>;

/** Takes down what a second person says. @param now RFC 3339, UTC */
export function requestDecider(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): RequestDecider {
	const decide: Command<Body, RequestDecisionState, DecisionAnswer, DecisionRefusal> = {
		kind: 'request.decide',
		members: ({ memberId }) => (memberId === null ? [] : [memberId]),
		*load({ command: { requestId, by }, memberId, moment: { businessDate, instant } }) {
			const [request, decider, programme, member] = yield* together(
				loadRequest(house.id, requestId),
				loadAdjuster(house.id, by, businessDate),
				shelf.loadInForce(businessDate),
				memberId === null ? known(null) : loadLivingMember(memberId, instant),
			);
			return { request, decider, programme, member, limits: adjustmentLimitsOf(house) };
		},
		decide: (state, { command, moment }) => decideRequest(state, command, moment),
	};
	return async (command) => {
		const recordedAt = now();
		const request = await store.read(loadRequest(house.id, command.requestId));
		if (!request) return err({ code: 'request_not_found' });
		const memberId = request.kind === 'adjustment' ? request.items[0]!.memberId : null;
		return store.execute(decide, {
			id: command.id,
			bodyHash: hash('sha256', canonical(command)),
			propertyId: house.id,
			recordedAt,
			body: { command, memberId, moment: momentAt(recordedAt, house) },
		});
	};
}
