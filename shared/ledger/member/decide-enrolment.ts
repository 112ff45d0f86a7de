import type { EntryId } from '../../kernel/ids.ts';
import { invariant } from '../../kernel/result.ts';
import type { Entry, EntryKind, Lot, Posting, Unit } from '../entry.ts';
import { NO_FACTS, type EnrolmentFact, type Facts, type Identity } from '../facts.ts';
import type { Notice, NoticeChannel } from '../tiers/notice.ts';

/** What a member brings along: points, stamps or rewards from before, each parcel with its last valid day. */
export type OpeningLot = {
	readonly unit: Unit;
	readonly quantity: number;
	readonly expiresOn: string | null;
	/** The guest knows the last valid day, and since when. */
	readonly told?: { readonly channel: NoticeChannel; readonly at: string };
};

export type Enrolment = {
	readonly fact: EnrolmentFact;
	readonly identity: Identity;
	readonly opening: readonly OpeningLot[];
	readonly businessDate: string;
	readonly recordedAt: string;
	readonly terminal: string;
	readonly programmeVersion: number;
};

/** Makes a member and books what they bring as opening lots, one entry for all of them. */
export function decideEnrolment(enrolment: Enrolment): Facts {
	const { fact, identity, opening, recordedAt, businessDate, terminal, programmeVersion } = enrolment;
	invariant(
		opening.every(({ quantity }) => Number.isSafeInteger(quantity) && quantity > 0),
		'an opening lot holds something',
	);
	const kind: EntryKind = 'opening';
	const id = `${fact.memberId}/${kind}` as EntryId;
	const lots: Lot[] = opening.map(({ unit, quantity, expiresOn }, index) => {
		return { id: `${id}#${index}`, memberId: fact.memberId, unit, quantity, earnedAt: fact.at, expiresOn };
	});
	const notices = opening.flatMap(({ expiresOn: lastDay, told }, index): Notice[] =>
		lastDay === null || !told
			? []
			: [{ ...told, subject: lots[index]!.id, lastDay, memberId: fact.memberId, causeId: id }],
	);
	const postings = lots.flatMap(({ id: lotId, unit, quantity }): Posting[] => [
		{ account: 'OPENING', unit, quantity: -quantity, lotId: null },
		{ account: 'AV', unit, quantity, lotId },
	]);
	const entry: Entry = {
		...{
			id,
			kind,
			memberId: fact.memberId,
			visitId: null,
			reversalId: null,
			effectiveAt: fact.at,
			recordedAt,
			businessDate,
		},
		...{ outlet: fact.outlet, terminal, actor: fact.by, programmeVersion, postings },
	};
	return {
		...NO_FACTS,
		enrolment: fact,
		identity,
		entries: lots.length > 0 ? [entry] : [],
		lots,
		notices,
		member: { id: fact.memberId, version: 1, visits: 0, debtPoints: 0 },
	};
}
