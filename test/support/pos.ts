import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { MEMBERS } from '../../server/demo/miramar.ts';
import { buildHttp } from '../../server/http/app.ts';
import type { ApiParts } from '../../server/http/api/api-house.ts';
import { API_LIMITS, type ApiLimits } from '../../server/http/limits/api-limits.ts';
import { newApiKey } from '../../server/identity/api-keys.ts';
import { startHoldClock } from '../../server/jobs/hold-clock.ts';
import { Sandbox, type Tend } from '../../server/sandbox.ts';
import { loadApiKeys, type ApiKeyRecord } from '../../server/store/api-key-store.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import type { Write } from '../../server/store/statement.ts';
import type { Store } from '../../server/store/store.ts';
import { verifyBooks } from '../../server/store/verify/verify.ts';
import { ProgrammeShelf } from '../../server/store/loading/visit-loading.ts';
import { Hotel, KEYS } from './hotel.ts';

type Sent = {
	readonly key?: string | null;
	readonly headers?: Readonly<Record<string, string>>;
	/** Where it is sent from. */
	readonly from?: string;
};

export type Said = {
	readonly status: number;
	readonly headers: Readonly<Record<string, unknown>>;
	readonly body: Record<string, unknown>;
};

/** A POS that calls the demo hotel's API, and what the server wrote into its log meanwhile. */
export class Pos {
	readonly hotel: Hotel;
	readonly app: FastifyInstance;
	readonly sandbox: Sandbox;
	readonly #log: string[];

	private constructor(hotel: Hotel, app: FastifyInstance, sandbox: Sandbox, log: string[]) {
		this.hotel = hotel;
		this.app = app;
		this.sandbox = sandbox;
		this.#log = log;
	}

	/**
	 * @param around puts something between the API and the books
	 * @param limits those of every hotel, for whoever does not say otherwise
	 */
	static async open({
		store = inMemory(),
		around = (store: Store) => store,
		openSandbox = () => Promise.resolve(inMemory()),
		limits = API_LIMITS,
		nowMs = () => performance.now(),
	} = {}): Promise<Pos> {
		const hotel = await Hotel.open(store);
		return Pos.#of(hotel, around(store), new Sandbox(store, hotel.house, openSandbox, tendAt(hotel)), limits, nowMs);
	}

	/** Calls a hotel that was opened before, in books that were opened again. */
	static again(store: Store, hotel: Hotel): Promise<Pos> {
		const again = new Hotel(store, hotel.house, hotel.now);
		const sandbox = new Sandbox(store, hotel.house, () => Promise.resolve(inMemory()), tendAt(again));
		return Pos.#of(again, store, sandbox, API_LIMITS, () => performance.now());
	}

