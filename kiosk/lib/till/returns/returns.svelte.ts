import { v7 as uuidv7 } from 'uuid';
import type { Reversing } from '#shared/counter/reversing-state.ts';
import type { ReversalId, VisitId } from '#shared/kernel/ids.ts';
import type { Result } from '#shared/kernel/result.ts';
import type {
	ReturnedPart,
	ReversalQuote,
	ReversalReason,
	StandingBill,
	StandingLine,
} from '#shared/protocol/reversal.ts';
import type { NotReturned } from '#shared/counter/reversing-state.ts';
import type { Link } from '../../link.svelte.ts';
import type { DigitKey } from '../bill/draft.ts';
import { houseMs, momentNow } from '../../moment.ts';
import { PIN_LENGTH } from '../frame/sign-in.ts';
import { allOf, NOTHING, partsOf, switched, toggled, withKey, withoutLast, type Choice } from './choice.ts';

/** As long as a check's or a slip's number may be here. */
const NUMBER_LENGTH_MAX = 20;

/** First what comes back, then why, and who says yes. */
export type Stage = 'lines' | 'sign';

type Open = Extract<Reversing, { kind: 'open' }>;

/** What the page knows of a bill that comes back besides the counter's state: the number, the choice, the PIN being typed. */
export class Returns {
	readonly #link: Link;
	#number = $state('');
	#stage = $state<Stage>('lines');
	#choice = $state.raw<Choice>(NOTHING);
	#reason = $state<ReversalReason>();
	#pin = $state('');
	#pinOpensAtMs = $state(0);
	/** Numbers the choices: an answer to an older one is none. */
	#ask = $state(0);
	/** Made once for each bill that is opened: it comes back once, however often it is confirmed. */
	#id = uuidv7() as ReversalId;
	#before: Reversing = { kind: 'none' };

	readonly #unheard: () => unknown;

	constructor(link: Link) {
		this.#link = link;
		this.#follow(this.reversing);
		this.#unheard = link.onstate(({ reversing }) => this.#follow(reversing));
	}

	close(): void {
		this.#unheard();
	}

	get number(): string {
		return this.#number;
	}

	get stage(): Stage {
		return this.#stage;
	}

	get choice(): Choice {
		return this.#choice;
	}

	get reason(): ReversalReason | undefined {
		return this.#reason;
	}

	get pinTyped(): number {
		return this.#pin.length;
	}

	/** When the next PIN is heard, after too many wrong ones; in milliseconds since 1970. */
	get pinOpensAtMs(): number {
		return this.#pinOpensAtMs;
	}

	/** What the choice as it stands comes to; `undefined` while nothing is chosen or nobody has said. */
	get quote(): Result<ReversalQuote, NotReturned> | undefined {
		const priced = this.#open?.priced;
		return this.#parts !== undefined && priced?.ask === this.#ask ? (priced.quote ?? undefined) : undefined;
	}

	/** Something is chosen, and its price is on its way. */
	get isPricing(): boolean {
		return this.#parts !== undefined && this.quote === undefined;
	}

	get needsApproval(): boolean {
		return this.quote?.ok === true && this.quote.value.needsApproval;
	}

