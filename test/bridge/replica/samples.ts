import type { MemberRecord } from '#shared/ledger/member/member-record.ts';
import type { BridgeSetup } from '#shared/protocol/sockets.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { memberId } from '../../shared/counter/samples.ts';
import { setupOf } from '../../kiosk/miramar-till.ts';

export const CARD_KEY = 'ab'.repeat(32);

export const aToken = (number: number): string => number.toString(16).padStart(64, '0');

export const aSetup = (changes: Partial<BridgeSetup> = {}): BridgeSetup => ({
	counter: { ...setupOf('restaurant'), programme: PROGRAMME },
	cardKey: CARD_KEY,
	pins: { scrypt: { salt: '00', N: 2, r: 1, p: 1 }, staff: [] },
	...changes,
});

/** A guest with points and one card. */
export const aRecord = (number: number, changes: Partial<MemberRecord> = {}): MemberRecord => ({
	person: { displayName: 'Elena Petrova', givenName: 'Елена', language: 'bg' },
	account: {
		id: memberId(number),
		tier: 'gold',
		tierTerm: {
			...{ tier: 'gold', earned: 'gold', until: '2027-12-31', floor: null, toldDay: null, seq: 0 },
			enrolledOn: '2026-01-01',
		},
		pastTiers: [],
		clubs: [],
		version: 1,
		visits: 0,
		debtPoints: 0,
		stampDebts: {},
		offersUsed: {},
		lots: [
			{
				id: `lot-${number}`,
				memberId: memberId(number),
				unit: 'points',
				quantity: 1_250,
				remaining: 1_250,
				earnedAt: '2026-11-01T12:00:00.000Z',
				expiresOn: null,
			},
		],
		stampedAt: [],
		earnedLately: [],
		tallies: {},
		birthday: null,
	},
	days: [],
	cards: [{ token: aToken(number), ending: '0013', status: 'active' }],
	...changes,
});
