import type { MemberId } from '#shared/kernel/ids.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { RequestMalformed } from '#shared/protocol/reversal.ts';
import { recordVisitSchema } from '#shared/protocol/visit.schema.ts';
import type { VisitAnswer, VisitRefusal } from '#shared/protocol/visit.ts';
import type { VisitRecorder } from './record-visit.ts';

/**
 * Books what waited in an outbox: each guest's visits one after the other, because the first may lift them to the tier of the
 * second; those of different guests beside each other.
 */
export function recordInOrder(
	commands: readonly unknown[],
	record: VisitRecorder,
): Promise<readonly Result<VisitAnswer, VisitRefusal | RequestMalformed>[]> {
	const lastOf = new Map<MemberId | null, Promise<unknown>>();
	return Promise.all(
		commands.map((command) => {
			const known = recordVisitSchema.safeParse(command);
			if (!known.success) return Promise.resolve(err({ code: 'request_malformed' } as const));
			const { memberId } = known.data;
			const answer = Promise.resolve(lastOf.get(memberId)).then(() => record(known.data, 'outbox'));
			if (memberId !== null) lastOf.set(memberId, answer);
			return answer;
		}),
	);
}
