import { dateAfter } from '#shared/kernel/dates.ts';
import type { MemberId, StaffId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import type { OpeningLot } from '#shared/ledger/member/decide-enrolment.ts';
import { lastValidDay } from '#shared/loyalty/expiry.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { tierUntil } from '#shared/loyalty/tiers/tier-window.ts';
import { enrol } from '../commands/enrol-member.ts';
import type { House } from '../house.ts';
import { apiKeyHashOf } from '../identity/api-keys.ts';
import { cardTokenOf, pinVerifierOf, type Keys } from '../identity/keys.ts';
import { setApiKey } from '../store/api-key-store.ts';
import { addProgramme, addProperty, addStaff } from '../store/house-store.ts';
import type { Store } from '../store/store.ts';
import { API_KEY, CARD_PATTERNS, MEMBERS, OUTLETS, PROGRAMME, PROPERTY, STAFF, type DemoMember } from './miramar.ts';

const EXPIRING_IN_DAYS = 20;
/** Long enough before that day for the notice to be in time. */
const TOLD_DAYS_AGO = 40;

/** Slow on purpose: whoever opens the demo hotel again under the same keys waits for its PINs once. */
const verifierBy = new Map<string, Promise<string>>();

function verifierOf(pin: string, keys: Keys): Promise<string> {
	const by = `${keys.pinKey} ${pin}`;
	const made = verifierBy.get(by) ?? pinVerifierOf(pin, keys);
	verifierBy.set(by, made);
	return made;
}

/**
 * Fills an empty store with the demo hotel.
 *
 * @param now RFC 3339, UTC: the demo's first start
 * @param programme another one than its own, with the same tiers and stamp card
 */
export async function seedDemo(store: Store, keys: Keys, now: string, programme = PROGRAMME): Promise<House> {
	const house: House = {
		...PROPERTY,
		currency: programme.currency,
		outlets: OUTLETS.map(({ code, names, categories }) => ({ code, names, categories: [...categories] })),
		cardPatterns: [...CARD_PATTERNS],
	};
	const verifiers = await Promise.all(STAFF.map(({ pin }) => (pin ? verifierOf(pin, keys) : Promise.resolve(null))));
	await store.configure([
		...addProperty(house.id, JSON.stringify(house)),
		addProgramme(house.id, programme),
		...STAFF.map((staff, index) => addStaff(house.id, staff, verifiers[index]!)),
		...setApiKey(house.id, API_KEY, apiKeyHashOf(API_KEY.text), now),
	]);
	for (const member of MEMBERS) await enrolDemoMember(store, house, keys, { member, programme }, now);
	return house;
}

async function enrolDemoMember(
	store: Store,
	house: House,
	keys: Keys,
	{ member, programme }: { readonly member: DemoMember; readonly programme: Programme },
	now: string,
): Promise<void> {
	const moment = momentAt(now, house);
	const memberId = member.memberId as MemberId;
	const { displayName, givenName, language, birthday, tier } = member;
	await enrol(store, house, {
		fact: {
			memberId,
			at: now,
			by: 'carmen' as StaffId,
			outlet: 'lobby',
			source: 'direct',
			tier,
			...untilOf(programme, tier, moment.businessDate),
		},
		identity: { memberId, displayName, givenName, language, birthday, cards: cardsOf(member, keys) },
		opening: openingOf(programme, member, moment.localDate),
		businessDate: moment.businessDate,
		recordedAt: now,
		terminal: 'office',
		programmeVersion: programme.version,
	});
}

/** What was reached in the year before the demo's first start holds until the end of the next one. */
const untilOf = (programme: Programme, tier: string, today: string): { readonly tierUntil?: string } =>
	tier === programme.tiers[0]!.code ? {} : { tierUntil: tierUntil(programme, today, today)! };

const cardsOf = ({ card, lostCard }: DemoMember, keys: Keys) => [
	{ token: cardTokenOf(card, keys), ending: card.slice(-4), status: 'active' as const },
	...(lostCard ? [{ token: cardTokenOf(lostCard, keys), ending: lostCard.slice(-4), status: 'blocked' as const }] : []),
];

function openingOf(
	programme: Programme,
	{ points, expiringPoints, spaStamps }: DemoMember,
	today: string,
): readonly OpeningLot[] {
	const told = { channel: 'e-mail', at: `${dateAfter(today, -TOLD_DAYS_AGO)}T09:00:00.000Z` } as const;
	const soon = Temporal.PlainDate.from(today).add({ days: EXPIRING_IN_DAYS }).toString();
	const later = lastValidDay(programme.expiry, today);
	const lots: readonly OpeningLot[] = [
		{ unit: 'points', quantity: expiringPoints, expiresOn: soon, told },
		{ unit: 'points', quantity: points - expiringPoints, expiresOn: later },
		{ unit: 'stamp:spa', quantity: spaStamps, expiresOn: null },
	];
	return lots.filter(({ quantity }) => quantity > 0);
}
