import type { CardRead } from '#shared/card/card.ts';
import type { MemberId, ReversalId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import type { ReversalAnswer, StandingBill } from '#shared/protocol/reversal.ts';
import type { MemberView, StaffView } from '#shared/protocol/views.ts';
import type { RecordVisit, VisitAnswer } from '#shared/protocol/visit.ts';
import { standingWith } from '../../support/standing.ts';

const uuid = (kind: number, number: number): string =>
	`0000000${kind}-0000-4000-8000-${number.toString().padStart(12, '0')}`;

export const visitId = (number: number): VisitId => uuid(1, number) as VisitId;
export const memberId = (number: number): MemberId => uuid(2, number) as MemberId;
export const reversalId = (number: number): ReversalId => uuid(4, number) as ReversalId;
export const staffId = (number: number): StaffId => uuid(3, number) as StaffId;

export const ANA: StaffView = { id: staffId(1), name: 'Ana', role: 'cashier' };
export const BORIS: StaffView = { id: staffId(2), name: 'Boris', role: 'supervisor' };

const member = (number: number, displayName: string, cardEnding: string): MemberView => ({
	id: memberId(number),
	displayName,
	givenName: displayName.split(' ')[0]!,
	language: 'en',
	standing: standingWith({ tier: 'gold', balancePoints: 1_250 }),
	worthMinor: 62_500,
	rewards: {},
	expiring: null,
	progress: { nights: 25, spendMinor: 0, next: null },
	cardEnding,
});

export const ELENA = member(1, 'Elena Petrova', '0013');
export const MIGUEL = member(2, 'Miguel Núñez', '0021');

export const card = (number: string): CardRead => ({ kind: 'member-card', medium: 'magstripe', number });
export const ELENAS_CARD = card('9702310000000013');
export const MIGUELS_CARD = card('9702310000000021');

export const aCommand = (changes: Partial<RecordVisit> = {}): RecordVisit => ({
	id: visitId(1),
	memberId: null,
	outlet: 'restaurant',
	terminal: 'till-1',
	cashier: ANA.id,
	occurredAt: '2026-11-21T19:42:00.000Z',
	checkNumber: '4711',
	part: 0,
	currency: 'EUR',
	source: 'walk-in',
	partySize: 2,
	lines: [
		{ id: '1', category: 'food', sku: null, quantity: 1, grossMinor: 6_200, taxMinor: null, costMinor: null },
		{ id: '2', category: 'drinks', sku: 'W-12', quantity: 2, grossMinor: 1_800, taxMinor: 300, costMinor: 600 },
	],
	tenders: [{ type: 'other', amountMinor: 8_000 }],
	claims: [],
	holds: [],
	programmeVersion: 1,
	quoteFingerprint: '00c0ffee00c0ffee',
	...changes,
});

export const anAnswer = (changes: Partial<VisitAnswer> = {}): VisitAnswer => ({
	visitId: visitId(1),
	status: 'recorded',
	...{ offers: [], refusedOffers: [] },
	memberId: null,
	outlet: 'restaurant',
	terminal: 'till-1',
	occurredAt: '2026-11-21T19:42:00.000Z',
	checkNumber: '4711',
	currency: 'EUR',
	lines: [{ id: '1', category: 'food', quantity: 1, listMinor: 6_200 }],
	listMinor: 8_000,
	discountMinor: 800,
	payableMinor: 7_200,
	pointsPaidMinor: 0,
	points: { earned: 3, spent: 0, balance: 1_253 },
	worthMinor: 62_650,
	stamps: [],
	expiring: null,
	explanation: [],
	...changes,
});

export const aBill = (changes: Partial<StandingBill> = {}): StandingBill => {
	const food = { quantity: 1, listMinor: 6_200, discountMinor: 620, payableMinor: 5_580, pointsPaidMinor: 0 };
	const drinks = { quantity: 2, listMinor: 1_800, discountMinor: 180, payableMinor: 1_620, pointsPaidMinor: 0 };
	return {
		visitId: visitId(1),
		occurredAt: '2026-11-21T19:42:00.000Z',
		checkNumber: '4711',
		member: ELENA,
		lines: [
			{ id: '1', category: 'food', sku: null, ...food, left: food },
			{ id: '2', category: 'drinks', sku: 'W-12', ...drinks, left: drinks },
		],
		whole: false,
		...changes,
	};
};

export const aReversal = (changes: Partial<ReversalAnswer> = {}): ReversalAnswer => ({
	reversalId: reversalId(1),
	visitId: visitId(1),
	memberId: ELENA.id,
	outlet: 'restaurant',
	terminal: 'till-1',
	occurredAt: '2026-11-21T19:43:00.000Z',
	currency: 'EUR',
	whole: true,
	lines: [{ id: '1', category: 'food', quantity: 1, listMinor: 6_200, discountMinor: 620, payableMinor: 5_580 }],
	listMinor: 8_000,
	discountMinor: 800,
	payableMinor: 7_200,
	pointsPaidMinor: 0,
	points: { takenBack: 3, returned: 0, balance: 1_250, owed: 0 },
	worthMinor: 62_500,
	stamps: [],
	...changes,
});
