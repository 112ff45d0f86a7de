import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import type { ReversalId } from '#shared/kernel/ids.ts';
import type { ReversalAnswer } from '#shared/protocol/reversal.ts';
import { layOut } from '#shared/receipt/columns.ts';
import { composeReversalSlip, type ReversalSlip } from '#shared/receipt/reversal-slip.ts';
import { RECEIPT_TEXTS } from '#shared/receipt/texts/texts.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { hostileSlip } from './hostile.ts';
import { houseOf, SAMPLES } from './samples.ts';

/** What a sample visit comes to when it comes back whole. */
function backOf(name: string, changes: Partial<ReversalAnswer> = {}): ReversalSlip {
	const { answer, guest, house } = SAMPLES[name]!;
	const { earned, spent, balance } = answer.points;
	return {
		answer: {
			...{ reversalId: '0190f7c2-5b6e-7a41-9f3c-00000000002a' as ReversalId, visitId: answer.visitId },
			...{ memberId: answer.memberId, outlet: answer.outlet, terminal: answer.terminal, currency: 'EUR' },
			...{ occurredAt: '2026-11-21T17:44:00.000Z', whole: true },
			lines: answer.lines.map((line) => ({ ...line, discountMinor: 0, payableMinor: line.listMinor })),
			...{ listMinor: answer.listMinor, discountMinor: answer.discountMinor },
			...{ payableMinor: answer.payableMinor, pointsPaidMinor: answer.pointsPaidMinor },
			points: { takenBack: earned, returned: spent, balance: balance - earned + spent, owed: 0 },
			worthMinor: (balance - earned + spent) * 50,
			stamps: [],
			...changes,
		},
		guest,
		house: { ...house, programme: PROGRAMME },
		copy: 0,
	};
}

/** Lines of text on wide paper, with single spaces. */
const linesOf = (slip: ReversalSlip): string[] =>
	layOut(composeReversalSlip(slip), 48).flatMap((line) =>
		line.kind === 'text' && line.text.trim() !== '' ? [line.text.trim().replace(/ +/g, ' ')] : [],
	);

describe('a slip of what came back', () => {
	test.each<[string, readonly string[]]>([
		[
			'Miguel has supper',
			[
				'21 nov 2026, 19:44 Caja 1 0000-1A',
				'DEVOLUCIÓN',
				'Gracias, Miguel Ángel.',
				'Comida -62,00',
				'Bebidas -18,00',
				'Descuento +4,00',
				'DEVUELTO 76,00 EUR',
				'Descontados -2',
				'Saldo nuevo 480 puntos',
				'valen 240,00 EUR',
				'Del recibo 61WZ-R5',
			],
		],
		[
			'Elena has supper',
			['ВРЪЩАНЕ', 'Благодарим ви, Елена.', 'ВЪРНАТО 72,00 EUR', 'Отнети -3', 'Нов баланс 1250 точки'],
		],
		['小明 has supper', ['退款小票', '谢谢您，小明。', '退款 80.00 EUR', '收回积分 -1', '积分余额 90 积分']],
		[
			'Elena pays with points',
			['ВЪРНАТО 72,00 EUR', '144 точки 72,00', 'В пари 0,00 EUR', 'Върнати +144', 'Нов баланс 1250 точки'],
		],
	])('when %s, tells what is given back and what is left', (name, lines) => {
		expect(linesOf(backOf(name))).toEqual(expect.arrayContaining([...lines]));
	});

	test('turns a bill round without turning what was paid in points into money', () => {
		const lines = linesOf(backOf('Elena has supper'));
		expect(lines.join()).not.toMatch(/В пари|Върнати/);
	});

	test('says what has to be earned back', () => {
		const owing = backOf('Alice has supper', {
			points: { takenBack: 10, returned: 0, balance: 0, owed: 8 },
			worthMinor: 0,
		});
		expect(linesOf(owing)).toEqual(
			expect.arrayContaining(['Taken back -10', 'New balance 0 points', 'To be earned back 8 points']),
		);
		expect(linesOf(owing).join()).not.toContain('worth');
	});

	test('takes stamps back, and what they had won', () => {
		const stamp = { ruleId: 'spa', takenBack: 1, rewardsTakenBack: 1, balance: 4, owed: 0 };
		const back = backOf('Alice completes her stamps', { stamps: [stamp] });
		expect(linesOf(back)).toEqual(expect.arrayContaining(['Stamps, -1 4 of 5', 'Free treatment -1']));
	});

	test('without a card is in the language of the house and tells nothing of a club', () => {
		for (const language of LANGUAGES) {
			const slip = backOf('a guest without a card has supper');
			const lines = linesOf({ ...slip, house: { ...houseOf('restaurant', language), programme: PROGRAMME } });
			expect(lines).toContain(RECEIPT_TEXTS[language].thanks);
			expect(lines.join()).not.toMatch(/miramar club/i);
		}
	});

	test.each(LANGUAGES)('is no fiscal receipt in %s, and a copy says that it is one', (language: Language) => {
		const slip = { ...backOf('a guest without a card has supper'), copy: 1 };
		const lines = linesOf({ ...slip, house: { ...houseOf('restaurant', language), programme: PROGRAMME } });
		const { notFiscal, copy } = RECEIPT_TEXTS[language];
		expect([lines[0], lines.at(-1)]).toEqual([notFiscal, notFiscal]);
		expect(lines).toContain(copy(1));
		expect(linesOf(backOf('Elena has supper'))).not.toContain(RECEIPT_TEXTS.bg.copy(1));
	});

	test('has one mark and one code with what it is about', () => {
		const { lines } = composeReversalSlip(backOf('Elena has supper'));
		expect(lines.filter(({ kind }) => kind === 'mark')).toHaveLength(1);
		expect(lines.filter(({ kind }) => kind === 'qr')).toEqual([
			{ kind: 'qr', data: 'retorno:reversal:0190f7c2-5b6e-7a41-9f3c-00000000002a' },
		]);
	});

	test('carries no control byte, whatever its guest is called', () => {
		fc.assert(
			fc.property(hostileSlip, ({ answer, guest, house, copy }) => {
				const slip = backOf('Elena has supper', { terminal: answer.terminal, visitId: answer.visitId });
				const programme = { ...house.programme, stampCards: PROGRAMME.stampCards };
				const said = JSON.stringify(
					composeReversalSlip({ ...slip, guest, house: { ...house, programme }, copy }),
				).replace(/\\u[0-9a-f]{4}/g, (escape) => JSON.parse(`"${escape}"`) as string);
				// eslint-disable-next-line no-control-regex -- the controls are what must not be there.
				expect(said).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\\[nrtbf]/);
			}),
		);
	});
});
