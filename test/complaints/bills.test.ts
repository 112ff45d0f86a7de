import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { momentAt } from '#shared/kernel/moment.ts';
import { priceOf } from '#lib/till/bill/price.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { setupOf } from '../kiosk/miramar-till.ts';
import { bill, line, quoted } from '../shared/loyalty/bills.ts';
import { cardOf, Pos, posBill, posHold, posQuote } from '../support/pos.ts';

/** What guests and houses complain about in bills that were booked, through the API; `docs/complaints.md` lists them all. */

let pos: Pos;
beforeEach(async () => {
	pos = await Pos.open();
});
afterEach(async () => {
	expect(await pos.hotel.faults()).toEqual([]);
	await pos.close();
});

const elena = async () => (await pos.hotel.guest('Elena')).standing;
const pointsOf = async () => (await elena()).balancePoints;

describe('C9: "the till and the back office differ by a cent after a discount"', () => {
	/** 10 % of 86.67 is 8.67. Rounded line by line it would be 4.33 twice, and the guest would pay 78.01. */
	const AMOUNTS = { food: 4_334, drinks: 4_333 };

	test('C9: 78.00 is 78.00 at the till, in the quote, on the bill, its slip, the close of the day and in what comes back', async () => {
		const setup = setupOf('restaurant');
		const { lines } = posBill('restaurant', 'Elena', AMOUNTS);
		const till = priceOf({
			...{
				setup,
				standing: await elena(),
				claims: [],
				paysWithPoints: false,
				pointsMax: Infinity,
				pointsLeftAway: Infinity,
			},
			lines: lines.map((one) => ({ ...one, sku: null, taxMinor: null, costMinor: null })),
			moment: momentAt(pos.hotel.now, setup.property),
		});
		const asked = await pos.post('/api/v1/quotes', posQuote({ lines }));
		const sold = posBill('restaurant', 'Elena', AMOUNTS);
		const { body } = await pos.visit({ ...sold, tenders: [{ type: 'other', amountMinor: 7_800 }] });
		const read = await pos.get(`/api/v1/visits/${sold.id}`);
		const day = await pos.get('/api/v1/day-close?outlet=restaurant&businessDate=2026-11-21');

		expect(till.ok && till.value.quote.payableMinor).toBe(7_800);
		expect(till.ok && till.value.quote.fingerprint).toBe(asked.body['quoteFingerprint']);
		for (const said of [asked.body, body, read.body, day.body['visits']]) {
			expect(said).toMatchObject({ listMinor: 8_667, discountMinor: 867, payableMinor: 7_800 });
		}
		expect((body['receipt'] as { lines: string[] }).lines.join('\n')).toContain('78,00');
		const back = [];
		for (const id of ['2', '1']) back.push((await pos.takeBack(sold.id, { lines: [{ id, quantity: 1 }] })).body);
		expect(back.map(({ payableMinor }) => payableMinor)).toEqual([3_900, 3_900]);
	});

	test('C9: bills of a whole evening come out of the books as they went in, quoted again byte for byte', async () => {
		const guests = ['Elena', 'Miguel', 'Alice', '王小明'] as const;
		for (let index = 0; index < 40; index++) {
			const guest = guests[index % guests.length]!;
			const amounts = { food: 1 + ((index * 7_919) % 9_973), drinks: (index * 104_729) % 3_001 };
			const { standing } = await pos.hotel.guest(guest);
			const { lines } = posBill('restaurant', guest, amounts);
			const again = quoted(PROGRAMME, standing, {
				...bill(
					'restaurant',
					lines.map(({ id, category, grossMinor }) => line(id, category, grossMinor)),
				),
				moment: momentAt(pos.hotel.now, pos.hotel.house),
			});
			const { id } = posBill('restaurant', guest, amounts);
			const seen = { programmeVersion: 1, quoteFingerprint: again.fingerprint };
			expect((await pos.visit({ ...posBill('restaurant', guest, amounts), id, ...seen })).status).toBe(201);
			const { body } = await pos.get(`/api/v1/visits/${id}`);
			const { listMinor, discountMinor, payableMinor, offers, explanation } = body;
			const said = (explanation as Record<string, unknown>[]).map(({ text: _text, ...step }) => step);
			const kept = { listMinor, discountMinor, payableMinor, offers, explanation: said };
			expect(kept).toEqual({
				...{ listMinor: again.listMinor, discountMinor: again.discountMinor, payableMinor: again.payableMinor },
				...{ offers: again.offers, explanation: again.explanation },
			});
		}
	});
});

