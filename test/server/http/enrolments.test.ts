import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetch, statement } from '../../../server/store/statement.ts';
import { cardOf, Pos, posEnrolment } from '../../support/pos.ts';

const all = (table: 'person' | 'command' | 'member' | 'card') =>
	statement<Record<never, never>>()(`test.all-${table}`, (db) => db.selectFrom(table).selectAll());
const everythingIn = { person: all('person'), command: all('command'), member: all('member'), card: all('card') };

describe('a guest who becomes a member over the API', () => {
	let pos: Pos;
	beforeEach(async () => {
		pos = await Pos.open();
	});
	afterEach(() => pos.close());

	const enrol = (changes: object = {}) => pos.post('/api/v1/members', posEnrolment(changes));
	const NEW_CARD = '9702310000000062';
	const lookUp = (value: string) =>
		pos.post('/api/v1/members/lookup', { credential: { type: 'card', value }, outlet: 'lobby' });

	test('is known by the card at once, in the lowest tier, with nothing yet', async () => {
		const { status, body } = await enrol();
		expect(status).toBe(201);
		expect(await lookUp(NEW_CARD)).toMatchObject({
			status: 200,
			body: {
				...{ id: body['memberId'], displayName: 'Alice Brown', givenName: 'Alice', language: 'en' },
				...{ tier: { code: 'classic' }, balancePoints: 0, stamps: [], rewards: [] },
			},
		});
		expect(await pos.hotel.faults()).toEqual([]);
	});

	test('again under the same id is the same member, and another request under it is refused', async () => {
		const body = posEnrolment();
		const first = await pos.post('/api/v1/members', body);
		const again = await pos.post('/api/v1/members', body);
		expect(again).toMatchObject({ status: 200, body: first.body });
		expect(again.headers['idempotency-replayed']).toBe('true');
		expect(await pos.post('/api/v1/members', { ...body, language: 'bg' })).toMatchObject({
			body: { code: 'id_reused' },
		});
	});

	test('C41: twenty times at once with one card is one member', async () => {
		const said = await Promise.all(Array.from({ length: 20 }, () => enrol()));
		expect(said.filter(({ status }) => status === 201)).toHaveLength(1);
		expect(said.filter(({ body }) => body['code'] === 'card_taken')).toHaveLength(19);
		expect(await pos.hotel.faults()).toEqual([]);
	});

	test('may get the card later', async () => {
		expect(await enrol({ credential: null })).toMatchObject({ status: 201 });
		expect(await lookUp(NEW_CARD)).toMatchObject({ body: { code: 'card_unknown' } });
	});

	test.each([
		['a card that somebody has', { credential: { type: 'card', value: cardOf('Elena') } }, 409, 'card_taken'],
		['the blocked card of somebody', { credential: { type: 'card', value: '9702310000000054' } }, 409, 'card_taken'],
		['a bank card', { credential: { type: 'card', value: '4111111111111111' } }, 422, 'card_payment'],
		['a cashier whom nobody knows', { cashier: 'nobody' }, 422, 'cashier_unknown'],
		['an outlet that is not there', { outlet: 'bar' }, 422, 'outlet_unknown'],
		['the 30th of February', { birthday: '02-30' }, 400, 'body_invalid'],
		['a name of nothing', { givenName: '' }, 400, 'body_invalid'],
		['a name with a control character', { displayName: 'Alice\u001bBrown' }, 400, 'body_invalid'],
		['a language that nobody speaks here', { language: 'fr' }, 400, 'body_invalid'],
	])('with %s is refused', async (_name, changes, status, code) => {
		expect(await enrol(changes)).toMatchObject({ status, body: { code } });
	});

	test('leaves the name in the person’s own row and nowhere else, not in what is kept of the call and not in the log', async () => {
		await enrol({ displayName: 'Zacarías Nobodyknows' });
		const [persons, commands, members, cards] = await pos.hotel.store.read(
			fetch(...(['person', 'command', 'member', 'card'] as const).map((table) => everythingIn[table]({}))),
		);
		expect(JSON.stringify(persons)).toContain('Nobodyknows');
		expect(JSON.stringify([commands, members, cards, pos.log])).not.toContain('Nobodyknows');
		expect(commands!.length).toBeGreaterThan(0);
	});
});
