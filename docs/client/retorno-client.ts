/**
 * A client of the Retorno API for a POS: copy it and make it yours. It needs nothing but `fetch`; run it with Node 22.18 or
 * newer, or compile it. What matters in it:
 *
 * - A call that got no answer is sent again as it was. The id of a bill means the same bill for ever, so it is booked once.
 * - Where no answer comes at all, `outcomeOf` says later what became of the bill.
 * - While the line is down, paid bills lie in the `Outbox` and go out together, in their order.
 */

/** A member card, or a member whose id an answer told. */
export type Credential = { readonly type: 'card' | 'member'; readonly value: string };

/** Amounts are whole numbers of the smallest unit of the currency. */
export type Bill = {
	/** A UUID that you make once and keep with the bill. */
	readonly id: string;
	readonly credential?: Credential | null;
	readonly memberId?: string | null;
	readonly outlet: string;
	readonly terminal: string;
	readonly cashier: string;
	/** RFC 3339. */
	readonly occurredAt: string;
	readonly businessDate?: string | null;
	readonly checkNumber?: string | null;
	readonly part?: number | null;
	readonly currency: string;
	readonly lines: readonly {
		readonly id: string;
		readonly category: string;
		readonly quantity: number;
		readonly grossMinor: number;
	}[];
	readonly tenders?: readonly Tender[] | null;
};
export type Tender =
	| { readonly type: 'other'; readonly amountMinor: number }
	| { readonly type: 'points'; readonly points: number; readonly amountMinor: number };
/** It is paid: discount and tenders stand as they are. */
export type PaidBill = Bill & { readonly tenders: readonly Tender[] };

export type Visit = {
	readonly visitId: string;
	readonly businessDate: string;
	readonly part: number;
	readonly payableMinor: number;
	/** `pending`, where there is any, cannot be used yet and is in no balance. */
	readonly points: {
		readonly earned: number;
		readonly spent: number;
		readonly balance: number;
		readonly pending?: number;
	};
	readonly receipt: { readonly language: string; readonly lines: readonly string[]; readonly qr: string | null };
	readonly reversals: readonly { readonly reversalId: string; readonly whole: boolean }[];
};

export type Problem = {
	readonly status: number;
	/** For the program; a code keeps its meaning for ever. */
	readonly code: string;
	/** For the cashier, in the language that you ask for. */
	readonly title: string;
	readonly detail: string;
	readonly retryable: boolean;
	readonly [member: string]: unknown;
};

/** The hotel said no, and why. Nothing was booked by this call. */
export class Refused extends Error {
	readonly problem: Problem;
	constructor(problem: Problem) {
		super(`${problem.code}: ${problem.detail}`);
		this.problem = problem;
	}
}

/** No answer, however often it was tried: what became of a bill is not known yet. */
export class NoAnswer extends Error {}

export type ClientOptions = {
	/** Of the hotel's server: `https://retorno.hotel.example`. */
	readonly url: string;
	readonly key: string;
	/** `en`, `es`, `zh` or `bg`. */
	readonly language?: string;
	readonly fetch?: typeof fetch;
	readonly sleep?: (ms: number) => Promise<void>;
};

const ANSWER_MS_MAX = 5_000;
/** Before the second, third and fourth try. */
const PAUSES_MS = [300, 1_000, 3_000];
/** A guest stands at the till: whoever has to wait longer than this is told so. */
const WAIT_MS_MAX = 10_000;

export class RetornoClient {
	readonly #options: ClientOptions;

	constructor(options: ClientOptions) {
		this.#options = options;
	}

	lookUp = (credential: Credential, outlet: string) =>
		this.call<Record<string, unknown>>('POST', '/members/lookup', { credential, outlet });

	/** What a bill would come to. Books nothing. */
	quote = (bill: object) => this.call<Record<string, unknown>>('POST', '/quotes', bill);

	/**
	 * Records a bill, once, however often it is called with the same bill.
	 *
	 * @throws `Refused`, or `NoAnswer`: then put the bill into the outbox or ask `outcomeOf` later
	 */
	record = (bill: Bill) => this.call<Visit>('POST', '/visits', bill);

	/** Takes a visit back, whole without `lines`. `id` is a UUID that you make once. */
	takeBack = (visitId: string, reversal: { readonly id: string; readonly [member: string]: unknown }) =>
		this.call<Record<string, unknown>>('POST', `/visits/${encodeURIComponent(visitId)}/reversals`, reversal);

