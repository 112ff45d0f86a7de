/**
 * Checks a Retorno server with a test key, as a POS would use it, and says of each promise of the API whether it holds:
 *
 *     node docs/client/conformance.ts --url http://127.0.0.1:4700 --key loy_test_…
 *
 * Run it with Node 22.18 or newer. It enrols guests of its own and books for them, so it wants a key of the sandbox.
 */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual, parseArgs } from 'node:util';

const HELP = `node conformance.ts --url <server> --key <test key>

  --outlet, --category, --currency   codes of the hotel; without them those of its own examples
  --cashier <code>                   somebody of its staff (ana)
  --card <number>                    a card of the hotel's form that nobody has: cards are checked too
  --live                             takes a key that is no test key, and books for the hotel

It ends with 0 where every check has passed, with 1 where one has failed, with 2 where nothing could be checked.
`;

type Json = Record<string, unknown>;
type Answer = { readonly status: number; readonly headers: Headers; readonly body: Json };
type Sent = { readonly body?: unknown; readonly key?: string; readonly headers?: Record<string, string> };
type Codes = {
	readonly outlet: string;
	readonly category: string;
	readonly currency: string;
	readonly cashier: string;
	readonly card: string | undefined;
};

/** What a check found that should not be so. */
class Broken extends Error {}
/** What cannot be checked here, and why. */
class Skipped extends Error {}

const ANSWER_MS_MAX = 15_000;

class Checks {
	readonly #url: string;
	readonly #key: string;
	failed = 0;

	constructor(url: string, key: string) {
		this.#url = url.replace(/\/$/, '');
		this.#key = key;
	}

