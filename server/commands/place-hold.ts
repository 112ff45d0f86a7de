import { hash } from 'node:crypto';
import { canonical, type Plain } from '#shared/kernel/canonical.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { decideHold, type PlaceHoldState } from '#shared/ledger/lots/decide-hold.ts';
import type { VisitTimes } from '#shared/ledger/visit/decide-visit.ts';
import type { HoldAnswer, HoldRefusal, PlaceHold } from '#shared/protocol/hold.ts';
import type { House } from '../house.ts';
import { loadStaff } from '../store/house-store.ts';
import { loadLivingMember } from '../store/loading/member-loading.ts';
import { together, type Loading } from '../store/statement.ts';
import type { Command, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

type Body = { readonly command: PlaceHold; readonly times: VisitTimes };

/** @param asked all that was asked, without its id: the same id with another one is refused */
export type HoldPlacer = (
	command: PlaceHold,
	asked?: Plain,
) => Promise<Result<{ readonly answer: HoldAnswer; readonly isNew: boolean }, HoldRefusal>>;

/** Sets points of members of one hotel aside. @param now RFC 3339, UTC */
export function holdPlacer(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): HoldPlacer {
	return async (command, asked = command) => {
		let decided: HoldAnswer | undefined;
		const placeHold: Command<Body, PlaceHoldState, HoldAnswer, HoldRefusal> = {
			kind: 'hold.place',
			members: ({ command: { memberId } }) => [memberId],
			load: ({ command, times }) => loadHoldState(house, shelf, command, times),
			decide(state, { command, times }) {
				const decision = decideHold(state, command, times);
				if (decision.ok) decided = decision.value.answer;
				return decision;
			},
		};
		const recordedAt = now();
		const answer = await store.execute(placeHold, {
			id: command.id,
			bodyHash: hash('sha256', canonical(asked)),
			propertyId: house.id,
			recordedAt,
			body: {
				command,
				times: { occurred: momentAt(command.occurredAt, house), recorded: momentAt(recordedAt, house) },
			},
		});
		// An answer that was read back is another object than the one that was decided just now.
		return answer.ok ? ok({ answer: answer.value, isNew: answer.value === decided }) : answer;
	};
}

/** What a hold would come to now. Books nothing. */
export type HoldPreviewer = (command: PlaceHold) => Promise<Result<HoldAnswer, HoldRefusal>>;

/** @param now RFC 3339, UTC */
export function holdPreviewer(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): HoldPreviewer {
	return async (command) => {
		const times = { occurred: momentAt(command.occurredAt, house), recorded: momentAt(now(), house) };
		const decision = decideHold(await store.read(loadHoldState(house, shelf, command, times)), command, times);
		return decision.ok ? ok(decision.value.answer) : decision;
	};
}

function* loadHoldState(
	house: House,
	shelf: ProgrammeShelf,
	{ cashier, memberId, outlet }: PlaceHold,
	{ occurred }: VisitTimes,
): Loading<PlaceHoldState> {
	const [programme, staff, member] = yield* together(
		shelf.loadInForce(occurred.businessDate),
		loadStaff(house.id, cashier),
		loadLivingMember(memberId, occurred.instant),
	);
	const outletKnown = house.outlets.some(({ code }) => code === outlet);
	return { programme, outletKnown, cashierKnown: staff !== null, member };
}
