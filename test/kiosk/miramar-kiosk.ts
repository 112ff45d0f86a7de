import type { KioskState } from '#shared/counter/kiosk-state.ts';
import { nextTierOf, type TierMetrics } from '#shared/loyalty/tiers/tiers.ts';
import type { CounterSetup, MemberView, TierProgress } from '#shared/protocol/views.ts';
import { memberOf, setupOf } from './miramar-till.ts';

/** The demo hotel's kiosk, as a bridge would describe it. */
export const kioskSetup = (outlet = 'lobby'): CounterSetup => ({ ...setupOf(outlet, 'kiosk-1'), role: 'kiosk' });

/** What each guest did this year. */
const YEARS: Readonly<Record<string, TierMetrics>> = {
	Елена: { nights: 14, spendMinor: 214_000 },
	'Miguel Ángel': { nights: 11, spendMinor: 188_000 },
	小明: { nights: 4, spendMinor: 12_000 },
	Alice: { nights: 0, spendMinor: 301_500 },
};

export function guestOf(givenName: string, year = YEARS[givenName] ?? { nights: 0, spendMinor: 0 }): MemberView {
	const member = memberOf(givenName);
	return { ...member, progress: progressOf(member.standing.tier, year) };
}

function progressOf(tier: string, year: TierMetrics): TierProgress {
	const next = nextTierOf(setupOf('lobby').programme, tier, year);
	return {
		...year,
		next: next && {
			tier: next.code,
			missingNights: next.missing.nights ?? null,
			missingSpendMinor: next.missing.spendMinor ?? null,
		},
	};
}

export const RESTING: KioskState = {
	conversation: 1,
	guest: { kind: 'none' },
	notice: null,
	slip: null,
	swipe: null,
	unseenSwipes: 0,
	readers: [],
	reader: { kind: 'ready' },
	printer: { kind: 'ready' },
	server: { kind: 'online' },
};

export const standing = (
	givenName: string,
	freshness: 'live' | 'replica' = 'live',
	changes: Partial<MemberView> = {},
): Pick<KioskState, 'guest'> => ({
	guest: { kind: 'shown', member: { ...guestOf(givenName), ...changes }, freshness },
});
