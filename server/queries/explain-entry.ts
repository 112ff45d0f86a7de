import type { EntryKind } from '#shared/ledger/entry.ts';
import type { StandingVisit } from '#shared/ledger/reversal/decide-reversal.ts';
import type { Explanation } from '#shared/loyalty/explain.ts';
import type { Grant } from '#shared/loyalty/earning/grant.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { invariant } from '#shared/kernel/result.ts';
import type { House } from '../house.ts';
import { loadEntry, type BookedEntry } from '../store/loading/account-history.ts';
import { loadStandingVisit } from '../store/loading/reversal-loading.ts';
import { together, type Loading } from '../store/statement.ts';
import { loadVisitRecord } from '../store/loading/visit-records.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

/** One rule behind an entry: what it gave with the bill, and what of it stands. */
export type RuleBehind = Pick<Grant, 'ruleId' | 'kind' | 'baseMinor' | 'points'> & {
	readonly takenBack: number;
	readonly stands: number;
	/** As it was published. */
	readonly rule: Record<string, unknown>;
};

export type ExplainedEntry = {
	readonly entry: BookedEntry;
	/** Under which it was booked. */
	readonly programme: Programme;
	/** All steps of its bill; none where it belongs to none. */
	readonly steps: readonly Explanation[];
	readonly rules: readonly RuleBehind[];
};

/** An entry with everything that it follows from; `null` where there is none. */
export function* explainEntry(house: House, shelf: ProgrammeShelf, id: string): Loading<ExplainedEntry | null> {
	const entry = yield* loadEntry(house.id, id);
	if (!entry) return null;
	if (entry.visitId === null) {
		const inForce = yield* shelf.loadInForce(entry.businessDate);
		invariant(inForce !== null, 'who has an account has a programme');
		const programme = yield* shelf.loadVersion(inForce.id, entry.programmeVersion);
		return { entry, programme, steps: [], rules: [] };
	}
	const [record, sold] = yield* together(
		loadVisitRecord(house.id, entry.visitId),
		loadStandingVisit(house.id, entry.visitId, shelf, house),
	);
	invariant(sold !== null, 'an entry of a visit has its visit');
	return { entry, programme: sold.programme, steps: record?.answer.explanation ?? [], rules: rulesBehind(entry, sold) };
}

const GRANTS_BY_KIND: Partial<Readonly<Record<EntryKind, readonly Grant['kind'][]>>> = {
	earn: ['base'],
	bonus: ['bonus'],
	reverse: ['base', 'bonus'],
};

function rulesBehind({ kind, reversalId }: BookedEntry, { visit, reversals, programme }: StandingVisit): RuleBehind[] {
	const { earn, bonuses = [] } = programme;
	return visit.grants
		.filter((grant) => GRANTS_BY_KIND[kind]?.includes(grant.kind))
		.map(({ ruleId, kind, baseMinor, points }) => {
			const back = (of: typeof reversals): number =>
				of
					.flatMap(({ grants }) => grants)
					.reduce((total, grant) => total + (grant.ruleId === ruleId ? grant.points : 0), 0);
			return {
				...{ ruleId, kind, baseMinor, points, stands: points - back(reversals) },
				takenBack: back(reversals.filter(({ id }) => id === reversalId)),
				rule: { ...[...earn, ...bonuses].find(({ id }) => id === ruleId) },
			};
		});
}
