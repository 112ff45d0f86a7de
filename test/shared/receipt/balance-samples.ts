import type { BalanceSlip } from '#shared/receipt/balance-slip.ts';
import { MEMBERS, PROGRAMME, PROPERTY } from '../../../server/demo/miramar.ts';
import { standingWith } from '../../support/standing.ts';

export const HOUSE: BalanceSlip['house'] = {
	propertyName: PROPERTY.name,
	timeZone: PROPERTY.timeZone,
	currency: PROGRAMME.currency,
	programme: PROGRAMME,
};

/** The slip of a guest of the demo hotel who has not been there yet this year. */
export function balanceSlipOf(card: string, changes: Partial<BalanceSlip['member']> = {}): BalanceSlip {
	const { givenName, language, tier, points, spaStamps, expiringPoints } = MEMBERS.find((one) => one.card === card)!;
	return {
		at: '2026-11-21T17:42:00.000Z',
		house: HOUSE,
		member: {
			givenName,
			language,
			standing: standingWith({ tier, balancePoints: points, stamps: spaStamps > 0 ? { spa: spaStamps } : {} }),
			worthMinor: points * 50,
			rewards: {},
			expiring: expiringPoints > 0 ? { points: expiringPoints, on: '2026-12-11' } : null,
			progress: { nights: 0, spendMinor: 0, next: null },
			cardEnding: card.slice(-4),
			...changes,
		},
	};
}
