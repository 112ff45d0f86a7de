import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cardOf, Pos, posBill, posQuote } from '../../support/pos.ts';

describe('points that wait, over the API', () => {
	let pos: Pos;
	beforeEach(async () => {
		pos = await Pos.open();
		await pos.hotel.revise({ pending: { days: 14 } });
	});
	afterEach(() => pos.close());

	const lookUp = () =>
		pos.post('/api/v1/members/lookup', { credential: { type: 'card', value: cardOf('Alice') }, outlet: 'spa' });

	test('are said by the visit, by its receipt, by the same visit later, and by the member', async () => {
		const bill = posBill('restaurant', 'Alice', { food: 6200, drinks: 1800 });
		const { body } = await pos.visit(bill);
		expect(body).toMatchObject({
			points: { earned: 3, spent: 0, balance: 40, pending: 3 },
			usableFrom: '2026-12-05',
		});
		const { lines } = body.receipt as { lines: readonly string[] };
		expect(lines.map((line) => line.replace(/ +/g, ' '))).toContain('Usable from 5 Dec 2026 3');
		expect((await pos.get(`/api/v1/visits/${bill.id}`)).body).toEqual(body);
		expect((await lookUp()).body).toMatchObject({ balancePoints: 40, pending: { points: 3, nextOn: '2026-12-05' } });

		pos.hotel.later(14 * 24 * 60);
		const { body: later } = await lookUp();
		expect(later).toMatchObject({ balancePoints: 43 });
		expect(later).not.toHaveProperty('pending');
		// What was answered once stays what it was.
		expect((await pos.get(`/api/v1/visits/${bill.id}`)).body).toEqual(body);
	});

	test('stand in the statement, and the entry that makes them usable is explained', async () => {
		await pos.visit(posBill('lobby', 'Alice', { night: 5 }));
		const id = '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c104';
		const statement = () => pos.get(`/api/v1/members/${id}/statement`);
		expect((await statement()).body).toMatchObject({
			closing: { available: 40, pending: 50 },
			today: { available: 40, pending: { points: 50, nextOn: '2026-12-05' } },
		});
		pos.hotel.later(14 * 24 * 60);
		expect((await statement()).body).toMatchObject({ today: { available: 90 } });
		await pos.visit({ ...posBill('spa', 'Alice', { treatment: 6000 }), occurredAt: pos.hotel.now });
		const { body } = await statement();
		expect(body).toMatchObject({ closing: { available: 90, pending: 0 } });
		const matured = (body.items as { kind: string; points: number; entries: { id: string }[] }[]).find(
			({ kind }) => kind === 'mature',
		)!;
		expect(matured).toMatchObject({ points: 0, moved: { available: 50, pending: -50 } });
		const entry = await pos.get(`/api/v1/entries/${encodeURIComponent(matured.entries[0]!.id)}`);
		expect(entry.body).toMatchObject({ kind: 'mature', text: 'Usable from now on: 50 points.' });
	});

	test('pay nothing yet', async () => {
		await pos.visit(posBill('lobby', 'Alice', { night: 5 }));
		const quoted = await pos.post(
			'/api/v1/quotes',
			posQuote({ credential: { type: 'card', value: cardOf('Alice') }, points: 41 }),
		);
		expect(quoted).toMatchObject({ status: 409, body: { code: 'insufficient_points', shortPoints: 1 } });
	});
});
