import { hash } from 'node:crypto';
import { canonical, type Plain } from '#shared/kernel/canonical.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import type { Result } from '#shared/kernel/result.ts';
import { decideVisit, type VisitState, type VisitTimes } from '#shared/ledger/visit/decide-visit.ts';
import { nightDatesOf } from '#shared/ledger/visit/metric-days.ts';
import { offersAsking } from '#shared/loyalty/offers/offers-look-back.ts';
import type { Delivery, PosVisit, RecordVisit, VisitAnswer, VisitRefusal } from '#shared/protocol/visit.ts';
import type { House } from '../house.ts';
import { loadHolds } from '../store/loading/hold-loading.ts';
import { loadStaff } from '../store/house-store.ts';
import { loadGuest, withAsked } from '../store/loading/member-loading.ts';
import { loadDrawn } from '../store/loading/offer-loading.ts';
import { known, together, type Loading } from '../store/statement.ts';
import type { Command, Store } from '../store/store.ts';
import { loadDays } from '../store/loading/tier-loading.ts';
import { loadSameBill, type ProgrammeShelf } from '../store/loading/visit-loading.ts';

type Body = { readonly command: RecordVisit; readonly delivery: Delivery; readonly times: VisitTimes };

export type VisitRecorder = (command: RecordVisit, delivery: Delivery) => Promise<Result<VisitAnswer, VisitRefusal>>;

/** Records visits of one hotel. @param now RFC 3339, UTC */
export function visitRecorder(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): VisitRecorder {
	const recordVisit: Command<Body, VisitState, VisitAnswer, VisitRefusal> = {
		kind: 'visit.record',
		members: ({ command: { memberId } }) => (memberId === null ? [] : [memberId]),
		load: (body) => loadVisit(house, shelf, body),
		decide: (state, { command, delivery, times }) => decideVisit(state, command, delivery, times),
	};
	return (command, delivery) => {
		const recordedAt = now();
		const times = { occurred: momentAt(command.occurredAt, house), recorded: momentAt(recordedAt, house) };
		return store.execute(recordVisit, {
			id: command.id,
			// What was asked, not how it came: the retry of a visit that went into the outbox is the same visit.
			bodyHash: hash('sha256', canonical(command as unknown as Plain)),
			propertyId: house.id,
			recordedAt,
			body: { command, delivery, times },
		});
	};
}

/** What a visit's decision needs to know. */
export function* loadVisit(
	house: House,
	shelf: ProgrammeShelf,
	{ command, times }: { readonly command: PosVisit; readonly times: VisitTimes },
): Loading<VisitState> {
	const { memberId, outlet, checkNumber, part } = command;
	const { businessDate } = times.occurred;
	// A night of last year can lift by the days of last year.
	const judgedFrom = [...nightDatesOf(command), businessDate].sort()[0]!;
	// Asked for in the same go, by the programme that was in force a moment ago.
	const { latest } = shelf;
	const [programme, cashier, sameBill, guest, likely, holds] = yield* together(
		shelf.loadInForce(businessDate),
		loadStaff(house.id, command.cashier),
		loadSameBill({ propertyId: house.id, outlet, businessDate, checkNumber, part }),
		memberId === null ? known(null) : loadGuest(memberId, times.occurred.instant),
		memberId === null || !latest ? known([]) : loadDays(latest, memberId, judgedFrom),
		loadHolds(house.id, command.holds),
	);
	const isOther = programme !== latest && programme !== null && memberId !== null;
	const days = isOther ? yield* loadDays(programme, memberId, judgedFrom) : likely;
	const [member, houseOffers] =
		guest && programme
			? yield* together(
					withAsked(guest.account, programme, times.occurred.instant),
					loadDrawn(house.id, offersAsking(programme).left),
				)
			: [guest?.account ?? null, {}];
	const isForgotten = guest !== null && guest.person === null;
	const outletKnown = house.outlets.some(({ code }) => code === outlet);
	const cashierKnown = cashier !== null;
	// Codes come only over the API, which asks for them itself.
	const found = { programme, outletKnown, cashierKnown, sameBill, member, isForgotten };
	return { ...found, houseOffers, days, holds, vouchers: [] };
}
