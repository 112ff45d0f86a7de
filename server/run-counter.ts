import { withHouse, type HousePlace } from './open-house.ts';
import { openWords } from './run-conflicts.ts';
import { loadOpenConflicts } from './store/conflict-store.ts';
import { loadDevices, revokeDevice, type StoredDevice } from './store/device-store.ts';

export type CounterOrder = { readonly kind: 'list' } | { readonly kind: 'revoke'; readonly id: string };

export const COUNTER_UNKNOWN = 53;
export const COUNTER_OVER = 54;

/** What a command line asks of `retorno counter`. @throws with a sentence where it asks nothing that makes sense */
export function readCounterOrder(verb: string | undefined, id: string | undefined): CounterOrder {
	if (verb === 'list') return { kind: 'list' };
	if (verb !== 'revoke')
		throw new Error('retorno counter list, revoke, unbooked, book or dismiss; retorno --help says more.');
	if (id === undefined) throw new Error('retorno counter revoke needs the id of the counter.');
	return { kind: 'revoke', id };
}

/**
 * Lists the counters of a hotel or takes the key of one away, also while the hotel is open.
 *
 * @param now RFC 3339, UTC
 * @returns the exit code
 * @throws with a sentence where there are no books
 */
export function runCounter(
	order: CounterOrder,
	place: HousePlace,
	now: string,
	say: (line: string) => void,
): Promise<number> {
	return withHouse(place, async (store, house) => {
		const counters = await store.read(loadDevices(house.id));
		if (order.kind === 'list') {
			say(counters.length === 0 ? `${house.name} has no counter.` : `Counters of ${house.name}:`);
			const open = await store.read(loadOpenConflicts(house.id));
			for (const counter of counters) {
				const ofCounter = open.filter(({ counter: id }) => id === counter.id).length;
				say(`  ${counter.id}  ${wordsOf(counter)}${ofCounter > 0 ? `, ${ofCounter} to look at` : ''}`);
			}
			if (open.length > 0) say(openWords(open.length));
			return 0;
		}
		const found = counters.find(({ id }) => id === order.id);
		if (!found) {
			say(`There is no counter ${order.id}; "retorno counter list" shows them. Nothing was changed.`);
			return COUNTER_UNKNOWN;
		}
		if (found.revokedAt !== null) {
			say(`${order.id} is revoked already. Nothing was changed.`);
			return COUNTER_OVER;
		}
		await store.configure([revokeDevice(house.id, order.id, now)]);
		say(`${order.id} is revoked: its key opens nothing any more.`);
		return 0;
	});
}

function wordsOf({ role, pairedAt, revokedAt }: StoredDevice): string {
	const state = revokedAt === null ? 'good' : `revoked ${revokedAt}`;
	return `${role}, ${pairedAt === null ? 'beside the server' : `paired ${pairedAt}`}, ${state}`;
}
