import { describe, expect, test } from 'vitest';
import type { CounterState } from '#shared/counter/state.ts';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { invariant } from '#shared/kernel/result.ts';
import type { DiscountStep, Explanation } from '#shared/loyalty/explain.ts';
import type { RefusedOffer } from '#shared/loyalty/offers/offers.ts';
import type { Offer } from '#shared/loyalty/programme/offers.schema.ts';
import { WELL, type BridgeHealth } from '#shared/protocol/health.ts';
import { bannersOf, recoveryOf } from '#lib/till/frame/banners.ts';
import { devicesOf } from '#lib/till/frame/devices.ts';
import { billLinesOf, type Draft } from '#lib/till/bill/draft.ts';
import { NO_HISTORY, VISITS_SHOWN_MAX, withState, type History } from '#lib/till/history.ts';
import { discountText, keptCoupons, missingFor } from '#lib/till/bill/offer-words.ts';
import { priceOf } from '#lib/till/bill/price.ts';
import { pendingAfter } from '#lib/till/guest/pending-after.ts';
import { doneSheet, openSheet, type Sheet } from '#lib/till/bill/sheet.ts';
import { tierHeight } from '#lib/parts/tier.ts';
import { whyOf } from '#lib/till/bill/why.ts';
import { mustReload } from '#lib/build.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { aReversal } from '../shared/counter/samples.ts';
import { memberOf, pastVisit, READY, setupOf, shown } from './miramar-till.ts';
import { EUR, wordingIn } from './till-wording.ts';

const SINCE = '2026-11-21T14:05:00.000Z';

const english = await wordingIn('en');
const TODAY = { businessDate: '2026-11-21', localDate: '2026-11-21' };

function sheetOf(outlet: string, givenName: string | null, lines: Draft['lines'], paysWithPoints = false): Sheet {
	const setup = setupOf(outlet);
	const member = givenName === null ? null : memberOf(givenName);
	const draft = { lines, current: lines.at(-1)?.category ?? 'food' };
	const price = priceOf({
		setup,
		standing: member?.standing ?? null,
		lines: billLinesOf(draft, EUR),
		moment: momentAt(SINCE, setup.property),
		...{ claims: [], paysWithPoints },
		pointsMax: Infinity,
		pointsLeftAway: Infinity,
	});
	invariant(price.ok, 'the bill has a price');
	return openSheet(draft, price.value.quote, { setup, member, wording: english, today: TODAY });
}

const rows = ({ rows: drawn }: Sheet): readonly string[] => drawn.map(({ label, value }) => `${label} ${value}`);