describe('C16: "a new sale next to a refund in one ticket breaks what it is entitled to"', () => {
	const SPEND_40 = {
		kind: 'amount' as const,
		id: 'four-off',
		outlets: ['restaurant'],
		amountMinor: 400,
		minSpendMinor: 4_000,
	};

	test('C16: a line below nothing is refused, and nothing is booked', async () => {
		const before = await pos.position();
		const mixed = posBill('restaurant', 'Elena', { food: 4_500, drinks: -3_000 });
		expect(await pos.visit(mixed)).toMatchObject({
			status: 400,
			body: { code: 'body_invalid', errors: [{ path: '/lines/1/grossMinor', code: 'too_small' }] },
		});
		expect(await pos.position()).toBe(before);
	});

	test('C16: beside a refund of 30.00 a sale of 45.00 is still 4.00 off, and earns as if it were alone', async () => {
		await pos.hotel.revise({
			offers: [SPEND_40],
			earn: [{ kind: 'step', id: 'ten', outlets: ['restaurant'], stepMinor: 1_000, points: 1 }],
		});
		const earlier = posBill('restaurant', 'Elena', { food: 3_000 });
		await pos.visit(earlier);
		const alone = (
			await pos.post('/api/v1/quotes', posQuote({ lines: posBill('restaurant', null, { food: 4_500 }).lines }))
		).body;

		expect((await pos.takeBack(earlier.id)).body).toMatchObject({ payableMinor: 3_000, points: { takenBack: 3 } });
		const sale = await pos.visit(posBill('restaurant', 'Elena', { food: 4_500 }));
		expect(sale.body).toMatchObject({ discountMinor: 400, payableMinor: 4_100, points: { earned: 4, balance: 1_254 } });
		expect(sale.body).toMatchObject({ payableMinor: alone['payableMinor'], offers: alone['offers'] });
	});
});

describe('C17: "voided items still earn"', () => {
	test('C17: a line that is voided before the bill is paid earns nothing', async () => {
		const without = await pos.visit(posBill('restaurant', 'Elena', { food: 6_200 }));
		expect(without.body).toMatchObject({ payableMinor: 5_580, points: { earned: 2 } });
		const { stamps } = (await pos.post('/api/v1/quotes', posQuote())).body;
		expect(stamps).toEqual([]);
	});

	test('C17: one that is voided afterwards takes its points along, and what stands has earned as if it had never been', async () => {
		const sold = posBill('restaurant', 'Elena', { food: 6_200, drinks: 1_800 });
		expect((await pos.visit(sold)).body).toMatchObject({ points: { earned: 3, balance: 1_253 } });
		expect((await pos.takeBack(sold.id, { lines: [{ id: '2', quantity: 1 }] })).body).toMatchObject({
			...{ whole: false, payableMinor: 1_620 },
			points: { takenBack: 1, balance: 1_252 },
		});
	});
});

describe('C23: "a retry after a network fault gives the points twice"', () => {
	test('C23: the same bill sent ten times is one visit with one answer', async () => {
		const sold = posBill('restaurant', 'Elena', { food: 6_200, drinks: 1_800 });
		const first = await pos.visit(sold);
		const position = await pos.position();
		for (let time = 0; time < 10; time++) {
			const again = await pos.visit(sold);
			expect([again.status, again.body]).toEqual([200, first.body]);
		}
		expect(await pointsOf()).toBe(1_253);
		expect(await pos.position()).toBe(position);
	});

	test('C23: the same id with another body is refused, and books nothing', async () => {
		const sold = posBill('restaurant', 'Elena', { food: 6_200, drinks: 1_800 });
		await pos.visit(sold);
		const position = await pos.position();
		for (const changes of [{ cashier: 'boris' }, { lines: sold.lines.slice(1) }, { credential: null }]) {
			expect(await pos.visit({ ...sold, ...changes })).toMatchObject({ status: 409, body: { code: 'id_reused' } });
		}
		expect(await pos.position()).toBe(position);
	});

	test('C23: a till that waited in its outbox and was recorded meanwhile posts nothing more', async () => {
		const visit = pos.hotel.bill('restaurant', await pos.hotel.guest('Elena'), { food: 8_000 });
		const answers = [];
		for (const source of ['live', 'outbox', 'outbox'] as const) answers.push(await pos.hotel.record(visit, source));
		expect(new Set(answers.map((answer) => JSON.stringify(answer.ok && answer.value))).size).toBe(1);
		expect(await pointsOf()).toBe(1_253);
	});
});

