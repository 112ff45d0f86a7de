/**
 * One step of a calculation, in numbers. Screens and slips turn it into words of any language, so every figure that a
 * guest sees can be followed to its rule.
 */
export type Explanation =
	| {
			readonly kind: 'discount';
			readonly ruleId: string;
			readonly baseMinor: number;
			readonly rateBps: number;
			readonly amountMinor: number;
	  }
	| { readonly kind: 'excluded'; readonly category: string; readonly amountMinor: number }
	| { readonly kind: 'paid-with-points'; readonly points: number; readonly amountMinor: number }
	| {
			readonly kind: 'earn-step';
			readonly ruleId: string;
			readonly baseMinor: number;
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
	| { readonly kind: 'stamped-recently'; readonly ruleId: string };
