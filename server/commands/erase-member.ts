import { hash } from 'node:crypto';
import type { MemberId } from '#shared/kernel/ids.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { MemberAccountState } from '#shared/ledger/decide-visit.ts';
import { NO_FACTS, type Erasure } from '#shared/ledger/facts.ts';
import type { House } from '../house.ts';
import { loadMember } from '../store/member-loading.ts';
import type { Command, IdReused, Store } from '../store/store.ts';

type MemberUnknown = { readonly code: 'member_unknown' };

const eraseMember: Command<Erasure, MemberAccountState | null, { readonly memberId: MemberId }, MemberUnknown> = {
	kind: 'member.erase',
	members: ({ memberId }) => [memberId],
	load: ({ memberId, at }) => loadMember(memberId, at),
	decide(account, erasure) {
		if (!account) return err({ code: 'member_unknown' });
		const { id, version, visits, debtPoints } = account;
		const facts = {
			...NO_FACTS,
			// The feed says that the member has changed, and whoever asks how finds nobody: so every counter forgets too.
			member: { id, version: version + 1, visits, debtPoints },
			erasure,
		};
		return ok({ facts, answer: { memberId: erasure.memberId } });
	},
};

/**
 * Forgets who a member was: person and cards are deleted, the facts stay under the random id. Again changes nothing.
 * Points that are left stay in the ledger, where nobody can spend them.
 */
export const erase = (
	store: Store,
	house: House,
	erasure: Erasure,
): Promise<Result<{ readonly memberId: MemberId }, MemberUnknown | IdReused>> =>
	store.execute(eraseMember, {
		id: `erase:${erasure.memberId}`,
		bodyHash: hash('sha256', erasure.memberId),
		propertyId: house.id,
		recordedAt: erasure.at,
		body: erasure,
	});
