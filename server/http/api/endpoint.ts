import { z } from 'zod';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { ApiKeyRecord, ApiScope } from '../../store/api-key-store.ts';
import { faultsOf } from './faults.ts';
import type { Problem, ProblemCode } from './problem.ts';

/** One call of the API as data: its route and its place in the OpenAPI document are both made from this. */
export type Contract<Params, Query, Body, Answer> = {
	readonly id: string;
	readonly method: 'GET' | 'POST' | 'DELETE';
	/** With parameters in braces: `/api/v1/visits/{id}`. */
	readonly path: string;
	readonly summary: string;
	readonly scope: ApiScope;
	readonly params: z.ZodType<Params>;
	readonly query: z.ZodType<Query>;
	/** `null` where the call has none. */
	readonly body: z.ZodType<Body> | null;
	/** Where it may be longer than others. */
	readonly bodyBytesMax?: number;
	/** Whether a retry is known by `Idempotency-Key`. */
	readonly idempotent: boolean;
	/** Whether it looks for a guest by something else than a card, which could be tried out: of these a key may send fewer. */
	readonly searches?: (body: Body) => boolean;
	readonly answer: z.ZodType<Answer>;
	/** What each good status says. */
	readonly statuses: Readonly<Record<number, string>>;
	/** Its own refusals, beside those that every call has. */
	readonly problems: readonly ProblemCode[];
};

export type Asked<Params, Query, Body> = {
	readonly params: Params;
	readonly query: Query;
	readonly body: Body;
	readonly idempotencyKey: string | undefined;
	readonly language: Language;
	readonly key: ApiKeyRecord;
	/** Counts a look-up by something else than a card. */
	readonly takeSearch: () => Result<null, Problem>;
};

export type Reply<Answer> = {
	readonly status: number;
	readonly answer: Answer;
	readonly headers?: Readonly<Record<string, string>>;
};

type AnyContract = Omit<Contract<unknown, unknown, unknown, unknown>, 'searches'>;

export type Endpoint = AnyContract & {
	/** Reads what was sent and answers it. */
	readonly run: (sent: Asked<unknown, unknown, unknown>) => Promise<Result<Reply<unknown>, Problem>>;
};

/** Every call takes it, so no contract says it. */
export const languageQuery = z.strictObject({
	language: z
		.enum(LANGUAGES)
		.optional()
		.describe('Of whatever a person reads in the answer; goes before Accept-Language.'),
});

/** Binds a contract to what answers it; what was sent is parsed once, here. */
export const endpoint = <Params, Query, Body, Answer>(
	contract: Contract<Params, Query, Body, Answer>,
	answer: (asked: Asked<Params, Query, Body>) => Promise<Result<Reply<Answer>, Problem>>,
): Endpoint => ({
	...contract,
	async run(sent) {
		const { language } = sent;
		const params = parsed(contract.params, sent.params, 'url_invalid', language);
		if (!params.ok) return params;
		const { language: named, ...rest } = sent.query as Readonly<Record<string, unknown>>;
		const spoken = parsed(languageQuery, { language: named }, 'query_invalid', language);
		if (!spoken.ok) return spoken;
		const query = parsed(contract.query, rest, 'query_invalid', language);
		if (!query.ok) return query;
		const body = contract.body ? parsed(contract.body, sent.body, 'body_invalid', language) : ok(null as Body);
		if (!body.ok) return body;
		const counted = contract.searches?.(body.value) ? sent.takeSearch() : ok(null);
		if (!counted.ok) return counted;
		return answer({ ...sent, params: params.value, query: query.value, body: body.value });
	},
});

function parsed<Value>(
	schema: z.ZodType<Value>,
	sent: unknown,
	code: ProblemCode,
	language: Language,
): Result<Value, Problem> {
	const read = schema.safeParse(sent);
	return read.success ? ok(read.data) : err({ code, errors: faultsOf(read.error.issues, sent, language) });
}
