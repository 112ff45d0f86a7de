import { hash } from 'node:crypto';
import { canonical } from '#shared/kernel/canonical.ts';
import { ok } from '#shared/kernel/result.ts';
import { decideEnrolment, type Enrolment } from '#shared/ledger/member/decide-enrolment.ts';
import type { House } from '../house.ts';
import { known } from '../store/statement.ts';
import type { Command, Store } from '../store/store.ts';

const enrolMember: Command<Enrolment, null, { readonly memberId: string }, never> = {
	kind: 'member.enrol',
	members: ({ fact }) => [fact.memberId],
	load: () => known(null),
	decide: (_state, enrolment) =>
		ok({ facts: decideEnrolment(enrolment), answer: { memberId: enrolment.fact.memberId } }),
};

/** Makes a member with their cards and what they bring along; the same call again changes nothing. */
export const enrol = (store: Store, house: House, enrolment: Enrolment) =>
	store.execute(enrolMember, {
		id: `enrol:${enrolment.fact.memberId}`,
		// Without the name: a stored hash of a name could be guessed from a list of names.
		bodyHash: hash('sha256', canonical({ ...enrolment, identity: null })),
		propertyId: house.id,
		recordedAt: enrolment.recordedAt,
		body: enrolment,
	});
