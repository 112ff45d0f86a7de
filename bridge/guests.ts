import { createHmac } from 'node:crypto';
import type { CardRead } from '#shared/card/card.ts';
import type { Away } from '#shared/counter/state.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { MemberRefusal, MemberView } from '#shared/protocol/views.ts';
import type { ServerLink } from './server-link.ts';

/** So many guests are remembered, so that a slip finds its name without asking. */
const GUESTS_MAX = 200;

/** Who the guests of this counter are: asks the server, and remembers the latest as they were shown. */
export class Guests {
	readonly #link: Pick<ServerLink, 'lookUp' | 'viewMember'>;
	readonly #shown = new Map<MemberId, MemberView>();
	#cardKey: Buffer | null = null;

	constructor(link: Pick<ServerLink, 'lookUp' | 'viewMember'>) {
		this.#link = link;
	}

	/** @param cardKey hex; until it is known no card can be looked up */
	useKey(cardKey: string): void {
		this.#cardKey = Buffer.from(cardKey, 'hex');
	}

	/** The number ends here: what goes on is its token. */
	async lookUp({ number }: CardRead): Promise<Result<MemberView, MemberRefusal | Away>> {
		if (!this.#cardKey) return err({ code: 'server_away' });
		const token = createHmac('sha256', this.#cardKey).update(number).digest('hex');
		const answer = await this.#link.lookUp(token);
		if (answer.ok) this.#remember(answer.value);
		return answer;
	}

	/** As last shown here. */
	shown(id: MemberId): MemberView | undefined {
		return this.#shown.get(id);
	}

	/** As last shown here, else as the server knows them; `undefined` while nobody can tell. */
	async find(id: MemberId): Promise<MemberView | undefined> {
		const known = this.#shown.get(id);
		if (known) return known;
		const answer = await this.#link.viewMember(id);
		return answer.ok ? answer.value : undefined;
	}

	/** A guest who was shown, as they stand now; `undefined` where nobody can tell. */
	async seeAgain(id: MemberId): Promise<MemberView | undefined> {
		const shown = this.#shown.get(id);
		if (!shown) return undefined;
		const answer = await this.#link.viewMember(id);
		if (!answer.ok) return undefined;
		const member = { ...answer.value, cardEnding: shown.cardEnding };
		this.#remember(member);
		return member;
	}

	#remember(member: MemberView): void {
		this.#shown.delete(member.id);
		this.#shown.set(member.id, member);
		const [oldest] = this.#shown.keys();
		if (this.#shown.size > GUESTS_MAX && oldest) this.#shown.delete(oldest);
	}
}
