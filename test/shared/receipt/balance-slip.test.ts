import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { composeBalanceSlip, type BalanceSlip } from '#shared/receipt/balance-slip.ts';
import { columnsOf, layOut } from '#shared/receipt/columns.ts';
import { RECEIPT_TEXTS } from '#shared/receipt/texts/texts.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { balanceSlipOf as slipOf, HOUSE } from './balance-samples.ts';
import { hostileText } from './hostile.ts';
import { ALICE, ELENA, MIGUEL, XIAOMING } from './samples.ts';

const toGold = {
	nights: 3,
	spendMinor: 7_600,
	next: { tier: 'gold', missingNights: 22, missingSpendMinor: 292_400 },
} as const;
const toSilver = {
	nights: 9,
	spendMinor: 8_000,
	next: { tier: 'silver', missingNights: 1, missingSpendMinor: 92_000 },
} as const;
const standing = slipOf(XIAOMING).member.standing;

/** Lines of text, with single spaces. */
const linesOf = (slip: BalanceSlip): string[] =>
	layOut(composeBalanceSlip(slip), 48).flatMap((line) =>
		line.kind === 'text' && line.text.trim() !== '' ? [line.text.trim().replace(/ +/g, ' ')] : [],
	);

const SAMPLES: Readonly<Record<string, readonly [BalanceSlip, readonly string[]]>> = {
	'Elena, who has the highest tier': [
		slipOf(ELENA),
		[
			'HOTEL MIRAMAR',
			'21.11.2026 г., 19:42',
			'Вашите точки, Елена.',
			'MIRAMAR CLUB Злато Карта ........ 0013',
			'Баланс 1250 точки',
			'на стойност 625,00 EUR',
			'Изтичат на 11.12.2026 г. 200',
			'Използвайте 200 точки до 11.12.2026 г.',
		],
	],
	'Miguel, who stayed three nights and had supper': [
		slipOf(MIGUEL, { progress: toGold }),
		[
			'21 nov 2026, 19:42',
			'Sus puntos,',
			'Miguel Ángel.',
			'MIRAMAR CLUB Plata Tarjeta ........ 0021',
			'Saldo 480 puntos',
			'valen 240,00 EUR',
			'Noches este año 3',
			'Pagado este año 76,00 EUR',
			'Hasta Oro 22 noches o bien 2924,00 EUR',
			'Con 22 noches o bien 2924,00 EUR',
			'más este año llega a Oro.',
		],
	],
	'小明, who needs one night more': [
		slipOf(XIAOMING, { progress: toSilver }),
		[
			'小明，您的积分如下。',
			'MIRAMAR CLUB 普卡 卡号 ........ 0039',
			'积分余额 90 积分',
			'价值 45.00 EUR',
			'今年房晚 9',
			'今年消费 80.00 EUR',
			'距银卡还需 1 晚或 920.00 EUR',
			'今年再累计 1 晚或 920.00 EUR，即可升为银卡。',
		],
	],
	'Alice, who has begun a stamp card': [
		slipOf(ALICE),
		[
			'21 Nov 2026, 19:42',
			'Your points, Alice.',
			'Balance 40 points',
			'worth 20.00 EUR',
			'Expire on 11 Dec 2026 10',
			'Stamps, Free treatment 4 of 5',
			'1 more stamp: Free treatment.',
		],
	],
	'Alice, for whom a treatment is waiting': [
		slipOf(ALICE, { rewards: { 'free-treatment': 1 } }),
		['Stamps, Free treatment 4 of 5', 'Free treatment 1', 'Waiting for you: Free treatment.'],
	],
	'a guest of a programme that counts nights alone': [
		slipOf(XIAOMING, {
			language: 'en',
			progress: { ...toSilver, next: { tier: 'silver', missingNights: 1, missingSpendMinor: null } },
		}),
		['Nights this year 9', 'To Silver 1 night', '1 night more this year: Silver.'],
	],
	'a guest of a programme that counts spending alone': [
		slipOf(XIAOMING, {
			language: 'en',
			progress: { ...toSilver, next: { tier: 'silver', missingNights: null, missingSpendMinor: 92_000 } },
		}),
		['To Silver 920.00 EUR', '920.00 EUR more this year: Silver.'],
	],
	'a guest without a point': [
		slipOf(XIAOMING, { language: 'en', standing: { ...standing, balancePoints: 0 }, worthMinor: 0 }),
		['Your points, 小明.', 'Balance 0 points'],
	],
};

