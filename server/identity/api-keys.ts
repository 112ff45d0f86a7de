import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { House } from '../house.ts';
import { setApiKey, type ApiKeyRecord } from '../store/api-key-store.ts';
import type { Store } from '../store/store.ts';

/** 256 random bits need no slow hash. */
export const apiKeyHashOf = (key: string): string => hash('sha256', key);

/**
 * Admits another system and hands out its key, once: only the hash stays here. What a key begins with tells a person who
 * finds it in a file what it opens.
 */
export async function newApiKey(store: Store, house: House, key: Omit<ApiKeyRecord, 'id'>): Promise<string> {
	const text = `loy_${key.test ? 'test' : 'live'}_${randomBytes(32).toString('base64url')}`;
	await store.configure(setApiKey(house.id, { ...key, id: randomUUID() }, apiKeyHashOf(text)));
	return text;
}
