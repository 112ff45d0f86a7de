import { z } from 'zod';
import type { MemberId, StaffId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { clubChanger } from '../../commands/change-club.ts';
import type { ApiHouse } from './api-house.ts';
import { callIdOf } from './call-id.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { outlet as code, uuid } from './fields.ts';

const clubBody = z.strictObject({
	id: uuid.nullish().describe('Made by the caller; the same id is the same change for ever. Or send Idempotency-Key.'),
	club: code.describe('Of the programme in force.'),
	joins: z.boolean().describe('Or leaves.'),
	cashier: code.describe('The code of somebody of the staff.'),
});

/** A member joins a club of the programme, or leaves it, from now on. */
export function changeClub(api: ApiHouse): Endpoint {
	const change = clubChanger(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'changeClub',
			method: 'POST',
			path: '/api/v1/members/{id}/clubs',
			summary: 'A member joins a club of the programme or leaves it, from now on',
			scope: 'pos',
			params: z.strictObject({ id: uuid }),
			query: z.strictObject({}),
			body: clubBody,
			idempotent: true,
			answer: z.strictObject({ memberId: uuid, clubs: z.array(z.string()).describe('That the member is in now.') }),
			statuses: { 200: 'Where the member belongs now' },
			problems: [
				...(['id_missing', 'id_invalid', 'id_conflict', 'id_reused', 'cashier_unknown'] as const),
				...(['member_not_found', 'programme_missing', 'club_unknown'] as const),
			],
		},
		async ({ params, body: { id: own, club, joins, cashier }, idempotencyKey }) => {
			const id = callIdOf<string>(own ?? undefined, idempotencyKey);
			if (!id.ok) return id;
			const by = cashier as StaffId;
			const changed = await change({ id: id.value, memberId: params.id as MemberId, club, joins, by });
			if (!changed.ok) return err(changed.error);
			const { memberId, clubs } = changed.value;
			return ok({ status: 200, answer: { memberId, clubs: [...clubs] } });
		},
	);
}
