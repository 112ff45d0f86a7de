import { z } from 'zod';
import type { HoldId, MemberId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { err, invariant, ok } from '#shared/kernel/result.ts';
import { voucherHashOf } from '../../identity/voucher-codes.ts';
import { quoteBill, type QuotedBill } from '../../queries/quote-bill.ts';
import { admitOutlet, type ApiHouse } from './api-house.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { Explainer } from './explain/explainer.ts';
import {
	count,
	credential,
	currency,
	explanation,
	givenOffer,
	instant,
	outlet,
	quoteFingerprint,
	refusedOffer,
	stampGiven,
	uuid,
} from './fields.ts';
import { VOUCHER_PROBLEMS, type ProblemCode } from './problem.ts';
import { billLine, claims, holds, LINES_MAX, lineOf, vouchers } from './visit-body.ts';
import { memberNamed, nameOnce } from './named-member.ts';

const quoteBody = z
	.strictObject({
		credential: credential.nullish(),
		memberId: uuid.nullish().describe('Instead of a credential, from members/lookup.'),
		outlet,
		occurredAt: instant.nullish().describe('Without it now.'),
		currency,
		lines: z.array(billLine).max(LINES_MAX),
		claims: claims.nullish(),
		holds: holds.nullish(),
		vouchers: vouchers.nullish(),
		points: count.nullish().describe('That the guest wants to pay with.'),
	})
	.superRefine(nameOnce);

const quoteAnswer = z.strictObject({
	memberId: uuid.nullable(),
	programmeVersion: z.int().min(1),
	quoteFingerprint: quoteFingerprint.describe(
		'Both go along with the visit: then it is booked at this quote or refused.',
	),
	currency: z.string(),
	listMinor: count,
	discountMinor: count,
	payableMinor: count,
	pointsPaidMinor: count,
	points: z.strictObject({
		earned: count,
		spent: count,
		max: count.describe('The most that this member can pay this bill with.'),
	}),
	stamps: z.array(stampGiven),
	lines: z.array(
		z.strictObject({
			...{ id: z.string(), listMinor: count, discountMinor: count, payableMinor: count },
			pointsPaidMinor: count,
		}),
	),
	offers: z.array(givenOffer),
	refusedOffers: z.array(refusedOffer),
	explanation: z.array(explanation),
});

const PROBLEMS: readonly ProblemCode[] = [
	...(['card_payment', 'card_foreign', 'card_unknown', 'card_blocked', 'member_not_found'] as const),
	...(['outlet_forbidden', 'outlet_unknown', 'programme_missing', 'currency_mismatch', 'bill_empty'] as const),
	...(['line_duplicate', 'amount_invalid', 'night_date_invalid', 'total_too_large', 'tax_missing'] as const),
	...(['points_invalid', 'member_required', 'insufficient_points', 'points_over_bill'] as const),
	...(['points_not_accepted', 'points_under_minimum', 'points_off_step', 'hold_not_found'] as const),
	...VOUCHER_PROBLEMS,
];

/** What a bill would come to, for a POS that shows it before it takes the money. */
export const quoteABill = (api: ApiHouse): Endpoint =>
	endpoint(
		{
			id: 'quoteBill',
			method: 'POST',
			path: '/api/v1/quotes',
			summary: 'What a bill would come to; books nothing',
			scope: 'pos',
			params: z.strictObject({}),
			query: z.strictObject({}),
			body: quoteBody,
			idempotent: false,
			answer: quoteAnswer,
			statuses: { 200: 'The quote' },
			problems: PROBLEMS,
		},
		async ({ body, key, language }) => {
			const admitted = admitOutlet(body.outlet, key, api);
			if (!admitted.ok) return admitted;
			const named = await memberNamed(body, api);
			if (!named.ok) return named;
			const memberId = named.value.memberId;
			const moment = momentAt(body.occurredAt ?? api.now(), api.house);
			const { outlet, currency, points, claims } = body;
			const bill = {
				outlet,
				moment,
				currency,
				lines: body.lines.map(lineOf),
				pointsTendered: points ?? 0,
				claims: claims ?? [],
			};
			const holdIds = (body.holds ?? []) as HoldId[];
			const codeHashes = (body.vouchers ?? []).map(voucherHashOf);
			const quoted = await api.store.read(quoteBill(api.house, api.shelf, memberId, bill, holdIds, codeHashes));
			if (!quoted.ok) return err(quoted.error);
			const programme = await api.store.read(api.shelf.loadInForce(moment.businessDate));
			invariant(programme !== null, 'a bill was quoted by a programme');
			const explainer = new Explainer(api.house, programme, language);
			return ok({ status: 200, answer: answerOf(memberId, quoted.value, explainer) });
		},
	);

function answerOf(
	memberId: MemberId | null,
	{ quoted, pointsMax }: QuotedBill,
	explainer: Explainer,
): z.infer<typeof quoteAnswer> {
	const { programmeId: _programmeId, pointsEarned, pointsSpent, grants: _grants, fingerprint, ...figures } = quoted;
	return {
		...figures,
		memberId,
		quoteFingerprint: fingerprint,
		points: { earned: pointsEarned, spent: pointsSpent, max: pointsMax },
		stamps: [...figures.stamps],
		lines: [...figures.lines],
		offers: [...figures.offers],
		refusedOffers: explainer.refusals(figures.refusedOffers),
		explanation: explainer.steps(figures.explanation),
	};
}
