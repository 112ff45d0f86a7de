import { hash } from 'node:crypto';
import type { MemberId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import { decideExpiry, type ExpiryAnswer, type ExpiryRun, type NothingDue } from '#shared/ledger/lots/decide-expiry.ts';
import type { MemberAccountState } from '#shared/ledger/visit/decide-visit.ts';
import type { House } from '../house.ts';
import { loadMembersWithDueLots } from '../store/loading/lot-loading.ts';
import { loadMember } from '../store/loading/member-loading.ts';
import type { Command, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

type Body = { readonly memberId: MemberId; readonly run: ExpiryRun };

const expireLots: Command<Body, MemberAccountState | null, ExpiryAnswer, NothingDue> = {
	kind: 'lots.expire',
	members: ({ memberId }) => [memberId],
	load: ({ memberId, run }) => loadMember(memberId, run.recordedAt),
	decide: (member, { run }) => (member ? decideExpiry(member, run) : err({ code: 'nothing_due' })),
};

export type Expired = { readonly members: number; readonly lots: number; readonly points: number };

/** Takes what has run out from all members. */
export type LotsExpirer = () => Promise<Expired>;

const MEMBERS_A_PAGE = 200;

/** Runs each night, and whenever somebody asks: what expired before does not expire again. @param now RFC 3339, UTC */
export function lotsExpirer(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): LotsExpirer {
	return async () => {
		const recordedAt = now();
		const { businessDate: today } = momentAt(recordedAt, house);
		const programme = await store.read(shelf.loadInForce(today));
		const total = { members: 0, lots: 0, points: 0 };
		if (!programme) return total;
		const run: ExpiryRun = { today, recordedAt, programmeVersion: programme.version, clock: house };
		let after: MemberId | '' = '';
		for (;;) {
			const ids: readonly MemberId[] = await store.read(loadMembersWithDueLots(house.id, today, after, MEMBERS_A_PAGE));
			for (const memberId of ids) {
				const expired = await expire(store, house, { memberId, run });
				if (!expired.ok) continue;
				total.members++;
				total.lots += expired.value.lots;
				total.points += expired.value.points;
			}
			if (ids.length < MEMBERS_A_PAGE) return total;
			after = ids.at(-1)!;
		}
	};
}

function expire(store: Store, house: House, body: Body): Promise<Result<ExpiryAnswer, { readonly code: string }>> {
	const id = `expire:${body.memberId}:${body.run.today}`;
	return store.execute(expireLots, {
		id,
		bodyHash: hash('sha256', id),
		propertyId: house.id,
		recordedAt: body.run.recordedAt,
		body,
	});
}
