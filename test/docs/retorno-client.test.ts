import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
	NoAnswer,
	Outbox,
	Refused,
	RetornoClient,
	type Bill,
	type PaidBill,
	type Shelf,
} from '../../docs/client/retorno-client.ts';
import { Pos } from '../support/pos.ts';

const ELENA = { type: 'card', value: '9702310000000013' } as const;

describe('the client of the manual', () => {
	let pos: Pos;
	let url: string;
	let key: string;
	/** What happens to the next calls: they arrive, or the answer or the call itself gets lost. */
	let line: ('answer lost' | 'call lost' | 'proxy')[];
	let calls: number;
	let slept: number[];
	beforeEach(async () => {
		pos = await Pos.open();
		url = await pos.app.listen({ host: '127.0.0.1', port: 0 });
		key = await pos.key({});
		[line, calls, slept] = [[], 0, []];
	});
	afterEach(() => pos.close());

	const client = (language = 'en') =>
		new RetornoClient({
			...{ url, key, language },
			sleep: (ms) => Promise.resolve(void slept.push(ms)),
			fetch: async (...request) => {
				calls++;
				const fate = line.shift();
				if (fate === 'call lost') throw new TypeError('fetch failed');
				if (fate === 'proxy') return new Response('<h1>502 Bad Gateway</h1>', { status: 502 });
				const answer = await fetch(...request);
				if (fate === 'answer lost') throw new TypeError('terminated');
				return answer;
			},
		});
	const bill = (changes: Partial<Bill> = {}): Bill => ({
		...{ id: randomUUID(), credential: ELENA, outlet: 'restaurant', terminal: 'till-1', cashier: 'ana' },
		...{ occurredAt: pos.hotel.now, checkNumber: '1042', currency: 'EUR' },
		lines: [{ id: '1', category: 'food', quantity: 1, grossMinor: 8_000 }],
		...changes,
	});
	const paid = (checkNumber: string, changes: Partial<Bill> = {}): PaidBill => ({
		...bill({ checkNumber, ...changes }),
		tenders: [{ type: 'other', amountMinor: 7_200 }],
	});
	const balance = async () => (await pos.hotel.guest('Elena')).standing.balancePoints;
	const inMemory = (): Shelf & { bills: readonly PaidBill[] } => {
		const shelf = {
			bills: [] as readonly PaidBill[],
			read: () => Promise.resolve(shelf.bills),
			write: (bills: readonly PaidBill[]) => Promise.resolve(void (shelf.bills = bills)),
		};
		return shelf;
	};

	test('looks up, quotes, records, takes back and closes a day', async () => {
		const at = client();
		expect(await at.lookUp(ELENA, 'restaurant')).toMatchObject({ displayName: 'Elena Petrova' });
		const { id: visitId, terminal: _terminal, cashier: _cashier, checkNumber: _check, ...unbooked } = bill();
		expect(await at.quote(unbooked)).toMatchObject({ payableMinor: 7_200 });
		expect(await at.record(bill({ id: visitId }))).toMatchObject({ visitId, points: { earned: 3, balance: 1_253 } });
		const back = { ...{ id: randomUUID(), terminal: 'till-1', cashier: 'ana' }, occurredAt: pos.hotel.now };
		expect(await at.takeBack(visitId, { ...back, reason: 'complaint' })).toMatchObject({ points: { takenBack: 3 } });
		expect(await at.dayClose('restaurant', '2026-11-21')).toMatchObject({
			visits: { count: 1 },
			reversals: { count: 1 },
		});
	});

	test.each([
		['got lost on its way', ['call lost']],
		['was booked and whose answer got lost', ['answer lost']],
		['met a proxy whose server was away', ['proxy']],
		['was unlucky three times', ['answer lost', 'call lost', 'proxy']],
	] as const)('a bill that %s is sent again as it was, and booked once', async (_what, fates) => {
		line = [...fates];
		expect(await client().record(bill())).toMatchObject({ points: { balance: 1_253 } });
		expect(calls).toBe(fates.length + 1);
		expect(slept).toEqual([300, 1_000, 3_000].slice(0, fates.length));
		expect(await balance()).toBe(1_253);
	});

	test('a bill of which nobody heard again is asked for later, by its check or by its id', async () => {
		for (const checkNumber of ['1042', null]) {
			const unheard = bill({ checkNumber });
			line = ['call lost', 'call lost', 'answer lost', 'call lost'];
			await expect(client().record(unheard)).rejects.toThrow(NoAnswer);
			expect(await client().outcomeOf(unheard, '2026-11-21')).toMatchObject({ visitId: unheard.id });
			const neverArrived = bill({ checkNumber: checkNumber && '1043' });
			expect(await client().outcomeOf(neverArrived, '2026-11-21')).toBeNull();
		}
	});

	test('a visit that was taken back whole stands no more', async () => {
		const [first, second] = [bill(), bill()];
		await client().record(first);
		await pos.takeBack(first.id, { occurredAt: pos.hotel.now }, { key });
		expect(await client().outcomeOf(first, '2026-11-21')).toBeNull();
		await client().record(second);
		expect(await client().outcomeOf(second, '2026-11-21')).toMatchObject({ visitId: second.id });
	});

	test('of a split bill the part is told that was asked for', async () => {
		const [first, second] = [bill({ part: 1 }), bill({ part: 2 })];
		await client().record(first);
		expect(await client().outcomeOf(second, '2026-11-21')).toBeNull();
		await client().record(second);
		expect(await client().outcomeOf(second, '2026-11-21')).toMatchObject({ visitId: second.id });
	});

	test('a no is told at once, in the language of the till', async () => {
		const refused = await client('es')
			.record(bill({ cashier: 'nobody' }))
			.catch((cause: unknown) => cause);
		expect(refused).toBeInstanceOf(Refused);
		expect((refused as Refused).problem).toMatchObject({ code: 'cashier_unknown', title: 'Cajero desconocido' });
		expect(calls).toBe(1);
	});

	test('whoever calls too often waits as long as is said, unless that is too long for a guest', async () => {
		let left = 1;
		const limited = new RetornoClient({
			...{ url, key, sleep: (ms) => Promise.resolve(void slept.push(ms)) },
			fetch: (...request) => {
				if (left-- <= 0) return fetch(...request);
				const problem = { status: 429, code: 'rate_limited', detail: '', retryable: true, retryAfterSeconds: 7 };
				return Promise.resolve(Response.json(problem, { status: 429 }));
			},
		});
		expect(await limited.lookUp(ELENA, 'spa')).toMatchObject({ givenName: 'Елена' });
		expect(slept).toEqual([7_000]);

		for (let call = 0; call < 60; call++) await pos.get('/api/v1/visits', { key: null });
		key = 'loy_live_wrong';
		await expect(client().lookUp(ELENA, 'spa')).rejects.toMatchObject({ problem: { retryAfterSeconds: 60 } });
		expect(calls).toBe(1);
	});

	test('bills that were paid offline go out in their order, once, and a refused one is told', async () => {
		const shelf = inMemory();
		const outbox = new Outbox(shelf);
		const bills = [paid('1'), paid('2', { cashier: 'nobody' }), paid('3')];
		for (const one of bills) await outbox.put(one);
		const told: (string | undefined)[] = [];
		const tell = (one: PaidBill, { status }: { status: number }) => told.push(`${one.checkNumber} ${status}`);

		line = ['call lost', 'call lost', 'call lost', 'call lost'];
		expect(await outbox.drain(client(), tell)).toBe(3);
		expect([shelf.bills, told]).toEqual([bills, []]);

		// Booked, and nobody heard of it: it stays on the shelf.
		line = ['answer lost', 'call lost', 'call lost', 'call lost'];
		expect(await outbox.drain(client(), tell)).toBe(3);
		expect(await balance()).toBe(1_256);
		expect(await outbox.drain(client(), tell)).toBe(0);
		expect(told).toEqual(['1 200', '2 422', '3 200']);
		expect([shelf.bills, await balance()]).toEqual([[], 1_256]);
	});

	test('of more bills than go out at once, none is forgotten', async () => {
		const shelf = inMemory();
		const outbox = new Outbox(shelf);
		const bills = Array.from({ length: 130 }, (_, index) => paid(String(index)));
		await shelf.write(bills);
		const told: PaidBill[] = [];
		expect(await outbox.drain(client(), (one) => told.push(one))).toBe(0);
		expect(told).toEqual(bills);
		expect(await balance()).toBe(1_250 + 130 * 3);
	});
});
