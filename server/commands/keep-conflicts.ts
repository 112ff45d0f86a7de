import { isUuid } from '#shared/kernel/ids.ts';
import type { Result } from '#shared/kernel/result.ts';
import { conflictOf } from '#shared/ledger/visit/conflict.ts';
import { recordVisitSchema } from '#shared/protocol/visit.schema.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';
import type { House } from '../house.ts';
import { raiseConflicts, type RaisedConflict } from '../store/conflict-store.ts';
import type { Store } from '../store/store.ts';

type Outcome = Result<VisitAnswer, { readonly code: string }>;

/** Keeps what the answers to an outbox leave to be looked at. On disk when it resolves: the counter then sends it no more. */
export type ConflictKeeper = (
	counter: string,
	commands: readonly unknown[],
	outcomes: readonly Outcome[],
) => Promise<void>;

/** @param now RFC 3339, UTC */
export function conflictKeeper(store: Store, house: House, now: () => string): ConflictKeeper {
	return async (counter, commands, outcomes) => {
		const raised = commands.flatMap((command, index) => raisedBy(counter, command, outcomes[index]!, now()) ?? []);
		if (raised.length > 0) await store.configure(raiseConflicts(house.id, raised));
	};
}

function raisedBy(counter: string, command: unknown, outcome: Outcome, at: string): RaisedConflict | null {
	const known = recordVisitSchema.safeParse(command);
	if (!known.success) return unread(counter, command, outcome, at);
	const conflict = conflictOf(known.data, outcome);
	if (!conflict) return null;
	const { visitId, kind, memberId, occurredAt, currency, paidMinor } = conflict;
	return {
		...{ visit_id: visitId, kind, counter, member_id: memberId, occurred_at: occurredAt, currency },
		...{ paid_minor: paidMinor, raised_at: at },
		...(conflict.kind === 'debt'
			? { code: null, owed_points: conflict.owedPoints, body: null }
			: { code: conflict.code, owed_points: null, body: JSON.stringify(command) }),
	};
}

/** What this version does not understand another one may: it is kept as it came. */
function unread(counter: string, command: unknown, outcome: Outcome, at: string): RaisedConflict | null {
	const { id } = (command ?? {}) as { readonly id?: unknown };
	if (outcome.ok || typeof id !== 'string' || !isUuid(id)) return null;
	return {
		...{ visit_id: id, kind: 'unbooked', counter, member_id: null, occurred_at: null, currency: null },
		...{ paid_minor: null, code: outcome.error.code, owed_points: null },
		...{ body: JSON.stringify(command), raised_at: at },
	};
}
