import { isIPv6 } from 'node:net';
import { Recent } from './recent.ts';
import { SlidingWindow, type Quota } from './sliding-window.ts';

/** What a caller may ask for, by what it is limited. */
export type ApiLimits = {
	/** Every call of one key. */
	readonly calls: Quota;
	/** Of these, look-ups of a guest by anything but a card, which could be tried out one after the other. */
	readonly searches: Quota;
	/** Calls without a key that is good, from one address. */
	readonly strangers: Quota;
};
export type Policy = keyof ApiLimits;

const MINUTE_MS = 60_000;

export const API_LIMITS: ApiLimits = {
	calls: { calls: 600, windowMs: MINUTE_MS },
	searches: { calls: 60, windowMs: MINUTE_MS },
	strangers: { calls: 60, windowMs: MINUTE_MS },
};

/** A hotel has some dozens of keys. */
const KEYS_MAX = 1_000;
const ADDRESSES_MAX = 10_000;

type Address = { readonly window: SlidingWindow; readonly goodKeys: Recent<true> };

/** Where a caller stands with one policy. */
export type Standing = { readonly policy: Policy; readonly left: number; readonly moreInMs: number };

/** Keeps count of callers. @param nowMs milliseconds of a clock that never goes back */
export class LimitBook {
	readonly limits: ApiLimits;
	readonly #nowMs: () => number;
	readonly #calls: Recent<SlidingWindow>;
	readonly #searches: Recent<SlidingWindow>;
	readonly #addresses: Recent<Address>;

	constructor(limits: ApiLimits, nowMs: () => number) {
		this.limits = limits;
		this.#nowMs = nowMs;
		this.#calls = new Recent(KEYS_MAX, () => new SlidingWindow(limits.calls));
		this.#searches = new Recent(KEYS_MAX, () => new SlidingWindow(limits.searches));
		this.#addresses = new Recent(ADDRESSES_MAX, () => ({
			window: new SlidingWindow(limits.strangers),
			goodKeys: new Recent(KEYS_MAX, () => true as const),
		}));
	}

	/** Counts a call of a key. @returns whether it is let through */
	takeCall = (keyId: string): boolean => this.#calls.of(keyId).take(this.#nowMs());

	/** Counts a look-up by something else than a card. @returns whether it is let through */
	takeSearch = (keyId: string): boolean => this.#searches.of(keyId).take(this.#nowMs());

	/** Counts a call that brought no good key. @returns whether it is let through */
	takeStranger = (address: string): boolean => this.#at(address).window.take(this.#nowMs());

	/**
	 * Whether a key that comes from this address is looked up at all. A key that was not good here before counts as a
	 * stranger until it is: so nobody tries keys out, however many at once, and a till beside one that has a wrong key
	 * goes on.
	 */
	mayTry(address: string, keyHash: string): boolean {
		const { window, goodKeys } = this.#at(address);
		return goodKeys.has(keyHash) || window.take(this.#nowMs());
	}

	/** Keeps in mind whether a key is good at an address. */
	note(address: string, keyHash: string, isGood: boolean): void {
		const { goodKeys } = this.#at(address);
		if (isGood) goodKeys.of(keyHash);
		else goodKeys.forget(keyHash);
	}

	callsOf = (keyId: string): Standing => this.#standing('calls', this.#calls.of(keyId));

	searchesOf = (keyId: string): Standing => this.#standing('searches', this.#searches.of(keyId));

	strangersAt = (address: string): Standing => this.#standing('strangers', this.#at(address).window);

	#standing(policy: Policy, window: SlidingWindow): Standing {
		return { policy, ...window.stateAt(this.#nowMs()) };
	}

	#at(address: string): Address {
		return this.#addresses.of(networkOf(address));
	}
}

/** Whoever has one address of IPv6 has all of its /64. Source: RFC 6177. */
export function networkOf(address: string): string {
	if (!address.includes(':') || !isIPv6(address)) return address;
	const [head = '', tail] = address.split('%')[0]!.split('::');
	const front = head === '' ? [] : head.split(':');
	const back = tail === undefined || tail === '' ? [] : tail.split(':');
	// An address of IPv4 in the last place stands for two groups.
	const groups = front.length + back.length + (address.includes('.') ? 1 : 0);
	const all = tail === undefined ? front : [...front, ...Array<string>(8 - groups).fill('0'), ...back];
	// Mapped addresses of IPv4 are each somebody else's.
	if (all.slice(0, 5).every((group) => /^0+$/.test(group)) && /^ffff$/i.test(all[5]!)) return address;
	return all
		.slice(0, 4)
		.map((group) => Number.parseInt(group, 16).toString(16))
		.join(':');
}