describe('the bill in words', () => {
	const dinner = [
		{ category: 'food', typed: '64' },
		{ category: 'drinks', typed: '28' },
		{ category: 'tobacco', typed: '6.5' },
	];

	test('shows lines, discount, sum, points and the arithmetic behind them', () => {
		const sheet = sheetOf('restaurant', 'Елена', dinner);
		expect(rows(sheet)).toEqual(['Food 64.00', 'Drinks 28.00', 'Tobacco 6.5', 'Gold, 10% off 92.00 \u22129.20']);
		expect(sheet).toMatchObject({
			caption: 'To pay',
			sum: '€89.30',
			under: 'before 98.50',
			gains: { text: '+4\u00a0points', worth: 'worth €2.00', balance: 'New balance 1,254' },
			why: {
				question: 'Why 4\u00a0points?',
				answer: 'Gold earns 5% of 82.80, that is 4.14, rounded down to 4. Tobacco: no points.',
			},
		});
	});

	test('says what is left when points pay a part', () => {
		const sheet = sheetOf('restaurant', 'Alice', [{ category: 'food', typed: '80' }], true);
		expect(rows(sheet)).toEqual(['Food 80', 'Gold, 10% off 80.00 \u22128.00', '40\u00a0points \u221220.00']);
		expect(sheet).toMatchObject({ caption: 'Left to pay', sum: '€52.00', under: 'points pay 20.00' });
		expect(sheet.gains?.text).toBe('\u221240\u00a0points, +2\u00a0points');
	});

	test('counts nights', () => {
		const sheet = sheetOf('lobby', 'Елена', [{ category: 'night', typed: '3' }]);
		expect(sheet).toMatchObject({
			caption: 'Stay',
			sum: '3\u00a0nights',
			why: { answer: '3\u00a0nights, 10\u00a0points each.' },
		});
	});

	test('says that a stamp card is full', () => {
		const sheet = sheetOf('spa', 'Alice', [{ category: 'treatment', typed: '60' }]);
		expect(sheet.gains).toEqual({ text: '+1\u00a0stamp', worth: undefined, balance: undefined });
		expect(sheet.why).toEqual({ question: undefined, answer: 'The stamp card is full: 1 × Free treatment.' });
	});

	test('says how far the next point is', () => {
		const sheet = sheetOf('restaurant', '小明', [{ category: 'food', typed: '80' }]);
		expect(sheet.why?.answer).toBe('1\u00a0point for each full 50.00 of 80.00. With 20.00 more there is the next.');
	});

	test('promises nothing without a guest', () => {
		expect(sheetOf('restaurant', null, dinner)).toMatchObject({ sum: '€98.50', gains: undefined, why: undefined });
	});

	test('shows what was paid when it is done, and marks what the server has not confirmed', () => {
		const setup = setupOf('restaurant');
		const member = memberOf('Miguel Ángel');
		const visit = pastVisit(setup, member, SINCE, 8_300);
		invariant(visit.kind === 'recorded', 'the visit is recorded');
		const done = doneSheet(visit.answer, true, { setup, member, wording: english, today: TODAY });
		expect(done).toMatchObject({ caption: 'Paid', sum: '€78.85', gains: { text: '+2\u00a0points to be confirmed' } });
	});
});

describe('points that wait, in words', () => {
	const house = setupOf('restaurant');
	const setup = { ...house, programme: { ...house.programme, pending: { days: 14 } } };
	const member = memberOf('Елена');

	test('are promised with their day, and are in no balance', () => {
		const draft = { lines: [{ category: 'food', typed: '80' }], current: 'food' };
		const price = priceOf({
			...{
				setup,
				standing: member.standing,
				lines: billLinesOf(draft, EUR),
				pointsMax: Infinity,
				pointsLeftAway: Infinity,
			},
			...{ moment: momentAt(SINCE, setup.property), claims: [], paysWithPoints: false },
		});
		invariant(price.ok, 'the bill has a price');
		const sheet = openSheet(draft, price.value.quote, { setup, member, wording: english, today: TODAY });
		expect(sheet.gains).toEqual({
			text: '3\u00a0points to come, from 5\u00a0December',
			worth: undefined,
			balance: 'New balance 1,250',
		});
	});

	test('are shown after the visit with those of before, and the next day of all', () => {
		const visit = pastVisit(setup, member, SINCE, 8_000);
		invariant(visit.kind === 'recorded', 'the visit is recorded');
		const { points } = visit.answer;
		const answer = { ...visit.answer, points: { ...points, pending: 13 }, usableFrom: '2026-12-05' };
		const waiting = (nextOn: string) => ({ ...member, pending: { points: 10, nextOn } });
		expect(pendingAfter(answer, member)).toEqual({ points: 13, nextOn: '2026-12-05' });
		expect(pendingAfter(answer, waiting('2026-11-30'))).toEqual({ points: 13, nextOn: '2026-11-30' });
		expect(pendingAfter(answer, waiting('2026-12-30'))).toEqual({ points: 13, nextOn: '2026-12-05' });
		expect(pendingAfter(visit.answer, waiting('2026-11-30'))).toBeUndefined();
		expect(doneSheet(answer, false, { setup, member, wording: english, today: TODAY }).gains).toMatchObject({
			text: '3\u00a0points to come, from 5\u00a0December',
		});
	});
});