	static async #of(hotel: Hotel, store: Store, sandbox: Sandbox, limits: ApiLimits, nowMs: () => number): Promise<Pos> {
		const log: string[] = [];
		const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => (log.push(chunk.toString()), done()) });
		const { house } = hotel;
		const shelf = new ProgrammeShelf(house.id);
		const api: ApiParts = {
			...{ store, house, shelf, keys: KEYS, now: () => hotel.now },
			...{ sandbox, limits, nowMs },
		};
		const app = await buildHttp({ isReady: () => Promise.resolve(true) }, api, pino(sink));
		return new Pos(hotel, app, sandbox, log);
	}

	get log(): string {
		return this.#log.join('');
	}

	async close(): Promise<void> {
		await this.app.close();
		await this.sandbox.close();
		await this.hotel.store.close();
	}

	get = (url: string, sent?: Sent): Promise<Said> => this.#call('GET', url, undefined, sent);

	/** @param body text is sent as it is */
	post = (url: string, body: unknown, sent?: Sent): Promise<Said> => this.#call('POST', url, body, sent);

	delete = (url: string, sent?: Sent): Promise<Said> => this.#call('DELETE', url, undefined, sent);

	/** Records a dinner of Elena's and takes it back as `changes` say. */
	async takenBack(changes: object, sent?: Sent): Promise<Said> {
		const bill = posBill('restaurant', 'Elena', { food: 6200, drinks: 1800 });
		await this.visit(bill);
		return this.takeBack(bill.id, changes, sent);
	}

	takeBack = (visitId: string, changes: object = {}, sent?: Sent): Promise<Said> =>
		this.post(`/api/v1/visits/${visitId}/reversals`, { ...posReversal(), ...changes }, sent);

	stay = (body: object, sent?: Sent): Promise<Said> => this.post('/api/v1/stays', body, sent);

	visit = (body: object, sent?: Sent): Promise<Said> => this.post('/api/v1/visits', body, sent);

	/** Asks for points that wait, and decides. */
	async decided(changes: object, asked: object = {}): Promise<Said> {
		const adjustment = posAdjustment({ points: 500, ...asked });
		await this.post('/api/v1/adjustments', adjustment);
		return this.post(`/api/v1/requests/${adjustment.id}/decision`, posDecision(changes));
	}

	/** Asks for a batch of one row and takes it back, booked before or not. */
	async batchBack(isBooked: boolean, times = 1): Promise<Said> {
		const batch = posBatch([1]);
		const url = `/api/v1/adjustment-batches/${batch.id}`;
		await this.post('/api/v1/adjustment-batches', batch);
		if (isBooked) await this.post(`${url}/decision`, posDecision());
		const { outlet, terminal, cashier } = batch;
		const back = () =>
			this.post(`${url}/reversal`, { id: randomUUID(), outlet, terminal, cashier, approvedBy: 'carmen' });
		for (let each = 1; each < times; each++) await back();
		return back();
	}

	/** Records a dinner of Elena's and moves it to somebody. */
	async moved(memberId: string, tenders?: readonly object[]): Promise<Said> {
		const bill = { ...posBill('restaurant', 'Elena', { food: 8000 }), ...(tenders && { tenders }) };
		await this.visit(bill);
		return this.post(`/api/v1/visits/${bill.id}/reassignment`, {
			...{ id: randomUUID(), memberId, terminal: 'office', cashier: 'boris' },
		});
	}

	key = (key: Partial<Omit<ApiKeyRecord, 'id'>>): Promise<string> =>
		newApiKey(
			this.hotel.store,
			this.hotel.house,
			{ name: 'POS', scopes: ['pos'], outlets: null, test: false, ...key },
			this.hotel.now,
		);

	/** Ends the key of a system, in one of the ways in which keys end. */
	async endKey(name: string, end: (propertyId: string, id: string) => Write): Promise<void> {
		const { store, house } = this.hotel;
		const key = (await store.read(loadApiKeys(house.id))).find((one) => one.name === name);
		await store.configure([end(house.id, key!.id)]);
	}

	/** Where the feed of the hotel ends: it moves with every fact that is booked. */
	async position(): Promise<number> {
		return (await this.hotel.store.read(verifyBooks(this.hotel.house.id, '2026-11-21'))).positions;
	}

	async #call(
		method: 'GET' | 'POST' | 'DELETE',
		url: string,
		body: unknown,
		{ key = 'demo', headers, from = '127.0.0.1' }: Sent = {},
	): Promise<Said> {
		const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
		const answer = await this.app.inject({
			method,
			url,
			remoteAddress: from,
			headers: {
				...(key !== null && { authorization: `Bearer ${key}` }),
				...(payload !== undefined && { 'content-type': 'application/json' }),
				...headers,
			},
			...(payload !== undefined && { payload }),
		});
		return { status: answer.statusCode, headers: answer.headers, body: answer.json<Record<string, unknown>>() };
	}
}

/** By the clock of the hotel, which tests set, and looked at so often that none waits for it. */
const tendAt =
	(hotel: Hotel): Tend =>
	(store, house) =>
		startHoldClock(store, house, () => hotel.now, pino({ enabled: false }), 20);

const inMemory = (): Store =>
	openSqliteStore(':memory:', (cause) => {
		throw cause;
	});

export const cardOf = (guest: string): string => MEMBERS.find(({ displayName }) => displayName.startsWith(guest))!.card;

/** A plain POS's bill of this evening: amounts by category, nothing quoted, paid in full. */
export const posBill = (outlet: string, guest: string | null, amounts: Readonly<Record<string, number>>) => ({
	id: randomUUID() as string,
	...(guest !== null && { credential: { type: 'card', value: cardOf(guest) } }),
	outlet,
	terminal: 'till-1',
	cashier: 'ana',
	occurredAt: '2026-11-21T17:42:00Z',
	currency: 'EUR',
	lines: Object.entries(amounts).map(([category, amount], index) => ({
		id: String(index + 1),
		category,
		quantity: category === 'night' ? amount : 1,
		grossMinor: category === 'night' ? 0 : amount,
	})),
});

