import { withHouse, type HousePlace } from './open-house.ts';
import { openWords } from './conflicts.ts';
import { linesOfCounter, pageOfCounter } from '../counter-words.ts';
import { viewCounters } from '../queries/counter-views.ts';
import { revokeDevice } from '../store/device-store.ts';

export type CounterOrder = { readonly kind: 'list' } | { readonly kind: 'show' | 'revoke'; readonly id: string };

export const COUNTER_UNKNOWN = 53;
export const COUNTER_OVER = 54;

/** What a command line asks of `retorno counter`. @throws with a sentence where it asks nothing that makes sense */
export function readCounterOrder(verb: string | undefined, id: string | undefined): CounterOrder {
	if (verb === 'list') return { kind: 'list' };
	if (verb !== 'revoke' && verb !== 'show')
		throw new Error('retorno counter list, show, revoke, unbooked, book or dismiss; retorno --help says more.');
	if (id === undefined) throw new Error(`retorno counter ${verb} needs the id of the counter.`);
	return { kind: verb, id };
}

/**
 * Lists the counters of a hotel, shows one, or takes its key away, also while the hotel is open.
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
		const counters = await store.read(viewCounters(house.id));
		if (order.kind === 'list') {
			say(counters.length === 0 ? `${house.name} has no counter.` : `Counters of ${house.name}:`);
			for (const line of counters.flatMap((counter) => linesOfCounter(counter, now))) say(line);
			const open = counters.reduce((sum, { openConflicts }) => sum + openConflicts, 0);
			if (open > 0) say(openWords(open));
			return 0;
		}
		const found = counters.find(({ id }) => id === order.id);
		if (!found) {
			say(`There is no counter ${order.id}; "retorno counter list" shows them. Nothing was changed.`);
			return COUNTER_UNKNOWN;
		}
		if (order.kind === 'show') {
			for (const line of pageOfCounter(found, now)) say(line);
			return 0;
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