	async call(method: 'GET' | 'POST', path: string, { body, key = this.#key, headers }: Sent = {}): Promise<Answer> {
		const response = await fetch(`${this.#url}${path}`, {
			method,
			headers: {
				authorization: `Bearer ${key}`,
				...(body !== undefined && { 'content-type': 'application/json' }),
				...headers,
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(ANSWER_MS_MAX),
		});
		const said: unknown = await response.json().catch(() => null);
		return { status: response.status, headers: response.headers, body: isObject(said) ? said : {} };
	}

	post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
		this.call('POST', `/api/v1${path}`, { body, headers });

	get = (path: string): Promise<Answer> => this.call('GET', `/api/v1${path}`);

	async check(promise: string, run: () => Promise<void>): Promise<void> {
		try {
			await run();
			console.log(`passed   ${promise}`);
		} catch (cause) {
			if (cause instanceof Skipped) return console.log(`skipped  ${promise}: ${cause.message}`);
			this.failed++;
			console.log(`failed   ${promise}: ${cause instanceof Error ? cause.message : String(cause)}`);
		}
	}
}

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Holds what was found against what was promised: of an object all that is named, of anything else all of it. */
function expectAnswer({ status, body }: Answer, wantedStatus: number, wanted: Json = {}): void {
	if (status !== wantedStatus)
		throw new Broken(`status ${status} for ${wantedStatus}, ${JSON.stringify(body).slice(0, 300)}`);
	for (const [name, value] of Object.entries(wanted)) {
		if (!isDeepStrictEqual(body[name], value)) {
			throw new Broken(`${name} is ${JSON.stringify(body[name])} and should be ${JSON.stringify(value)}`);
		}
	}
}

function expectProblem(answer: Answer, status: number, code: string): void {
	expectAnswer(answer, status, { code, status, type: `/problems/${code}` });
	const { headers, body } = answer;
	const type = headers.get('content-type') ?? '';
	if (!type.startsWith('application/problem+json')) throw new Broken(`the problem is ${type}`);
	for (const name of ['title', 'detail']) if (typeof body[name] !== 'string') throw new Broken(`no ${name}`);
	if (typeof body['retryable'] !== 'boolean') throw new Broken('it does not say whether it may succeed later');
}

function expectThat(isSo: boolean, otherwise: string): void {
	if (!isSo) throw new Broken(otherwise);
}

/** Every check, in the order of a day: each goes on from what the one before has booked. */
async function checkAll(on: Checks, { outlet, category, currency, cashier, card }: Codes): Promise<void> {
	const now = new Date().toISOString();
	const at = { outlet, terminal: 'conformance', cashier };
	const lines = [
		{ id: '1', category, quantity: 1, grossMinor: 6_200 },
		{ id: '2', category, quantity: 2, grossMinor: 1_800 },
	];
	const enrolment = {
		...{ id: randomUUID(), displayName: 'Conformance', givenName: 'Conformance', language: 'en' },
		...at,
	};
	const checkNumber = `c-${randomUUID().slice(0, 8)}`;
	let memberId = '';
	let visit: Json = {};
	let bill: Json = { ...{ id: randomUUID(), occurredAt: now, checkNumber, currency, lines }, ...at };

	await on.check('the API says what it is, without a key', async () => {
		expectAnswer(await on.call('GET', '/api/openapi.json', { key: '' }), 200, { openapi: '3.1.0' });
	});
	await on.check('a wrong key is refused with a problem', async () => {
		expectProblem(await on.call('GET', '/api/v1/events', { key: 'loy_test_wrong' }), 401, 'key_unknown');
	});
	await on.check('every answer says how many calls are left', async () => {
		const { headers } = await on.get(`/day-close?outlet=${outlet}&businessDate=${now.slice(0, 10)}`);
		const form = /^"\w+";[qr]=\d+;[wt]=\d+/;
		for (const name of ['ratelimit', 'ratelimit-policy']) expectThat(form.test(headers.get(name) ?? ''), `no ${name}`);
	});
	await on.check('a guest becomes a member, once', async () => {
		const body = card ? { ...enrolment, credential: { type: 'card', value: card } } : enrolment;
		const first = await on.post('/members', body);
		expectAnswer(first, 201);
		memberId = String(first.body['memberId']);
		bill = { ...bill, memberId };
		const again = await on.post('/members', body);
		expectAnswer(again, 200, first.body);
		expectThat(again.headers.get('idempotency-replayed') === 'true', 'the second answer does not say that it is one');
	});
	await on.check('a member is found by id', async () => {
		const credential = { type: 'member', value: memberId };
		expectAnswer(await on.post('/members/lookup', { credential, outlet }), 200, { id: memberId, balancePoints: 0 });
	});
	await on.check('a member is found by card, and nobody else gets that card', async () => {
		if (!card) throw new Skipped('no --card was given');
		const credential = { type: 'card', value: card };
		expectAnswer(await on.post('/members/lookup', { credential, outlet }), 200, { id: memberId });
		expectProblem(await on.post('/members', { ...enrolment, id: randomUUID(), credential }), 409, 'card_taken');
	});
	await on.check('a payment card is refused and never said again', async () => {
		const answer = await on.post('/members/lookup', {
			credential: { type: 'card', value: '4111111111111111' },
			outlet,
		});
		expectProblem(answer, 422, 'card_payment');
		expectThat(!JSON.stringify(answer.body).includes('41111111'), 'the answer holds its number');
	});
	await on.check('a quote adds up, and a visit that carries it is booked at it', async () => {
		const quoted = await on.post('/quotes', { memberId, outlet, currency, lines });
		expectAnswer(quoted, 200, { listMinor: 8_000 });
		const { listMinor, discountMinor, payableMinor, programmeVersion, quoteFingerprint } = quoted.body;
		expectThat(Number(listMinor) - Number(discountMinor) === payableMinor, 'list less discount is not what is to pay');
		bill = { ...bill, programmeVersion, quoteFingerprint };
		const recorded = await on.post('/visits', bill);
		expectAnswer(recorded, 201, {
			visitId: bill['id'],
			status: 'recorded',
			memberId,
			checkNumber,
			discountMinor,
			payableMinor,
		});
		visit = recorded.body;
	});
	await on.check('the same visit again books nothing and answers the same', async () => {
		const again = await on.post('/visits', bill);
		expectAnswer(again, 200, visit);
		expectThat(again.headers.get('idempotency-replayed') === 'true', 'it does not say that it was recorded before');
	});
	await on.check('another request under the same id is refused', async () => {
		expectProblem(await on.post('/visits', { ...bill, partySize: 7 }), 409, 'id_reused');
	});
	await on.check('the same check under another id is refused and names the visit that stands', async () => {
		const answer = await on.post('/visits', { ...bill, id: randomUUID() });
		expectProblem(answer, 409, 'check_duplicate');
		expectAnswer(answer, 409, { visitId: bill['id'] });
	});
	await on.check('whoever lost an answer finds the visit, by id and by check', async () => {
		expectAnswer(await on.get(`/visits/${String(bill['id'])}`), 200, visit);
		const day = `outlet=${outlet}&businessDate=${String(visit['businessDate'])}`;
		expectAnswer(await on.get(`/visits?${day}&checkNumber=${checkNumber}`), 200, { visits: [visit], next: null });
	});
	await on.check('a quote that no longer holds is refused with the new one', async () => {
		const stale = { ...bill, id: randomUUID(), checkNumber: `${checkNumber}q`, quoteFingerprint: '0'.repeat(16) };
		const answer = await on.post('/visits', stale);
		expectProblem(answer, 409, 'quote_changed');
		expectThat(isObject(answer.body['quote']), 'the new quote is missing');
	});
	await on.check('a fraction of a cent is refused with its place', async () => {
		const half = { ...bill, id: randomUUID(), lines: [{ ...lines[0], grossMinor: 0.5 }] };
		const answer = await on.post('/visits', half);
		expectProblem(answer, 400, 'body_invalid');
		const [fault] = answer.body['errors'] as readonly Json[];
		expectThat(fault?.['path'] === '/lines/0/grossMinor' && fault['code'] === 'not_whole', JSON.stringify(fault));
	});
	await on.check('a refusal is said in the language that is asked for', async () => {
		const { headers } = await on.post('/visits', {}, { 'accept-language': 'bg' });
		expectThat(headers.get('content-language') === 'bg', `it is in ${headers.get('content-language')}`);
	});
	await on.check('a line is taken back, once, and then the rest', async () => {
		const path = `/visits/${String(bill['id'])}/reversals`;
		const back = { id: randomUUID(), terminal: 'conformance', cashier, occurredAt: now, reason: 'goods_returned' };
		const part = { ...back, lines: [{ id: '2', quantity: 1 }] };
		const first = await on.post(path, part);
		expectAnswer(first, 201, { visitId: bill['id'], whole: false, listMinor: 900 });
		expectAnswer(await on.post(path, part), 200, first.body);
		expectAnswer(await on.post(path, { ...back, id: randomUUID() }), 201, { whole: true, listMinor: 7_100 });
		expectProblem(await on.post(path, { ...back, id: randomUUID() }), 409, 'visit_reversed');
		const credential = { type: 'member', value: memberId };
		expectAnswer(await on.post('/members/lookup', { credential, outlet }), 200, { balancePoints: 0 });
	});
	await on.check('paid bills go in together, each with its own result, and once', async () => {
		const paid = {
			...{ id: randomUUID(), occurredAt: now, currency, lines },
			...at,
			tenders: [{ type: 'other', amountMinor: 8_000 }],
		};
		const visits = [paid, { ...paid, id: randomUUID(), cashier: 'nobody-of-the-staff' }, { id: 'none' }];
		const statuses = ({ body }: Answer) => (body['results'] as readonly Json[]).map(({ status }) => status);
		const wanted = [
			[201, 422, 400],
			[200, 422, 400],
		];
		for (const expected of wanted) {
			const answer = await on.post('/visits/batch', { visits });
			expectAnswer(answer, 200);
			expectThat(isDeepStrictEqual(statuses(answer), expected), `${statuses(answer).join()} for ${expected.join()}`);
		}
	});
	await on.check('the sums of the day hold what was booked', async () => {
		const answer = await on.get(`/day-close?outlet=${outlet}&businessDate=${String(visit['businessDate'])}`);
		expectAnswer(answer, 200, { outlet, currency });
		const { visits, reversals } = answer.body as Record<string, Json>;
		expectThat(Number(visits?.['count']) >= 2 && Number(visits?.['listMinor']) >= 16_000, JSON.stringify(visits));
		expectThat(
			Number(reversals?.['count']) >= 2 && Number(reversals?.['listMinor']) >= 8_000,
			JSON.stringify(reversals),
		);
	});
	await on.check('events come in one order without a gap', async () => {
		const page = await on.get('/events?limit=10');
		if (page.body['code'] === 'scope_missing') throw new Skipped('the key has not the scope events');
		expectAnswer(page, 200);
		const positions = (page.body['events'] as readonly Json[]).map(({ position }) => position);
		expectThat(positions.length > 0 && positions.every((position, index) => position === index + 1), positions.join());
		const next = await on.get(`/events?limit=1&after=${String(page.body['next'])}`);
		expectAnswer(next, 200);
		const [following] = next.body['events'] as readonly Json[];
		expectThat(!following || following['position'] === positions.length + 1, JSON.stringify(following));
	});
}

/** Codes that the hotel has: those of its own example of a bill. */
async function codesOf(on: Checks): Promise<Pick<Codes, 'outlet' | 'category' | 'currency'>> {
	const { body } = await on.call('GET', '/api/openapi.json', { key: '' });
	const { example } = (body as Document).paths['/api/v1/visits'].post.requestBody.content['application/json'];
	return { outlet: example.outlet, category: example.lines[0].category, currency: example.currency };
}
type Document = {
	readonly paths: {
		readonly '/api/v1/visits': {
			readonly post: {
				readonly requestBody: { readonly content: { readonly 'application/json': { readonly example: Example } } };
			};
		};
	};
};
type Example = {
	readonly outlet: string;
	readonly currency: string;
	readonly lines: readonly [{ readonly category: string }];
};

async function main(): Promise<0 | 1 | 2> {
	const text = { type: 'string' } as const;
	const { values } = parseArgs({
		options: {
			...{ url: text, key: text, outlet: text, category: text, currency: text, cashier: text, card: text },
			live: { type: 'boolean' },
		},
	});
	const { url, key, live, card, cashier = 'ana', ...given } = values;
	if (!url || !key) {
		console.log(HELP);
		return 2;
	}
	if (!key.startsWith('loy_test_') && !live) {
		console.log('This is no test key: what is checked would be booked for the hotel. Say --live if that is meant.');
		return 2;
	}
	const on = new Checks(url, key);
	const found = await codesOf(on).catch(() => null);
	if (!found) {
		console.log(`${url} is no Retorno server that answers.`);
		return 2;
	}
	await checkAll(on, { ...found, ...given, cashier, card });
	console.log(on.failed === 0 ? 'Every check has passed.' : `${on.failed} failed.`);
	return on.failed === 0 ? 0 : 1;
}

process.exitCode = await main();
