import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysBetween } from '#shared/kernel/dates.ts';
import { driftAt } from '#lib/kiosk/rest/drift.ts';
import { emsOf } from '#lib/kiosk/fit.ts';
import { noticeText } from '#lib/kiosk/guest/notice.ts';
import { formatOf } from '#lib/i18n/format.ts';
import { offerTexts } from '#lib/kiosk/guest/offer-texts.ts';
import { offersOf } from '#lib/kiosk/guest/offers.ts';
import { patienceOf, presenceOf } from '#lib/kiosk/presence.ts';
import { isOut, RISEN, slipText } from '#lib/kiosk/slip/slip.ts';
import { kioskTranslator } from '#lib/kiosk/texts.ts';
import { trackOf } from '#lib/kiosk/guest/track.ts';
import type { Offer as Discount } from '#shared/loyalty/programme/offers.schema.ts';
import type { SlipProgress } from '#shared/counter/state.ts';
import { guestOf, kioskSetup } from './miramar-kiosk.ts';

const t = kioskTranslator('en');
const EUR = { code: 'EUR', exponent: 2 };

describe('whether a guest is still there', () => {
	const reading = patienceOf({ slipIsOut: false, seesBetter: false });

	test.each([
		[0, { kind: 'here' }],
		[24_999, { kind: 'here' }],
		[25_000, { kind: 'counting', seconds: 10 }],
		[27_000, { kind: 'counting', seconds: 8 }],
		[34_999, { kind: 'counting', seconds: 1 }],
		[35_000, { kind: 'gone' }],
	])('after %d ms without a touch', (stillMs, presence) => {
		expect(presenceOf(stillMs, reading)).toEqual(presence);
	});

	test('large letters give three times as long', () => {
		expect(patienceOf({ slipIsOut: false, seesBetter: true })).toEqual({ quietMs: 75_000, countMs: 30_000 });
	});

	test('with the slip in hand the count-down begins sooner, and is as long', () => {
		const leaving = patienceOf({ slipIsOut: true, seesBetter: false });
		expect(leaving.quietMs).toBeLessThan(reading.quietMs);
		expect(leaving.countMs).toBe(reading.countMs);
	});

	test('nobody is gone without having been asked for the whole count-down', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 200_000 }), fc.boolean(), fc.boolean(), (ms, slipIsOut, seesBetter) => {
				const patience = patienceOf({ slipIsOut, seesBetter });
				if (presenceOf(ms, patience).kind !== 'gone') return;
				expect(presenceOf(ms - patience.countMs, patience).kind).not.toBe('here');
				expect(ms).toBeGreaterThanOrEqual(patience.quietMs + patience.countMs);
			}),
		);
	});
});

describe('the resting screen', () => {
	const MINUTE_MS = 60_000;

	test('moves its bands by two pixels a minute, never far', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 60_000_000 }), (minute) => {
				const { bandsPx: here } = driftAt(minute * MINUTE_MS);
				const { bandsPx: next } = driftAt((minute + 1) * MINUTE_MS);
				expect(Math.abs(next - here)).toBe(2);
				expect(Math.abs(here)).toBeLessThanOrEqual(40);
			}),
		);
	});

	test('lets the sun rest at another height each hour', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 1_000_000 }), (hour) => {
				expect(driftAt(hour * 60 * MINUTE_MS).sunPercent).not.toBe(driftAt((hour + 1) * 60 * MINUTE_MS).sunPercent);
			}),
		);
	});
});

describe('the way to the next tier', () => {
	const next = (missingNights: number | null, missingSpendMinor: number | null) => ({
		tier: 'gold',
		missingNights,
		missingSpendMinor,
	});

	test.each([
		['nights are nearer', { nights: 20, spendMinor: 100_000, next: next(5, 200_000) }, 'nights', 0.8],
		['spending is nearer', { nights: 5, spendMinor: 270_000, next: next(20, 30_000) }, 'spend', 0.9],
		['only nights count', { nights: 1, spendMinor: 900_000, next: next(3, null) }, 'nights', 0.25],
		['nothing yet', { nights: 0, spendMinor: 0, next: next(10, 100_000) }, 'nights', 0],
	])('%s', (_name, progress, kind, share) => {
		expect(trackOf(progress)).toMatchObject({ kind, share });
	});

	test('the highest tier has no way left', () => {
		expect(trackOf({ nights: 30, spendMinor: 1, next: null })).toEqual({ kind: 'top', nights: 30, spendMinor: 1 });
	});
});

