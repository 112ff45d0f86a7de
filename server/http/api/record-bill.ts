import type { VisitId } from '#shared/kernel/ids.ts';
import { err, invariant, ok, type Result } from '#shared/kernel/result.ts';
import type { Delivery } from '#shared/protocol/visit.ts';
import type { Language } from '#shared/kernel/language.ts';
import { posVisitRecorder, type PosVisitCall, type PosVisitRefusal } from '../../commands/record-pos-visit.ts';
import type { ApiKeyRecord } from '../../store/api-key-store.ts';
import { admitOutlet, tokenOf, type ApiHouse } from './api-house.ts';
import type { Reply } from './endpoint.ts';
import { VOUCHER_PROBLEMS, type Problem, type ProblemCode } from './problem.ts';
import { composeAnswer, composeOne, type VisitAnswerBody } from './visit-answer.ts';
import { visitCallOf, type VisitBody } from './visit-body.ts';

/** What a bill can be refused with. */
export const RECORD_PROBLEMS: readonly ProblemCode[] = [
	...(['id_missing', 'id_invalid', 'id_conflict', 'id_reused', 'check_duplicate'] as const),
	...(['card_payment', 'card_foreign', 'card_unknown', 'card_blocked', 'member_not_found'] as const),
	...(['outlet_forbidden', 'outlet_unknown', 'cashier_unknown'] as const),
	...(['approver_forbidden', 'approval_missing'] as const),
	...(['business_date_implausible', 'time_in_future', 'programme_missing'] as const),
	...([
		'currency_mismatch',
		'bill_empty',
		'line_duplicate',
		'amount_invalid',
		'night_date_invalid',
		'total_too_large',
		'tax_missing',
	] as const),
	...(['points_invalid', 'member_required', 'insufficient_points', 'points_over_bill'] as const),
	...([
		'points_not_accepted',
		'points_under_minimum',
		'points_off_step',
		'claim_refused',
		'hold_not_found',
		'hold_closed',
	] as const),
	...VOUCHER_PROBLEMS,
	...(['quote_changed', 'tenders_mismatch'] as const),
];

/** One bill of which the borders are passed. */
type BillRecorder = (
	body: Pick<VisitBody, 'outlet' | 'credential' | 'part'>,
	callOf: (token: string | null) => PosVisitCall,
	key: ApiKeyRecord,
	language: Language,
	delivery: Delivery,
) => Promise<Result<Reply<VisitAnswerBody>, PosVisitRefusal | Problem>>;

/** Records one bill, alone or among others. */
export function billRecorder(api: ApiHouse) {
	const record = callRecorder(api);
	return async (id: VisitId, body: VisitBody, key: ApiKeyRecord, language: Language, delivery: Delivery) => {
		const recorded = await record(body, (token) => visitCallOf(id, body, token), key, language, delivery);
		return recorded.ok ? recorded : err(problemOfBill(recorded.error));
	};
}

/** Records one bill, however it was said. */
export function callRecorder(api: ApiHouse): BillRecorder {
	const record = posVisitRecorder(api.store, api.house, api.shelf, api.now);
	return async (body, callOf, key, language, delivery) => {
		const admitted = admitOutlet(body.outlet, key, api);
		if (!admitted.ok) return admitted;
		const token = body.credential ? tokenOf(body.credential.value, api) : ok(null);
		if (!token.ok) return token;

		const call = callOf(token.value);
		const recorded = await record(call, delivery);
		if (!recorded.ok) return recorded;
		const { answer, businessDate, found } = recorded.value;
		const visit = { answer, businessDate, part: body.part ?? 0 };
		return found
			? ok({
					status: 201,
					answer: composeAnswer(api.house, visit, found, language),
					headers: { location: `/api/v1/visits/${call.visit.id}` },
				})
			: ok(replayed(await composeOne(api, visit, language)));
	};
}

/** What was booked by an earlier call. */
export const replayed = (answer: VisitAnswerBody): Reply<VisitAnswerBody> => ({
	...{ status: 200, answer, headers: { 'idempotency-replayed': 'true' } },
});

function problemOfBill(refusal: PosVisitRefusal | Problem): Problem {
	invariant(refusal.code !== 'stay_recorded', 'only a stay is asked this');
	return refusal;
}
