import type { EarnedToday } from '../bill.ts';
import type { Explanation } from '../explain.ts';
import type { Grant, Granted } from './grant.ts';
import type { Programme } from '../programme/programme.schema.ts';

type Capped = { readonly grants: readonly Grant[]; readonly explanation: readonly Explanation[] };

/** Cuts what a bill gives to what the programme allows on one bill and on one day; what was given last is cut first. */
export function withCaps(
	caps: Programme['caps'],
	granted: readonly Grant[],
	earnedToday: readonly EarnedToday[],
): Capped {
	const grants = granted.map(({ ruleId, kind, baseMinor, points, tallied }) => ({
		ruleId,
		kind,
		baseMinor,
		points,
		tallied,
	}));
	const { billPoints, dayPoints } = caps ?? {};
	const before = earnedToday.reduce((total, { points }) => total + points, 0);
	const byBill = cutTo(billPoints, billPoints, 'bill', grants);
	const byDay = cutTo(
		dayPoints,
		dayPoints === undefined ? undefined : Math.max(0, dayPoints - before),
		'day',
		byBill.grants,
	);
	return { grants: byDay.grants, explanation: [...byBill.explanation, ...byDay.explanation] };
}

function cutTo(
	limit: number | undefined,
	left: number | undefined,
	by: 'bill' | 'day',
	grants: readonly Grant[],
): Capped {
	const total = grants.reduce((sum, { points }) => sum + points, 0);
	if (limit === undefined || left === undefined || total <= left) return { grants, explanation: [] };
	return {
		grants: atMost(left, grants),
		explanation: [{ kind: 'capped', by, ruleId: null, limit, points: total - left }],
	};
}

/** Cuts points to so many in all; what was given last is cut first. */
export function atMost<Given extends { readonly points: number }>(points: number, grants: readonly Given[]): Given[] {
	let left = points;
	return grants.map((grant) => {
		const kept = Math.min(left, grant.points);
		left -= kept;
		return { ...grant, points: kept };
	});
}

/** Cuts what one rule gives. */
export function capped({ capPoints }: { readonly capPoints?: number | undefined }, grant: Granted): Granted {
	if (capPoints === undefined || grant.points <= capPoints) return grant;
	const { ruleId, points } = grant;
	return {
		...grant,
		points: capPoints,
		explanation: [
			...grant.explanation,
			{ kind: 'capped', by: 'rule', ruleId, limit: capPoints, points: points - capPoints },
		],
	};
}
