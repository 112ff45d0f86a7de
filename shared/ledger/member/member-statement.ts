import type { EntryId, HoldId, VisitId } from '../../kernel/ids.ts';
import type { EntryKind, MemberAccount } from '../entry.ts';

/** What an entry moved, or what stood, by account: points that can be used, that wait, that are held, and debt (zero or below). */
export type PointsByAccount = Readonly<Record<MemberAccount, number>>;

/** One entry that moved points of a member. */
export type PointsEntry = {
	readonly id: EntryId;
	readonly kind: EntryKind;
	readonly visitId: VisitId | null;
	readonly holdId: HoldId | null;
	/** RFC 3339, UTC: when it counts, not when it was written. */
	readonly effectiveAt: string;
	readonly businessDate: string;
	readonly outlet: string;
	readonly moved: PointsByAccount;
};

/** One line of a statement: a bill with all that came of it, a hold, an expiry, an adjustment. */
export type StatementItem = {
	readonly at: string;
	readonly businessDate: string;
	readonly outlet: string;
	readonly kind: 'visit' | EntryKind;
	readonly visitId: VisitId | null;
	/** What it changed of all that the member has, in every account together. */
	readonly points: number;
	/** All of that afterwards. */
	readonly total: number;
	readonly moved: PointsByAccount;
	readonly entries: readonly Pick<PointsEntry, 'id' | 'kind' | 'moved'>[];
};

export type MemberStatement = {
	readonly opening: PointsByAccount;
	readonly closing: PointsByAccount;
	readonly items: readonly StatementItem[];
};

export const NO_POINTS: PointsByAccount = { AV: 0, PD: 0, HD: 0, DB: 0 };

/** Whatever time of its own it has, this happens to what a bill gave and is not a part of the bill. */
const APART: readonly EntryKind[] = ['expire'];

/**
 * A member's account over a time, in order of effective time. What came of a bill within that time stands with the bill, in
 * one line: a guest reads what it came to, and whoever wants to know more opens its entries.
 *
 * @param entries of that time; those that moved nothing are left out
 * @param opening what stood before the first of them
 */
export function statementOf(entries: readonly PointsEntry[], opening: PointsByAccount): MemberStatement {
	const inOrder = entries
		.filter(({ moved }) => Object.values(moved).some((points) => points !== 0))
		.toSorted((a, b) => compare(a.effectiveAt, b.effectiveAt) || openingFirst(a, b) || compare(a.id, b.id));
	const groups = Map.groupBy(inOrder, subjectOf);
	let stood = opening;
	const items = [...groups.values()].map((group): StatementItem => {
		const [{ effectiveAt: at, businessDate, outlet, kind, visitId }] = group as [PointsEntry, ...PointsEntry[]];
		const moved = group.reduce((total, entry) => together(total, entry.moved), NO_POINTS);
		stood = together(stood, moved);
		return {
			...{ at, businessDate, outlet, visitId, kind: APART.includes(kind) || !visitId ? kind : 'visit' },
			...{ points: totalOf(moved), total: totalOf(stood), moved },
			entries: group.map((entry) => ({ id: entry.id, kind: entry.kind, moved: entry.moved })),
		};
	});
	return { opening, closing: stood, items };
}

/** All that a member has, whatever can be done with it today. */
export const totalOf = ({ AV, PD, HD, DB }: PointsByAccount): number => AV + PD + HD + DB;

const subjectOf = ({ id, kind, visitId, holdId }: PointsEntry): string =>
	APART.includes(kind) ? id : (visitId ?? holdId ?? id);

const together = (a: PointsByAccount, b: PointsByAccount): PointsByAccount => ({
	AV: a.AV + b.AV,
	PD: a.PD + b.PD,
	HD: a.HD + b.HD,
	DB: a.DB + b.DB,
});

/** What a guest brought along stood before the bill that was paid in the same moment. */
const openingFirst = (a: PointsEntry, b: PointsEntry): number =>
	Number(b.kind === 'opening') - Number(a.kind === 'opening');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
