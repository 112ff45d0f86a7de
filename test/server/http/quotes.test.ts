import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cardOf, Pos, posBill, posQuote } from '../../support/pos.ts';

describe('a quote over the API', () => {
	let pos: Pos;
	beforeEach(async () => {
		pos = await Pos.open();
	});
	afterEach(() => pos.close());

	const quote = (changes: object = {}) => pos.post('/api/v1/quotes', posQuote(changes));
	const card = (guest: string) => ({ credential: { type: 'card', value: cardOf(guest) } });

	test('says what the bill would come to, why, and why not less; and books nothing', async () => {
		const before = await pos.position();
		expect(await quote()).toMatchObject({
			status: 200,
			body: {
				...{ programmeVersion: 1, currency: 'EUR', listMinor: 8000, discountMinor: 800, payableMinor: 7200 },
				points: { earned: 3, spent: 0, max: 144 },
				offers: [{ offerId: 'restaurant-gold', amountMinor: 800, uses: 'nothing', points: 0 }],
				lines: [
					{ id: '1', discountMinor: 620, payableMinor: 5580 },
					{ id: '2', discountMinor: 180, payableMinor: 1620 },
				],
			},
		});
		expect(await pos.position()).toBe(before);
	});

	test.each([
		['Elena', 7200, 3],
		['Miguel', 7600, 2],
		['王小明', 8000, 1],
		['Alice', 7200, 3],
	])('for %s is what the visit comes to, to the fingerprint', async (guest, payableMinor, earned) => {
		const { body } = await quote(card(guest));
		expect(body).toMatchObject({ payableMinor, points: { earned } });
		const bill = posBill('restaurant', guest, { food: 6200, drinks: 1800 });
		const { programmeVersion, quoteFingerprint } = body as { programmeVersion: number; quoteFingerprint: string };
		const visit = await pos.visit({ ...bill, programmeVersion, quoteFingerprint });
		expect(visit).toMatchObject({ status: 201, body: { payableMinor, points: { earned } } });
	});

	test('for nobody has no discount and no points', async () => {
		expect((await quote({ credential: null })).body).toMatchObject({
			...{ memberId: null, payableMinor: 8000, offers: [], points: { earned: 0, spent: 0, max: 0 } },
		});
	});

	test('with points says what they pay; with too many how many there are', async () => {
		expect((await quote({ points: 44 })).body).toMatchObject({
			pointsPaidMinor: 2200,
			points: { spent: 44, earned: 2 },
		});
		expect(await quote({ points: 145 })).toMatchObject({
			status: 422,
			body: { code: 'points_over_bill', pointsMax: 144 },
		});
		expect(await quote({ ...card('Alice'), points: 41 })).toMatchObject({
			status: 409,
			body: { code: 'insufficient_points', shortPoints: 1 },
		});
	});

	test('of another time goes by the rules of that time', async () => {
		expect(await quote({ occurredAt: '2019-01-01T12:00:00Z' })).toMatchObject({ body: { code: 'programme_missing' } });
	});

	test.each([
		['a blocked card', { credential: { type: 'card', value: '9702310000000054' } }, 409, 'card_blocked'],
		['an unknown card', { credential: { type: 'card', value: '9702310000000062' } }, 404, 'card_unknown'],
		['a bank card', { credential: { type: 'card', value: '4111111111111111' } }, 422, 'card_payment'],
		['a member who is not there', { credential: null, memberId: randomUUID() }, 404, 'member_not_found'],
		['no line', { lines: [] }, 422, 'bill_empty'],
		['another currency', { currency: 'BGN' }, 422, 'currency_mismatch'],
		['an unknown outlet', { outlet: 'bar' }, 422, 'outlet_unknown'],
		['a card and a member', { memberId: randomUUID() }, 400, 'body_invalid'],
	])('of %s is refused', async (_name, changes, status, code) => {
		expect(await quote(changes)).toMatchObject({ status, body: { code } });
	});
});