describe('C27: "points redeemed on another kind of document are not deducted"', () => {
	const inPoints = (points: number, restMinor: number) => ({
		tenders: [
			{ type: 'points', points, amountMinor: points * 50 },
			{ type: 'other', amountMinor: restMinor },
		],
	});

	test('C27: a bill of a POS, one of the till, one of the outbox, a voucher and a stay take from one wallet exactly what they ask for', async () => {
		const spent: number[] = [];
		const spends = async (points: number, act: () => Promise<unknown>) => {
			const before = await pointsOf();
			expect(await act()).toBeTruthy();
			expect(before - (await pointsOf())).toBe(points);
			spent.push(points);
		};
		// Elena has no discount in the lobby, and nights alone earn there.
		const stay = (more: object) => pos.visit({ ...posBill('lobby', 'Elena', { other: 10_000 }), ...more });
		await spends(40, async () => (await stay(inPoints(40, 8_000))).status === 201);
		await spends(60, async () => {
			const visit = pos.hotel.bill('lobby', await pos.hotel.guest('Elena'), { other: 10_000 }, 60);
			return (await pos.hotel.record(visit, 'live')).ok;
		});
		await spends(70, async () => {
			const visit = pos.hotel.bill('lobby', await pos.hotel.guest('Elena'), { other: 10_000 }, 70);
			return (await pos.hotel.record(visit, 'outbox')).ok;
		});
		await spends(29, async () => {
			// 60.00 less 5 % and less a voucher for 30 points are 37.00, which earn one point.
			const claims = ['boutique-voucher'];
			const { body } = await pos.visit({ ...posBill('boutique', 'Elena', { clothing: 6_000 }), claims });
			return (body['payableMinor'] as number) === 3_700;
		});
		await spends(80, async () => {
			const hold = posHold({ id: randomUUID(), points: 80 });
			expect((await pos.post('/api/v1/holds', hold)).status).toBe(201);
			return (await stay({ ...inPoints(80, 6_000), holds: [hold.id] })).status === 201;
		});

		const balance = await pointsOf();
		const looked = await pos.post('/api/v1/members/lookup', {
			credential: { type: 'card', value: cardOf('Elena') },
			outlet: 'spa',
		});
		const asked = await pos.post('/api/v1/quotes', posQuote({ points: balance + 1 }));
		expect(looked.body['balancePoints']).toBe(balance);
		expect(asked.body).toMatchObject({ code: 'insufficient_points', shortPoints: 1 });
		expect(balance).toBe(1_250 - spent.reduce((total, points) => total + points, 0));
	});
});

describe('C44: "30 and 20 give nothing at a point a 50"', () => {
	const FIFTY = { kind: 'step' as const, id: 'fifty', outlets: ['restaurant'], stepMinor: 5_000, points: 1 };
	const dine = async (minor: number) => {
		const sold = posBill('restaurant', 'Elena', { food: minor });
		const { body } = await pos.visit(sold);
		return { id: sold.id, earned: (body['points'] as { earned: number }).earned };
	};

	test('C44: without carry they give nothing, as the programme says', async () => {
		await pos.hotel.revise({ offers: [], earn: [FIFTY] });
		expect([(await dine(3_000)).earned, (await dine(2_000)).earned]).toEqual([0, 0]);
	});

	test('C44: with carry they give the point, and what comes back and comes again moves nothing but the sum', async () => {
		await pos.hotel.revise({ offers: [], earn: [{ ...FIFTY, carry: true }] });
		const thirty = await dine(3_000);
		expect([thirty.earned, (await dine(2_000)).earned, await pointsOf()]).toEqual([0, 1, 1_251]);
		await pos.takeBack(thirty.id);
		expect(await pointsOf()).toBe(1_250);
		for (const minor of [1_000, 1_000, 999]) await dine(minor);
		expect(await pointsOf()).toBe(1_250);
		expect((await dine(1)).earned).toBe(1);
		expect(await pointsOf()).toBe(1_251);
	});
});
