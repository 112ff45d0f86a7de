import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cardOf, Pos, posBill, posQuote, type Said } from '../../support/pos.ts';

type Told = { readonly explanation: readonly { text: string }[]; readonly receipt: { readonly language: string } };

const DISCOUNT = {
	en: 'restaurant-gold: 10% off 80.00 EUR, that is 8.00 EUR.',
	es: 'restaurant-gold: 10 % menos de 80,00 EUR, es decir, 8,00 EUR.',
	zh: 'restaurant-gold：80.00 EUR 优惠 10%，即 8.00 EUR。',
	bg: 'restaurant-gold: 10 % отстъпка от 80,00 EUR, това е 8,00 EUR.',
} as const;

describe('the language of an answer', () => {
	let pos: Pos;
	beforeEach(async () => {
		pos = await Pos.open();
	});
	afterEach(() => pos.close());

	const textIn = ({ body }: Said): string => (body as unknown as Told).explanation[0]!.text.replaceAll('\u00a0', ' ');
	const dinner = () => posBill('restaurant', 'Elena', { food: 8000 });

	test.each(['en', 'es', 'zh', 'bg'] as const)(
		'is %s where the header or the address asks for it',
		async (language) => {
			const bill = dinner();
			const headers = { 'accept-language': language };
			const answers = [
				await pos.visit(bill, { headers }),
				await pos.visit(bill, { headers }),
				await pos.post('/api/v1/quotes', posQuote(), { headers }),
				await pos.get(`/api/v1/visits/${bill.id}`, { headers }),
				await pos.post(`/api/v1/quotes?language=${language}`, posQuote(), { headers: { 'accept-language': 'de' } }),
				await pos.get(`/api/v1/visits/${bill.id}?language=${language}`, { headers: { 'accept-language': 'zh' } }),
			];
			for (const answer of answers) {
				expect(answer.status).toBeLessThan(300);
				expect(answer.headers['content-language']).toBe(language);
				expect(answer.headers['vary']).toBe('Accept-Language');
				expect(textIn(answer)).toBe(DISCOUNT[language]);
			}
			const day = `outlet=restaurant&businessDate=2026-11-21&language=${language}`;
			const { body } = await pos.get(`/api/v1/visits?${day}`);
			expect(textIn({ ...answers[0]!, body: (body['visits'] as Record<string, unknown>[])[0]! })).toBe(
				DISCOUNT[language],
			);
		},
	);

	test('is in a batch that of the batch', async () => {
		const bill = { ...dinner(), tenders: [{ type: 'other', amountMinor: 7200 }] };
		const { body } = await pos.post('/api/v1/visits/batch?language=bg', { visits: [bill, { id: randomUUID() }] });
		const [booked, refused] = body['results'] as { visit: Told; problem: { title: string; errors: object[] } }[];
		expect(booked!.visit.explanation[0]!.text).toMatch(/отстъпка/);
		expect(refused!.problem.errors[0]).toMatchObject({ message: 'Липсва.' });
	});

	test('of a receipt is its guest’s, whoever asks', async () => {
		const { body } = await pos.visit(dinner(), { headers: { 'accept-language': 'es' } });
		expect((body as unknown as Told).receipt.language).toBe('bg');
	});

	test('says why an offer was not given', async () => {
		const { body } = await pos.post('/api/v1/quotes?language=es', {
			...posQuote(),
			lines: [{ id: '1', category: 'tobacco', quantity: 1, grossMinor: 2000 }],
		});
		expect(body['refusedOffers']).toEqual([
			{
				offerId: 'restaurant-gold',
				code: 'nothing_to_discount',
				text: 'restaurant-gold: nada en la cuenta le corresponde.',
			},
		]);
	});

	test('that nobody speaks is refused in the address, with a sentence in the one of the header', async () => {
		const { status, headers, body } = await pos.get('/api/v1/visits?language=fr', {
			headers: { 'accept-language': 'es' },
		});
		expect([status, headers['content-language']]).toEqual([400, 'es']);
		expect(body).toMatchObject({ code: 'query_invalid', errors: [{ path: '/language', code: 'not_one_of' }] });
	});

	test('of a refusal follows the address too, before anything is known of the caller', async () => {
		const { headers, body } = await pos.get('/api/v1/visits?language=zh', { key: null });
		expect([headers['content-language'], body['title']]).toEqual(['zh', '没有密钥']);
		const card = { credential: { type: 'card', value: cardOf('Elena') }, outlet: 'spa' };
		const found = await pos.post('/api/v1/members/lookup?language=bg', card);
		expect([found.headers['content-language'], found.body['tier']]).toEqual(['bg', { code: 'gold', name: 'Злато' }]);
	});
});
