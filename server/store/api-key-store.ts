import { fetch, insert, run, statement, type Loading, type Write } from './statement.ts';

/** What another system may ask for. */
/** `pos` records and reads bills; `events` reads what happens in the whole hotel. */
export type ApiScope = 'pos' | 'events';

export type ApiKeyRecord = {
	readonly id: string;
	/** What the hotel calls the system that has it. */
	readonly name: string;
	readonly scopes: readonly ApiScope[];
	/** Codes of the outlets it speaks for; `null` is every outlet of the hotel. */
	readonly outlets: readonly string[] | null;
	/** Of a system that is being tried out. */
	readonly test: boolean;
};

const findKey = statement<{ propertyId: string; keyHash: string }>()(
	'api-key.by-hash',
	(db, v) =>
		db
			.selectFrom('api_key')
			.select(['id', 'name', 'scopes', 'outlets', 'test'])
			.where('property_id', '=', v.propertyId)
			.where('key_hash', '=', v.keyHash),
	{ isConfiguration: true },
);

const removeKey = statement<{ id: string }>()('api-key.remove', (db, v) =>
	db.deleteFrom('api_key').where('id', '=', v.id),
);

/** Whose key it is. Found by its hash, so nothing that takes longer for a nearly right key compares it. */
export function* loadApiKey(propertyId: string, keyHash: string): Loading<ApiKeyRecord | null> {
	const [[found]] = yield* fetch(findKey({ propertyId, keyHash }));
	if (!found) return null;
	return {
		id: found.id,
		name: found.name,
		scopes: JSON.parse(found.scopes) as ApiScope[],
		outlets: found.outlets === null ? null : (JSON.parse(found.outlets) as string[]),
		test: found.test === 1,
	};
}

/** Admits a system; the key that it had under the same id is gone. */
export const setApiKey = (propertyId: string, key: ApiKeyRecord, keyHash: string): Write[] => [
	run(removeKey({ id: key.id })),
	insert('api_key', [
		{
			id: key.id,
			property_id: propertyId,
			name: key.name,
			key_hash: keyHash,
			scopes: JSON.stringify(key.scopes),
			outlets: key.outlets && JSON.stringify(key.outlets),
			test: key.test ? 1 : 0,
		},
	]),
];
