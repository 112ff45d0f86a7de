import { hash } from 'node:crypto';
import type { MemberId } from '#shared/kernel/ids.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { NothingDue } from '#shared/ledger/lots/decide-expiry.ts';
import { decideMaturing, type MaturingAnswer } from '#shared/ledger/lots/decide-maturing.ts';
import type { MemberAccountState } from '#shared/ledger/visit/decide-visit.ts';
import type { House } from '../house.ts';
import { loadMembersToMature } from '../store/loading/lot-loading.ts';
import { loadMember } from '../store/loading/member-loading.ts';
import type { Command, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

type Body = { readonly memberId: MemberId; readonly moment: Moment; readonly programmeVersion: number };

const matureLots: Command<Body, MemberAccountState | null, MaturingAnswer, NothingDue> = {
	kind: 'lots.mature',
	members: ({ memberId }) => [memberId],
	load: ({ memberId, moment }) => loadMember(memberId, moment.instant),
	decide: (member, { moment, programmeVersion }) =>
		member ? decideMaturing(member, moment, programmeVersion) : err({ code: 'nothing_due' }),
};

export type MaturedLots = { readonly members: number; readonly lots: number; readonly points: number };

/** Makes the points of all members usable whose day has come. */
export type LotsMaturer = () => Promise<MaturedLots>;

const MEMBERS_A_PAGE = 200;

/** Runs each night before anything expires, and whenever somebody asks. @param now RFC 3339, UTC */
export function lotsMaturer(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): LotsMaturer {
	return async () => {
		const moment = momentAt(now(), house);
		const programme = await store.read(shelf.loadInForce(moment.businessDate));
		const total = { members: 0, lots: 0, points: 0 };
		if (!programme) return total;
		const { version: programmeVersion } = programme;
		let after: MemberId | '' = '';
		for (;;) {
			const ids: readonly MemberId[] = await store.read(
				loadMembersToMature(house.id, moment.localDate, after, MEMBERS_A_PAGE),
			);
			for (const memberId of ids) {
				const matured = await mature(store, house, { memberId, moment, programmeVersion });
				if (!matured.ok) continue;
				total.members++;
				total.lots += matured.value.lots;
				total.points += matured.value.points;
			}
			if (ids.length < MEMBERS_A_PAGE) return total;
			after = ids.at(-1)!;
		}
	};
}

function mature(store: Store, house: House, body: Body): Promise<Result<MaturingAnswer, { readonly code: string }>> {
	const { instant, localDate } = body.moment;
	// A bill that comes in late can be due on a day that was run already: each run is a command of its own.
	const id = `mature:${body.memberId}:${localDate}:${instant}`;
	return store.execute(matureLots, {
		id,
		bodyHash: hash('sha256', id),
		propertyId: house.id,
		recordedAt: instant,
		body,
	});
}
