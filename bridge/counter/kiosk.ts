import { initialKiosk, nextKiosk, type KioskMachine } from '#shared/counter/kiosk-machine.ts';
import type { KioskEffect, KioskEvent, KioskState } from '#shared/counter/kiosk-state.ts';
import type { SlipProgress } from '#shared/counter/state.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import { seek, type Guests } from './guests.ts';
import type { Printing } from '../printing/printing.ts';
import type { SlipOrder } from '../printing/spool.ts';
import type { Runner } from './runner.ts';

type Parts = {
	readonly guests: Pick<Guests, 'known' | 'lookUp'>;
	/** `null` where no printer stands. */
	readonly printing: () => Pick<Printing, 'submit' | 'withdraw'> | null;
	readonly show: (state: KioskState) => void;
	/** Before anything comes of it. */
	readonly heard?: (event: KioskEvent) => void;
	/** A guest is on the screen, as the server knows them. */
	readonly saw: (member: MemberView) => void;
	readonly now: () => string;
	/** Another one at every start. */
	readonly session: string;
};

/** Runs the kiosk's conversation: feeds the machine, does what it asks for, and brings the answers back. */
export class Kiosk implements Runner {
	readonly #parts: Parts;
	#machine: KioskMachine;

	constructor(parts: Parts) {
		this.#parts = parts;
		this.#machine = initialKiosk(parts.now(), parts.session);
	}

	get state(): KioskState {
		return this.#machine.view;
	}

	feed(event: KioskEvent): void {
		this.#parts.heard?.(event);
		const { state, effects } = nextKiosk(this.#machine, event);
		this.#machine = state;
		this.#parts.show(state.view);
		for (const effect of effects) void this.#run(effect);
	}

	slipMoved(order: SlipOrder, slip: SlipProgress): void {
		if (order.kind === 'balance') this.feed({ kind: 'slip-moved', jobId: order.jobId, slip });
	}

	online(): void {
		this.feed({ kind: 'server-changed', server: { kind: 'online' } });
	}

	offline(): void {
		this.feed({ kind: 'server-changed', server: { kind: 'offline', since: this.#parts.now() } });
	}

	/** Whoever has gone meanwhile has read nothing. */
	#saw(member: MemberView): void {
		const { guest } = this.state;
		if (guest.kind === 'shown' && guest.member === member) this.#parts.saw(member);
	}

	async #run(effect: KioskEffect): Promise<void> {
		const { guests, printing, now } = this.#parts;
		switch (effect.kind) {
			case 'look-up': {
				const { swipe, card } = effect;
				for await (const { freshness, answer } of seek(guests, card)) {
					this.feed({ kind: 'member-answered', swipe, freshness, answer });
					if (answer.ok && freshness === 'live') this.#saw(answer.value);
				}
				return;
			}
			case 'print-balance': {
				const { jobId, memberId } = effect;
				return printing()?.submit({ kind: 'balance', jobId, memberId, at: now() });
			}
			case 'withdraw-balance':
				return printing()?.withdraw(effect.jobId);
		}
	}
}
