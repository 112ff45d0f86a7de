import type { MemberId, StaffId } from '../kernel/ids.ts';
import type { Language, Localised } from '../kernel/language.ts';
import type { Currency } from '../kernel/money.ts';
import type { BusinessClock } from '../kernel/moment.ts';
import type { MemberStanding } from '../loyalty/bill.ts';
import type { Programme } from '../loyalty/programme/programme.schema.ts';
import type { TierGoal } from '../loyalty/tiers/tiers.ts';
import type { CardPattern } from '../card/card.ts';

/** One guest as the counter shows them. */
export type MemberView = {
	readonly id: MemberId;
	readonly displayName: string;
	/** How the guest is greeted: the first name alone. */
	readonly givenName: string;
	readonly language: Language;
	readonly standing: MemberStanding;
	/** What the balance pays, in minor units of the hotel's currency. */
	readonly worthMinor: number;
	/** Free services earned with stamps and not used yet, by reward code. */
	readonly rewards: Readonly<Record<string, number>>;
	readonly expiring: { readonly points: number; readonly on: string } | null;
	/** Points that cannot be used yet and are in no balance, all together, and the next local day on which some can. */
	readonly pending?: { readonly points: number; readonly nextOn: string };
	/** What is set aside and in no balance, the soonest to come back first; left out where nothing is. */
	readonly held?: readonly HeldPoints[];
	readonly progress: TierProgress;
	/** In the last days of a term that is not kept so far; `null` otherwise. */
	readonly atRisk?: TierRisk | null;
	/** In points, today, at this counter while its server was away; left out where none were. */
	readonly spentAway?: number;
	/** Last four characters of the card that was swiped, for the slip; `null` where no card was. */
	readonly cardEnding: string | null;
};

/** `until`: RFC 3339, UTC; `on`: its local day. */
export type HeldPoints = { readonly points: number; readonly until: string; readonly on: string };

/** What counts for the tier in the window of now, and what the next tier still needs: any of it is enough, or with `all` all. */
export type TierProgress = {
	readonly nights: number;
	readonly spendMinor: number;
	readonly next: {
		readonly tier: string;
		readonly missingNights: number | null;
		readonly missingSpendMinor: number | null;
		readonly missingVisits?: number;
		readonly missingPoints?: number;
		readonly all?: true;
	} | null;
};

/** A tier that ends if nothing more happens, and what is missing to keep it: any of it, or with `all` all. */
export type TierRisk = {
	readonly tier: string;
	/** Its last valid day, as it stands today. */
	readonly on: string;
	readonly missing: TierGoal['missing'];
	readonly all: boolean;
	/** The guest knows it already. */
	readonly told: boolean;
};

export type MemberRefusal =
	{ readonly code: 'card_unknown' } | { readonly code: 'card_blocked' } | { readonly code: 'member_not_found' };

export type StaffView = {
	readonly id: StaffId;
	readonly name: string;
	readonly role: 'cashier' | 'supervisor' | 'manager';
};

export type SignInRefusal =
	| { readonly code: 'pin_locked'; readonly retryInMs: number }
	| { readonly code: 'pin_wrong'; readonly triesLeft: number };

/** A code and the name that the hotel gives it. */
export type Named = { readonly code: string; readonly names: Localised };

/** What a bill has lines of, and the tax in its prices, in basis points of the price without it. */
export type Category = Named & { readonly taxBps?: number | undefined };

/** What a counter must know of its house. The same for every guest. */
export type CounterSetup = {
	readonly property: {
		readonly id: string;
		readonly name: string;
		/** Of slips for guests without a card. */
		readonly language: Language;
	} & BusinessClock;
	readonly currency: Currency;
	readonly outlet: Named & { readonly categories: readonly Category[] };
	/** A till is the cashier's, a kiosk the guest's. */
	readonly role: 'till' | 'kiosk';
	readonly terminal: string;
	readonly cardPatterns: readonly CardPattern[];
	readonly programme: Programme;
};