	press(key: DigitKey): void {
		const { reversing } = this;
		if (reversing.kind === 'finding' && key !== 'point') return this.type(key);
		if (reversing.kind !== 'open' || !this.#link.setup) return;
		if (this.#stage === 'sign') return this.#typePin(key);
		this.#choose(withKey(this.#choice, key, this.#link.setup.currency));
	}

	/** A sign of a number that a check or a slip carries. */
	type(signs: string): void {
		if (this.reversing.kind !== 'finding') return;
		this.#number = (this.#number + signs.toUpperCase()).slice(0, NUMBER_LENGTH_MAX);
	}

	delete(): void {
		if (this.reversing.kind === 'finding') this.#number = this.#number.slice(0, -1);
		else if (this.#stage === 'sign') this.#pin = this.#pin.slice(0, -1);
		else this.#choose(withoutLast(this.#choice));
	}

	find(): void {
		if (this.#number !== '') this.#link.send({ kind: 'bills-asked', number: this.#number });
	}

	open(visitId: VisitId): void {
		this.#link.send({ kind: 'bill-chosen', visitId });
	}

	toggle(line: StandingLine): void {
		this.#choose(toggled(this.#choice, line));
	}

	chooseAll(): void {
		if (this.#bill) this.#choose(allOf(this.#bill.lines));
	}

	chooseNothing(): void {
		this.#choose(NOTHING);
	}

	switchUnits(): void {
		this.#choose(switched(this.#choice));
	}

	chooseReason(reason: ReversalReason): void {
		this.#reason = reason;
	}

	/** On to the next question, or the last word. */
	complete(): void {
		switch (this.reversing.kind) {
			case 'finding':
				return this.find();
			case 'open':
				if (this.#stage === 'lines' && this.quote?.ok) this.#stage = 'sign';
				else if (this.#stage === 'sign' && !this.needsApproval) this.#confirm(null);
				return;
			case 'unknown':
			case 'not-undone':
			case 'done':
				return this.leave();
			case 'none':
			case 'opening':
			case 'taking':
		}
	}

	/** One question back; from the first one to the guests. */
	back(): void {
		const { reversing } = this;
		if (reversing.kind === 'open' && this.#stage === 'sign') {
			this.#stage = 'lines';
			this.#pin = '';
		} else if (reversing.kind === 'open' || (reversing.kind === 'finding' && reversing.number !== null)) {
			this.#link.send({ kind: 'bills-asked', number: null });
		} else {
			this.leave();
		}
	}

	leave(): void {
		this.#link.send({ kind: 'reversing-left' });
	}

	/** What the page keeps of its own moves with every state of the counter. */
	#follow(reversing: Reversing): void {
		const before = this.#before;
		this.#before = reversing;
		if (reversing.kind === 'finding' && before.kind !== 'finding') this.#number = '';
		if (reversing.kind !== 'open') {
			this.#pin = '';
			return;
		}
		const isNew = before.kind === 'none' || before.kind === 'finding' || before.kind === 'opening';
		if (isNew) this.#begin();
		if (before.kind === 'open' && !isSame(before.bill.lines, reversing.bill.lines)) this.#again();
		// The bill was read again as it had been: the choice stands, and its price is asked for anew.
		else if (!isNew && reversing.priced === null && this.#parts !== undefined) this.#choose(this.#choice);
		this.#followStep(before, reversing);
	}

	#followStep(before: Reversing, { step }: Open): void {
		if (step.kind !== 'refused' || (before.kind === 'open' && isSame(before.step, step))) return;
		this.#pin = '';
		const { refusal } = step;
		// Somebody was quicker: what was chosen is no longer there to sign for.
		if (refusal.code === 'visit_reversed' || refusal.code === 'return_exceeds_rest') this.#again();
		if (refusal.code === 'pin_locked') this.#pinOpensAtMs = houseMs() + refusal.retryInMs;
	}

	get reversing(): Reversing {
		return this.#link.counter?.reversing ?? { kind: 'none' };
	}

	get #open(): Open | undefined {
		const { reversing } = this;
		return reversing.kind === 'open' ? reversing : undefined;
	}

	get #bill(): StandingBill | undefined {
		return this.#open?.bill;
	}

	get #parts(): readonly ReturnedPart[] | null | undefined {
		const { setup } = this.#link;
		return this.#bill && setup ? partsOf(this.#choice, this.#bill.lines, setup.currency) : undefined;
	}

	#begin(): void {
		this.#id = uuidv7() as ReversalId;
		this.#reason = undefined;
		this.#pin = '';
		this.#again();
	}

	#again(): void {
		this.#stage = 'lines';
		this.#choice = NOTHING;
		this.#ask++;
	}

	#choose(choice: Choice): void {
		this.#choice = choice;
		this.#ask++;
		const { setup } = this.#link;
		const lines = this.#parts;
		if (lines === undefined || !setup) return;
		const act = { id: this.#id, occurredAt: momentNow(setup.property).instant, lines };
		this.#link.send({ kind: 'return-priced', ask: this.#ask, act });
	}

	#typePin(key: DigitKey): void {
		const waits = this.#open?.step.kind === 'approving' || !this.#reason || !this.needsApproval;
		if (key === '00' || key === 'point' || waits || this.#pin.length >= PIN_LENGTH) return;
		this.#pin += key;
		if (this.#pin.length === PIN_LENGTH) this.#confirm(this.#pin);
	}

	#confirm(pin: string | null): void {
		if (this.#reason) this.#link.send({ kind: 'return-confirmed', ask: this.#ask, reason: this.#reason, pin });
	}
}

/** States come as text, so equal ones are other objects. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
