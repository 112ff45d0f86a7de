import { randomInt, randomUUIDv7 } from 'node:crypto';
import type { MemberId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { invariant } from '#shared/kernel/result.ts';
import type { BillLine, MemberStanding } from '#shared/loyalty/bill.ts';
import { quote } from '#shared/loyalty/quote.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { PROGRAMME, PROPERTY } from '../../server/demo/miramar.ts';
import { benchMember } from './members.ts';
import { standingWith } from '../support/standing.ts';

/** A guest as the till sees them: enough to price a bill. */
export type Payer = { readonly id: MemberId; readonly standing: MemberStanding };

/** As an account stands that no visit has touched; a bill paid with money costs the same whatever its balance is. */
const untouched = (tier: string): MemberStanding => standingWith({ tier });

/** The same bill as a POS sends it: with the card instead of the member. */
export type PosBill = Omit<RecordVisit, 'memberId'> & {
	readonly credential: { readonly type: 'card'; readonly value: string };
};

/**
 * Every bill of the bench earns points: the same kinds of rows each time. Above one full step of the classic tier, and
 * hardly more, so that a guest can come often before spending lifts them.
 */
const FOOD_MINOR_MIN = 6_000;

/** One after the other, as a till counts; no two runs collide. */
const RUN = Date.now().toString(36);
let checks = 0;
const nextCheckNumber = (): string => `${RUN}-${String(++checks).padStart(8, '0')}`;

/** A dinner as the restaurant's till sends it: two lines, one tender, priced as the counter shows it. */
export function dinner({ id, standing }: Payer, occurredAt = new Date().toISOString()): RecordVisit {
	const lines = [line('1', 'food', FOOD_MINOR_MIN + randomInt(500)), line('2', 'drinks', 500 + randomInt(500))];
	const quoted = quote(PROGRAMME, standing, {
		outlet: 'restaurant',
		moment: momentAt(occurredAt, PROPERTY),
		currency: PROGRAMME.currency.code,
		lines,
		pointsTendered: 0,
		claims: [],
	});
	invariant(quoted.ok, 'a dinner has a price');
	return {
		id: randomUUIDv7() as VisitId,
		memberId: id,
		outlet: 'restaurant',
		terminal: 'till-1',
		cashier: 'ana' as StaffId,
		occurredAt,
		checkNumber: nextCheckNumber(),
		part: 0,
		currency: PROGRAMME.currency.code,
		source: 'walk-in',
		partySize: 2,
		lines,
		tenders: [{ type: 'other', amountMinor: quoted.value.payableMinor }],
		claims: [],
		holds: [],
		programmeVersion: PROGRAMME.version,
		quoteFingerprint: quoted.value.fingerprint,
	};
}

/** A dinner of the nth member. */
export function memberDinner(index: number): RecordVisit {
	const { id, tier } = benchMember(index);
	return dinner({ id, standing: untouched(tier) });
}

/** The same as a POS sends it. */
export function posDinner(index: number): PosBill {
	const { memberId: _memberId, ...bill } = memberDinner(index);
	return { ...bill, credential: { type: 'card', value: benchMember(index).card } };
}

const line = (id: string, category: string, grossMinor: number): BillLine => ({
	id,
	category,
	sku: null,
	quantity: 1,
	grossMinor,
	taxMinor: null,
	costMinor: null,
});
