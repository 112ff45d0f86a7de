import { beforeEach, describe, expect, test } from 'vitest';
import type { MemberId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { ShownEnd } from '#shared/protocol/sockets.ts';
import type { MemberView, TierRisk } from '#shared/protocol/views.ts';
import { ShownEnds } from '../../../bridge/counter/shown-ends.ts';

const ELENA = 'elena' as MemberId;
const RISK: TierRisk = { tier: 'gold', on: '2026-12-31', missing: { nights: 3 }, all: false, told: false };

let told: ShownEnd[];
let today: string;
let isWatched: boolean;
let isAway: boolean;
beforeEach(() => {
	told = [];
	today = '2026-11-21';
	isWatched = true;
	isAway = false;
});

const member = (change: Partial<MemberView>): MemberView => ({ id: ELENA, expiring: null, ...change }) as MemberView;
const ends = (role: 'till' | 'kiosk') =>
	new ShownEnds({
		role,
		isWatched: () => isWatched,
		today: () => today,
		link: {
			noticeShown(shown) {
				if (isAway) return Promise.resolve(err({ code: 'server_away' }));
				told.push(shown);
				return Promise.resolve(ok({ told: 1 }));
			},
		},
	});
const POINTS = { memberId: ELENA, of: 'points', on: '2026-12-11' };
const TIER = { memberId: ELENA, of: 'tier', on: '2026-12-31' };
const both = member({ expiring: { points: 200, on: '2026-12-11' }, atRisk: RISK });

describe('what a guest read of an end', () => {
	test('at a kiosk is told of points and of the tier, once a day', async () => {
		const kiosk = ends('kiosk');
		await kiosk.saw(both);
		await kiosk.saw(both);
		expect(told).toEqual([POINTS, TIER]);
		today = '2026-11-22';
		await kiosk.saw(both);
		expect(told).toEqual([POINTS, TIER, POINTS, TIER]);
	});

	test('at a till is told of the tier alone: what the guest hears of points stands on the slip', async () => {
		await ends('till').saw(both);
		expect(told).toEqual([TIER]);
	});

	test.each([
		['a screen that nobody has open', () => (isWatched = false), both],
		['a tier about which the guest knows', () => undefined, member({ atRisk: { ...RISK, told: true } })],
		['points that end in 181 days', () => undefined, member({ expiring: { points: 1, on: '2027-05-21' } })],
		['nothing that ends', () => undefined, member({ atRisk: null })],
	])('%s tells nobody', async (_name, given, shown) => {
		given();
		await ends('kiosk').saw(shown);
		expect(told).toEqual([]);
	});

	test('points that end in 180 days are told', async () => {
		await ends('kiosk').saw(member({ expiring: { points: 1, on: '2027-05-20' } }));
		expect(told).toHaveLength(1);
	});

	test('is no notice while the server is away, is kept nowhere, and is told when the guest reads it again', async () => {
		const kiosk = ends('kiosk');
		isAway = true;
		await kiosk.saw(both);
		isAway = false;
		expect(told).toEqual([]);
		await kiosk.saw(both);
		expect(told).toEqual([POINTS, TIER]);
	});
});
