import { hash, randomUUID } from 'node:crypto';
import { canonical } from '#shared/kernel/canonical.ts';
import type { MemberId, StaffId } from '#shared/kernel/ids.ts';
import type { Language } from '#shared/kernel/language.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { decideEnrolment } from '#shared/ledger/member/decide-enrolment.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { SourceChannel } from '#shared/protocol/visit.ts';
import type { House } from '../house.ts';
import { loadStaff } from '../store/house-store.ts';
import { loadCard, type Card } from '../store/loading/member-loading.ts';
import { known, together } from '../store/statement.ts';
import type { Command, IdReused, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

/** A guest who becomes a member at a counter. */
export type GuestEnrolment = {
	readonly id: string;
	readonly displayName: string;
	readonly givenName: string;
	readonly language: Language;
	/** Month and day, `05-10`. */
	readonly birthday: string | null;
	/** Of the card that they get; `null` for none yet. */
	readonly card: { readonly token: string; readonly ending: string } | null;
	readonly outlet: string;
	readonly terminal: string;
	readonly cashier: StaffId;
	readonly source: SourceChannel;
};

export type EnrolmentRefusal =
	| IdReused
	| { readonly code: 'cashier_unknown' }
	| { readonly code: 'programme_missing' }
	| { readonly code: 'card_taken' };

type Enrolled = { readonly memberId: MemberId; readonly enrolledAt: string };
type Body = { readonly guest: GuestEnrolment; readonly memberId: MemberId; readonly recordedAt: string };
type State = {
	readonly programme: Programme | null;
	readonly cashierKnown: boolean;
	readonly cardOf: Card | null;
};

export type GuestEnroller = (
	guest: GuestEnrolment,
) => Promise<Result<Enrolled & { readonly isNew: boolean }, EnrolmentRefusal>>;

/** Makes members of guests. @param now RFC 3339, UTC */
export function guestEnroller(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): GuestEnroller {
	const enrolGuest: Command<Body, State, Enrolled, Exclude<EnrolmentRefusal, IdReused>> = {
		kind: 'member.enrol',
		members: ({ memberId }) => [memberId],
		*load({ guest, recordedAt }) {
			const [programme, cashier, cardOf] = yield* together(
				shelf.loadInForce(momentAt(recordedAt, house).businessDate),
				loadStaff(house.id, guest.cashier),
				guest.card ? loadCard(guest.card.token) : known(null),
			);
			return { programme, cashierKnown: cashier !== null, cardOf };
		},
		decide({ programme, cashierKnown, cardOf }, { guest, memberId, recordedAt }) {
			if (!cashierKnown) return err({ code: 'cashier_unknown' });
			if (!programme) return err({ code: 'programme_missing' });
			if (cardOf) return err({ code: 'card_taken' });
			const { displayName, givenName, language, birthday, card, outlet, terminal, cashier, source } = guest;
			const facts = decideEnrolment({
				fact: { memberId, at: recordedAt, by: cashier, outlet, source, tier: programme.tiers[0]!.code },
				identity: {
					...{ memberId, displayName, givenName, language, birthday },
					cards: card ? [{ ...card, status: 'active' }] : [],
				},
				opening: [],
				...{ businessDate: momentAt(recordedAt, house).businessDate, recordedAt, terminal },
				programmeVersion: programme.version,
			});
			return ok({ facts, answer: { memberId, enrolledAt: recordedAt } });
		},
	};
	return async (guest) => {
		const recordedAt = now();
		const memberId = randomUUID() as MemberId;
		const enrolled = await store.execute(enrolGuest, {
			id: guest.id,
			bodyHash: hash('sha256', canonical({ ...guest, ...WITHOUT_PERSON })),
			propertyId: house.id,
			recordedAt,
			body: { guest, memberId, recordedAt },
		});
		return enrolled.ok ? ok({ ...enrolled.value, isNew: enrolled.value.memberId === memberId }) : enrolled;
	};
}

/** A stored hash of a name could be guessed from a list of names. */
const WITHOUT_PERSON = { displayName: null, givenName: null, birthday: null };
