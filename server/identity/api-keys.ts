import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { House } from '../house.ts';
import {
	expireApiKey,
	setApiKey,
	type ApiKeyRecord,
	type ApiKeyTimes,
	type StoredApiKey,
} from '../store/api-key-store.ts';
import type { Store } from '../store/store.ts';

/** 256 random bits need no slow hash. */
export const apiKeyHashOf = (key: string): string => hash('sha256', key);

/** What a key begins with tells a person who finds it in a file what it opens. */
const newKeyText = (test: boolean): string => `loy_${test ? 'test' : 'live'}_${randomBytes(32).toString('base64url')}`;

/**
 * Admits another system and hands out its key, once: only the hash stays here.
 *
 * @param now RFC 3339, UTC
 */
export async function newApiKey(
	store: Store,
	{ id: propertyId }: House,
	key: Omit<ApiKeyRecord, 'id'>,
	now: string,
): Promise<string> {
	const text = newKeyText(key.test);
	await store.configure(setApiKey(propertyId, { ...key, id: randomUUID() }, apiKeyHashOf(text), now));
	return text;
}

/**
 * Hands out a key that opens what an older one opens. The older one goes on opening it until `until`, so that a system
 * can be told the new one without a gap.
 *
 * @param now RFC 3339, UTC, as `until` is
 */
export async function rotateApiKey(
	store: Store,
	{ id: propertyId }: House,
	{ id, name, scopes, outlets, test }: StoredApiKey,
	now: string,
	until: string,
): Promise<string> {
	const text = newKeyText(test);
	const next: ApiKeyRecord = { id: randomUUID(), name, scopes, outlets, test };
	await store.configure([...setApiKey(propertyId, next, apiKeyHashOf(text), now), expireApiKey(propertyId, id, until)]);
	return text;
}

/** Whether a key opens anything at `now`, and if not, why. RFC 3339, UTC. */
export function apiKeyState(
	{ expiresAt, revokedAt }: Pick<ApiKeyTimes, 'expiresAt' | 'revokedAt'>,
	now: string,
): 'good' | 'expired' | 'revoked' {
	if (revokedAt !== null) return 'revoked';
	return expiresAt !== null && Date.parse(expiresAt) <= Date.parse(now) ? 'expired' : 'good';
}
