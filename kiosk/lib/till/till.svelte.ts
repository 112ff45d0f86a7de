import { createContext } from 'svelte';
import { v7 as uuidv7 } from 'uuid';
import type { ReversalId } from '#shared/kernel/ids.ts';
import type { Undo } from '#shared/counter/reversing-state.ts';
import type { CounterState } from '#shared/counter/state.ts';
import { pointsLeftAway } from '#shared/ledger/visit/points-away.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import { afterPaint } from '../idle.ts';
import type { Link } from '../link.svelte.ts';
import { houseMs, momentNow } from '../moment.ts';
import { recoveryOf, RECOVERY_SHOWN_MS, type Recovery } from './frame/banners.ts';
import { Bill } from './bill/bill.svelte.ts';
import { completingOf, type Completing } from './bill/completing.ts';
import { isCounted, type DigitKey } from './bill/draft.ts';
import { NO_HISTORY, withState, type History } from './history.ts';
import type { KeyAct } from './frame/keys.ts';
import type * as Serving from './bill/serving.ts';
import { PIN_LENGTH } from './frame/sign-in.ts';

/** What the till's page knows besides the counter's state: the bill, the PIN being typed, the visits of this shift. */
export class Till {
	readonly bill: Bill;
	readonly #link: Link;
	#pin = $state('');
	#pinOpensAtMs = $state(0);
	#history = $state.raw<History>(NO_HISTORY);
	#recovery = $state.raw<Recovery>();
	#serving = $state.raw<typeof Serving>();
	#looking = $state(false);
	#recoveryEnds: ReturnType<typeof setTimeout> | undefined;
	#before: CounterState | undefined;