describe('offers in words', () => {
	const names = { en: 'Summer evening', es: 'Tarde de verano', zh: '夏夜', bg: 'Лятна вечер' };
	const HOUSE = setupOf('restaurant');
	const OFFERS: readonly Offer[] = [
		{ kind: 'percent', id: 'gold', outlets: ['restaurant'], tiers: ['gold'], rateBps: 1_000 },
		{ kind: 'amount', id: 'off', outlets: ['restaurant'], amountMinor: 400, minSpendMinor: 4_000 },
		{ kind: 'amount', id: 'coupon', outlets: ['restaurant'], amountMinor: 1_000, coupon: true },
		{ kind: 'fixed-price', id: 'wine', outlets: ['restaurant'], priceMinor: 1_500, skus: ['rioja'], names },
	];
	const setup = { ...HOUSE, programme: { ...HOUSE.programme, offers: [...OFFERS] } };
	const taken = { kind: 'discount', uses: 'nothing', points: 0, cutMinor: 0 } as const;
	const STEPS: readonly DiscountStep[] = [
		{ ...taken, by: 'percent', ruleId: 'gold', baseMinor: 9_200, rateBps: 1_000, amountMinor: 920 },
		{ ...taken, by: 'percent', ruleId: 'gold', baseMinor: 9_200, rateBps: 1_000, cutMinor: 420, amountMinor: 500 },
		{ ...taken, by: 'amount', ruleId: 'off', baseMinor: 9_200, minSpendMinor: 4_000, amountMinor: 400 },
		{ ...taken, by: 'amount', ruleId: 'off', baseMinor: 9_200, minSpendMinor: 0, amountMinor: 400 },
		{
			...taken,
			by: 'amount',
			ruleId: 'coupon',
			uses: 'coupon',
			baseMinor: 9_200,
			minSpendMinor: 0,
			amountMinor: 1_000,
		},
		{
			...taken,
			by: 'fixed-price',
			ruleId: 'wine',
			baseMinor: 4_000,
			priceMinor: 1_500,
			quantity: 2,
			amountMinor: 1_000,
		},
	];
	const REFUSED = OFFERS.map(({ id }, index): RefusedOffer => {
		return { offerId: id, code: 'spend_missing', missingMinor: 400 - index };
	});

	test('that were given', () => {
		expect(STEPS.map((step) => discountText(step, 'gold', setup, english))).toEqual([
			'Gold, 10% off 92.00',
			'Gold, 10% off 92.00, at most 5.00',
			'Discount, from 40.00',
			'Discount',
			'Coupon',
			'Summer evening, 15.00 each',
		]);
	});

	test('for which something is missing, and of several the nearest', () => {
		const missing = (refused: readonly RefusedOffer[]) => missingFor(refused, setup, english);
		expect(REFUSED.flatMap((refusal) => missing([refusal]))).toEqual([
			'With 4.00 more: 10% off.',
			'With 3.99 more: 4.00 off.',
			'With 3.98 more: 10.00 off.',
			'With 3.97 more: Summer evening.',
		]);
		expect(missing(REFUSED)).toEqual(['With 3.97 more: Summer evening.']);
		expect(missing([{ offerId: 'gold', code: 'not_now' }])).toEqual([]);
	});

	test.each(LANGUAGES)('in %s, with no place left open', async (language) => {
		const wording = await wordingIn(language);
		const said = [
			...STEPS.map((step) => discountText(step, 'gold', setup, wording)),
			...REFUSED.flatMap((refusal) => missingFor([refusal], setup, wording)),
			...keptCoupons(KEPT, { coupon: 1 }, setup, wording),
		];
		expect(new Set(said).size).toBe(STEPS.length + REFUSED.length + KEPT.length);
		expect(said.filter((text) => /[{}]/.test(text))).toEqual([]);
	});

	const KEPT: readonly RefusedOffer[] = [
		{ offerId: 'coupon', code: 'not_now' },
		{ offerId: 'coupon', code: 'limit_reached', of: 'day' },
		{ offerId: 'coupon', code: 'nothing_to_discount' },
		{ offerId: 'coupon', code: 'budget_spent' },
		{ offerId: 'coupon', code: 'group_taken', by: 'wine' },
		{ offerId: 'coupon', code: 'coupon_used', by: 'coupon' },
		{ offerId: 'coupon', code: 'bill_full', limit: 1 },
		{ offerId: 'coupon', code: 'less_for_guest' },
	];

	test('a coupon that is not taken says why, and one that the guest does not have says nothing', () => {
		expect(keptCoupons(KEPT, { coupon: 1 }, setup, english)).toEqual([
			'Coupon: not valid now.',
			'Coupon: used as often as it may be.',
			'Coupon: nothing on the bill for it.',
			'Coupon: used up.',
			'Coupon: not together with Summer evening.',
			'Coupon: one coupon a bill.',
			'Coupon: no more offers on this bill.',
			'Coupon: takes nothing more off.',
		]);
		expect(keptCoupons(KEPT, {}, setup, english)).toEqual([]);
	});

	test('the till says how much more brings an offer, beside the points', () => {
		const draft = { lines: [{ category: 'food', typed: '36' }], current: 'food' };
		const { standing } = memberOf('小明');
		const price = priceOf({
			...{ setup, standing, lines: billLinesOf(draft, EUR), moment: momentAt(SINCE, setup.property) },
			...{ claims: [], paysWithPoints: false, pointsMax: Infinity, pointsLeftAway: Infinity },
		});
		invariant(price.ok, 'the bill has a price');
		const sheet = openSheet(draft, price.value.quote, {
			setup,
			member: memberOf('小明'),
			wording: english,
			today: TODAY,
		});
		expect(sheet.why?.answer).toContain('With 4.00 more: 4.00 off.');
	});
});

