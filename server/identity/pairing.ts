import { randomBytes, timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { networkOf } from '../http/limits/api-limits.ts';
import { Recent } from '../http/limits/recent.ts';
import { SlidingWindow } from '../http/limits/sliding-window.ts';
import type { DeviceRecord } from '../store/device-store.ts';
import { beginAgreement, endAgreement, proofOf, type Channel, type Half } from './pake.ts';
import { countTry, readTicket, takeTicket, type Ticket } from './pairing-tickets.ts';

/** What a counter says first. `ticket`: of its file, `null` for the code that is open. */
export type PairingBegin = { readonly ticket: string | null; readonly nonce: string; readonly share: string };
export type PairingBegun = { readonly session: string; readonly share: string };
export type PairingFinish = { readonly session: string; readonly proof: string };
/** `proof` covers the key and what the counter is. */
export type Paired = {
	readonly deviceKey: string;
	readonly counter: Omit<DeviceRecord, 'id'>;
	readonly proof: string;
};

/** In order of precedence. */
export type PairingRefusal =
	/** Too many from this address, or from everywhere. */
	| { readonly code: 'pairing_busy' }
	/** Nobody is to be paired now, or it took too long. */
	| { readonly code: 'pairing_closed' }
	| { readonly code: 'pairing_wrong'; readonly triesLeft: number };

type Session = {
	readonly ticketId: string | null;
	readonly ticket: Ticket;
	readonly half: Half;
	readonly other: string;
	readonly channel: Channel;
	readonly endsAtMs: number;
};

type Parts = {
	readonly dataFolder: string;
	/** Of this server's key. */
	readonly pin: string;
	/** RFC 3339, UTC. */
	readonly now: () => string;
	/** Milliseconds of a clock that never goes back. */
	readonly nowMs: () => number;
	/** @returns the key of the counter */
	readonly register: (counter: Ticket['counter'], at: string) => Promise<string>;
};

/** From a counter's first word to its second; no person stands between. */
const SESSION_MS = 10_000;
const SESSIONS_MAX = 32;
/** An agreement costs the server some milliseconds. */
const BEGINS: ConstructorParameters<typeof SlidingWindow>[0] = { calls: 60, windowMs: 60_000 };
const WRONG: ConstructorParameters<typeof SlidingWindow>[0] = { calls: 10, windowMs: 3_600_000 };
const ADDRESSES_MAX = 1_000;

/** The server's side of pairing. */
export class Pairing {
	readonly #parts: Parts;
	readonly #sessions = new Map<string, Session>();
	readonly #begins = new SlidingWindow(BEGINS);
	readonly #wrong = new Recent(ADDRESSES_MAX, () => new SlidingWindow(WRONG));

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	begin({ ticket: id, nonce, share }: PairingBegin, address: string): Result<PairingBegun, PairingRefusal> {
		const { dataFolder, pin, now, nowMs } = this.#parts;
		const nowAtMs = nowMs();
		const guesses = this.#wrong.of(networkOf(address)).stateAt(nowAtMs);
		if (guesses.left === 0 || !this.#begins.take(nowAtMs)) return err({ code: 'pairing_busy' });
		const ticket = readTicket(dataFolder, id, now());
		if (!ticket) return err({ code: 'pairing_closed' });
		const channel = { pin, nonce };
		const half = beginAgreement(ticket.secret, channel);
		const session = randomBytes(16).toString('hex');
		for (const [old, { endsAtMs }] of this.#sessions) if (endsAtMs <= nowAtMs) this.#sessions.delete(old);
		if (this.#sessions.size >= SESSIONS_MAX) return err({ code: 'pairing_busy' });
		const endsAtMs = nowAtMs + SESSION_MS;
		this.#sessions.set(session, { ticketId: id, ticket, half, other: share, channel, endsAtMs });
		return ok({ session, share: half.share });
	}

	/** Each session is one try, whatever comes of it. */
	async finish({ session: id, proof }: PairingFinish, address: string): Promise<Result<Paired, PairingRefusal>> {
		const { dataFolder, now, nowMs, register } = this.#parts;
		const session = this.#sessions.get(id);
		this.#sessions.delete(id);
		if (!session || session.endsAtMs <= nowMs()) return err({ code: 'pairing_closed' });
		const { ticketId, half, other, channel } = session;
		const ticket = readTicket(dataFolder, ticketId, now());
		if (ticket?.secret !== session.ticket.secret) return err({ code: 'pairing_closed' });
		const key = endAgreement(half, other, channel, false);
		if (key === null || !isSame(proof, proofOf(key, 'counter'))) {
			this.#wrong.of(networkOf(address)).take(nowMs());
			return err({ code: 'pairing_wrong', triesLeft: countTry(dataFolder, ticketId, ticket) });
		}
		if (!takeTicket(dataFolder, ticketId)) return err({ code: 'pairing_closed' });
		const { counter } = ticket;
		const deviceKey = await register(counter, now());
		return ok({ deviceKey, counter, proof: proofOf(key, 'server', grantOf(deviceKey, counter)) });
	}
}

/** What the server's proof covers. */
export const grantOf = (deviceKey: string, { outlet, terminal, role }: Ticket['counter']): string =>
	JSON.stringify([deviceKey, outlet, terminal, role]);

/** Takes as long whatever is wrong. */
export const isSame = (one: string, other: string): boolean =>
	one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
