import { z } from 'zod';
import { BIRTHDAY_DAYS_MAX } from '../earning/birthday.ts';
import { FACTOR_BPS_MAX } from './check-programme.ts';
import { lineFilter, MINOR_MAX, positive, scope } from './scope.schema.ts';

/** Bounds under which points stay exact: as many rules as may be, all of them multiplied, on the largest bill. */
export const EARN_RULES_MAX = 60;
const STEP_POINTS_MAX = 1_000;
const UNIT_POINTS_MAX = 100_000;
const RATE_BPS_MAX = 1_000_000;

/** The most points that a rule gives on one bill. */
const cap = { capPoints: positive.max(1_000_000_000).optional() };

/**
 * What a bill, a night or a visit earns. Each rule rounds once per bill.
 *
 * `carry`: what did not make a full point counts with the next bill, so that splitting a bill gives neither more nor less.
 */
export const earnRule = z.discriminatedUnion('kind', [
	/** So many points for each full step: "1 point per 50.00". */
	z.strictObject({
		kind: z.literal('step'),
		...scope,
		...lineFilter,
		...cap,
		stepMinor: positive.max(MINOR_MAX),
		points: positive.max(STEP_POINTS_MAX),
		carry: z.boolean().optional(),
	}),
	/** So many points per hundred currency units, in basis points: 500 is 5 points per 100.00. */
	z.strictObject({
		kind: z.literal('proportional'),
		...scope,
		...lineFilter,
		...cap,
		rateBps: positive.max(RATE_BPS_MAX),
		/** Down where it is not said. */
		rounding: z.enum(['floor', 'half-up', 'half-even', 'ceil']).optional(),
		carry: z.boolean().optional(),
	}),
	/** So many points for each unit of these categories: nights. */
	z.strictObject({
		kind: z.literal('per-unit'),
		...scope,
		...lineFilter,
		...cap,
		categories: lineFilter.categories.unwrap(),
		points: positive.max(UNIT_POINTS_MAX),
	}),
	/** So many points for a visit: one a member, outlet and business day. */
	z.strictObject({
		kind: z.literal('per-visit'),
		...scope,
		...lineFilter,
		points: positive.max(UNIT_POINTS_MAX),
		/** What those lines have to cost at list price. */
		minSpendMinor: positive.max(MINOR_MAX).optional(),
	}),
]);

/** A member's own day: the first visit, or so many days around the birthday. */
const occasion = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('first-visit') }),
	z.strictObject({ kind: z.literal('birthday'), days: z.number().int().min(0).max(BIRTHDAY_DAYS_MAX) }),
]);

/** What comes on top of base points. */
export const bonusRule = z.discriminatedUnion('kind', [
	/** Base points again: 20,000 is double. It never multiplies what another bonus gave. */
	z.strictObject({
		kind: z.literal('multiplier'),
		...scope,
		...cap,
		factorBps: z.number().int().min(10_001).max(FACTOR_BPS_MAX),
		occasion: occasion.optional(),
		/** Of these earn rules alone. */
		rules: z.array(scope.id).min(1).optional(),
	}),
	/** Points for the day itself: a welcome once in a life, a birthday once a year. */
	z.strictObject({ kind: z.literal('gift'), ...scope, points: positive.max(UNIT_POINTS_MAX), occasion }),
]);

/** The most points, base and bonus together. */
export const caps = z.strictObject({
	billPoints: positive.max(1_000_000_000).optional(),
	/** Of one member on one business day, in the whole hotel. */
	dayPoints: positive.max(1_000_000_000).optional(),
});

/**
 * What of a price earns. `gross`: all of it. `net`: without tax. `net-with-service`: without tax, and the service charge earns
 * as well; else it never does.
 */
export const basis = z.enum(['gross', 'net', 'net-with-service']);

export type EarnRule = z.infer<typeof earnRule>;
export type BonusRule = z.infer<typeof bonusRule>;
export type Occasion = z.infer<typeof occasion>;
export type Basis = z.infer<typeof basis>;
