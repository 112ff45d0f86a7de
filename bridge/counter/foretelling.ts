import type { MemberId, VisitId } from '#shared/kernel/ids.ts';
import { momentAt, type BusinessClock } from '#shared/kernel/moment.ts';
import { awaitingVisit } from '#shared/ledger/visit/awaiting-visit.ts';
import type { MemberRecord } from '#shared/ledger/member/member-record.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';

/** Of so many guests. */
const KEPT_MAX = 200;

type Foretold = {
	/** The account before any of the visits, as text. */
	readonly base: string;
	readonly programmeVersion: number;
	readonly visits: readonly VisitId[];
	readonly after: Pick<MemberRecord, 'account' | 'days'>;
};

/**
 * Members as they will be when the server has booked what still waits here. A guest who comes again while the server is
 * away has one visit more, so what was foretold the last time is gone on from: a hundred waiting visits cost what one does.
 */
export class Foretelling {
	readonly #kept = new Map<MemberId, Foretold>();

	/** @param waiting of this member, in order */
	of(record: MemberRecord, waiting: readonly RecordVisit[], programme: Programme, clock: BusinessClock): MemberRecord {
		if (waiting.length === 0) return record;
		const known = this.#known(record, waiting, programme);
		const begun = known ? { ...record, ...known.after } : record;
		const after = waiting
			.slice(known?.visits.length ?? 0)
			.reduce((before, visit) => awaitingVisit(before, programme, visit, momentAt(visit.occurredAt, clock)), begun);
		this.#keep(record, {
			base: textOf(record),
			programmeVersion: programme.version,
			visits: waiting.map(({ id }) => id),
			after: { account: after.account, days: after.days },
		});
		return after;
	}

	/** What was foretold of the same account with the first of the same visits. */
	#known(record: MemberRecord, waiting: readonly RecordVisit[], programme: Programme): Foretold | undefined {
		const kept = this.#kept.get(record.account.id);
		const isSame = kept?.base === textOf(record) && kept.programmeVersion === programme.version;
		return isSame && kept.visits.every((id, index) => waiting[index]?.id === id) ? kept : undefined;
	}

	#keep({ account: { id } }: MemberRecord, foretold: Foretold): void {
		this.#kept.delete(id);
		this.#kept.set(id, foretold);
		const [oldest] = this.#kept.keys();
		if (this.#kept.size > KEPT_MAX && oldest) this.#kept.delete(oldest);
	}
}

const textOf = ({ account, days }: MemberRecord): string => JSON.stringify([account, days]);
