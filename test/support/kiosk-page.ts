import { io, type Socket } from 'socket.io-client';
import { vi } from 'vitest';
import type { KioskAct, KioskState } from '#shared/counter/kiosk-state.ts';
import type { BridgeToPage, PageToBridge } from '#shared/protocol/sockets.ts';

/** What a kiosk's page holds: one socket to its bridge, and the state that came last. */
export class KioskPage {
	readonly #socket: Socket<BridgeToPage, PageToBridge>;
	state: KioskState | undefined;

	constructor(bridgePort: number) {
		const origin = `http://localhost:${bridgePort}`;
		this.#socket = io(origin, { transports: ['websocket'], extraHeaders: { origin } });
		this.#socket.on('kiosk.state', (state) => (this.state = state));
	}

	says(kind: KioskAct['kind']): void {
		this.#socket.emit('kiosk.input', { kind });
	}

	/** Until something holds of the state. */
	async until(holds: (state: KioskState) => boolean): Promise<KioskState> {
		return vi.waitFor(
			() => {
				if (!this.state || !holds(this.state)) throw new Error(`the kiosk stays at ${JSON.stringify(this.state)}`);
				return this.state;
			},
			{ timeout: 20_000 },
		);
	}

	close(): void {
		this.#socket.close();
	}
}