describe('the slip of a balance', () => {
	test.each(Object.entries(SAMPLES))('of %s', (_name, [slip, expected]) => {
		const lines = linesOf(slip);
		expect(lines.filter((line) => expected.includes(line))).toEqual(expected);
	});

	test.each(Object.entries(SAMPLES))('of %s says first and last that it is not fiscal', (_name, [slip]) => {
		const lines = linesOf(slip);
		expect([lines[0], lines.at(-1)]).toEqual(Array(2).fill(RECEIPT_TEXTS[slip.member.language].notFiscal));
	});

	test('has one mark, one banner at most and no code: there is nothing to take back', () => {
		for (const [slip] of Object.values(SAMPLES)) {
			const kinds = composeBalanceSlip(slip).lines.map(({ kind }) => kind);
			expect(kinds.filter((kind) => kind === 'mark')).toHaveLength(1);
			expect(kinds.filter((kind) => kind === 'banner').length).toBeLessThanOrEqual(1);
			expect(kinds).not.toContain('qr');
		}
	});

	test('says nothing of what there is not', () => {
		const slip = slipOf(XIAOMING, { language: 'en', standing: { ...standing, balancePoints: 0 }, worthMinor: 0 });
		expect(linesOf(slip).join()).not.toMatch(/worth|Expire|Stamps|this year|Waiting/);
		expect(composeBalanceSlip(slip).lines.some(({ kind }) => kind === 'banner')).toBe(false);
	});

	test('counts only what brings the next tier nearer', () => {
		const [[byNights], [bySpend]] = [
			SAMPLES['a guest of a programme that counts nights alone']!,
			SAMPLES['a guest of a programme that counts spending alone']!,
		];
		expect(linesOf(byNights).join()).not.toContain('Paid this year');
		expect(linesOf(bySpend).join()).not.toContain('Nights this year');
	});

	test('of a guest whose card is not known names none', () => {
		expect(linesOf(slipOf(ALICE, { cardEnding: null }))).toContain('MIRAMAR CLUB Gold');
		expect(linesOf(slipOf(ALICE, { cardEnding: null })).join()).not.toContain('Card');
	});

	test('advises the stamp card that is fuller', () => {
		const [spa] = PROGRAMME.stampCards;
		const stampCards = [{ ...spa!, id: 'bar', needed: 9, reward: 'cocktail' }, spa!];
		const slip = slipOf(ALICE, { standing: { ...standing, stamps: { bar: 6, spa: 4 } } });
		const lines = linesOf({ ...slip, house: { ...HOUSE, programme: { ...PROGRAMME, stampCards } } });
		expect(lines).toEqual(expect.arrayContaining(['Stamps, cocktail 6 of 9', '1 more stamp: Free treatment.']));
	});

	test('fits every paper in every language', () => {
		for (const [slip] of Object.values(SAMPLES)) {
			for (const language of LANGUAGES) {
				const receipt = composeBalanceSlip({ ...slip, member: { ...slip.member, language } });
				for (const columns of [48, 42, 32]) {
					const widths = layOut(receipt, columns).map((line) =>
						line.kind === 'text' ? columnsOf(line.text) * (line.size === 'double' ? 2 : 1) : 0,
					);
					expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
				}
			}
		}
	});

	test('carries no control byte, whatever its guest is called', () => {
		fc.assert(
			fc.property(fc.constantFrom(...Object.values(SAMPLES)), hostileText, ([{ member, at }], text) => {
				const names = { en: text, es: text, zh: text, bg: text };
				const programme = {
					name: text,
					tiers: PROGRAMME.tiers.map((tier) => ({ ...tier, names })),
					rewards: PROGRAMME.rewards.map((reward) => ({ ...reward, names })),
					stampCards: PROGRAMME.stampCards,
				};
				const receipt = composeBalanceSlip({
					at,
					member: { ...member, givenName: text, cardEnding: text, rewards: { [text]: 1 } },
					house: { ...HOUSE, propertyName: text, programme },
				});
				const said = receipt.lines.flatMap((line) => Object.values(line)).join('');
				// eslint-disable-next-line no-control-regex -- the controls are what must not be there.
				expect(said).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/);
			}),
		);
	});

	test('is the same paper every time', () => {
		for (const [slip] of Object.values(SAMPLES)) {
			expect(composeBalanceSlip(structuredClone(slip))).toEqual(composeBalanceSlip(slip));
		}
	});
});
