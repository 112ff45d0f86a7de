import type { CardPattern } from '#shared/card/card.ts';
import { decodeKeyed } from '#shared/card/drivers/keyed.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { House } from '../../house.ts';
import { cardTokenOf, type Keys } from '../../identity/keys.ts';
import { sandboxKeys, sandboxOf, type Sandbox } from '../../sandbox.ts';
import type { ApiKeyRecord } from '../../store/api-key-store.ts';
import type { Store } from '../../store/store.ts';
import type { ApiLimits } from '../limits/api-limits.ts';
import { ProgrammeShelf } from '../../store/loading/visit-loading.ts';

/** The hotel that the API speaks for. */
export type ApiHouse = {
	readonly store: Store;
	readonly house: House;
	readonly shelf: ProgrammeShelf;
	readonly keys: Keys;
	/** RFC 3339, UTC. */
	readonly now: () => string;
};

/** What the API is made of. */
export type ApiParts = ApiHouse & {
	/** Where test keys are let in, and nowhere else. */
	readonly sandbox: Pick<Sandbox, 'books'>;
	readonly limits: ApiLimits;
	/** Milliseconds of a clock that never goes back. */
	readonly nowMs: () => number;
};

/** The same API over the books of the sandbox. */
export function sandboxApi({ house, keys, now }: ApiHouse, store: Store): ApiHouse {
	const own = sandboxOf(house);
	return { store, house: own, shelf: new ProgrammeShelf(own.id), keys: sandboxKeys(keys), now };
}

type CardRefused = { readonly code: 'card_payment' } | { readonly code: 'card_foreign' };
type OutletForbidden = { readonly code: 'outlet_forbidden' };

/** A card's number becomes its token here, at the border; what is no card of the programme becomes nothing. */
export function tokenOf(number: string, { house, keys }: ApiHouse): Result<string, CardRefused> {
	const patterns = house.cardPatterns.map((pattern): CardPattern => ({ ...pattern, medium: 'keyed' }));
	const read = decodeKeyed(Buffer.from(number), patterns);
	if (read.ok) return ok(cardTokenOf(read.value.number, keys));
	return err({ code: read.error.code === 'card_payment' ? 'card_payment' : 'card_foreign' });
}

export const speakFor = (outlet: string, { outlets }: ApiKeyRecord): Result<null, OutletForbidden> =>
	outlets === null || outlets.includes(outlet) ? ok(null) : err({ code: 'outlet_forbidden' });

/** Whether a key speaks for an outlet, and the hotel has it. */
export function admitOutlet(
	code: string,
	key: ApiKeyRecord,
	{ house }: ApiHouse,
): Result<null, OutletForbidden | { readonly code: 'outlet_unknown' }> {
	const spoken = speakFor(code, key);
	if (!spoken.ok) return spoken;
	return house.outlets.some((outlet) => outlet.code === code) ? ok(null) : err({ code: 'outlet_unknown' });
}
