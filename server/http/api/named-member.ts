import type { z } from 'zod';
import type { MemberId } from '#shared/kernel/ids.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { loadCard } from '../../store/loading/member-loading.ts';
import { tokenOf, type ApiHouse } from './api-house.ts';
import { ruleBroken } from './faults.ts';
import type { credential } from './fields.ts';

/** How a body says whose account it is about. */
type Naming = {
	readonly credential?: z.infer<typeof credential> | null | undefined;
	readonly memberId?: string | null | undefined;
};

const FIELDS = ['credential', 'memberId'];

/** A card or an id, or neither, but not both. */
export function nameOnce({ credential, memberId }: Naming, context: z.RefinementCtx): void {
	if (credential && memberId) context.addIssue(ruleBroken('not_together', 'memberId', FIELDS));
}

/** A card or an id: one of them. */
export function nameSomebody(naming: Naming, context: z.RefinementCtx): void {
	nameOnce(naming, context);
	if (!naming.credential && !naming.memberId) context.addIssue(ruleBroken('missing', 'memberId', FIELDS));
}

type NamingRefused = {
	readonly code: 'card_payment' | 'card_foreign' | 'card_unknown' | 'card_blocked';
};

/** Who is named, and by which card; `null` where nobody is. An id is taken as it is: whoever loads the member refuses it. */
export async function memberNamed(
	{ credential, memberId }: Naming,
	api: ApiHouse,
): Promise<Result<{ readonly memberId: MemberId | null; readonly token: string | null }, NamingRefused>> {
	if (!credential) return ok({ memberId: (memberId ?? null) as MemberId | null, token: null });
	const token = tokenOf(credential.value, api);
	if (!token.ok) return token;
	const card = await api.store.find(loadCard(token.value));
	if (!card) return err({ code: 'card_unknown' });
	return card.status === 'blocked'
		? err({ code: 'card_blocked' })
		: ok({ memberId: card.memberId, token: token.value });
}