/** Three nights of Elena's in room 204 that end this morning, and what she had from the bar. */
export const posStay = (changes: object = {}) => ({
	...{ id: randomUUID() as string, credential: { type: 'card', value: cardOf('Elena') } },
	...{ reservationNumber: 'R-4711', room: '204', arrival: '2026-11-18', departure: '2026-11-21' },
	...{ outlet: 'lobby', terminal: 'pms', cashier: 'ana', occurredAt: '2026-11-21T10:00:00Z', currency: 'EUR' },
	nights: ['2026-11-18', '2026-11-19', '2026-11-20'].map((date) => ({ date, grossMinor: 12_000 })),
	lines: [{ id: '1', category: 'bar', quantity: 1, grossMinor: 2_000 }],
	...changes,
});

/** A guest who becomes a member and gets a card that nobody has. */
export const posEnrolment = (changes: object = {}) => ({
	id: randomUUID() as string,
	credential: { type: 'card', value: '9702310000000062' },
	...{ displayName: 'Alice Brown', givenName: 'Alice', language: 'en', birthday: '02-29' },
	...{ outlet: 'lobby', terminal: 'till-1', cashier: 'ana', source: 'referral' },
	...changes,
});

/** A bill that is not booked yet. */
export const posQuote = (changes: object = {}) => {
	const { credential, outlet, currency, lines } = posBill('restaurant', 'Elena', { food: 6200, drinks: 1800 });
	return { credential, outlet, currency, lines, ...changes };
};

/** Ten points of Elena's, for a stay. */
export const posHold = (changes: object = {}) => ({
	...{ id: randomUUID(), credential: { type: 'card', value: cardOf('Elena') }, points: 10, reference: 'R-4711' },
	...{ until: '2026-12-01T12:00:00Z', outlet: 'lobby', terminal: 'pms', cashier: 'ana', ...changes },
});

/** Points that a supervisor gives Elena; changes can make it wait for somebody else. */
export const posAdjustment = (changes: object = {}) => ({
	...{ id: randomUUID() as string, memberId: MEMBERS[0]!.memberId, points: 10, reason: 'goodwill' },
	...{ outlet: 'lobby', terminal: 'office', cashier: 'boris', ...changes },
});

export const posBatch = (points: readonly number[], changes: object = {}) => ({
	...{ id: randomUUID() as string, outlet: 'lobby', terminal: 'office', cashier: 'boris' },
	rows: points.map((each, index) => ({ memberId: MEMBERS[index]!.memberId, points: each, reason: 'promotion' })),
	...changes,
});

/** A coupon that Elena buys at the spa. */
export const posCoupon = (changes: object = {}) => ({
	...{ id: randomUUID() as string, credential: { type: 'card', value: cardOf('Elena') }, offerId: 'spa-voucher' },
	...{ outlet: 'spa', terminal: 'till-1', cashier: 'ana', ...changes },
});

export const posDecision = (changes: object = {}) => ({
	...{ id: randomUUID() as string, decision: 'approved', decidedBy: 'carmen', ...changes },
});

/** All of a visit comes back, a moment later. */
export const posReversal = () => ({
	id: randomUUID() as string,
	terminal: 'till-1',
	cashier: 'ana',
	occurredAt: '2026-11-21T17:45:00Z',
	reason: 'goods_returned',
});

/** A bill word for word as the design of the API prints it. */
export const printedBill = (id: string, quoteFingerprint: string) => ({
	id,
	credential: { type: 'card', value: '9702310000000013' },
	outlet: 'restaurant',
	terminal: 'till-1',
	cashier: 'ana',
	businessDate: '2026-11-21',
	occurredAt: '2026-11-21T17:42:00Z',
	checkNumber: '1042',
	part: 0,
	currency: 'EUR',
	source: 'walk-in',
	lines: [
		{ id: '1', category: 'food', sku: null, quantity: 1, grossMinor: 6200, taxMinor: null, costMinor: null },
		{ id: '2', category: 'drinks', sku: null, quantity: 1, grossMinor: 1800, taxMinor: null, costMinor: null },
	],
	tenders: [{ type: 'other', amountMinor: 7200 }],
	holds: [],
	programmeVersion: 1,
	quoteFingerprint,
});
