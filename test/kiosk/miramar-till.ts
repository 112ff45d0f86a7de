import { CARD_PATTERNS, MEMBERS, OUTLETS, PROGRAMME, PROPERTY } from '../../server/demo/miramar.ts';
import type { CounterState, Visit } from '#shared/counter/state.ts';
import { invariant } from '#shared/kernel/result.ts';
import type { MemberId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import type { CounterSetup, MemberView } from '#shared/protocol/views.ts';
import type { RecordVisit, VisitAnswer } from '#shared/protocol/visit.ts';
import { quote } from '#shared/loyalty/quote.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { standingWith } from '../support/standing.ts';

/** The tills of the demo hotel, as a bridge would describe them. */
export function setupOf(outletCode: string, terminal = 'till-1'): CounterSetup {
	const outlet = OUTLETS.find(({ code }) => code === outletCode);
	invariant(outlet !== undefined, 'the demo hotel has this outlet');
	return {
		property: PROPERTY,
		currency: PROGRAMME.currency,
		outlet,
		terminal,
		role: 'till',
		cardPatterns: CARD_PATTERNS,
		programme: PROGRAMME,
	};
}

export function memberOf(givenName: string): MemberView {
	const member = MEMBERS.find((candidate) => candidate.givenName === givenName);
	invariant(member !== undefined, 'the demo hotel has this guest');
	return {
		id: member.memberId as MemberId,
		displayName: member.displayName,
		givenName: member.givenName,
		language: member.language,
		standing: standingWith({
			tier: member.tier,
			balancePoints: member.points,
			stamps: member.spaStamps > 0 ? { spa: member.spaStamps } : {},
		}),
		worthMinor: member.points * 50,
		rewards: {},
		expiring: member.expiringPoints > 0 ? { points: member.expiringPoints, on: '2026-12-11' } : null,
		progress: { nights: 0, spendMinor: 0, next: null },
		cardEnding: member.card.slice(-4),
	};
}

export const ANA = { id: 'ana' as StaffId, name: 'Ana', role: 'cashier' } as const;

export const LOCKED: CounterState = {
	conversation: 1,
	staff: null,
	signIn: { kind: 'idle' },
	guest: { kind: 'none' },
	visit: { kind: 'open' },
	notice: null,
	swipe: null,
	unseenSwipes: 0,
	readers: [],
	reader: { kind: 'ready' },
	printer: { kind: 'ready' },
	server: { kind: 'online' },
	waitingVisits: 0,
	conflicts: [],
	puttingAway: { kind: 'idle' },
	undo: null,
	reversing: { kind: 'none' },
};

export const READY: CounterState = { ...LOCKED, staff: ANA };

export const shown = (givenName: string, freshness: 'live' | 'replica' = 'live'): Pick<CounterState, 'guest'> => ({
	guest: { kind: 'shown', member: memberOf(givenName), freshness },
});

/** What the server would answer to this command, for a guest as the demo begins. */
export function answerTo(command: RecordVisit, setup: CounterSetup, member: MemberView | null): VisitAnswer {
	const tendered = command.tenders.find((tender) => tender.type === 'points');
	const quoted = quote(setup.programme, member?.standing ?? null, {
		outlet: command.outlet,
		moment: momentAt(command.occurredAt, setup.property),
		currency: command.currency,
		lines: command.lines,
		pointsTendered: tendered?.type === 'points' ? tendered.points : 0,
		claims: command.claims,
	});
	invariant(quoted.ok, 'the page sends what can be quoted');
	const {
		listMinor,
		discountMinor,
		payableMinor,
		pointsPaidMinor,
		pointsEarned: earned,
		pointsSpent: spent,
	} = quoted.value;
	const balance = (member?.standing.balancePoints ?? 0) + earned - spent;
	return {
		visitId: command.id,
		status: 'recorded',
		...{ offers: quoted.value.offers, refusedOffers: quoted.value.refusedOffers },
		memberId: command.memberId,
		outlet: command.outlet,
		terminal: command.terminal,
		occurredAt: command.occurredAt,
		checkNumber: null,
		currency: command.currency,
		lines: command.lines.map(({ id, category, quantity, grossMinor }) => ({
			id,
			category,
			quantity,
			listMinor: grossMinor,
		})),
		listMinor,
		discountMinor,
		payableMinor,
		pointsPaidMinor,
		points: { earned, spent, balance },
		worthMinor: balance * 50,
		stamps: quoted.value.stamps.map((change) => ({
			...change,
			balance: (member?.standing.stamps[change.ruleId] ?? 0) + change.stamps - change.rewards * change.needed,
		})),
		expiring: member?.expiring ?? null,
		explanation: quoted.value.explanation,
	};
}

/** A visit that lies behind: food of this sum. */
export function pastVisit(
	setup: CounterSetup,
	member: MemberView | null,
	occurredAt: string,
	grossMinor: number,
): Visit {
	const command: RecordVisit = {
		id: `00000000-0000-4000-8000-${String(grossMinor).padStart(12, '0')}` as VisitId,
		memberId: member?.id ?? null,
		outlet: setup.outlet.code,
		terminal: setup.terminal,
		cashier: ANA.id,
		occurredAt,
		checkNumber: null,
		part: 0,
		currency: setup.currency.code,
		source: 'walk-in',
		partySize: null,
		lines: [
			{
				id: '1',
				category: setup.outlet.categories[0]!.code,
				sku: null,
				quantity: 1,
				grossMinor,
				taxMinor: null,
				costMinor: null,
			},
		],
		tenders: [],
		claims: [],
		holds: [],
		programmeVersion: setup.programme.version,
		quoteFingerprint: '',
	};
	return { kind: 'recorded', answer: answerTo(command, setup, member), slip: 'confirmed' };
}