	constructor(link: Link) {
		this.#link = link;
		this.bill = new Bill(() => ({
			setup: link.setup ?? undefined,
			standing: this.member?.standing ?? null,
			serving: this.#serving,
			pointsLeftAway: this.#pointsLeftAway,
		}));
		link.onstate((counter) => this.#follow(counter));
	}

	get member(): MemberView | null {
		const guest = this.#link.counter?.guest;
		return guest?.kind === 'shown' ? guest.member : null;
	}

	/** Fetched once the screen of whoever has signed in stands. */
	get serving(): typeof Serving | undefined {
		return this.#serving;
	}

	/** A bridge that is away just now is asked again with the next key. */
	fetchServing(): void {
		if (this.#serving) return;
		import('./bill/serving.ts').then(
			(serving) => (this.#serving = serving),
			() => undefined,
		);
	}

	get #pointsLeftAway(): number {
		const { setup, counter } = this.#link;
		if (!setup || counter?.server.kind !== 'offline') return Infinity;
		return pointsLeftAway(setup.programme, this.member?.spentAway ?? 0);
	}

	get pinTyped(): number {
		return this.#pin.length;
	}

	/** When the next PIN is heard, after too many wrong ones; in milliseconds since 1970. */
	get pinOpensAtMs(): number {
		return this.#pinOpensAtMs;
	}

	get history(): History {
		return this.#history;
	}

	get recovery(): Recovery | undefined {
		return this.#recovery;
	}

	get isLocked(): boolean {
		return !this.#link.counter?.staff;
	}

	/** The guest has their slip. */
	private get isDone(): boolean {
		const kind = this.#link.counter?.visit.kind;
		return kind === 'recorded' || kind === 'kept';
	}

	/** The bill is recorded or on its way: the keypad waits for the next guest. */
	get isClosed(): boolean {
		const kind = this.#link.counter?.visit.kind;
		return kind === 'recording' || kind === 'recorded' || kind === 'kept';
	}

	get completing(): Completing {
		const { connected, counter } = this.#link;
		if (!counter) return { kind: 'away' };
		const { quote, editedSinceSent: edited, draft } = this.bill;
		return completingOf({ connected, counter, quote, edited, countsNights: isCounted(draft.current) });
	}

	act(act: KeyAct): void {
		switch (act.kind) {
			case 'digit':
				return this.press(act.key);
			case 'delete':
				return this.delete();
			case 'complete':
				return this.complete();
			case 'clear':
				return this.clear();
			case 'points':
				return this.togglePoints();
			case 'undo':
				return this.undo();
			case 'return':
				return this.findBills();
			case 'conflicts':
				return this.lookAt();
			case 'lock':
				return this.lock();
		}
	}

	press(key: DigitKey): void {
		if (this.isLocked) return this.#typePin(key);
		this.#readNotice();
		if (!this.isClosed) this.bill.press(key);
	}

	delete(): void {
		if (this.isLocked) this.#pin = this.#pin.slice(0, -1);
		else if (!this.isClosed) this.bill.delete();
	}

	choose(category: string): void {
		this.#readNotice();
		if (!this.isClosed) this.bill.choose(category);
	}

	togglePoints(): void {
		if (!this.isLocked && !this.isClosed && this.bill.points.kind !== 'not') this.bill.togglePoints();
	}

	toggleClaim(offerId: string): void {
		if (!this.isLocked && !this.isClosed) this.bill.toggleClaim(offerId);
	}

	complete(): void {
		const staff = this.#link.counter?.staff;
		if (!staff) return;
		const { kind } = this.completing;
		if (kind === 'next') return this.#link.send({ kind: 'next-guest' });
		if (kind !== 'record' && kind !== 'rest' && kind !== 'again') return;
		const command = this.bill.confirm(staff.id, this.member?.id ?? null);
		if (command) this.#link.send({ kind: 'visit-confirmed', command });
	}

	/** The way back: the guest first, then the bill. */
	clear(): void {
		if (this.isLocked) {
			this.#pin = '';
			return;
		}
		const { visit, guest, notice } = this.#link.counter ?? {};
		if (visit?.kind === 'recording') return;
		if (notice) this.#readNotice();
		if (visit?.kind === 'recorded' || visit?.kind === 'kept') this.#link.send({ kind: 'next-guest' });
		else if (guest?.kind === 'none') this.bill.clear();
		else this.#link.send({ kind: 'guest-dropped' });
	}

	/** The last visit, while nobody else is served and its minute is not over. */
	undoable(nowMs: number): Undo | undefined {
		const { undo, reversing, guest } = this.#link.counter ?? {};
		const isFree = this.isClosed || (guest?.kind === 'none' && this.bill.isEmpty);
		return undo && isFree && reversing?.kind === 'none' && nowMs < Date.parse(undo.until) ? undo : undefined;
	}

	undo(): void {
		const { setup } = this.#link;
		if (!setup || !this.undoable(houseMs())) return;
		const { instant: occurredAt } = momentNow(setup.property);
		this.#link.send({ kind: 'undo-asked', id: uuidv7() as ReversalId, occurredAt });
	}

	/** Earlier bills, to take one back. A bill that is being typed comes first. */
	findBills(): void {
		const isBusy = this.#link.counter?.visit.kind === 'recording' || (!this.bill.isEmpty && !this.isClosed);
		if (!this.isLocked && !isBusy) this.#link.send({ kind: 'bills-asked', number: null });
	}

	/** A supervisor looks at visits that were paid while the server was away. */
	get isLooking(): boolean {
		return this.#looking;
	}

	/** A bill that is being typed, and a guest who is there, come first. */
	lookAt(): void {
		const { conflicts = [], guest, visit, reversing } = this.#link.counter ?? {};
		const isFree = this.bill.isEmpty && guest?.kind === 'none' && visit?.kind === 'open' && reversing?.kind === 'none';
		if (!this.isLocked && conflicts.length > 0 && (isFree || this.isDone)) this.#looking = true;
	}

	lookAway(): void {
		this.#looking = false;
	}

	lock(): void {
		if (!this.isLocked) this.#link.send({ kind: 'lock' });
	}

	close(): void {
		clearTimeout(this.#recoveryEnds);
	}

	#typePin(key: DigitKey): void {
		const checking = this.#link.counter?.signIn.kind === 'checking';
		if (key === '00' || key === 'point' || checking || this.#pin.length >= PIN_LENGTH) return;
		this.#pin += key;
		if (this.#pin.length === PIN_LENGTH) this.#link.send({ kind: 'pin-entered', pin: this.#pin });
	}

	#readNotice(): void {
		if (this.#link.counter?.notice) this.#link.send({ kind: 'notice-read' });
	}

	/** What the page keeps of its own moves with every state of the counter. */
	#follow(counter: CounterState): void {
		const before = this.#before;
		this.#before = counter;
		const { visit } = counter;
		if (before && before.conversation !== counter.conversation) this.bill.clear();
		else if (visit.kind === 'refused' && !isSame(before?.visit, visit)) this.bill.refused(visit.refusal);
		else if (before && guestOf(before) !== guestOf(counter) && !this.isClosed) this.bill.reprice();

		const isCalled = before !== undefined && before.guest.kind === 'none' && counter.guest.kind !== 'none';
		if (isCalled || !counter.staff || counter.conflicts.length === 0) this.#looking = false;
		if (before?.staff?.id !== counter.staff?.id) this.#history = NO_HISTORY;
		if (counter.staff) this.#history = withState(this.#history, counter);
		if (counter.staff && !before?.staff) afterPaint(() => this.fetchServing());

		this.#followSignIn(before, counter);
		const recovery = recoveryOf(before, counter);
		if (recovery) this.#tell(recovery);
	}

	#followSignIn(before: CounterState | undefined, { staff, signIn }: CounterState): void {
		if (staff) this.#pin = '';
		if (signIn.kind !== 'refused' || before?.signIn.kind === 'refused') return;
		this.#pin = '';
		this.#pinOpensAtMs = signIn.refusal.code === 'pin_locked' ? houseMs() + signIn.refusal.retryInMs : 0;
	}

	askSlip(): void {
		this.#link.send({ kind: 'slip-asked' });
	}

	#tell(recovery: Recovery): void {
		clearTimeout(this.#recoveryEnds);
		this.#recovery = recovery;
		this.#recoveryEnds = setTimeout(() => (this.#recovery = undefined), RECOVERY_SHOWN_MS);
	}
}

/** Whom the price is for. */
const guestOf = ({ guest }: CounterState): string =>
	guest.kind === 'shown' ? JSON.stringify(guest.member) : guest.kind;

const isSame = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

export const [useTill, setTill] = createContext<Till>();