describe('why so many points, for every kind of step', () => {
	const STEPS: readonly Explanation[] = [
		{ kind: 'tax-left-out', amountMinor: 1_250 },
		{ kind: 'service-left-out', amountMinor: 900 },
		{
			...{ kind: 'earn-step', ruleId: 'fifty', baseMinor: 36_000, carriedMinor: 4_500, stepMinor: 5_000 },
			...{ pointsPerStep: 1, points: 8, missingMinor: 4_500 },
		},
		{
			...{ kind: 'earn-proportional', ruleId: 'share', baseMinor: 38_000, rateBps: 333, exactHundredths: 1_265 },
			...{ carriedHundredths: 25, rounding: 'half-up', points: 13 },
		},
		{ kind: 'earn-per-visit', ruleId: 'visit', points: 2 },
		{ kind: 'visited-today', ruleId: 'visit' },
		{ kind: 'spend-missing', ruleId: 'visit', missingMinor: 100 },
		{ kind: 'bonus-multiplied', ruleId: 'gold', basePoints: 28, factorBps: 15_000, points: 14 },
		{ kind: 'bonus-gift', ruleId: 'birthday', occasion: 'birthday', points: 50 },
		{ kind: 'bonus-gift', ruleId: 'welcome', occasion: 'first-visit', points: 1 },
		{ kind: 'capped', by: 'rule', ruleId: 'fifty', limit: 5, points: 3 },
		{ kind: 'capped', by: 'bill', ruleId: null, limit: 60, points: 39 },
		{ kind: 'capped', by: 'day', ruleId: null, limit: 100, points: 1 },
	];

	test('in words', () => {
		const spaced = whyOf(STEPS, setupOf('restaurant'), 'gold', english).map((text) => text.replaceAll('\u00a0', ' '));
		expect(spaced).toEqual([
			'Without tax of 12.50.',
			'Without service of 9.00.',
			'1 point for each full 50.00 of 360.00.',
			'45.00 from earlier bills counts with it.',
			'With 45.00 more there is the next.',
			'Gold earns 3.33% of 380.00, that is 12.65, so 13.',
			'0.25 of a point from earlier bills counts with it.',
			'2 points for the visit.',
			'The points for this visit are given already today.',
			'With 1.00 more the visit gives points.',
			'Times 1.5: 14 points on top.',
			'Birthday: 50 points on top.',
			'First visit: 1 point on top.',
			'This rule gives at most 5.',
			'A bill gives at most 60.',
			'A day gives at most 100.',
		]);
	});

	test.each(LANGUAGES)('in %s, with no place left open', async (language) => {
		const said = whyOf(STEPS, setupOf('restaurant'), 'gold', await wordingIn(language));
		expect(said).toHaveLength(16);
		expect(new Set(said).size).toBe(16);
		expect(said.filter((text) => /[{}]/.test(text))).toEqual([]);
	});
});

