import { NIGHT_CATEGORY } from '#shared/loyalty/earning/nights.ts';
import type { House } from '../../house.ts';

/** A call as it could be sent to this hotel: its body, and what stands in its address. */
export type Example = {
	readonly body?: unknown;
	readonly parameters?: Readonly<Record<string, string>>;
};

const VISIT_ID = '0199f0c2-7a5e-7c31-9d7b-2f6a1c0e4b58';
const MEMBER_ID = '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c101';

/** Examples by the id of their operation, with codes that the hotel has. */
export function examplesOf({ outlets, currency }: House): Readonly<Record<string, Example>> {
	const outlet = outlets.find(({ categories }) => categories.some(({ code }) => code === 'food')) ?? outlets[0]!;
	const category = outlet.categories[0]!.code;
	const credential = { type: 'card', value: '9702310000000013' };
	const at = { outlet: outlet.code, terminal: 'till-1', cashier: 'ana' };
	const lines = [{ id: '1', category, quantity: 1, grossMinor: 6200 }];
	const occurredAt = '2026-11-21T17:42:00Z';
	const bill = { id: VISIT_ID, credential, ...at, occurredAt, checkNumber: '1042', currency: currency.code, lines };
	const lobby = outlets.find(({ categories }) => categories.some(({ code }) => code === NIGHT_CATEGORY)) ?? outlet;
	const desk = { outlet: lobby.code, terminal: 'pms', cashier: 'ana' };
	const decision = { id: VISIT_ID, decision: 'approved', decidedBy: 'carmen' };
	const day = { outlet: outlet.code, businessDate: '2026-11-21' };
	return {
		lookUpMember: { body: { credential, outlet: outlet.code } },
		enrolMember: {
			body: {
				...{ id: VISIT_ID, credential: { type: 'card', value: '9702310000000062' } },
				...{ displayName: 'Alice Brown', givenName: 'Alice', language: 'en', birthday: '05-10', ...at },
			},
		},
		changeClub: {
			body: { id: VISIT_ID, club: 'staff', joins: true, cashier: 'ana' },
			parameters: { id: MEMBER_ID },
		},
		quoteBill: { body: { credential, outlet: outlet.code, currency: currency.code, lines } },
		recordVisit: { body: bill },
		recordBatch: { body: { visits: [{ ...bill, tenders: [{ type: 'other', amountMinor: 6200 }] }] } },
		recordStay: {
			body: {
				...{ id: VISIT_ID, credential, reservationNumber: 'R-4711', room: '204' },
				...{ arrival: '2026-11-18', departure: '2026-11-21', ...desk, occurredAt, currency: currency.code },
				nights: ['2026-11-18', '2026-11-19', '2026-11-20'].map((date) => ({ date, grossMinor: 12_000 })),
			},
		},
		reverseVisit: {
			body: { id: VISIT_ID, terminal: 'till-1', cashier: 'ana', occurredAt, reason: 'goods_returned' },
			parameters: { id: VISIT_ID },
		},
		adjustPoints: {
			body: {
				...{ id: VISIT_ID, credential, points: 50, reason: 'goodwill', note: 'Pool closed', caseReference: 'C-17' },
				...{ ...at, cashier: 'boris' },
			},
		},
		askBatch: {
			body: {
				...{ id: VISIT_ID, ...at, cashier: 'boris' },
				rows: [{ memberId: MEMBER_ID, points: 50, reason: 'promotion' }],
			},
		},
		decideBatch: { body: decision, parameters: { id: VISIT_ID } },
		reverseBatch: {
			body: { id: VISIT_ID, ...at, cashier: 'boris', approvedBy: 'carmen', note: 'Wrong list' },
			parameters: { id: VISIT_ID },
		},
		findRequests: {},
		decideRequest: { body: decision, parameters: { id: VISIT_ID } },
		reassignVisit: {
			body: { id: VISIT_ID, memberId: MEMBER_ID, terminal: 'office', cashier: 'ana', approvedBy: 'boris' },
			parameters: { id: VISIT_ID },
		},
		placeHold: {
			body: {
				...{ id: VISIT_ID, credential, points: 100, until: '2026-12-01T12:00:00Z', reference: 'R-4711', ...at },
			},
		},
		releaseHold: { parameters: { id: VISIT_ID } },
		issueCoupon: { body: { id: VISIT_ID, credential, offerId: 'spa-voucher', ...at, outlet: 'spa' } },
		listCoupons: { parameters: { id: MEMBER_ID } },
		cancelCoupon: { parameters: { id: VISIT_ID } },
		readVisit: { parameters: { id: VISIT_ID } },
		findVisits: { parameters: day },
		readStatement: { parameters: { id: MEMBER_ID } },
		readEntry: { parameters: { id: `${VISIT_ID}/earn` } },
		closeDay: { parameters: day },
		readEvents: {},
	};
}
