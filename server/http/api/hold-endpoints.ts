import { z } from 'zod';
import type { HoldId, StaffId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { holdPlacer, holdPreviewer } from '../../commands/place-hold.ts';
import { holdReleaser } from '../../commands/release-hold.ts';
import { admitOutlet, type ApiHouse } from './api-house.ts';
import { callIdOf } from './call-id.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { ruleBroken } from './faults.ts';
import { count, credential, instant, outlet, terminal, text, uuid } from './fields.ts';
import { memberNamed, nameSomebody } from './named-member.ts';

const REFERENCE_LENGTH_MAX = 64;

const holdBody = z
	.strictObject({
		id: uuid.nullish().describe('Made by the POS; the same id is the same hold for ever. Or send Idempotency-Key.'),
		credential: credential.nullish(),
		memberId: uuid.nullish().describe('Instead of a credential, from members/lookup.'),
		points: z.int().min(1).nullish().describe('Left out where an offer is booked: its price is held.'),
		offerId: outlet.nullish().describe('What is booked: an offer with a price, a free night. The bill gets it.'),
		noShow: z
			.enum(['forfeit', 'release'])
			.nullish()
			.describe('What a guest loses who does not come. Without it a booking is forfeited, and points alone are not.'),
		preview: z.boolean().nullish().describe('Says what it would come to, and books nothing.'),
		until: instant.describe('When no bill has taken them by then, they are the guest’s again.'),
		reference: text(REFERENCE_LENGTH_MAX).describe('What it is for: the number of a booking or a table.'),
		outlet,
		terminal,
		cashier: outlet.describe('The code of somebody of the staff.'),
		occurredAt: instant.nullish().describe('Without it now.'),
	})
	.superRefine(nameSomebody)
	.superRefine(({ points, offerId }, context) => {
		if (!points && !offerId) context.addIssue(ruleBroken('missing', 'points', ['points', 'offerId']));
	});

const placeHold = (api: ApiHouse): Endpoint => {
	const place = holdPlacer(api.store, api.house, api.shelf, api.now);
	const preview = holdPreviewer(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'placeHold',
			method: 'POST',
			path: '/api/v1/holds',
			summary: 'Sets points aside for a bill that comes later',
			scope: 'pos',
			params: z.strictObject({}),
			query: z.strictObject({}),
			body: holdBody,
			idempotent: true,
			answer: z.strictObject({
				...{ holdId: uuid, memberId: uuid, points: count, until: instant, balance: count },
				penaltyPoints: count.optional().describe('What the guest loses who does not come: say it before you book.'),
			}),
			statuses: { 201: 'Held', 200: 'Held before under this id, as Idempotency-Replayed says; or a preview' },
			problems: [
				...(['id_missing', 'id_invalid', 'id_conflict', 'id_reused', 'outlet_forbidden', 'outlet_unknown'] as const),
				...(['card_payment', 'card_foreign', 'card_unknown', 'card_blocked', 'member_not_found'] as const),
				...(['cashier_unknown', 'programme_missing', 'time_in_future'] as const),
				...(['hold_until_invalid', 'offer_unknown', 'offer_not_sold', 'offer_not_here'] as const),
				...(['points_invalid', 'insufficient_points'] as const),
			],
		},
		async ({ body, idempotencyKey, key }) => {
			const id = callIdOf<HoldId>(body.id ?? undefined, idempotencyKey);
			if (!id.ok) return id;
			const admitted = admitOutlet(body.outlet, key, api);
			if (!admitted.ok) return admitted;
			const named = await memberNamed(body, api);
			if (!named.ok) return named;
			const { points, until, reference, outlet, terminal, cashier, offerId, noShow } = body;
			const command = {
				...{ id: id.value, memberId: named.value.memberId!, points: points ?? null, until },
				...{ reference, outlet, terminal, cashier: cashier as StaffId, occurredAt: body.occurredAt ?? api.now() },
				...(offerId && { offerId }),
				...(noShow && { noShow }),
			};
			if (body.preview) {
				const shown = await preview(command);
				return shown.ok ? ok({ status: 200, answer: shown.value }) : err(shown.error);
			}
			const placed = await place(command, { ...body, id: undefined, credential: named.value.token });
			if (!placed.ok) return err(placed.error);
			return placed.value.isNew
				? ok({ status: 201, answer: placed.value.answer })
				: ok({ status: 200, answer: placed.value.answer, headers: { 'idempotency-replayed': 'true' } });
		},
	);
};

/** Nobody of the staff is asked: whoever may hold may let go. */
const CALLER = { terminal: 'api', actor: 'api' as StaffId };

const releaseHold = (api: ApiHouse): Endpoint => {
	const release = holdReleaser(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'releaseHold',
			method: 'DELETE',
			path: '/api/v1/holds/{id}',
			summary: 'Gives the points of a hold back, or takes them of a guest who did not come; again changes nothing',
			scope: 'pos',
			params: z.strictObject({ id: uuid }),
			query: z.strictObject({
				reason: z.enum(['no-show']).optional().describe('The guest did not come: as was said when it was booked.'),
			}),
			body: null,
			idempotent: false,
			answer: z.strictObject({
				holdId: uuid,
				state: z.enum(['captured', 'released', 'expired', 'forfeited']),
				balance: count,
			}),
			statuses: { 200: 'How it ended; captured where a bill had taken it' },
			problems: ['hold_not_found', 'programme_missing'],
		},
		async ({ params, query, key }) => {
			const [first] = key.outlets ?? api.house.outlets.map(({ code }) => code);
			const released = await release({
				...{ holdId: params.id as HoldId, state: query.reason ?? 'released', outlet: first!, ...CALLER },
			});
			return released.ok ? ok({ status: 200, answer: released.value }) : err(released.error);
		},
	);
};

/** Points that are set aside for a stay or a table. */
export const holdEndpoints = (api: ApiHouse): readonly Endpoint[] => [placeHold(api), releaseHold(api)];
