import type { Away, Unsaved } from '#shared/counter/state.ts';
import { BILL_MINOR_MAX } from '#shared/loyalty/bill.ts';
import type { VisitRefusal } from '#shared/protocol/visit.ts';
import type { TypingRefusal } from './draft.ts';
import type { Wording } from '../wording.ts';

/** Why nothing was booked, and what to do now. */
export function refusalText(refusal: VisitRefusal | Away | Unsaved, { t, format }: Wording): string {
	switch (refusal.code) {
		case 'quote_changed': {
			const { payableMinor, pointsPaidMinor } = refusal.quote;
			return t('refusal.quote_changed', { amount: format.money(payableMinor - pointsPaidMinor) });
		}
		case 'tenders_mismatch': {
			const { payableMinor, tenderedMinor } = refusal;
			const values = { payable: format.money(payableMinor), tendered: format.money(tenderedMinor) };
			return t('refusal.tenders_mismatch', values);
		}
		case 'claim_refused':
			return t(refusal.reason === 'server_needed' ? 'refusal.server_needed' : 'refusal.claim_refused');
		case 'insufficient_points':
			return t('refusal.insufficient_points', { count: refusal.shortPoints });
		case 'points_over_bill':
			return t('refusal.points_over_bill', { count: refusal.pointsMax });
		case 'points_under_minimum':
			return t('refusal.points_under_minimum', { count: refusal.pointsMin });
		case 'points_off_step':
			return t('refusal.points_off_step', { count: refusal.stepPoints });
		case 'currency_mismatch':
			return t('refusal.currency_mismatch', { expected: refusal.expected });
		case 'total_too_large':
			return t('refusal.total_too_large', { amount: format.money(BILL_MINOR_MAX) });
		default:
			return t(`refusal.${refusal.code}`);
	}
}

export function typingText(refusal: TypingRefusal, { t, format }: Wording): string {
	switch (refusal.code) {
		case 'nights-over-limit':
			return t('bill.nights-over-limit', { count: refusal.limit });
		case 'over-limit':
			return t('bill.over-limit', { amount: format.money(refusal.limitMinor) });
	}
}
