import { existsSync } from 'node:fs';
import { readHouse, type House } from '../house.ts';
import { apiKeyState, newApiKey, rotateApiKey } from '../identity/api-keys.ts';
import { furnishSandbox } from '../sandbox.ts';
import { API_SCOPES, loadApiKeys, revokeApiKey, type ApiScope, type StoredApiKey } from '../store/api-key-store.ts';
import { booksPath, isElsewhere, openStore } from '../store/open-store.ts';
import { openSandboxStore } from '../store/sandbox-store.ts';
import type { Store } from '../store/store.ts';

/** What is to be done with keys of the API. */
export type KeyOrder =
	| {
			readonly kind: 'create';
			readonly name: string;
			readonly scopes: readonly string[];
			/** `null` is every outlet. */
			readonly outlets: readonly string[] | null;
			readonly test: boolean;
	  }
	| { readonly kind: 'rotate'; readonly id: string; readonly overlapDays: number }
	| { readonly kind: 'list' }
	| { readonly kind: 'revoke'; readonly id: string };

export type KeyPlace = {
	readonly dataFolder: string;
	readonly env: NodeJS.ProcessEnv;
	/** RFC 3339, UTC. */
	readonly now: string;
};

/** So long an old key goes on working beside its successor, unless another time is named. */
export const OVERLAP_DAYS = 7;
/** Longer is no change of keys, but two of them. */
const OVERLAP_DAYS_MAX = 90;

const UNKNOWN = 40;
const OVER = 41;
const IMPOSSIBLE = 42;

const DAY_MS = 86_400_000;
const NAME_LENGTH_MAX = 60;

type Say = (line: string) => void;

/**
 * Hands out, lists, changes and takes away the keys of other systems, also in a hotel that is open.
 *
 * @returns the exit code
 * @throws with a sentence where there are no books
 */
export async function runKey(order: KeyOrder, { dataFolder, env, now }: KeyPlace, say: Say): Promise<number> {
	if (!isElsewhere(env) && !existsSync(booksPath(dataFolder))) throw new Error(`${dataFolder} holds no books.`);
	const store = await openStore(dataFolder, env, rethrow);
	try {
		const house = await readHouse(store);
		switch (order.kind) {
			case 'create':
				return await create(order, store, house, { dataFolder, env, now }, say);
			case 'rotate':
				return await rotate(order, store, house, now, say);
			case 'list':
				return await list(store, house, now, say);
			case 'revoke':
				return await revoke(order, store, house, now, say);
		}
	} finally {
		await store.close();
	}
}

function rethrow(cause: unknown): never {
	throw cause;
}

async function create(
	{ name, scopes, outlets, test }: Extract<KeyOrder, { kind: 'create' }>,
	store: Store,
	house: House,
	place: KeyPlace,
	say: Say,
): Promise<number> {
	const refuse = (sentence: string): number => {
		say(`${sentence} Nothing was changed.`);
		return IMPOSSIBLE;
	};
	if (!/^\P{C}+$/u.test(name) || name.length > NAME_LENGTH_MAX) {
		return refuse(`A key needs a name of 1 to ${NAME_LENGTH_MAX} characters: whose it is.`);
	}
	const scope = scopes.find((one) => !API_SCOPES.some((known) => known === one));
	if (scope !== undefined || scopes.length === 0) {
		return refuse(`There is no scope "${scope ?? ''}": ${API_SCOPES.join(', ')}.`);
	}
	const codes = house.outlets.map(({ code }) => code);
	const outlet = outlets?.find((one) => !codes.includes(one));
	if (outlet !== undefined) return refuse(`${house.name} has no outlet "${outlet}": ${codes.join(', ')}.`);

	if (test) await makeSandbox(store, house, place);
	say(await newApiKey(store, house, { name, scopes: scopes as ApiScope[], outlets, test }, place.now));
	say('This is the only time that the key is shown: the hotel keeps its hash alone.');
	if (test)
		say(`It opens the sandbox alone: the outlets, staff and programmes of ${house.name}, and none of its guests.`);
	return 0;
}

async function makeSandbox(store: Store, house: House, { dataFolder, env }: KeyPlace): Promise<void> {
	const sandbox = await openSandboxStore(dataFolder, env, rethrow);
	await furnishSandbox(store, house, sandbox).finally(() => sandbox.close());
}

async function rotate(
	{ id, overlapDays }: Extract<KeyOrder, { kind: 'rotate' }>,
	store: Store,
	house: House,
	now: string,
	say: Say,
): Promise<number> {
	if (!Number.isInteger(overlapDays) || overlapDays < 0 || overlapDays > OVERLAP_DAYS_MAX) {
		say(`An old key goes on working for 0 to ${OVERLAP_DAYS_MAX} whole days. Nothing was changed.`);
		return IMPOSSIBLE;
	}
	const key = await find(id, store, house, say);
	if (!key) return UNKNOWN;
	if (key.revokedAt !== null || key.expiresAt !== null) {
		say(`${id} is ${wordOf(key, now)} already. Nothing was changed.`);
		return OVER;
	}
	const until = new Date(Date.parse(now) + overlapDays * DAY_MS).toISOString();
	say(await rotateApiKey(store, house, key, now, until));
	say('This is the only time that the key is shown: the hotel keeps its hash alone.');
	say(overlapDays === 0 ? 'The old one opens nothing any more.' : `The old one goes on working until ${until}.`);
	return 0;
}

async function list(store: Store, house: House, now: string, say: Say): Promise<number> {
	const keys = await store.read(loadApiKeys(house.id));
	say(keys.length === 0 ? `${house.name} has handed out no key.` : `Keys of ${house.name}:`);
	for (const key of keys) {
		const { id, name, scopes, outlets, test, createdAt } = key;
		const opens = `${scopes.join(', ')} in ${outlets === null ? 'every outlet' : outlets.join(', ')}`;
		say(`  ${id}  ${name}, ${test ? 'test' : 'live'}, ${opens}, since ${createdAt ?? 'long ago'}, ${wordOf(key, now)}`);
	}
	return 0;
}

async function revoke(
	{ id }: Extract<KeyOrder, { kind: 'revoke' }>,
	store: Store,
	house: House,
	now: string,
	say: Say,
): Promise<number> {
	const key = await find(id, store, house, say);
	if (!key) return UNKNOWN;
	if (key.revokedAt !== null) {
		say(`${id} is revoked already. Nothing was changed.`);
		return OVER;
	}
	await store.configure([revokeApiKey(house.id, id, now)]);
	say(`${id} (${key.name}) is revoked: it opens nothing any more.`);
	return 0;
}

async function find(id: string, store: Store, house: House, say: Say): Promise<StoredApiKey | undefined> {
	const key = (await store.read(loadApiKeys(house.id))).find((one) => one.id === id);
	if (!key) say(`There is no key ${id}; "retorno key list" shows them. Nothing was changed.`);
	return key;
}

function wordOf(key: StoredApiKey, now: string): string {
	switch (apiKeyState(key, now)) {
		case 'revoked':
			return 'revoked';
		case 'expired':
			return 'replaced';
		case 'good':
			return key.expiresAt === null ? 'good' : `replaced, good until ${key.expiresAt}`;
	}
}
