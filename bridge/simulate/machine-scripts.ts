import { io, type Socket } from 'socket.io-client';
import { PROTOCOL, type BridgeToPage, type PageToBridge } from '#shared/protocol/sockets.ts';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';

/** A machine whose wall clock is wrong by so much, and can be set meanwhile; what only measures goes on. */
export class WrongClock implements Clock {
	#aheadMs: number;

	constructor(aheadMs: number) {
		this.#aheadMs = aheadMs;
	}

	readonly nowMs = (): number => systemClock.nowMs() + this.#aheadMs;
	readonly elapsedMs = systemClock.elapsedMs;
	readonly sleep = systemClock.sleep;

	/** Somebody sets it, or summer ends. */
	jump(ms: number): void {
		this.#aheadMs += ms;
	}
}

export type PageSocket = Socket<BridgeToPage, PageToBridge>;

/** A page of the bridge at this port, of any version. */
export function openPage(port: number, protocol = PROTOCOL): PageSocket {
	const origin = `http://localhost:${port}`;
	return io(origin, { transports: ['websocket'], extraHeaders: { origin }, auth: { protocol, build: 'simulated' } });
}

/** A page that says the same so many times without a pause. */
export function flood(page: PageSocket, messages: number): void {
	for (let n = 0; n < messages; n++) page.emit('kiosk.input', { kind: 'guest-left' });
}
