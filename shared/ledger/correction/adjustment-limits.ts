import type { OverLimit } from '../../protocol/adjustment.ts';
import type { StaffView } from '../../protocol/views.ts';

export type StaffRole = StaffView['role'];

/** How many points somebody may give or take, counted without their sign; 0 is none. */
export type AdjustmentLimit = {
	/** In one adjustment. */
	readonly entryPoints: number;
	/** In all adjustments of one business day that they booked or approved. */
	readonly dayPoints: number;
	/** In one batch that they approve. */
	readonly batchPoints: number;
};

export type AdjustmentLimits = Readonly<Record<StaffRole, AdjustmentLimit>>;

/** Of a hotel that says nothing else. */
export const ADJUSTMENT_LIMITS: AdjustmentLimits = {
	cashier: { entryPoints: 0, dayPoints: 0, batchPoints: 0 },
	supervisor: { entryPoints: 200, dayPoints: 1_000, batchPoints: 0 },
	manager: { entryPoints: 5_000, dayPoints: 20_000, batchPoints: 200_000 },
};

/** Somebody of the staff with what they have given and taken today. */
export type Adjuster = {
	readonly role: StaffRole;
	/** Points of this business day, without their sign. */
	readonly usedPoints: number;
	/** How many adjustments that were. */
	readonly adjustments: number;
};

/** What is in the way of somebody alone; `null` where nothing is. */
export function overLimit(limits: AdjustmentLimits, { role, usedPoints }: Adjuster, points: number): OverLimit | null {
	const { entryPoints, dayPoints } = limits[role];
	const size = Math.abs(points);
	if (size > entryPoints) return { of: 'entry', limitPoints: entryPoints };
	return usedPoints + size > dayPoints ? { of: 'day', limitPoints: dayPoints } : null;
}

export function overBatchLimit(limits: AdjustmentLimits, role: StaffRole, points: number): OverLimit | null {
	const { batchPoints } = limits[role];
	return points > batchPoints ? { of: 'batch', limitPoints: batchPoints } : null;
}
