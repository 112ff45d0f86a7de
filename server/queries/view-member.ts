import type { MemberId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { viewOf } from '#shared/ledger/member/member-record.ts';
import { offersAsking } from '#shared/loyalty/offers/offers-look-back.ts';
import type { MemberRefusal, MemberView } from '#shared/protocol/views.ts';
import type { House } from '../house.ts';
import { loadHeld } from '../store/loading/hold-loading.ts';
import { loadCard, loadGuest, withAsked } from '../store/loading/member-loading.ts';
import { loadDrawn } from '../store/loading/offer-loading.ts';
import { known as alreadyKnown, together, type Loading } from '../store/statement.ts';
import { loadDays } from '../store/loading/tier-loading.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

type Viewed = Loading<Result<MemberView, MemberRefusal>>;

/** The guest behind a card, as a counter shows them at this instant. */
export function* lookUpCard(house: House, shelf: ProgrammeShelf, cardToken: string, instant: string): Viewed {
	const card = yield* loadCard(cardToken);
	if (!card) return err({ code: 'card_unknown' });
	if (card.status === 'blocked') return err({ code: 'card_blocked' });
	return yield* viewMember(house, shelf, card.memberId, card.ending, instant);
}

/** One member as a counter shows them at this instant. */
export function* viewMember(
	house: House,
	shelf: ProgrammeShelf,
	id: MemberId,
	cardEnding: string | null,
	instant: string,
): Viewed {
	const moment = momentAt(instant, house);
	const { latest } = shelf;
	const [guest, likely, programme, held] = yield* together(
		loadGuest(id, instant),
		latest ? loadDays(latest, id, moment.businessDate) : alreadyKnown([]),
		shelf.loadInForce(moment.businessDate),
		loadHeld(id),
	);
	if (!guest?.person || !programme) return err({ code: 'member_not_found' });
	const { account, person } = guest;

	// A term that is over and goes on, because nobody was told, is judged by the days before its end.
	const judgedFrom = [account.tierTerm.until ?? moment.businessDate, moment.businessDate].sort()[0]!;
	const isLikely = programme === latest && judgedFrom === moment.businessDate;
	const days = isLikely ? likely : yield* loadDays(programme, id, judgedFrom);
	const [known, houseOffers] = yield* together(
		withAsked(account, programme, instant),
		loadDrawn(house.id, offersAsking(programme).left),
	);
	return ok(viewOf({ person, account: known, days, held }, programme, cardEnding, moment, houseOffers));
}
