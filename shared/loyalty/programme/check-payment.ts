import { BPS_WHOLE } from '../../kernel/money.ts';
import type { Programme } from './programme.schema.ts';

/** What in the payment of a programme contradicts itself. */
export type PaymentFault = {
	readonly path: readonly (string | number)[];
	readonly code:
		| 'tier_unknown'
		/** A limit that another one beside it never lets anybody reach. */
		| 'limit_unreachable'
		/** Points that are worth nothing pay nothing. */
		| 'payment_worthless'
		/** A rest that lies above the share is never paid by points. */
		| 'rest_over_share';
};

export function faultsOfPayment({ payment, pointValue, tiers }: Programme): readonly PaymentFault[] {
	if (!payment) return [];
	const { maxPoints = Infinity, minPoints = 1, stepPoints = 1, maxShareBps = BPS_WHOLE, coversRest, awayMax } = payment;
	const leastInSteps = Math.ceil(minPoints / stepPoints) * stepPoints;
	const faults: PaymentFault[] = (payment.tiers ?? []).flatMap((tier, index) =>
		tiers.some(({ code }) => code === tier)
			? []
			: [{ path: ['payment', 'tiers', index], code: 'tier_unknown' as const }],
	);
	if (leastInSteps > maxPoints) faults.push({ path: ['payment', 'maxPoints'], code: 'limit_unreachable' });
	if (leastInSteps > (awayMax ?? Infinity)) faults.push({ path: ['payment', 'awayMax'], code: 'limit_unreachable' });
	if (pointValue.num === 0) faults.push({ path: ['payment'], code: 'payment_worthless' });
	if (coversRest && maxShareBps < BPS_WHOLE) faults.push({ path: ['payment', 'coversRest'], code: 'rest_over_share' });
	return faults;
}
