import { fetch, insert, run, statement, type Loading, type Write } from './statement.ts';

/**
 * What another system may ask for: `pos` records and reads bills; `events` reads what happens in the whole hotel; `manage`
 * corrects: points by hand, bills of another guest, what waits for a second person.
 */
export const API_SCOPES = ['pos', 'events', 'manage'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

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

/** RFC 3339, UTC. */
export type ApiKeyTimes = {
	/** `null` for one that was made before this was kept. */
	readonly createdAt: string | null;
	/** It opens nothing from then on; `null` for one that nothing ends. */
	readonly expiresAt: string | null;
	readonly revokedAt: string | null;
};
export type StoredApiKey = ApiKeyRecord & ApiKeyTimes;

const COLUMNS = ['id', 'name', 'scopes', 'outlets', 'test', 'created_at', 'expires_at', 'revoked_at'] as const;

const findKey = statement<{ propertyId: string; keyHash: string }>()(
	'api-key.by-hash',
	(db, v) =>
		db.selectFrom('api_key').select(COLUMNS).where('property_id', '=', v.propertyId).where('key_hash', '=', v.keyHash),
	{ isConfiguration: true },
);

const findKeys = statement<{ propertyId: string }>()('api-key.all', (db, v) =>
	db
		.selectFrom('api_key')
		.select(COLUMNS)
		.where('property_id', '=', v.propertyId)
		.orderBy('created_at', (order) => order.asc().nullsFirst())
		.orderBy('id'),
);

const removeKey = statement<{ id: string }>()('api-key.remove', (db, v) =>
	db.deleteFrom('api_key').where('id', '=', v.id),
);

const setExpiry = statement<{ propertyId: string; id: string; at: string }>()('api-key.expire', (db, v) =>
	db.updateTable('api_key').set({ expires_at: v.at }).where('property_id', '=', v.propertyId).where('id', '=', v.id),
);

const setRevoked = statement<{ propertyId: string; id: string; at: string }>()('api-key.revoke', (db, v) =>
	db.updateTable('api_key').set({ revoked_at: v.at }).where('property_id', '=', v.propertyId).where('id', '=', v.id),
);

type KeyRow = {
	readonly id: string;
	readonly name: string;
	readonly scopes: string;
	readonly outlets: string | null;
	readonly test: number;
	readonly created_at: string | null;
	readonly expires_at: string | null;
	readonly revoked_at: string | null;
};

const keyOf = ({ id, name, scopes, outlets, test, ...times }: KeyRow): StoredApiKey => ({
	...{ id, name, test: test === 1 },
	scopes: JSON.parse(scopes) as ApiScope[],
	outlets: outlets === null ? null : (JSON.parse(outlets) as string[]),
	...{ createdAt: times.created_at, expiresAt: times.expires_at, revokedAt: times.revoked_at },
});

/**
 * Whose key it is, also of one that is over. Found by its hash, so nothing that takes longer for a nearly right key
 * compares it.
 */
export function* loadApiKey(propertyId: string, keyHash: string): Loading<StoredApiKey | null> {
	const [[found]] = yield* fetch(findKey({ propertyId, keyHash }));
	return found ? keyOf(found) : null;
}

/** All keys that were ever handed out, in the order in which they were made. */
export function* loadApiKeys(propertyId: string): Loading<readonly StoredApiKey[]> {
	const [rows] = yield* fetch(findKeys({ propertyId }));
	return rows.map(keyOf);
}

/** Admits a system; the key that it had under the same id is gone. @param createdAt RFC 3339, UTC */
export const setApiKey = (propertyId: string, key: ApiKeyRecord, keyHash: string, createdAt: string): Write[] => [
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
			created_at: createdAt,
			expires_at: null,
			revoked_at: null,
		},
	]),
];

/** Lets a key open nothing from `at` on, RFC 3339, UTC. */
export const expireApiKey = (propertyId: string, id: string, at: string): Write =>
	run(setExpiry({ propertyId, id, at }));

/** Takes a key away at once. @param at RFC 3339, UTC */
export const revokeApiKey = (propertyId: string, id: string, at: string): Write =>
	run(setRevoked({ propertyId, id, at }));
