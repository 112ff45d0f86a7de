import { hash } from 'node:crypto';
import type { MemberId, StaffId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { invariant } from '#shared/kernel/result.ts';
import { decideEnrolment, type Enrolment } from '#shared/ledger/member/decide-enrolment.ts';
import { lastValidDay } from '#shared/loyalty/expiry.ts';
import { passesLuhn } from '#shared/card/luhn.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { seedDemo } from '../../server/demo/seed.ts';
import type { House } from '../../server/house.ts';
import { newApiKey } from '../../server/identity/api-keys.ts';
import { registerCounter } from '../../server/identity/counters.ts';
import { cardTokenOf, openKeys, type Keys } from '../../server/identity/keys.ts';
import { booksPath } from '../../server/server.ts';
import { bookFacts } from '../../server/store/booking/booking.ts';
import type { Head } from '../../server/store/booking/links.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import { fetch, insert, statement, type Loading, type Write } from '../../server/store/statement.ts';
import type { Store } from '../../server/store/store.ts';
import { ascii } from '../support/ascii.ts';

/** So many members share a commit. */
const MEMBERS_A_COMMIT = 2_000;

export const OPENING_POINTS = 500;

/** The nth of the many members: everything about them follows from the number. */
export type BenchMember = {
	readonly id: MemberId;
	readonly card: string;
	readonly name: string;
	readonly tier: 'classic' | 'silver' | 'gold';
};

export function benchMember(index: number): BenchMember {
	const digits = hash('sha256', `member ${index}`);
	const id = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`];
	const lastDigit = index % 10;
	return {
		id: [...id, digits.slice(20, 32)].join('-') as MemberId,
		card: cardOf(index),
		name: `Guest ${String(index).padStart(7, '0')}`,
		tier: lastDigit === 0 ? 'gold' : lastDigit <= 3 ? 'silver' : 'classic',
	};
}

/** Prefix of the demo hotel, a number far from the demo's own cards, and the check digit. */
function cardOf(index: number): string {
	const body = `970231${500_000_000 + index}`;
	const check = [...'0123456789'].find((digit) => passesLuhn(ascii(body + digit)));
	invariant(check !== undefined, 'some digit always checks');
	return body + check;
}

export type SeededHotel = {
	readonly house: House;
	readonly keys: Keys;
	/** Of the restaurant's till and of a kiosk in the lobby. */
	readonly deviceKeys: { readonly till: string; readonly kiosk: string };
	readonly apiKey: string;
};

/**
 * The demo hotel with `members` members more, in a data folder where no server is running. The books are booked as an
 * enrolment books them, only many to a commit.
 */
export async function seedHotel(dataFolder: string, members: number): Promise<SeededHotel> {
	const store = openSqliteStore(booksPath(dataFolder), (cause) => {
		throw cause;
	});
	return seedBooks(store, openKeys(dataFolder), members);
}

/** The same in any books, which are closed afterwards. */
export async function seedBooks(store: Store, keys: Keys, members: number): Promise<SeededHotel> {
	const now = new Date().toISOString();
	const house = await seedDemo(store, keys, now);
	const deviceKeys = {
		till: await registerCounter(store, house, { outlet: 'restaurant', terminal: 'till-1', role: 'till' }),
		kiosk: await registerCounter(store, house, { outlet: 'lobby', terminal: 'kiosk-1', role: 'kiosk' }),
	};
	const apiKey = await newApiKey(store, house, { name: 'bench', scopes: ['pos'], outlets: null, test: false }, now);
	await addMembers(store, house, keys, members, now);
	// A store remembers its head; the next one to open these books reads the one that was written here.
	await store.close();
	return { house, keys, deviceKeys, apiKey };
}

async function addMembers(store: Store, house: House, keys: Keys, members: number, now: string): Promise<void> {
	const { businessDate, localDate } = momentAt(now, house);
	const expiresOn = lastValidDay(PROGRAMME.expiry, localDate);
	let head = await store.read(loadHead(house.id));
	for (let from = 0; from < members; from += MEMBERS_A_COMMIT) {
		const writes: Write[] = [];
		let newHead: Write | undefined;
		for (let index = from; index < Math.min(from + MEMBERS_A_COMMIT, members); index++) {
			const enrolment = enrolmentOf(benchMember(index), keys, { now, businessDate, expiresOn });
			const booked = bookFacts(house.id, decideEnrolment(enrolment), head);
			({ head } = booked);
			writes.push(commandOf(enrolment), ...booked.writes.slice(0, -1));
			// The new head comes last, and of one commit only the last one stays.
			newHead = booked.writes.at(-1);
		}
		await store.configure([...writes, newHead!]);
	}
}

type Day = { readonly now: string; readonly businessDate: string; readonly expiresOn: string | null };

function enrolmentOf({ id, card, name, tier }: BenchMember, keys: Keys, day: Day): Enrolment {
	const { now, businessDate, expiresOn } = day;
	return {
		fact: { memberId: id, at: now, by: 'carmen' as StaffId, outlet: 'lobby', source: 'direct', tier },
		identity: {
			memberId: id,
			displayName: name,
			givenName: name,
			language: 'en',
			birthday: null,
			cards: [{ token: cardTokenOf(card, keys), ending: card.slice(-4), status: 'active' }],
		},
		opening: [{ unit: 'points', quantity: OPENING_POINTS, expiresOn }],
		businessDate,
		recordedAt: now,
		terminal: 'office',
		programmeVersion: PROGRAMME.version,
	};
}

const commandOf = ({ fact: { memberId }, recordedAt }: Enrolment): Write =>
	insert('command', [
		{
			id: `enrol:${memberId}`,
			kind: 'member.enrol',
			body_hash: hash('sha256', memberId),
			answer: JSON.stringify({ memberId }),
			recorded_at: recordedAt,
		},
	]);

const findHead = statement<{ propertyId: string }>()('bench.head', (db, v) =>
	db.selectFrom('ledger_head').select(['position', 'hash']).where('property_id', '=', v.propertyId),
);

function* loadHead(propertyId: string): Loading<Head> {
	const [[head]] = yield* fetch(findHead({ propertyId }));
	invariant(head !== undefined, 'the demo hotel has a head');
	return head;
}
