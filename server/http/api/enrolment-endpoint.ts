import { z } from 'zod';
import type { StaffId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { guestEnroller } from '../../commands/enrol-guest.ts';
import { admitOutlet, tokenOf, type ApiHouse } from './api-house.ts';
import { callIdOf } from './call-id.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { credential, instant, language, outlet, source, terminal, text, uuid } from './fields.ts';

const NAME_LENGTH_MAX = 60;
const ENDING_LENGTH = 4;

/** A day that some year has. */
const birthday = z
	.string()
	.regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
	.refine((day) => z.iso.date().safeParse(`2024-${day}`).success, { params: { fault: 'wrong_form' } });

const enrolmentBody = z.strictObject({
	id: uuid.nullish().describe('Made by the POS; the same id is the same enrolment for ever. Or send Idempotency-Key.'),
	credential: credential.nullish().describe('The card that the guest gets; it may come later.'),
	displayName: text(NAME_LENGTH_MAX).describe('As it stands on the screen: Elena Petrova.'),
	givenName: text(NAME_LENGTH_MAX).describe('As the guest is addressed: Elena.'),
	language: language.describe('Of the guest: screens and slips speak it.'),
	birthday: birthday.nullish().describe('Month and day, 05-10.'),
	outlet,
	terminal,
	cashier: outlet.describe('The code of somebody of the staff.'),
	source: source.nullish().describe('How the guest found the hotel; without it walk-in. It cannot be asked later.'),
});

/** Makes a member of a guest. */
export function enrolMember(api: ApiHouse): Endpoint {
	const enrol = guestEnroller(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'enrolMember',
			method: 'POST',
			path: '/api/v1/members',
			summary: 'Makes a member of a guest',
			scope: 'pos',
			params: z.strictObject({}),
			query: z.strictObject({}),
			body: enrolmentBody,
			idempotent: true,
			answer: z.strictObject({ memberId: uuid, enrolledAt: instant }),
			statuses: { 201: 'Enrolled', 200: 'Enrolled before under this id; Idempotency-Replayed says so' },
			problems: [
				...(['id_missing', 'id_invalid', 'id_conflict', 'id_reused', 'outlet_forbidden', 'outlet_unknown'] as const),
				...(['card_payment', 'card_foreign', 'card_taken', 'cashier_unknown', 'programme_missing'] as const),
			],
		},
		async ({ body, idempotencyKey, key }) => {
			const id = callIdOf<string>(body.id ?? undefined, idempotencyKey);
			if (!id.ok) return id;
			const admitted = admitOutlet(body.outlet, key, api);
			if (!admitted.ok) return admitted;
			const token = body.credential ? tokenOf(body.credential.value, api) : ok(null);
			if (!token.ok) return token;

			const { displayName, givenName, language, birthday = null, outlet, terminal, cashier, source } = body;
			const ending = body.credential?.value.slice(-ENDING_LENGTH) ?? '';
			const enrolled = await enrol({
				...{ id: id.value, displayName, givenName, language, birthday, outlet, terminal },
				card: token.value === null ? null : { token: token.value, ending },
				...{ cashier: cashier as StaffId, source: source ?? 'walk-in' },
			});
			if (!enrolled.ok) return err(enrolled.error);
			const { isNew, ...answer } = enrolled.value;
			return isNew
				? ok({ status: 201, answer })
				: ok({ status: 200, answer, headers: { 'idempotency-replayed': 'true' } });
		},
	);
}