test('an open drawer is said where the printer stands, unless its paper ends', () => {
	const words = (printer: CounterState['printer']) =>
		devicesOf({ ...READY, printer }, true, english).find(({ id }) => id === 'printer')?.word;
	expect([
		words({ kind: 'ready' }),
		words({ kind: 'ready', drawerOpen: true }),
		words({ kind: 'ready', drawerOpen: true, paperLow: true }),
	]).toEqual(['Printer', 'Drawer open', 'Paper low']);
});

describe('what is amiss beside the conversation', () => {
	const titles = (health: Partial<BridgeHealth>, changes: Partial<CounterState> = {}) =>
		bannersOf({ ...READY, ...changes }, true, undefined, english, { ...WELL, ...health }).map(({ title }) => title);

	test.each<[string, Partial<BridgeHealth>, readonly string[]]>([
		['a clock that is a little off is nobody’s business', { skewMs: -59_000 }, []],
		['one that is late', { skewMs: -7_200_000 }, ['The clock here is 120 min wrong.']],
		['one that is early', { skewMs: 61_000 }, ['The clock here is 1 min wrong.']],
		['one that nobody has measured, while the server is there', { skewMs: null }, []],
		['a flood', { flooded: true, dropped: 3 }, ['Too much comes in at once.']],
		['slips that only memory holds', { slipsUnkept: true }, ['Slips are not saved.']],
		['visits that the disk has damaged', { damagedAt: SINCE }, ['Visits kept here were damaged.']],
		['another server', { trouble: 'server_differs' }, ['This is not the server of this till.']],
		['a counter that was revoked', { trouble: 'device_unknown' }, ['The server does not know this till.']],
		['another version', { trouble: 'protocol_unsupported' }, ['Till and server differ in version.']],
	])('%s', (_name, health, expected) => {
		expect(titles(health)).toEqual(expected);
	});

	test('takes the place of a server that is away: carrying on would not bring it back', () => {
		const server = { kind: 'offline', since: SINCE } as const;
		expect(titles({ trouble: 'server_differs', skewMs: 0 }, { server })).toEqual([
			'This is not the server of this till.',
		]);
	});

	test('a clock that nobody has ever compared is said while there is no server', () => {
		const server = { kind: 'offline', since: SINCE } as const;
		expect(titles({ skewMs: null }, { server })[1]).toBe('This clock was never compared.');
		expect(titles({ skewMs: 0 }, { server })).toHaveLength(1);
	});
});

describe('banners', () => {
	const offline: Partial<CounterState> = { server: { kind: 'offline', since: SINCE }, waitingVisits: 3 };
	const titles = (changes: Partial<CounterState>, connected = true) =>
		bannersOf({ ...READY, ...changes }, connected, undefined, english).map(({ title, detail }) => `${title} ${detail}`);

	test.each<[string, Partial<CounterState>, boolean, readonly string[]]>([
		['all is well', {}, true, []],
		['the server is away', offline, true, ['No server since 16:05. Carry on. 3\u00a0visits are safe here.']],
		[
			'paper stands before the server',
			{ ...offline, printer: { kind: 'paper_out', since: SINCE } },
			true,
			[
				'Printer: put in a new roll The slip waits. It prints by itself, once.',
				'No server since 16:05. Carry on. 3\u00a0visits are safe here.',
			],
		],
		[
			'a third one waits in the status bar',
			{ ...offline, printer: { kind: 'absent', since: SINCE }, reader: { kind: 'absent', since: SINCE } },
			true,
			[
				'No reader since 16:05. Plug it in again. It works again by itself.',
				'No server since 16:05. Carry on. 3\u00a0visits are safe here.',
			],
		],
		[
			'nothing is known without the bridge',
			offline,
			false,
			['This till is restarting. One moment. Recorded visits are safe.'],
		],
	])('%s', (_name, changes, connected, expected) => {
		expect(titles(changes, connected)).toEqual(expected);
	});

	test('good news is told once a state has ended', () => {
		expect(recoveryOf({ ...READY, ...offline }, READY)).toEqual({ kind: 'server-back', waitingVisits: 3 });
		expect(recoveryOf(READY, READY)).toBeUndefined();
		expect(recoveryOf(undefined, READY)).toBeUndefined();
	});
});

