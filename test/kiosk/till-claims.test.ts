import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { invariant } from '#shared/kernel/result.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import { claimKeysOf } from '#lib/till/bill/claims.ts';
import { billLinesOf } from '#lib/till/bill/draft.ts';
import { priceOf, visitOf, type Priced } from '#lib/till/bill/price.ts';
import type { StaffId, VisitId } from '#shared/kernel/ids.ts';
import { memberOf, setupOf } from './miramar-till.ts';
import { EUR, wordingIn } from './till-wording.ts';

const AT = '2026-11-21T17:44:00.000Z';
const english = await wordingIn('en');

/** Alice, who has won a treatment. */
const alice: MemberView = {
	...memberOf('Alice'),
	standing: { ...memberOf('Alice').standing, rewards: { 'free-treatment': 1 } },
};

type Wish = {
	readonly claims?: readonly string[];
	readonly paysWithPoints?: boolean;
	readonly balancePoints?: number;
	readonly pointsLeftAway?: number;
};

function priced(outlet: string, typed: string, { balancePoints, ...wish }: Wish = {}): Priced {
	const setup = setupOf(outlet);
	const category = setup.outlet.categories[0]!.code;
	const { standing } = alice;
	const price = priceOf({
		...{ setup, standing: { ...standing, balancePoints: balancePoints ?? standing.balancePoints } },
		lines: billLinesOf({ lines: [{ category, typed }], current: category }, EUR),
		moment: momentAt(AT, setup.property),
		...{ claims: [], paysWithPoints: false, pointsMax: Infinity, pointsLeftAway: Infinity, ...wish },
	});
	invariant(price.ok, 'the bill has a price');
	return price.value;
}
const keys = (outlet: string, typed: string, wish: Wish = {}) =>
	claimKeysOf(priced(outlet, typed, wish).quote, wish.claims ?? [], setupOf(outlet), alice, english).map(
		({ title, detail, state }) => [title, detail, state],
	);

describe('what a guest can use at the till', () => {
	test('is what they have won and what their points reach for', () => {
		expect(keys('spa', '60')).toEqual([
			['Free treatment', '1\u00a0saved', 'free'],
			['20 % off a treatment', 'for 20\u00a0points', 'free'],
		]);
		expect(keys('boutique', '50')).toEqual([['Voucher €20', 'for 30\u00a0points', 'free']]);
	});

	test('is used with one key, and what it shuts out says why', () => {
		const wish = { claims: ['free-treatment', 'treatment-points'] };
		expect(keys('spa', '60', wish)).toEqual([
			['Free treatment', 'used, press to take back', 'used'],
			['20 % off a treatment', 'not together with Free treatment', 'not'],
		]);
	});

	test('is not offered where points do not reach, or nothing on the bill is for it', () => {
		expect(keys('boutique', '50', { balancePoints: 29 })).toEqual([]);
		expect(keys('restaurant', '50')).toEqual([]);
	});

	test('says how much is missing for what the guest has asked for', () => {
		expect(keys('boutique', '30', { claims: ['boutique-voucher'] })).toEqual([
			['Voucher €20', 'from 10.00 more on', 'not'],
		]);
	});

	test('costs points beside those that pay, and is asked for in the visit', () => {
		const claims = ['boutique-voucher'];
		const { quote, points } = priced('boutique', '50', { claims, paysWithPoints: true });
		// 5 % and 20.00 of 50.00: 27.50 are left, and of 40 points the voucher took 30.
		expect(quote).toMatchObject({ payableMinor: 2_750, pointsSpent: 40, pointsPaidMinor: 500 });
		expect(points).toMatchObject({ kind: 'used', points: 10 });
		const visit = visitOf(setupOf('boutique'), {
			...{ id: 'c0ffee00-0000-4000-8000-000000000001' as VisitId, memberId: alice.id, cashier: 'ana' as StaffId },
			...{ lines: [], quote, claims, occurredAt: AT },
		});
		expect(visit).toMatchObject({
			claims,
			tenders: [
				{ type: 'points', points: 10, amountMinor: 500 },
				{ type: 'other', amountMinor: 2_250 },
			],
		});
	});

	test('needs the server, and its key says so, also for what was asked for while that was there', () => {
		const wish = { claims: ['free-treatment'], pointsLeftAway: 100 };
		expect(priced('spa', '60', wish).quote).toMatchObject({ payableMinor: 5_100, offers: [{ offerId: 'spa-gold' }] });
		expect(keys('spa', '60', wish)).toEqual([
			['Free treatment', 'only with the server', 'not'],
			['20 % off a treatment', 'only with the server', 'not'],
			['Spa voucher €50', 'only with the server', 'not'],
		]);
	});

	test('is offered to nobody without a card', () => {
		expect(claimKeysOf(priced('spa', '60').quote, [], setupOf('spa'), null, english)).toEqual([]);
	});

	test.each(LANGUAGES)('has its words in %s', async (language) => {
		const wording = await wordingIn(language);
		const { quote } = priced('spa', '60');
		for (const { title, detail } of claimKeysOf(quote, [], setupOf('spa'), alice, wording)) {
			expect(title).not.toBe('');
			expect(detail).not.toContain('claim.');
		}
	});
});
