import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import type { DiscountStep } from '#shared/loyalty/explain.ts';
import { layOut } from '#shared/receipt/columns.ts';
import { composeVisitSlip, type VisitSlip } from '#shared/receipt/visit-slip.ts';
import { RECEIPT_TEXTS } from '#shared/receipt/texts/texts.ts';
import { hostileSlip } from './hostile.ts';
import { ALICE, houseOf, SAMPLES, slipOf } from './samples.ts';

/** Lines of text on wide paper, with single spaces. */
const linesOf = (slip: VisitSlip): string[] =>
	layOut(composeVisitSlip(slip), 48).flatMap((line) =>
		line.kind === 'text' && line.text.trim() !== '' ? [line.text.trim().replace(/ +/g, ' ')] : [],
	);
const sample = (name: string): VisitSlip => SAMPLES[name]!;

describe('a slip', () => {
	test.each([
		[
			'Elena has supper',
			[
				'Благодарим ви, Елена.',
				'Храна 62,00',
				'Напитки 18,00',
				'Отстъпка Злато, 10 % от 80,00 -8,00',
				'ОБЩО 72,00 EUR',
				'MIRAMAR CLUB Злато Карта ........ 0013',
				'Предишен баланс 1250',
				'Спечелени, 5 % от 72,00 = 3,60 +3',
				'Нов баланс 1253 точки',
				'на стойност 626,50 EUR',
				'Изтичат на 11.12.2026 г. 200',
			],
		],
		[
			'Miguel has supper',
			[
				'Restaurante',
				'21 nov 2026, 19:42 Caja 1 61WZ-R5',
				'Gracias, Miguel Ángel.',
				'Descuento Plata, 5 % de 80,00 -4,00',
				'TOTAL 76,00 EUR',
				'Saldo anterior 480',
				'Esta visita, 3 % de 76,00 = 2,28 +2',
				'Saldo nuevo 482 puntos',
				'valen 241,00 EUR',
			],
		],
		[
			'Elena has supper, and her points wait',
			[
				'Предишен баланс 1250',
				'Нов баланс 1250 точки',
				'За ползване от 5.12.2026 г. 3',
				'Изтичат на 11.12.2026 г. 200',
			],
		],
		[
			'Miguel has supper, and his points wait',
			[
				'Saldo anterior 480',
				'Esta visita, 3 % de 76,00 = 2,28 +2',
				'Saldo nuevo 480 puntos',
				'Para usar desde el 5 dic 2026 2',
			],
		],
		['小明 has supper, and his points wait', ['积分余额 90 积分', '2026年12月5日起可用 1']],
		['Alice has supper, and her points wait', ['New balance 40 points', 'Usable from 5 Dec 2026 3']],
		[
			'小明 has supper',
			[
				'谢谢您，小明。',
				'餐食 62.00',
				'合计 80.00 EUR',
				'本次积分, 80.00 中每满 50.00 积 1 分 +1',
				'积分余额 91 积分',
				'单笔再消费 20.00 EUR，可多得 1 积分。',
			],
		],
		['Alice has supper', ['Thank you, Alice.', 'Gold discount, 10% of 80.00 -8.00', 'New balance 43 points']],
		[
			'Elena buys tobacco with her food',
			[
				'Тютюн, без отстъпка и точки 20,00',
				'Отстъпка Злато, 10 % от 120,00 -12,00',
				'ОБЩО 128,00 EUR',
				'Спечелени, 5 % от 108,00 = 5,40 +5',
			],
		],
		[
			'Alice completes her stamps',
			['TOTAL 51.00 EUR', 'Stamps, 4 + 1 = 5 0 of 5', 'Free treatment +1', 'Waiting for you: Free treatment.'],
		],
		['小明 gets his first stamp', ['印章, 0 + 1 = 1 1/5', '再集 4 枚印章，即享免费护理。']],
		['Elena stays three nights', ['Спечелени, Нощувки 3 x 10 +30', 'Нов баланс 1280 точки']],
		[
			'Elena pays with points',
			['144 точки -72,00', 'За плащане 0,00 EUR', 'Предишен баланс 1250', 'Използвани -144', 'Нов баланс 1106 точки'],
		],
		['a guest without a card has supper', ['Thank you.', 'Food 62.00', 'TOTAL 80.00 EUR']],
		['Alice has supper offline', ['PROVISIONAL', 'Points are confirmed when', 'the hotel is online again.']],
		['Elena has supper offline, second copy', ['КОПИЕ 2', 'ПРЕДВАРИТЕЛНО']],
	])('%s', (name, expected) => {
		const lines = linesOf(sample(name));
		expect(lines.filter((line) => expected.includes(line))).toEqual(expected);
	});

	test.each(Object.entries(SAMPLES))('%s: the first and the last line say that it is not fiscal', (_name, slip) => {
		const lines = linesOf(slip);
		const language = slip.guest?.language ?? slip.house.language;
		expect([lines[0], lines.at(-1)]).toEqual(Array(2).fill(RECEIPT_TEXTS[language].notFiscal));
	});

	test('has one mark, one code with the visit, one banner at most', () => {
		for (const slip of Object.values(SAMPLES)) {
			const { lines } = composeVisitSlip(slip);
			expect(lines.filter(({ kind }) => kind === 'mark')).toHaveLength(1);
			expect(lines.filter(({ kind }) => kind === 'qr')).toEqual([
				{ kind: 'qr', data: `retorno:visit:${slip.answer.visitId}` },
			]);
			expect(lines.filter(({ kind }) => kind === 'banner').length).toBeLessThanOrEqual(1);
		}
	});

	test('without a card is in the language of the house and tells nothing of a club', () => {
		for (const language of LANGUAGES) {
			const slip = { ...sample('a guest without a card has supper'), house: houseOf('restaurant', language) };
			expect(linesOf(slip)).toContain(RECEIPT_TEXTS[language].thanks);
			expect(linesOf(slip).join()).not.toMatch(/miramar club/i);
		}
	});

	test.each(LANGUAGES)('says in %s which copy it is, above everything that can be read as a slip', (language) => {
		const slip = sample('Alice has supper');
		const of = (copy: number) => {
			const guest = { ...slip.guest!, language };
			return linesOf({ ...slip, guest, house: { ...slip.house, language }, copy });
		};
		const words = [1, 2, 17].map(RECEIPT_TEXTS[language].copy);
		expect(new Set(words).size).toBe(3);
		for (const [index, copy] of [1, 2, 17].entries()) {
			const at = of(copy).indexOf(words[index]!);
			expect(at).toBeGreaterThanOrEqual(0);
			expect(at).toBeLessThan(of(copy).findIndex((line) => line.includes('80')));
			expect(of(copy).filter((line) => line === words[index])).toHaveLength(1);
		}
		expect(words.filter((line) => of(0).includes(line))).toEqual([]);
	});

	test('that is no copy and not provisional does not say so', () => {
		expect(linesOf(sample('Alice has supper')).join()).not.toMatch(/COPY|PROVISIONAL/);
	});

	test('carries the number of the check where the till has one', () => {
		const slip = sample('Alice has supper');
		expect(linesOf({ ...slip, answer: { ...slip.answer, checkNumber: '1042' } })).toContain('Check 1042');
	});

	test('names a till as the hotel does', () => {
		const slip = sample('Alice has supper');
		const at = (terminal: string): string => linesOf({ ...slip, answer: { ...slip.answer, terminal } }).join();
		expect([at('till-12').includes('Till 12'), at('Terrace').includes('Terrace')]).toEqual([true, true]);
	});

	test('says of every offer what it is and how much', () => {
		const names = { en: 'Summer evening', es: 'Tarde de verano', zh: '夏夜', bg: 'Лятна вечер' };
		const offers = [{ id: 'off' }, { id: 'wine', names }];
		const slip = sample('Alice has supper');
		const taken = { kind: 'discount', uses: 'nothing', points: 0, cutMinor: 0, baseMinor: 8_000 } as const;
		const steps: readonly DiscountStep[] = [
			{ ...taken, by: 'fixed-price', ruleId: 'wine', priceMinor: 1_500, quantity: 2, amountMinor: 1_000 },
			{ ...taken, by: 'percent', ruleId: 'gone', rateBps: 1_000, cutMinor: 200, amountMinor: 500 },
			{ ...taken, by: 'amount', ruleId: 'off', minSpendMinor: 4_000, amountMinor: 400 },
			{ ...taken, by: 'amount', ruleId: 'coupon', uses: 'coupon', minSpendMinor: 0, amountMinor: 100 },
		];
		const lines = linesOf({
			...slip,
			answer: { ...slip.answer, discountMinor: 2_000, explanation: steps },
			house: { ...slip.house, programme: { ...slip.house.programme, offers } },
		});
		expect(lines.filter((line) => /-\d/.test(line))).toEqual([
			'Summer evening, 15.00 each -10.00',
			'Gold discount, 10% of 80.00, at most 5.00 -5.00',
			'Discount, from 40.00 -4.00',
			'Coupon -1.00',
		]);
	});

	test('adds up though the discount was given by hand, offline', () => {
		const slip = sample('Alice has supper');
		const answer = { ...slip.answer, discountMinor: 500, payableMinor: 7_500 };
		expect(linesOf({ ...slip, answer })).toEqual(expect.arrayContaining(['Gold discount -5.00', 'TOTAL 75.00 EUR']));
	});

	test('tells the points that were booked, though another programme explains others', () => {
		const slip = sample('Alice has supper');
		const answer = { ...slip.answer, points: { earned: 7, spent: 0, balance: 47 } };
		expect(linesOf({ ...slip, answer })).toEqual(expect.arrayContaining(['Balance before 40', 'Earned +7']));
	});

	test('offers the next point to whoever earns by steps', () => {
		const slip = slipOf({ card: ALICE, outlet: 'restaurant', sold: [['food', 8_000]] });
		expect(composeVisitSlip(slip).lines.some(({ kind }) => kind === 'banner')).toBe(false);
	});

	test('carries no control byte, whatever its guest is called', () => {
		fc.assert(
			fc.property(hostileSlip, (slip) => {
				const said = JSON.stringify(composeVisitSlip(slip)).replace(
					/\\u[0-9a-f]{4}/g,
					(escape) => JSON.parse(`"${escape}"`) as string,
				);
				// eslint-disable-next-line no-control-regex -- the controls are what must not be there.
				expect(said).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\\[nrtbf]/);
			}),
		);
	});

	test('is the same paper every time', () => {
		for (const slip of Object.values(SAMPLES)) {
			expect(composeVisitSlip(structuredClone(slip))).toEqual(composeVisitSlip(slip));
		}
	});
});