describe('what a guest reads below the horizon', () => {
	test.each([
		['Alice in the lobby: her stamps first', 'Alice', 'lobby', ['stamps', 'pay', 'earn']],
		['Elena in the restaurant: her discount', 'Елена', 'restaurant', ['discount', 'pay', 'earn', 'stamps']],
		['Xiaoming in the boutique: what his points buy', '小明', 'boutique', ['discount', 'pay', 'earn', 'stamps']],
	])('%s', (_name, guest, outlet, kinds) => {
		expect(offersOf(kioskSetup(outlet), guestOf(guest), true).map(({ kind }) => kind)).toEqual(kinds);
	});

	test('the best discount of the tier, and what is earned already before all else', () => {
		const member = { ...guestOf('Елена'), rewards: { 'free-treatment': 2, used: 0 } };
		const offers = offersOf(kioskSetup('restaurant'), member, true);
		expect(offers.slice(0, 2)).toEqual([
			{ kind: 'free', reward: 'free-treatment', count: 2 },
			{ kind: 'discount', offer: expect.objectContaining({ id: 'restaurant-gold', rateBps: 1_000 }) as unknown },
		]);
	});

	test('of offers that shut each other out the best, and every other that can be told', () => {
		const at = { outlets: ['restaurant'] };
		const [names, when] = [{ en: 'Wine', es: 'Vino', zh: '葡萄酒', bg: 'Вино' }, { weekdays: [1] }];
		const offers: Discount[] = [
			{ ...at, kind: 'percent', id: 'five', rateBps: 500 },
			{ ...at, kind: 'percent', id: 'ten', rateBps: 1_000, tiers: ['gold'] },
			{ ...at, kind: 'percent', id: 'club', rateBps: 300, group: 'club' },
			{ ...at, kind: 'percent', id: 'food', rateBps: 2_000, categories: ['food'] },
			{ ...at, kind: 'amount', id: 'off', amountMinor: 400, minSpendMinor: 4_000 },
			{ ...at, kind: 'amount', id: 'coupon', amountMinor: 1_000, coupon: true },
			{ ...at, kind: 'amount', id: 'no-coupon', amountMinor: 1_000, coupon: true },
			{ ...at, kind: 'percent', id: 'mondays', rateBps: 5_000, when },
			{ ...at, kind: 'fixed-price', id: 'wine', priceMinor: 1_500, skus: ['rioja'], names },
			{ ...at, kind: 'fixed-price', id: 'nameless', priceMinor: 1_500, skus: ['tinto'] },
		];
		const house = kioskSetup('restaurant');
		const setup = { ...house, programme: { ...house.programme, offers } };
		const elena = guestOf('Елена');
		const member = { ...elena, standing: { ...elena.standing, coupons: { coupon: 1 } } };
		const told = offersOf(setup, member, true)
			.filter(({ kind }) => kind === 'discount')
			.map((offer) => offerTexts(offer, setup, 'gold', { t, format: formatOf('en', EUR, 'UTC'), language: 'en' }));
		expect(told.map(({ title, detail }) => `${title}, ${detail}`)).toEqual([
			'10% off every bill here, because you are Gold',
			'3% off every bill here, for every member',
			'Food: 20% off, for every member',
			'€4.00 off, on bills from €40.00',
			'€10.00 off, with your coupon',
			'Wine, €15.00 each',
		]);
	});

	test('points promise nothing while the server cannot be asked', () => {
		const offers = offersOf(kioskSetup(), guestOf('Alice'), false);
		expect(offers.map(({ kind }) => kind)).toEqual(['stamps', 'pay-later', 'earn']);
	});

	test('stamps that are owed are not drawn', () => {
		const member = guestOf('Alice');
		const owing = { ...member, standing: { ...member.standing, stamps: { spa: -2 } } };
		expect(offersOf(kioskSetup(), owing, true)).toContainEqual(expect.objectContaining({ kind: 'stamps', stamps: 0 }));
	});
});

describe('a card that is not read', () => {
	test.each([
		[1, 'Try 1 of 3'],
		[2, 'Try 2 of 3'],
		[3, undefined],
		[7, undefined],
	])('for the %d. time', (tries, counted) => {
		const text = noticeText({ code: 'card_unreadable', tries, count: 1 }, t, 'Miramar Club');
		expect(text.tries).toBe(counted);
		expect(text.title).toBe(tries < 3 ? 'The card was not read.' : 'Ask at reception.');
	});
});

describe('what is said of the slip', () => {
	const since = '2026-11-21T17:42:00.000Z';
	const all: readonly SlipProgress[] = ['waiting', 'sending', 'sent', 'processed', 'confirmed', 'unknown'];

	test('only a confirmed slip is drawn whole, and only it is "printed"', () => {
		expect(all.filter((slip) => RISEN[slip] === 1)).toEqual(['confirmed']);
		expect(all.filter((slip) => slipText(slip, { kind: 'ready' }).mark === 'ok')).toEqual(['confirmed']);
	});

	test('a slip is on its way until the printer has said its last word', () => {
		expect(all.filter((slip) => !isOut(slip))).toEqual(['waiting', 'sending']);
	});

	test('a slip that only waits its turn warns of nothing, one whose printer is away does', () => {
		expect(slipText('waiting', { kind: 'ready' }).mark).toBe('note');
		expect(slipText('waiting', { kind: 'absent', since }).mark).toBe('wait');
	});

	test.each([
		['absent', 'absent'],
		['busy', 'absent'],
		['stranger', 'absent'],
		['paper_out', 'paper_out'],
		['cover_open', 'cover_open'],
		['cutter_stuck', 'fault'],
		['head_hot', 'fault'],
		['broken', 'fault'],
	] as const)('a slip that waits says why: %s', (kind, reason) => {
		expect(slipText('waiting', { kind, since }).state).toBe(`print.reason-${reason}`);
	});
});

test.each([
	['2026-11-21', '2026-12-11', 20],
	['2026-12-31', '2027-01-01', 1],
	['2026-03-28', '2026-03-30', 2],
])('from %s to %s are %d days', (from, to, days) => {
	expect(daysBetween(from, to)).toBe(days);
});

test('Han signs are about twice as wide as letters', () => {
	expect(emsOf('小明')).toBeCloseTo(2);
	expect(emsOf('Elena')).toBeLessThan(3);
});
