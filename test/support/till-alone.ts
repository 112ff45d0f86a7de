import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { err, ok } from '#shared/kernel/result.ts';
import type { BridgeSetup } from '#shared/protocol/sockets.ts';
import type { ReversalAnswer, ReverseVisit } from '#shared/protocol/reversal.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { BookingDesk, type Booked } from '../../bridge/counter/booking-desk.ts';
import { Guests } from '../../bridge/counter/guests.ts';
import { openOutbox, type Outbox, type Outcome } from '../../bridge/outbox/outbox.ts';
import { Following } from '../../bridge/replica/following.ts';
import { Replica } from '../../bridge/replica/replica.ts';
import { Seal } from '../../bridge/replica/seal.ts';
import { conflictKeeper } from '../../server/commands/keep-conflicts.ts';
import { recordInOrder } from '../../server/commands/record-in-order.ts';
import { changesPage, membersPage } from '../../server/queries/replica-pages.ts';
import { loadErased } from '../../server/store/booking/erasure.ts';
import { KEYS, type Hotel } from './hotel.ts';

const AWAY = err({ code: 'server_away' } as const);

/** What the server would tell a till of the restaurant. */
export const bridgeSetupOf = ({ house, programme }: Hotel): BridgeSetup => ({
	cardKey: KEYS.cardKey,
	pins: { scrypt: { salt: '00', N: 2, r: 1, p: 1 }, staff: [] },
	counter: {
		property: house,
		currency: house.currency,
		outlet: house.outlets[0]!,
		role: 'till',
		terminal: 'till-1',
		cardPatterns: house.cardPatterns,
		programme,
	},
});

/** A till with replica and outbox of its own, on disk, and a line to the hotel that is there or not. */
export class TillAlone {
	isOnline = true;
	/** What the server does is done, and its answer is lost. */
	isUnanswered = false;
	/** What it sends does not arrive, and it has not noticed. */
	isLost = false;
	readonly outbox: Outbox;
	readonly guests: Guests;
	/** Why the server did not answer. */
	readonly failures: unknown[] = [];
	/** What the server said of visits that had waited. */
	readonly delivered: Outcome[] = [];
	readonly #hotel: Hotel;
	readonly #folder = mkdtempSync(join(tmpdir(), 'retorno-till-'));
	readonly #replica: Replica;
	readonly #following: Following;
	readonly #desk: BookingDesk;

	constructor(hotel: Hotel) {
		this.#hotel = hotel;
		this.outbox = openOutbox(join(this.#folder, 'outbox.sqlite'));
		this.#replica = Replica.open(join(this.#folder, 'replica.sqlite'), new Seal(randomBytes(32)));
		this.#replica.keepSetup(bridgeSetupOf(hotel));
		const isOnline = () => this.isOnline;
		this.guests = new Guests({
			link: {
				get isOnline() {
					return isOnline();
				},
				lookUp: () => Promise.reject(new Error('asks its replica alone')),
				viewMember: () => Promise.reject(new Error('asks its replica alone')),
			},
			replica: this.#replica,
			outbox: this.outbox,
			now: () => hotel.now,
		});
		this.#following = new Following({
			link: {
				erased: async () => ok(await hotel.store.read(loadErased())),
				members: async (after) => ok(await hotel.store.read(membersPage(hotel.house, after, hotel.now))),
				changes: (since) => hotel.store.read(changesPage(hotel.house, since, hotel.now)),
			},
			replica: this.#replica,
			now: () => hotel.now,
			onComplete: () => undefined,
			onFailed: (cause) => {
				throw cause;
			},
		});
		this.#desk = new BookingDesk({
			link: {
				get isOnline() {
					return isOnline();
				},
				record: async (command, delivery) => {
					if (this.isLost) return AWAY;
					const answer = await hotel.record(command, delivery);
					return this.isUnanswered ? AWAY : answer;
				},
				recordBatch: async (commands) => {
					if (!isOnline() || this.isUnanswered || this.isLost) return AWAY;
					try {
						const answers = await recordInOrder(commands, hotel.record);
						await conflictKeeper(hotel.store, hotel.house, () => hotel.now)('restaurant/till-1', commands, answers);
						return ok(answers);
					} catch (cause) {
						// A server that fails does not answer, and is asked again.
						this.failures.push(cause);
						return AWAY;
					}
				},
			},
			outbox: this.outbox,
			onDelivered: (_, outcome) => this.delivered.push(outcome),
			onWaiting: () => undefined,
			now: () => hotel.now,
		});
	}

	/** Until the replica has heard all that there is. */
	catchUp = (): Promise<void> => this.#following.online();

	/** Whose card it is, as far as this till knows. */
	swipe(card: string): MemberView {
		const known = this.guests.known({ kind: 'member-card', medium: 'magstripe', number: card });
		if (!known?.ok) throw new Error(`${card} is not known here`);
		return known.value;
	}

	/** @returns what the cashier is told */
	async confirm(command: RecordVisit, member: MemberView | null): Promise<Booked> {
		let told: Booked | undefined;
		await this.#desk.record(command, bridgeSetupOf(this.#hotel).counter, member, (answer) => (told = answer));
		return told!;
	}

	/** Takes a visit of its own back. */
	withdraw = (command: ReverseVisit): ReversalAnswer | null => this.#desk.withdraw(command);

	/** Sends all that waits. */
	deliver = (): Promise<void> => this.#desk.deliver();

	close(): void {
		this.#desk.close();
		this.outbox.close();
		this.#replica.close();
		rmSync(this.#folder, { recursive: true });
	}
}
