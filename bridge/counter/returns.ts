import type { NotReturned, ReversalEffect, ReversalEvent, TakingBack } from '#shared/counter/reversing-state.ts';
import type { Away } from '#shared/counter/state.ts';
import type { VisitId } from '#shared/kernel/ids.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { ReversalAnswer, ReverseVisit } from '#shared/protocol/reversal.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import type { Clock } from '../clock.ts';
import { ReversalDesk } from './reversal-desk.ts';
import type { ServerLink } from '../link/server-link.ts';
import type { SignIn } from './sign-in.ts';

type Parts = {
	readonly link: Pick<ServerLink, 'isOnline' | 'findVisits' | 'standingBill' | 'quoteReversal' | 'reverse'>;
	readonly signIn: SignIn;
	/** `null` before the first contact with the server. */
	readonly house: () => CounterSetup | null;
	/** Of a visit that no server has heard of. */
	readonly withdraw: (command: ReverseVisit) => ReversalAnswer | null;
	/** Resolves when the server knows of a visit, as far as it can. */
	readonly heardOf: (visitId: VisitId) => Promise<void>;
	readonly print: (answer: ReversalAnswer) => void;
	readonly feed: (event: ReversalEvent) => void;
	readonly clock: Pick<Clock, 'sleep'>;
};

/** Does for the counter's conversation whatever is about bills that come back. */
export class Returns {
	readonly #parts: Parts;
	readonly #desk: ReversalDesk;

	constructor(parts: Parts) {
		this.#parts = parts;
		this.#desk = new ReversalDesk({
			...parts,
			onUnanswered: ({ id: reversalId }) => parts.feed({ kind: 'reversal-unanswered', reversalId }),
			onSettled: ({ id: reversalId }, answer) => parts.feed({ kind: 'reversal-answered', reversalId, answer }),
		});
	}

	async run(effect: ReversalEffect): Promise<void> {
		const { link, signIn, print, feed } = this.#parts;
		switch (effect.kind) {
			case 'find-bills': {
				const { number } = effect;
				return feed({ kind: 'bills-answered', number, answer: await link.findVisits(number) });
			}
			case 'open-bill': {
				const { visitId } = effect;
				return feed({ kind: 'bill-answered', visitId, answer: await link.standingBill(visitId) });
			}
			case 'price-return': {
				const { ask, command } = effect;
				const quote = await this.#at(command, link.quoteReversal);
				return feed({ kind: 'return-quoted', visitId: command.visitId, ask, quote });
			}
			case 'approve': {
				const { reversalId, pin } = effect;
				// Nothing is taken back without the server, so its own list of PINs is the only one that counts.
				const answer = link.isOnline ? await signIn(pin) : err<Away>({ code: 'server_away' });
				return feed({ kind: 'approval-answered', reversalId, answer });
			}
			case 'reverse': {
				const { command } = effect;
				const answer = await this.#at(command, (whole) => this.#reverse(whole));
				if (answer) feed({ kind: 'reversal-answered', reversalId: command.id, answer });
				return;
			}
			case 'print-reversal':
				return print(effect.answer);
		}
	}

	close(): void {
		this.#desk.close();
	}

	async #reverse(command: ReverseVisit): Promise<Result<ReversalAnswer, NotReturned> | void> {
		const withdrawn = this.#parts.withdraw(command);
		if (withdrawn) return ok(withdrawn);
		await this.#parts.heardOf(command.visitId);
		return this.#desk.reverse(command);
	}

	/** A counter that has never met its server has recorded nothing that could come back. */
	#at<Answer>(
		command: TakingBack,
		ask: (whole: ReverseVisit) => Promise<Answer>,
	): Promise<Answer | Result<never, NotReturned>> {
		const house = this.#parts.house();
		if (!house) return Promise.resolve(err({ code: 'server_away' }));
		return ask({ ...command, outlet: house.outlet.code, terminal: house.terminal });
	}
}
