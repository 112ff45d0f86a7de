import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Pos, posBill, posReversal } from '../../support/pos.ts';

describe('a visit taken back over the API', () => {
	let pos: Pos;
	let visitId: string;
	beforeEach(async () => {
		pos = await Pos.open();
		visitId = await dinner();
	});
	afterEach(() => pos.close());

	async function dinner(): Promise<string> {
		const bill = posBill('restaurant', 'Elena', { food: 6200, drinks: 1800 });
		await pos.visit(bill);
		return bill.id;
	}
	const balance = async () => (await pos.hotel.guest('Elena')).standing.balancePoints;

	test('whole says what the guest gets back and what the points become', async () => {
		const reversal = posReversal();
		expect(await pos.post(`/api/v1/visits/${visitId}/reversals`, reversal)).toMatchObject({
			status: 201,
			body: {
				...{ reversalId: reversal.id, visitId, whole: true, currency: 'EUR' },
				...{ listMinor: 8000, discountMinor: 800, payableMinor: 7200, pointsPaidMinor: 0 },
				points: { takenBack: 3, returned: 0, balance: 1250, owed: 0 },
				worthMinor: 62_500,
			},
		});
		expect(await balance()).toBe(1250);
	});

	test('line by line ends where the whole would, and the visit says what became of it', async () => {
		const drinks = await pos.takeBack(visitId, { lines: [{ id: '2', quantity: 1 }] });
		const part = await pos.takeBack(visitId, { lines: [{ id: '1', listMinor: 1200 }] });
		const rest = await pos.takeBack(visitId);
		const answers = [drinks, part, rest].map(({ body }) => body as { payableMinor: number });
		expect(answers.map(({ payableMinor }) => payableMinor)).toEqual([1620, 1080, 4500]);
		expect(await balance()).toBe(1250);
		const { body } = await pos.get(`/api/v1/visits/${visitId}`);
		expect(body).toMatchObject({ status: 'recorded', points: { earned: 3 }, reversals: answers });
	});

	test('again under the same id is the same answer; another request under it is refused', async () => {
		const reversal = posReversal();
		const url = `/api/v1/visits/${visitId}/reversals`;
		const first = await pos.post(url, reversal);
		const again = await pos.post(url, reversal);
		expect(again).toMatchObject({ status: 200, body: first.body });
		expect(again.headers['idempotency-replayed']).toBe('true');
		expect(await pos.post(url, { ...reversal, reason: 'complaint' })).toMatchObject({
			status: 409,
			body: { code: 'id_reused' },
		});
		const other = await dinner();
		expect(await pos.post(`/api/v1/visits/${other}/reversals`, reversal)).toMatchObject({
			body: { code: 'id_reused' },
		});
		expect(await balance()).toBe(1253);
	});

	test.each([
		['both', { quantity: 1, listMinor: 100 }, 'not_together'],
		['neither', {}, 'missing'],
		['half a unit', { quantity: 0.5 }, 'not_whole'],
		['no unit', { quantity: 0 }, 'too_small'],
		['a negative price', { listMinor: -100 }, 'too_small'],
		['a price beyond every number', { listMinor: 2 ** 60 }, 'too_large'],
	])('a line with %s of units and price is a fault with its place', async (_name, change, code) => {
		const { status, body } = await pos.takeBack(visitId, { lines: [{ id: '1', ...change }] });
		expect([status, body['code']]).toEqual([400, 'body_invalid']);
		expect(body['errors']).toMatchObject([{ code }]);
		expect(await balance()).toBe(1253);
	});

	test.each(['nothing', randomUUID()])('of an address without a visit is refused: %s', async (id) => {
		expect(await pos.takeBack(id)).toMatchObject({ status: 404, body: { code: 'visit_not_found' } });
	});

	test('by the key of another outlet is refused', async () => {
		const key = await pos.key({ outlets: ['spa'] });
		expect(await pos.takeBack(visitId, {}, { key })).toMatchObject({ status: 403, body: { code: 'outlet_forbidden' } });
	});
});
