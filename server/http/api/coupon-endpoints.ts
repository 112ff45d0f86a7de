import { z } from 'zod';
import type { CouponId, MemberId, StaffId } from '#shared/kernel/ids.ts';
import type { Language } from '#shared/kernel/language.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { couponView } from '#shared/ledger/coupons/coupon.ts';
import { offerOf } from '#shared/ledger/coupons/offer-sale.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { couponCanceller } from '../../commands/cancel-coupon.ts';
import { couponIssuer } from '../../commands/issue-coupon.ts';
import { loadCouponsOf } from '../../store/loading/coupon-loading.ts';
import { loadMember } from '../../store/loading/member-loading.ts';
import { together } from '../../store/statement.ts';
import { admitOutlet, type ApiHouse } from './api-house.ts';
import { callIdOf } from './call-id.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { count, credential, date, instant, outlet, terminal, text, uuid } from './fields.ts';
import type { ProblemCode } from './problem.ts';
import { memberNamed, nameSomebody } from './named-member.ts';

const REASON_LENGTH_MAX = 120;
const VALID_DAYS_MAX = 3_660;

const couponBody = z
	.strictObject({
		id: uuid
			.nullish()
			.describe('Made by the caller; the same id is the same coupon for ever. Or send Idempotency-Key.'),
		credential: credential.nullish(),
		memberId: uuid.nullish().describe('Instead of a credential, from members/lookup.'),
		offerId: outlet.describe('The offer that it is for, by its id in the programme.'),
		outlet,
		terminal,
		cashier: outlet.describe('The code of somebody of the staff.'),
		occurredAt: instant.nullish().describe('Without it now.'),
		gift: z
			.strictObject({
				reason: text(REASON_LENGTH_MAX).describe('For the books.'),
				validDays: z.int().min(1).max(VALID_DAYS_MAX).nullish().describe('Without them as the offer says.'),
			})
			.nullish()
			.describe('Given and not sold: the cashier has to be a supervisor or manager.'),
	})
	.superRefine(nameSomebody);

const coupon = {
	...{ couponId: uuid, offerId: z.string(), name: z.string().describe('What guests call the offer.') },
	...{ kind: z.enum(['bought', 'given']), points: count.describe('What it cost.') },
	valueMinor: count.nullable().describe('What is on it, where a bill takes only what it needs.'),
	expiresOn: date.nullable().describe('Its last day; null is for ever.'),
};

const issued = z.strictObject({
	...coupon,
	memberId: uuid,
	balance: count,
	code: z.string().nullable().describe('For the guest. Said once: the hotel keeps only its hash, so a retry has null.'),
});

const listed = z.strictObject({
	...coupon,
	state: z.enum(['issued', 'used', 'expired', 'cancelled']),
	leftMinor: count.nullable().describe('Of valueMinor, what is left.'),
	issuedAt: instant,
});

/** What an offer is called; one that the programme of today does not have any more goes by its id. */
function nameOf(programme: Programme | null, offerId: string, language: Language): string {
	return (programme && offerOf(programme, offerId)?.names?.[language]) ?? offerId;
}

const ISSUE_PROBLEMS: readonly ProblemCode[] = [
	...(['id_missing', 'id_invalid', 'id_conflict', 'id_reused', 'outlet_forbidden', 'outlet_unknown'] as const),
	...(['card_payment', 'card_foreign', 'card_unknown', 'card_blocked', 'member_not_found'] as const),
	...(['cashier_unknown', 'approver_forbidden', 'programme_missing', 'time_in_future', 'offer_unknown'] as const),
	...(['offer_not_sold', 'offer_not_here', 'offer_limit_reached', 'insufficient_points'] as const),
];