	/** What became of a bill that got no answer: the visit that stands, or `null` where the hotel has none: send it again. */
	async outcomeOf({ outlet, checkNumber, part, id }: Bill, businessDate: string): Promise<Visit | null> {
		if (!checkNumber) {
			return this.call<Visit>('GET', `/visits/${encodeURIComponent(id)}`).catch((cause: unknown) => {
				if (cause instanceof Refused && cause.problem.code === 'visit_not_found') return null;
				throw cause;
			});
		}
		const query = new URLSearchParams({ outlet, businessDate, checkNumber });
		const { visits } = await this.call<{ visits: readonly Visit[] }>('GET', `/visits?${query.toString()}`);
		const stands = (visit: Visit): boolean => !visit.reversals.some(({ whole }) => whole);
		return visits.find((visit) => visit.part === (part ?? 0) && stands(visit)) ?? null;
	}

	/** The hotel's sums of a day, to be compared with your own. */
	dayClose = (outlet: string, businessDate: string) =>
		this.call<Record<string, unknown>>('GET', `/day-close?${new URLSearchParams({ outlet, businessDate }).toString()}`);

	/** Any call. Sent again as it is where no answer came, or one that says that it may succeed later. */
	async call<Answer>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
		const { sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) } = this.#options;
		for (let tries = 0; ; tries++) {
			const pauseMs = PAUSES_MS[tries];
			try {
				return await this.#once<Answer>(method, path, body);
			} catch (cause) {
				if (pauseMs === undefined) throw cause;
				if (cause instanceof NoAnswer) {
					await sleep(pauseMs);
					continue;
				}
				if (!(cause instanceof Refused) || !cause.problem.retryable) throw cause;
				const waitMs = Math.max(pauseMs, Number(cause.problem['retryAfterSeconds'] ?? 0) * 1_000);
				if (waitMs > WAIT_MS_MAX) throw cause;
				await sleep(waitMs);
			}
		}
	}

	async #once<Answer>(method: string, path: string, body: unknown): Promise<Answer> {
		const { url, key, language = 'en', fetch: send = fetch } = this.#options;
		let response: Response;
		let text: string;
		try {
			response = await send(`${url}/api/v1${path}`, {
				method,
				headers: {
					authorization: `Bearer ${key}`,
					'accept-language': language,
					...(body !== undefined && { 'content-type': 'application/json' }),
				},
				...(body !== undefined && { body: JSON.stringify(body) }),
				signal: AbortSignal.timeout(ANSWER_MS_MAX),
			});
			text = await response.text();
		} catch (cause) {
			throw new NoAnswer('The hotel did not answer.', { cause });
		}
		const said = parsed(text);
		if (response.ok && said !== undefined) return said as Answer;
		// What is no problem of Retorno comes from something between: a proxy whose server is away.
		if (isProblem(said)) throw new Refused(said);
		throw new NoAnswer(`Something other than the hotel answered, with ${response.status}.`);
	}
}

/** Where an outbox keeps its bills: on disk, written through, before the guest gets the slip. */
export type Shelf = {
	readonly read: () => Promise<readonly PaidBill[]>;
	readonly write: (bills: readonly PaidBill[]) => Promise<void>;
};

type BatchResult = { readonly status: number; readonly visit: Visit | null; readonly problem: Problem | null };

/** So many bills go out in one call. */
const BATCH_MAX = 100;

/** Bills that were paid while the line was down. One at a time may call it. */
export class Outbox {
	readonly #shelf: Shelf;

	constructor(shelf: Shelf) {
		this.#shelf = shelf;
	}

	put = async (bill: PaidBill): Promise<void> => this.#shelf.write([...(await this.#shelf.read()), bill]);

	/**
	 * Sends what waits, the oldest first, until nothing waits or the line is down again. A bill leaves the shelf when the
	 * hotel has said yes or a final no; one whose answer got lost is sent again, which books nothing twice.
	 *
	 * @param told what became of each bill; whoever was refused needs a person
	 * @returns how many still wait
	 */
	async drain(client: RetornoClient, told: (bill: PaidBill, result: BatchResult) => void): Promise<number> {
		for (;;) {
			const bills = await this.#shelf.read();
			if (bills.length === 0) return 0;
			const sent = bills.slice(0, BATCH_MAX);
			let results: readonly BatchResult[];
			try {
				({ results } = await client.call<{ results: readonly BatchResult[] }>('POST', '/visits/batch', {
					visits: sent,
				}));
			} catch (cause) {
				if (cause instanceof NoAnswer || (cause instanceof Refused && cause.problem.retryable)) return bills.length;
				throw cause;
			}
			const later = sent.filter((_, index) => results[index]?.problem?.retryable ?? false);
			await this.#shelf.write([...later, ...bills.slice(sent.length)]);
			for (const [index, bill] of sent.entries()) {
				const result = results[index];
				if (result && !later.includes(bill)) told(bill, result);
			}
			if (later.length > 0) return later.length + bills.length - sent.length;
		}
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const isProblem = (said: unknown): said is Problem =>
	typeof said === 'object' && said !== null && 'code' in said && 'retryable' in said;
