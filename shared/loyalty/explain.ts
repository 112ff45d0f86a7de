import type { Rounding } from '../kernel/money.ts';
import type { OfferUse } from './offers/claims.ts';
import type { Occasion } from './programme/earn-rules.schema.ts';

/**
 * One step of a calculation, in numbers. Screens and slips turn it into words of any language, so every figure that a
 * guest sees can be followed to its rule.
 */
export type Explanation =
	| DiscountStep
	| { readonly kind: 'excluded'; readonly category: string; readonly amountMinor: number }
	/** What a company pays earns nothing; the nights in it count for tiers. */
	| { readonly kind: 'paid-by-company'; readonly amountMinor: number; readonly nights: number }
	| { readonly kind: 'paid-with-points'; readonly points: number; readonly amountMinor: number }
	| {
			readonly kind: 'earn-step';
			readonly ruleId: string;
			readonly baseMinor: number;
			/** What earlier bills left of a step; 0 where the rule carries nothing. */
			readonly carriedMinor: number;
			readonly stepMinor: number;
			readonly pointsPerStep: number;
			readonly points: number;
			/** What is still missing to the next step. */
			readonly missingMinor: number;
	  }
	| {
			readonly kind: 'earn-proportional';
			readonly ruleId: string;
			readonly baseMinor: number;
			readonly rateBps: number;
			/** The result before rounding down, in hundredths of a point, itself rounded down: 360 is 3.60. */
			readonly exactHundredths: number;
			/** What earlier bills left of a point, in hundredths: below zero where they were rounded up. */
			readonly carriedHundredths: number;
			readonly rounding: Rounding;
			readonly points: number;
	  }
	| {
			readonly kind: 'earn-per-unit';
			readonly ruleId: string;
			readonly category: string;
			readonly quantity: number;
			readonly pointsPerUnit: number;
			/** Less than `quantity · pointsPerUnit` where points pay a part of the bill: that part earns nothing. */
			readonly points: number;
	  }
	| { readonly kind: 'earn-per-visit'; readonly ruleId: string; readonly points: number }
	/** A visit has given its points on this day and here already. */
	| { readonly kind: 'visited-today'; readonly ruleId: string }
	/** So much more, and the visit would have given points. */
	| { readonly kind: 'spend-missing'; readonly ruleId: string; readonly missingMinor: number }
	| {
			readonly kind: 'bonus-multiplied';
			readonly ruleId: string;
			readonly basePoints: number;
			readonly factorBps: number;
			readonly points: number;
	  }
	| {
			readonly kind: 'bonus-gift';
			readonly ruleId: string;
			readonly occasion: Occasion['kind'];
			readonly points: number;
	  }
	/** What a limit took away. */
	| {
			readonly kind: 'capped';
			readonly by: 'rule' | 'bill' | 'day';
			/** `null` where the limit is the programme's. */
			readonly ruleId: string | null;
			readonly limit: number;
			readonly points: number;
	  }
	/** Tax and service in what was paid, where they do not count. */
	| { readonly kind: 'tax-left-out' | 'service-left-out'; readonly amountMinor: number }
	| {
			readonly kind: 'stamp';
			readonly ruleId: string;
			readonly stamps: number;
			readonly before: number;
			readonly after: number;
			readonly needed: number;
			readonly rewards: number;
			readonly reward: string;
	  }
	| { readonly kind: 'stamped-recently'; readonly ruleId: string }
	/** A visit that takes what a full card gave stamps no card of that kind. */
	| { readonly kind: 'reward-visit'; readonly ruleId: string; readonly reward: string };

/** What one offer took off. */
export type DiscountStep = {
	readonly kind: 'discount';
	readonly ruleId: string;
	/** What it used up; `points` is 0 where it cost none. */
	readonly uses: OfferUse['uses'];
	readonly points: number;
	/** What it looked at. */
	readonly baseMinor: number;
	/** What a limit took away from it: its own, the floor of the programme, or because no more was left. */
	readonly cutMinor: number;
	readonly amountMinor: number;
} & (
	| { readonly by: 'percent'; readonly rateBps: number }
	/** `minSpendMinor` is 0 where it asks for nothing. */
	| {
			readonly by: 'amount';
			readonly minSpendMinor: number;
			/** What stays on the coupon, where something may. */
			readonly leftMinor?: number | undefined;
	  }
	/** `quantity`: the units that it made cheaper. */
	| { readonly by: 'fixed-price'; readonly priceMinor: number; readonly quantity: number }
	/** `quantity`: the units that cost `priceMinor` together. */
	| { readonly by: 'bundle'; readonly priceMinor: number; readonly quantity: number }
);
