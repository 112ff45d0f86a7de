import type { MemberView } from '#shared/protocol/views.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';

/** What waits after a visit, and the next day on which some of it can be used. */
export function pendingAfter({ points, usableFrom }: VisitAnswer, member: MemberView): MemberView['pending'] {
	const [nextOn] = [member.pending?.nextOn, usableFrom].filter((day) => day !== undefined).sort();
	return points.pending && nextOn !== undefined ? { points: points.pending, nextOn } : undefined;
}
