import { z } from 'zod';
import type { Language } from '#shared/kernel/language.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { err, invariant, ok } from '#shared/kernel/result.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { MemberView, Named } from '#shared/protocol/views.ts';
import { lookUpCard, viewMember } from '../../queries/view-member.ts';
import { together } from '../../store/statement.ts';
import { admitOutlet, tokenOf, type ApiHouse } from './api-house.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { count, credential, expiring, instant, language, outlet, pending, uuid } from './fields.ts';

/** How a guest is named who is looked up: by a card, or by an id that events and visits told. */
const holder = z.discriminatedUnion('type', [
	credential,
	z.strictObject({ type: z.literal('member'), value: uuid.describe('The random id of the member.') }),
]);

const named = z.strictObject({ code: z.string(), name: z.string() });

/** What the cashier may say to this guest. */
const flag = z.enum(['reward-waiting', 'points-expiring']);
type Flag = z.infer<typeof flag>;

/** Points that run out later than this are no news at a till. */
const EXPIRING_MS = 30 * 86_400_000;

const member = z.strictObject({
	id: uuid,
	displayName: z.string(),
	givenName: z.string(),
	language,
	tier: named,
	clubs: z.array(named).describe('Programmes beside the hotel’s own that the guest is in.'),
	balancePoints: count,
	worthMinor: count,
	currency: z.string(),
	stamps: z.array(z.strictObject({ card: z.string(), stamps: count, needed: count, reward: named })),
	rewards: z.array(z.strictObject({ reward: named, count })),
	expiring,
	pending,
	held: z
		.array(z.strictObject({ points: count, until: instant }))
		.optional()
		.describe('Points that are set aside for a bill and in no balance, the soonest to come back first.'),
	flags: z.array(flag),
});
type Member = z.infer<typeof member>;

export const memberEndpoints = (api: ApiHouse): readonly Endpoint[] => [
	endpoint(
		{
			id: 'lookUpMember',
			method: 'POST',
			path: '/api/v1/members/lookup',
			summary: 'Who holds this card, or has this id, and what the guest has',
			scope: 'pos',
			params: z.strictObject({}),
			query: z.strictObject({}),
			body: z.strictObject({ credential: holder, outlet }),
			idempotent: false,
			searches: ({ credential: { type } }) => type !== 'card',
			answer: member,
			statuses: { 200: 'The member as a till shows them' },
			problems: [
				'outlet_forbidden',
				'outlet_unknown',
				'card_payment',
				'card_foreign',
				'card_unknown',
				'card_blocked',
				'member_not_found',
			],
		},
		async ({ body, key, language }) => {
			const admitted = admitOutlet(body.outlet, key, api);
			if (!admitted.ok) return admitted;
			const { type, value } = body.credential;
			const token = type === 'card' ? tokenOf(value, api) : ok(null);
			if (!token.ok) return token;

			const instant = api.now();
			const { businessDate, localDate } = momentAt(instant, api.house);
			const { house, shelf } = api;
			const [found, programme] = await api.store.read(
				together(
					token.value === null
						? viewMember(house, shelf, value as MemberId, null, instant)
						: lookUpCard(house, shelf, token.value, instant),
					shelf.loadInForce(businessDate),
				),
			);
			if (!found.ok) return err(found.error);
			invariant(programme !== null, 'who is a member is one of a programme');
			return ok({ status: 200, answer: memberOf(found.value, programme, localDate, language) });
		},
	),
];

function memberOf(view: MemberView, programme: Programme, today: string, language: Language): Member {
	const nameIn = (all: readonly Named[], code: string) => ({
		code,
		name: all.find((one) => one.code === code)?.names[language] ?? code,
	});
	const { standing, rewards, expiring, pending } = view;
	return {
		id: view.id,
		displayName: view.displayName,
		givenName: view.givenName,
		language: view.language,
		tier: nameIn(programme.tiers, standing.tier),
		clubs: standing.clubs.map((club) => nameIn(programme.clubs ?? [], club)),
		balancePoints: standing.balancePoints,
		worthMinor: view.worthMinor,
		currency: programme.currency.code,
		stamps: programme.stampCards.flatMap(({ id: card, needed, reward }) => {
			const stamps = standing.stamps[card] ?? 0;
			return stamps > 0 ? [{ card, stamps, needed, reward: nameIn(programme.rewards, reward) }] : [];
		}),
		rewards: Object.entries(rewards).map(([code, count]) => ({ reward: nameIn(programme.rewards, code), count })),
		expiring,
		...(pending ? { pending } : {}),
		...(view.held ? { held: view.held.map(({ points, until }) => ({ points, until })) } : {}),
		flags: flagsOf(view, today),
	};
}

function flagsOf({ rewards, expiring }: MemberView, today: string): Flag[] {
	const flags: Flag[] = [];
	if (Object.keys(rewards).length > 0) flags.push('reward-waiting');
	if (expiring && Date.parse(expiring.on) - Date.parse(today) <= EXPIRING_MS) flags.push('points-expiring');
	return flags;
}