const issueCoupon = (api: ApiHouse): Endpoint => {
	const issue = couponIssuer(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'issueCoupon',
			method: 'POST',
			path: '/api/v1/coupons',
			summary: 'Sells a coupon for points, or gives one',
			scope: 'pos',
			params: z.strictObject({}),
			query: z.strictObject({}),
			body: couponBody,
			idempotent: true,
			answer: issued,
			statuses: {
				201: 'Issued',
				200: 'Issued before under this id; Idempotency-Replayed says so, and its code is not known any more',
			},
			problems: ISSUE_PROBLEMS,
		},
		async ({ body, idempotencyKey, key, language }) => {
			const id = callIdOf<CouponId>(body.id ?? undefined, idempotencyKey);
			if (!id.ok) return id;
			const admitted = admitOutlet(body.outlet, key, api);
			if (!admitted.ok) return admitted;
			const holder = await memberNamed(body, api);
			if (!holder.ok) return holder;
			const { offerId, outlet, terminal, cashier, gift } = body;
			const sold = await issue(
				{
					...{ id: id.value, memberId: holder.value.memberId!, offerId, outlet, terminal },
					...{ cashier: cashier as StaffId, occurredAt: body.occurredAt ?? api.now() },
					gift: gift ? { reason: gift.reason, validDays: gift.validDays ?? null } : null,
				},
				{ ...body, id: undefined, credential: holder.value.token },
			);
			if (!sold.ok) return err(sold.error);
			const { answer, code } = sold.value;
			const programme = await api.store.read(api.shelf.loadInForce(momentAt(api.now(), api.house).businessDate));
			const named = { ...answer, name: nameOf(programme, answer.offerId, language), code };
			return code === null
				? ok({ status: 200, answer: named, headers: { 'idempotency-replayed': 'true' } })
				: ok({ status: 201, answer: named });
		},
	);
};

const listCoupons = (api: ApiHouse): Endpoint =>
	endpoint(
		{
			id: 'listCoupons',
			method: 'GET',
			path: '/api/v1/members/{id}/coupons',
			summary: 'What coupons a member has bought or was given, the newest first',
			scope: 'pos',
			params: z.strictObject({ id: uuid }),
			query: z.strictObject({}),
			body: null,
			idempotent: false,
			answer: z.strictObject({ coupons: z.array(listed) }),
			statuses: { 200: 'The coupons, without their codes' },
			problems: ['member_not_found'],
		},
		async ({ params, language }) => {
			const memberId = params.id as MemberId;
			const now = api.now();
			const { localDate, businessDate } = momentAt(now, api.house);
			const [member, coupons, programme] = await api.store.read(
				together(loadMember(memberId, now), loadCouponsOf(api.house.id, memberId), api.shelf.loadInForce(businessDate)),
			);
			if (!member) return err({ code: 'member_not_found' });
			const views = coupons.map((one) => couponView(one, localDate));
			return ok({
				status: 200,
				answer: { coupons: views.map((view) => ({ ...view, name: nameOf(programme, view.offerId, language) })) },
			});
		},
	);

/** Nobody of the staff is asked: whoever may sell may call off. */
const CALLER = { terminal: 'api', actor: 'api' as StaffId };

const cancelCoupon = (api: ApiHouse): Endpoint => {
	const cancel = couponCanceller(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'cancelCoupon',
			method: 'DELETE',
			path: '/api/v1/coupons/{id}',
			summary: 'Calls an unused coupon off and gives its points back; again changes nothing',
			scope: 'pos',
			params: z.strictObject({ id: uuid }),
			query: z.strictObject({}),
			body: null,
			idempotent: false,
			answer: z.strictObject({
				...{ couponId: uuid, state: z.literal('cancelled'), pointsReturned: count, balance: count },
			}),
			statuses: { 200: 'Called off, now or before' },
			problems: ['coupon_not_found', 'coupon_expired', 'coupon_used', 'programme_missing'],
		},
		async ({ params, key }) => {
			const [first] = key.outlets ?? api.house.outlets.map(({ code }) => code);
			const cancelled = await cancel({ couponId: params.id as CouponId, outlet: first!, ...CALLER });
			return cancelled.ok ? ok({ status: 200, answer: cancelled.value }) : err(cancelled.error);
		},
	);
};

/** Coupons that guests buy beforehand or are given. */
export const couponEndpoints = (api: ApiHouse): readonly Endpoint[] => [
	issueCoupon(api),
	listCoupons(api),
	cancelCoupon(api),
];
