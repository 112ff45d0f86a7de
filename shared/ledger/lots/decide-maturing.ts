import { sum } from '../../kernel/money.ts';
import type { Moment } from '../../kernel/moment.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { NothingDue } from './decide-expiry.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import { NO_FACTS, type Facts } from '../facts.ts';
import { mature, matureEntry } from './maturing.ts';

export type MaturingAnswer = { readonly lots: number; readonly points: number };

/** Makes all points of a member usable whose day has come by now. */
export function decideMaturing(
	member: MemberAccountState,
	{ instant: recordedAt, localDate, clock }: Moment,
	programmeVersion: number,
): Result<{ readonly facts: Facts; readonly answer: MaturingAnswer }, NothingDue> {
	const { account, matured } = mature(member, localDate);
	if (matured.length === 0) return err({ code: 'nothing_due' });
	const { id, version, visits, debtPoints } = account;
	const left = new Map(account.lots.map((lot) => [lot.id, lot.remaining]));
	return ok({
		facts: {
			...NO_FACTS,
			entries: matured.map((each) => matureEntry(each, clock, { recordedAt, programmeVersion })),
			lotsLeft: matured.map(({ lot }) => ({ lotId: lot.id, remaining: left.get(lot.id)!, pending: 0 })),
			member: { id, version: version + 1, visits, debtPoints },
		},
		answer: { lots: matured.length, points: sum(matured.map(({ lot }) => lot.pending!)) },
	});
}
