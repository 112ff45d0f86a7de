import { hash } from 'node:crypto';
import { canonical } from '#shared/kernel/canonical.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import type { Result } from '#shared/kernel/result.ts';
import {
	decideClub,
	type ChangeClub,
	type ClubAnswer,
	type ClubRefusal,
	type ClubState,
} from '#shared/ledger/member/clubs.ts';
import type { House } from '../house.ts';
import { loadClubs } from '../store/loading/club-loading.ts';
import { loadStaff } from '../store/house-store.ts';
import { loadLivingMember } from '../store/loading/member-loading.ts';
import { together } from '../store/statement.ts';
import type { Command, IdReused, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

type Body = { readonly command: ChangeClub; readonly moment: Moment };

export type ClubChanger = (command: ChangeClub) => Promise<Result<ClubAnswer, ClubRefusal | IdReused>>;

/** Members join clubs and leave them. @param now RFC 3339, UTC */
export function clubChanger(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): ClubChanger {
	const changeClub: Command<Body, ClubState, ClubAnswer, ClubRefusal> = {
		kind: 'club.change',
		members: ({ command }) => [command.memberId],
		*load({ command: { memberId, by }, moment }) {
			const [programme, staff, account, clubs] = yield* together(
				shelf.loadInForce(moment.businessDate),
				loadStaff(house.id, by),
				loadLivingMember(memberId, moment.instant),
				loadClubs(memberId),
			);
			return { programme, staffKnown: staff !== null, member: account && { ...account, clubs } };
		},
		decide: (state, { command, moment }) => decideClub(state, command, moment),
	};
	return (command) => {
		const recordedAt = now();
		return store.execute(changeClub, {
			id: command.id,
			bodyHash: hash('sha256', canonical(command)),
			propertyId: house.id,
			recordedAt,
			body: { command, moment: momentAt(recordedAt, house) },
		});
	};
}
