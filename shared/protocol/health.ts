import type { HelloRefusal } from './sockets.ts';

/** Why a counter and its server do not talk, although both run. */
export type ServerTrouble = HelloRefusal['code'] | 'server_differs';

/** How a counter stands beside its conversation. */
export type BridgeHealth = {
	/** `null` where they talk, or the server is only away. */
	readonly trouble: ServerTrouble | null;
	/**
	 * By how many milliseconds the clock of this machine is ahead of the server's: what is less it is the time of the house.
	 * `null` where nobody has ever measured it.
	 */
	readonly skewMs: number | null;
	/** Something says more than a person can; a part of it is not heard. */
	readonly flooded: boolean;
	/** So much was not heard since the start. */
	readonly dropped: number;
	/** The disk does not hold the slips that wait: they are lost when the bridge ends. */
	readonly slipsUnkept: boolean;
	/** The file of waiting visits was damaged, and lies beside the new one: RFC 3339, UTC. `null` where none does. */
	readonly damagedAt: string | null;
};

export const WELL: BridgeHealth = {
	...{ trouble: null, skewMs: null, flooded: false, dropped: 0 },
	...{ slipsUnkept: false, damagedAt: null },
};

/** From here on somebody is told: what was measured long ago is less right, and other programs go by this clock. */
export const SKEW_MS_TOLD = 60_000;
