import type { Language } from '#shared/kernel/language.ts';
import { API_TEXTS } from './texts/texts.ts';

type Kind = {
	readonly status: number;
	/** The same call may succeed later as it is; where not, something in it or in the books has to change first. */
	readonly retryable: boolean;
};

const refused = (status: number): Kind => ({ status, retryable: false });

/** Everything that a call can be refused with. A code keeps its meaning for ever. */
export const PROBLEMS = {
	key_missing: refused(401),
	key_unknown: refused(401),
	key_expired: refused(401),
	key_revoked: refused(401),
	scope_missing: refused(403),
	outlet_forbidden: refused(403),

	route_unknown: refused(404),
	method_not_allowed: refused(405),
	url_invalid: refused(400),
	query_invalid: refused(400),
	media_type_unsupported: refused(415),
	body_too_large: refused(413),
	body_not_json: refused(400),
	body_invalid: refused(400),
	id_missing: refused(400),
	id_invalid: refused(400),
	id_conflict: refused(400),

	id_reused: refused(409),
	check_duplicate: refused(409),
	room_taken: refused(409),
	stay_changed: refused(409),
	card_payment: refused(422),
	card_foreign: refused(422),
	card_unknown: refused(404),
	card_blocked: refused(409),
	card_taken: refused(409),
	business_date_implausible: refused(422),
	outlet_unknown: refused(422),
	cashier_unknown: refused(422),
	member_not_found: refused(404),
	visit_not_found: refused(404),
	entry_not_found: refused(404),
	time_in_future: refused(422),
	programme_missing: refused(422),
	club_unknown: refused(422),
	currency_mismatch: refused(422),
	bill_empty: refused(422),
	line_duplicate: refused(422),
	amount_invalid: refused(422),
	total_too_large: refused(422),
	night_date_invalid: refused(422),
	tax_missing: refused(422),
	points_invalid: refused(422),
	member_required: refused(422),
	insufficient_points: refused(409),
	points_over_bill: refused(422),
	points_not_accepted: refused(422),
	points_under_minimum: refused(422),
	points_off_step: refused(422),
	claim_refused: refused(422),
	hold_not_found: refused(404),
	hold_closed: refused(409),
	hold_until_invalid: refused(422),
	offer_unknown: refused(422),
	offer_not_sold: refused(422),
	offer_not_here: refused(422),
	offer_limit_reached: refused(409),
	coupon_not_found: refused(404),
	coupon_expired: refused(409),
	coupon_used: refused(409),
	voucher_unknown: refused(404),
	voucher_foreign: refused(409),
	voucher_cancelled: refused(409),
	voucher_expired: refused(409),
	voucher_used: refused(409),
	tenders_mismatch: refused(422),
	quote_changed: refused(409),
	cursor_stale: refused(409),
	approver_forbidden: refused(403),
	time_before_visit: refused(422),
	visit_reversed: refused(409),
	lines_empty: refused(422),
	line_unknown: refused(422),
	return_exceeds_rest: refused(409),
	note_missing: refused(422),
	note_personal: refused(422),
	request_not_found: refused(404),
	request_decided: refused(409),
	approval_missing: refused(403),
	approver_asked: refused(403),
	limit_exceeded: refused(403),
	batch_faulty: refused(422),
	batch_not_applied: refused(409),
	batch_reversed: refused(409),
	member_same: refused(409),
	bill_not_movable: refused(409),

	rate_limited: { status: 429, retryable: true },
	internal: { status: 500, retryable: true },
} as const satisfies Readonly<Record<string, Kind>>;

export type ProblemCode = keyof typeof PROBLEMS;

/** A refusal on its way out: its code and its numbers. */
export type Problem = { readonly code: ProblemCode; readonly [member: string]: unknown };

/** Why a bill cannot have a coupon that is named by its code. */
export const VOUCHER_PROBLEMS = [
	...(['voucher_unknown', 'voucher_foreign', 'voucher_cancelled', 'voucher_expired', 'voucher_used'] as const),
] as const satisfies readonly ProblemCode[];

/** Whatever the call, it can be refused with these. */
export const COMMON_PROBLEMS = [
	'key_missing',
	'key_unknown',
	'key_expired',
	'key_revoked',
	'scope_missing',
	'query_invalid',
	'url_invalid',
	'rate_limited',
	'internal',
] as const satisfies readonly ProblemCode[];

/** Whatever the call, if it has a body. */
export const BODY_PROBLEMS = [
	'media_type_unsupported',
	'body_too_large',
	'body_not_json',
	'body_invalid',
] as const satisfies readonly ProblemCode[];

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Source: RFC 9457. `type` is a name that stays; `code` is the same name for a `switch`. */
export function problemBody({ code, ...numbers }: Problem, language: Language) {
	const { title, detail } = API_TEXTS[language].problems[code];
	return { ...numbers, type: `/problems/${code}`, title, ...PROBLEMS[code], code, detail };
}
