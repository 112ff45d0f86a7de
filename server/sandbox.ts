import { createHmac } from 'node:crypto';
import type { House } from './house.ts';
import type { Keys } from './identity/keys.ts';
import { loadHouseCopy, loadHouseWrites } from './store/house-copy.ts';
import type { Store } from './store/store.ts';

/** The hotel as a test key sees it: the same outlets, staff and programmes; its own guests, visits and feed. */
export const sandboxOf = (house: House): House => ({
	...house,
	id: `${house.id}-sandbox`,
	// It stands on every slip, so that nobody takes one for a real one.
	name: `TEST ${house.name}`.slice(0, 60),
});

/** A card has another token here than in the hotel, so that no list of the one tells anything of the other. */
export const sandboxKeys = (keys: Keys): Keys => ({
	...keys,
	cardKey: createHmac('sha256', Buffer.from(keys.cardKey, 'hex')).update('sandbox').digest('hex'),
});

/** Brings the sandbox to the programmes and staff of the hotel; makes it where there is none. */
export async function furnishSandbox(hotelStore: Store, house: House, sandboxStore: Store): Promise<void> {
	const wanted = await hotelStore.read(loadHouseCopy(house.id));
	const own = sandboxOf(house);
	await sandboxStore.configure(await sandboxStore.read(loadHouseWrites(own.id, JSON.stringify(own), wanted)));
}

/** Starts what happens in open books by the clock. @returns ends it */
export type Tend = (store: Store, house: House) => () => Promise<void>;

/** The sandbox of a hotel, opened with the first call that needs it and kept like the hotel as that changes. */
export class Sandbox {
	readonly #hotelStore: Store;
	readonly #house: House;
	readonly #open: () => Promise<Store>;
	readonly #tend: Tend;
	#stop: (() => Promise<void>) | undefined;
	#store: Promise<Store> | undefined;
	#furnishing: Promise<void> = Promise.resolve();
	/** What the hotel had when the sandbox was last brought there. */
	#furnished = '';

	constructor(hotelStore: Store, house: House, open: () => Promise<Store>, tend: Tend) {
		this.#hotelStore = hotelStore;
		this.#house = house;
		this.#open = open;
		this.#tend = tend;
	}

	/** Its books, with all that the hotel has configured by now. */
	async books(): Promise<Store> {
		// One that could not be opened is tried again with the next call.
		this.#store ??= this.#open().catch((cause: unknown) => {
			this.#store = undefined;
			throw cause;
		});
		const store = await this.#store;
		this.#stop ??= this.#tend(store, sandboxOf(this.#house));
		// One after the other: two that add one programme at once would stand in each other's way.
		this.#furnishing = this.#furnishing.catch(() => undefined).then(() => this.#furnish(store));
		await this.#furnishing;
		return store;
	}

	async close(): Promise<void> {
		await this.#stop?.();
		await (await this.#store)?.close();
	}

	async #furnish(store: Store): Promise<void> {
		const has = JSON.stringify(await this.#hotelStore.read(loadHouseCopy(this.#house.id)));
		if (has === this.#furnished) return;
		await furnishSandbox(this.#hotelStore, this.#house, store);
		this.#furnished = has;
	}
}
