import { randomUUID } from 'node:crypto';
import type { StaffId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { enrol } from '../../server/commands/enrol-member.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { cardTokenOf } from '../../server/identity/keys.ts';
import { KEYS, someMemberId, type Hotel } from './hotel.ts';

let lastCard = 500_000_000;

/** @returns the newcomer's card */
export async function enrolSomebody(
	{ store, house, now }: Hotel,
	card = `9702310${lastCard++}`,
	points = 10,
): Promise<string> {
	const memberId = someMemberId();
	await enrol(store, house, {
		fact: { memberId, at: now, by: 'carmen' as StaffId, outlet: 'lobby', source: 'direct', tier: 'classic' },
		identity: {
			memberId,
			displayName: `Guest ${randomUUID().slice(0, 8)}`,
			givenName: 'Guest',
			language: 'en',
			birthday: null,
			cards: [{ token: cardTokenOf(card, KEYS), ending: card.slice(-4), status: 'active' }],
		},
		opening: [{ unit: 'points', quantity: points, expiresOn: null }],
		businessDate: momentAt(now, house).businessDate,
		recordedAt: now,
		terminal: 'office',
		programmeVersion: PROGRAMME.version,
	});
	return card;
}
