import { describe, expect, test } from 'vitest';
import type { BillLine, MemberStanding } from '#shared/loyalty/bill.ts';
import { effectiveReturnBps } from '#shared/loyalty/programme/effective-return.ts';
import { programmeSchema } from '#shared/loyalty/programme/programme.schema.ts';
import { tierOf } from '#shared/loyalty/tiers/tiers.ts';
import { formatOf } from '#lib/i18n/format.ts';
import { MONEDERO } from '../../../server/demo/monedero.ts';
import { standingWith } from '../../support/standing.ts';
import { bill, line, quoted } from './bills.ts';
import { dinner, programmeWith } from './some-offers.ts';

/** The examples that hotels print in their own leaflets, each as one line that can be read aloud. */

const peso = (outlet: string, lines: readonly BillLine[], claims: readonly string[] = []) => ({
	...bill(outlet, lines),
	...{ currency: 'MXN', claims },
});
const guest = (tier: string, known: Partial<MemberStanding> = {}) => standingWith({ tier, ...known });
const inBoutique = (minor: number, member = guest('classic'), claims: readonly string[] = []) =>
	quoted(MONEDERO, member, peso('boutique', [line('1', 'clothing', minor)], claims));
const atTable = (minor: number, tier: string) => quoted(MONEDERO, guest(tier), peso('restaurant', dinner(minor)));
const inSpa = (member: MemberStanding, claims: readonly string[] = []) =>
	quoted(MONEDERO, member, peso('spa', [line('1', 'treatment', 120_000)], claims));

test('the wallet is a programme that holds together', () => {
	expect(programmeSchema.parse(MONEDERO)).toEqual(MONEDERO);
});

describe('what earns', () => {
	test.each([
		['999.99', 99_999, 0],
		['1,000.00', 100_000, 100],
		['1,999.00', 199_900, 100],
		['2,000.00', 200_000, 200],
	])('100 points per 1,000: %s give %i', (_said, minor, points) => {
		expect(inBoutique(minor).pointsEarned).toBe(points);
	});

	test.each([
		['classic', 10, 50, '0.5%'],
		['silver', 30, 150, '1.5%'],
		['gold', 50, 250, '2.5%'],
	])('%s: 1,000.00 give %i points, which at 0.50 are %i hundredths of a percent: %s', (tier, points, bps, said) => {
		expect(atTable(100_000, tier).pointsEarned).toBe(points);
		const rule = MONEDERO.earn.find(({ id }) => id === `table-${tier}`)!;
		expect(effectiveReturnBps(rule, MONEDERO)).toBe(bps);
		expect(formatOf('en', MONEDERO.currency, 'UTC').rate(bps)).toBe(said);
	});

	test('double for VIP: 2,000.00 less 5 % give 100, and 100 more', () => {
		const { payableMinor, pointsEarned, grants } = inBoutique(200_000, guest('gold'));
		expect([payableMinor, pointsEarned]).toEqual([190_000, 200]);
		expect(grants.map(({ kind, points }) => [kind, points])).toEqual([
			['base', 100],
			['bonus', 100],
		]);
	});

	test('points for nights: 3 nights give 150; points for a visit: 5, whatever it costs', () => {
		expect(quoted(MONEDERO, guest('classic'), peso('lobby', [line('1', 'night', 0, 3)])).pointsEarned).toBe(150);
		expect(inSpa(guest('classic')).pointsEarned).toBe(5);
	});

	test('excluded services earn nothing and get no discount', () => {
		const lines = [line('1', 'clothing', 100_000), line('2', 'gift-card', 500_000)];
		const answer = quoted(MONEDERO, guest('gold'), peso('boutique', lines));
		expect(answer).toMatchObject({ discountMinor: 5_000, payableMinor: 595_000, pointsEarned: 0 });
		expect(answer.explanation).toContainEqual({ kind: 'excluded', category: 'gift-card', amountMinor: 500_000 });
	});
});

describe('what points and visits buy', () => {
	test('points pay: 100 of them at 0.50 are 50.00', () => {
		const table = { ...peso('restaurant', dinner(100_000)), pointsTendered: 100 };
		expect(quoted(MONEDERO, guest('gold', { balancePoints: 100 }), table).pointsPaidMinor).toBe(5_000);
	});

	test('5 visits are 1 free: the fifth gives a treatment, and the treatment costs nothing and stamps nothing', () => {
		const fifth = inSpa(guest('classic', { stamps: { spa: 4 } }));
		expect(fifth.stamps).toMatchObject([{ stamps: 1, rewards: 1, reward: 'free-treatment' }]);
		const free = inSpa(guest('classic', { rewards: { 'free-treatment': 1 } }), ['free-treatment']);
		expect(free).toMatchObject({ payableMinor: 0, stamps: [] });
	});

	test('25 points are a voucher of 10.00', () => {
		const programme = programmeWith([{ kind: 'amount', id: 'ten', amountMinor: 1_000, price: { points: 25 } }]);
		const rich = guest('classic', { balancePoints: 25 });
		const answer = quoted(programme, rich, { ...bill('restaurant', dinner(4_500)), claims: ['ten'] });
		expect(answer).toMatchObject({ payableMinor: 3_500, pointsSpent: 25 });
	});

	test('200 points are a voucher of 150.00 in the boutique', () => {
		const rich = guest('classic', { balancePoints: 200 });
		expect(inBoutique(40_000, rich, ['boutique-voucher'])).toMatchObject({ payableMinor: 25_000, pointsSpent: 200 });
	});

	test('100 points are 15 % off drinks', () => {
		const table = peso('restaurant', [line('1', 'food', 80_000), line('2', 'drinks', 20_000)], ['drinks-points']);
		const answer = quoted(MONEDERO, guest('classic', { balancePoints: 100 }), table);
		expect(answer).toMatchObject({ discountMinor: 3_000, pointsSpent: 100 });
	});

	test('1,000 points are a night', () => {
		const night = peso('lobby', [line('1', 'night', 300_000, 2)], ['free-night']);
		const answer = quoted(MONEDERO, guest('silver', { balancePoints: 1_000 }), night);
		expect(answer).toMatchObject({ payableMinor: 150_000, pointsSpent: 1_000 });
	});
});

describe('what a tier is', () => {
	test.each([
		['classic', 0, 0],
		['silver', 500, 0],
		['gold', 1_500, 500],
	])(
		'a discount that differs by outlet: %s has %i hundredths in the spa and %i in the boutique',
		(tier, spa, boutique) => {
			expect(inSpa(guest(tier)).discountMinor).toBe((120_000 * spa) / 10_000);
			expect(inBoutique(120_000, guest(tier)).discountMinor).toBe((120_000 * boutique) / 10_000);
		},
	);

	test.each([
		['9 nights and 19,999.99', 9, 1_999_999, 'classic'],
		['10 nights', 10, 0, 'silver'],
		['20,000.00', 0, 2_000_000, 'silver'],
		['25 nights', 25, 0, 'gold'],
		['60,000.00', 0, 6_000_000, 'gold'],
	])('nights or turnover: %s', (_said, nights, spendMinor, tier) => {
		expect(tierOf(MONEDERO, { nights, spendMinor })).toBe(tier);
	});
});
