import { createHmac } from 'node:crypto';
import type { CardRead } from '#shared/card/card.ts';
import type { Away } from '#shared/counter/state.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { pointsSpentOn } from '#shared/ledger/visit/points-away.ts';
import { viewOf, type MemberRecord } from '#shared/ledger/member/member-record.ts';
import type { MemberRefusal, MemberView } from '#shared/protocol/views.ts';
import { Foretelling } from './foretelling.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Replica } from '../replica/replica.ts';
import type { ServerLink } from '../link/server-link.ts';

/** So many guests are remembered as they were shown, with the card they swiped. */
const GUESTS_MAX = 200;

type Parts = {
	readonly link: Pick<ServerLink, 'isOnline' | 'lookUp' | 'viewMember'>;
	readonly replica: Pick<Replica, 'setup' | 'byCard' | 'byId'>;
	/** The visits that the server does not have yet. */
	readonly outbox: Pick<Outbox, 'pendingOf' | 'awayOf' | 'delivered'>;
	/** RFC 3339, UTC. */
	readonly now: () => string;
};

/** Who the guests of this counter are: known from the replica at once, and from the server as they stand. */
export class Guests {
	readonly #parts: Parts;
	readonly #foretelling = new Foretelling();
	readonly #shown = new Map<MemberId, MemberView>();

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** What is known here of a card, without asking anybody; `undefined` where it is nothing. */
	known({ number }: CardRead): Result<MemberView, MemberRefusal> | undefined {
		const token = this.#tokenOf(number);
		const record = token && this.#parts.replica.byCard(token);
		if (!record) return undefined;

		const card = record.cards.find((one) => one.token === token)!;
		if (card.status === 'blocked') return err({ code: 'card_blocked' });
		return ok(this.#remember(this.#viewOf(record, card.ending)));
	}

	/** Asks the server. The number ends here: what goes on is its token. */
	async lookUp({ number }: CardRead): Promise<Result<MemberView, MemberRefusal | Away>> {
		const token = this.#tokenOf(number);
		if (!token) return err({ code: 'server_away' });
		const known = this.#parts.replica.byCard(token);
		if (known) await this.#delivered(known.account.id);
		const answer = await this.#parts.link.lookUp(token);
		if (answer.ok) this.#remember(answer.value);
		return answer;
	}

	/** As last shown here. */
	shown(id: MemberId): MemberView | undefined {
		return this.#shown.get(id);
	}

	/** As last shown here, else as the server knows them, else as the replica does; `undefined` where nobody can tell. */
	async find(id: MemberId): Promise<MemberView | undefined> {
		const known = this.#shown.get(id);
		if (known) return known;
		const answer = await this.#parts.link.viewMember(id);
		if (answer.ok) return answer.value;
		const record = this.#parts.replica.byId(id);
		return answer.error.code === 'server_away' && record ? this.#viewOf(record, null) : undefined;
	}

	/** A guest who was shown, as they stand now; `undefined` where nobody can tell. */
	async seeAgain(id: MemberId): Promise<MemberView | undefined> {
		const shown = this.#shown.get(id);
		if (!shown) return undefined;
		await this.#delivered(id);
		const answer = await this.#parts.link.viewMember(id);
		if (!answer.ok) return undefined;
		return this.#remember({ ...answer.value, cardEnding: shown.cardEnding });
	}

	/** A server that is there and lacks visits of a guest would show them too few points. */
	async #delivered(id: MemberId): Promise<void> {
		if (this.#parts.link.isOnline) await this.#parts.outbox.delivered(id);
	}

	#tokenOf(number: string): string | undefined {
		const key = this.#parts.replica.setup?.cardKey;
		return key && createHmac('sha256', Buffer.from(key, 'hex')).update(number).digest('hex');
	}

	/** With the visits that still wait here, as if the server had them. */
	#viewOf(record: MemberRecord, cardEnding: string | null): MemberView {
		const { replica, outbox, now } = this.#parts;
		const { programme, property } = replica.setup!.counter;
		const current = this.#foretelling.of(record, outbox.pendingOf(record.account.id), programme, property);
		const moment = momentAt(now(), property);
		const spentAway = pointsSpentOn(outbox.awayOf(record.account.id), moment.businessDate, property);
		const view = viewOf(current, programme, cardEnding, moment, null);
		return spentAway === 0 ? view : { ...view, spentAway };
	}

	#remember(member: MemberView): MemberView {
		this.#shown.delete(member.id);
		this.#shown.set(member.id, member);
		const [oldest] = this.#shown.keys();
		if (this.#shown.size > GUESTS_MAX && oldest) this.#shown.delete(oldest);
		return member;
	}
}

type Seen = {
	/** `replica`: the server has not said yet. */
	readonly freshness: 'live' | 'replica';
	readonly answer: Result<MemberView, MemberRefusal | Away>;
};

/** Who a card's guest is: as known here, if they are, and then as the server says. */
export async function* seek(guests: Pick<Guests, 'known' | 'lookUp'>, card: CardRead): AsyncGenerator<Seen> {
	const known = guests.known(card);
	if (known) yield { freshness: 'replica', answer: known };
	const answer = await guests.lookUp(card);
	const isAway = !answer.ok && answer.error.code === 'server_away';
	// What a card is here stands until the server says otherwise; that it is away is shown anyway.
	if (!(known && isAway)) yield { freshness: 'live', answer };
}
