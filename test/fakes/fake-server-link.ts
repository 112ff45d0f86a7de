import type { Away } from '#shared/counter/state.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { MemberRefusal, MemberView } from '#shared/protocol/views.ts';

type Answer = Result<MemberView, MemberRefusal | Away>;

/** A server that knows some guests, answers when told to, and can be away. */
export class FakeServerLink {
	readonly #byToken = new Map<string, MemberView>();
	/** What was asked, in order. */
	readonly asked: string[] = [];
	isOnline = true;
	/** Answers wait until `answerAll`. */
	slow = false;
	#waiting: (() => void)[] = [];

	/** A guest behind a card; another one of the same id takes the place of the first. */
	know(token: string, member: MemberView): void {
		this.#byToken.set(token, member);
	}

	readonly lookUp = (token: string): Promise<Answer> => {
		this.asked.push(`card ${token}`);
		return this.#answer(this.#byToken.get(token), 'card_unknown');
	};

	readonly viewMember = (id: MemberId): Promise<Answer> => {
		this.asked.push(`member ${id}`);
		const member = [...this.#byToken.values()].find((one) => one.id === id);
		return this.#answer(member && { ...member, cardEnding: null }, 'member_not_found');
	};

	answerAll(): void {
		for (const go of this.#waiting.splice(0)) go();
	}

	async #answer(member: MemberView | undefined, unknown: 'card_unknown' | 'member_not_found'): Promise<Answer> {
		if (!this.isOnline) return err({ code: 'server_away' });
		if (this.slow) await new Promise<void>((resolve) => this.#waiting.push(resolve));
		return member ? ok(member) : err({ code: unknown });
	}
}