describe('the last visits', () => {
	const setup = setupOf('restaurant');
	const after = (history: History, givenName: string | null, grossMinor: number): History => {
		const member = givenName === null ? null : memberOf(givenName);
		const guest = givenName === null ? {} : shown(givenName);
		return withState(history, { ...READY, ...guest, visit: pastVisit(setup, member, SINCE, grossMinor) });
	};

	test('a visit is noted once, and its slip moves on', () => {
		const once = after(NO_HISTORY, 'Елена', 8_000);
		const visit = { ...pastVisit(setup, memberOf('Елена'), SINCE, 8_000), slip: 'unknown' } as CounterState['visit'];
		const moved = withState(once, { ...READY, ...shown('Елена'), visit });
		expect(moved).toMatchObject({
			count: 1,
			givenPoints: 3,
			visits: [{ slip: 'unknown', guest: { name: 'Elena Petrova' } }],
		});
	});

	test('a visit that came back whole counts no more, once, and one that came back in part still does', () => {
		const back = (history: History, grossMinor: number, whole: boolean): History => {
			const visit = pastVisit(setup, null, SINCE, grossMinor);
			invariant(visit.kind === 'recorded', 'the visit is recorded');
			const answer = { ...aReversal(), visitId: visit.answer.visitId, whole };
			return withState(history, { ...READY, reversing: { kind: 'done', answer, bill: null, slip: 'waiting' } });
		};
		const day = after(after(NO_HISTORY, 'Елена', 8_000), null, 200);
		const part = back(day, 200, false);
		expect(part).toMatchObject({ count: 2, givenPoints: 3, visits: [{ returned: 'part' }, { returned: null }] });
		const whole = back(back(part, 8_000, true), 8_000, true);
		expect(whole).toMatchObject({ count: 1, givenPoints: 0, visits: [{ returned: 'part' }, { returned: 'whole' }] });
		expect(back(whole, 4_711, true)).toEqual(whole);
	});

	test('only the newest are kept, all are counted', () => {
		const day = [100, 200, 300, 400].reduce((history, minor) => after(history, null, minor), NO_HISTORY);
		expect(day.count).toBe(4);
		expect(day.visits.map(({ answer }) => answer.payableMinor)).toEqual([400, 300, 200]);
		expect(day.visits.length).toBe(VISITS_SHOWN_MAX);
	});
});

describe('the sun of a tier', () => {
	test.each([
		[0, 3, 'rim'],
		[1, 3, 'half'],
		[2, 3, 'full'],
		[0, 1, 'full'],
		[3, 5, 'half'],
	] as const)('tier %d of %d stands %s', (index, tiers, height) => {
		expect(tierHeight(index, tiers)).toBe(height);
	});
});

describe('a page that meets another build', () => {
	const memory = () => {
		const kept = new Map<string, string>();
		return {
			getItem: (key: string) => kept.get(key) ?? null,
			setItem: (key: string, value: string) => void kept.set(key, value),
		};
	};

	test('loads itself again once for each build', () => {
		const own = memory();
		expect(mustReload('a', { protocol: 1, build: 'a' }, own)).toBe(false);
		expect(mustReload('a', { protocol: 1, build: 'b' }, own)).toBe(true);
		expect(mustReload('a', { protocol: 1, build: 'b' }, own)).toBe(false);
		expect(mustReload('a', { protocol: 1, build: 'c' }, own)).toBe(true);
	});

	test('also where only the protocol is another', () => {
		expect(mustReload('a', { protocol: 2, build: 'a' }, memory())).toBe(true);
	});
});
