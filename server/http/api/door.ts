import type { FastifyReply, FastifyRequest } from 'fastify';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { apiKeyHashOf, apiKeyState } from '../../identity/api-keys.ts';
import { loadApiKey, type ApiKeyRecord, type ApiScope, type StoredApiKey } from '../../store/api-key-store.ts';
import type { LimitBook, Standing } from '../limits/api-limits.ts';
import { limitHeaders, secondsUntilMore } from '../limits/limit-headers.ts';
import type { ApiHouse } from './api-house.ts';
import type { Problem } from './problem.ts';

declare module 'fastify' {
	interface FastifyContextConfig {
		/** What a key needs for this route; a route without it needs no key. */
		readonly scope?: ApiScope;
	}
}

/** Lets callers in by their key, as often as the limits say. Whatever is answered says where its caller stands. */
export class Door {
	readonly #api: Pick<ApiHouse, 'store' | 'house' | 'now'>;
	readonly #book: LimitBook;

	constructor(api: Pick<ApiHouse, 'store' | 'house' | 'now'>, book: LimitBook) {
		this.#api = api;
		this.#book = book;
	}

	/** A call that needs a key. */
	async letIn(request: FastifyRequest, reply: FastifyReply, scope: ApiScope): Promise<Result<ApiKeyRecord, Problem>> {
		const text = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
		if (text === undefined) {
			const stranger = this.letStranger(request, reply);
			return stranger.ok ? err({ code: 'key_missing' }) : stranger;
		}
		const keyHash = apiKeyHashOf(text);
		const mayTry = this.#book.mayTry(request.ip, keyHash);
		const stranger = this.#book.strangersAt(request.ip);
		if (!mayTry) return this.#refuse(reply, stranger);
		const key = usable(await this.#api.store.find(loadApiKey(this.#api.house.id, keyHash)), this.#api.now());
		this.#book.note(request.ip, keyHash, key.ok);
		if (!key.ok) {
			this.#say(reply, [stranger]);
			return key;
		}
		const { id, scopes } = key.value;
		const isTaken = this.#book.takeCall(id);
		const standing = this.#book.callsOf(id);
		if (!isTaken) return this.#refuse(reply, standing);
		this.#say(reply, [standing]);
		return scopes.includes(scope) ? key : err({ code: 'scope_missing', scope });
	}

	/** A call that needs none. */
	letStranger({ ip }: FastifyRequest, reply: FastifyReply): Result<null, Problem> {
		const isTaken = this.#book.takeStranger(ip);
		const standing = this.#book.strangersAt(ip);
		if (!isTaken) return this.#refuse(reply, standing);
		this.#say(reply, [standing]);
		return ok(null);
	}

	/** A look-up by something else than a card; the call itself is counted already. */
	countSearch({ id }: ApiKeyRecord, reply: FastifyReply): Result<null, Problem> {
		const isTaken = this.#book.takeSearch(id);
		const [calls, searches] = [this.#book.callsOf(id), this.#book.searchesOf(id)];
		if (!isTaken) return this.#refuse(reply, searches, [calls, searches]);
		this.#say(reply, [calls, searches]);
		return ok(null);
	}

	#refuse(reply: FastifyReply, full: Standing, standings: readonly Standing[] = [full]): Result<never, Problem> {
		const retryAfterSeconds = secondsUntilMore(full);
		this.#say(reply.header('retry-after', retryAfterSeconds), standings);
		return err({ code: 'rate_limited', policy: full.policy, retryAfterSeconds });
	}

	#say(reply: FastifyReply, standings: readonly Standing[]): void {
		void reply.headers(limitHeaders(standings, this.#book.limits));
	}
}

function usable(key: StoredApiKey | null, now: string): Result<ApiKeyRecord, Problem> {
	if (!key) return err({ code: 'key_unknown' });
	const state = apiKeyState(key, now);
	return state === 'good' ? ok(key) : err({ code: `key_${state}` });
}
