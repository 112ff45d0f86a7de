import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { err, ok } from '#shared/kernel/result.ts';
import type { MemberRecord } from '#shared/ledger/member/member-record.ts';
import { Guests, seek } from '../../../bridge/counter/guests.ts';
import { openOutbox, type Outbox } from '../../../bridge/outbox/outbox.ts';
import { FakeServerLink } from '../../fakes/fake-server-link.ts';
import { aCommand, ELENA, ELENAS_CARD, memberId, MIGUELS_CARD } from '../../shared/counter/samples.ts';
import { aRecord, aSetup, CARD_KEY } from '../replica/samples.ts';
import { standingWith } from '../../support/standing.ts';

const tokenOf = (number: string): string =>
	createHmac('sha256', Buffer.from(CARD_KEY, 'hex')).update(number).digest('hex');

const ELENAS_TOKEN = tokenOf(ELENAS_CARD.number);
const cardOf = (token: string, status: 'active' | 'blocked' = 'active') => ({ token, ending: '0013', status });
const ELENAS_RECORD = aRecord(1, { cards: [cardOf(ELENAS_TOKEN)] });

const A_WAITING_VISIT = aCommand({ memberId: memberId(1), tenders: [{ type: 'other', amountMinor: 7_200 }] });

let link: FakeServerLink;
let records: MemberRecord[];
let outbox: Outbox;
let setup: ReturnType<typeof aSetup> | null;
let guests: Guests;
beforeEach(() => {
	link = new FakeServerLink();
	link.know(ELENAS_TOKEN, ELENA);
	records = [];
	outbox = openOutbox(':memory:');
	setup = aSetup();
	guests = new Guests({
		link,
		replica: {
			get setup() {
				return setup;
			},
			byCard: (token) => records.find(({ cards }) => cards.some((card) => card.token === token)),
			byId: (id) => records.find(({ account }) => account.id === id),
		},
		outbox,
		now: () => '2026-11-21T17:42:00.000Z',
	});
});

describe('the guests of a counter', () => {
	test('are looked up by token: no number goes over the line', async () => {
		expect(await guests.lookUp(ELENAS_CARD)).toEqual(ok(ELENA));
		expect(await guests.lookUp(MIGUELS_CARD)).toEqual(err({ code: 'card_unknown' }));
		expect(link.asked).toEqual([`card ${ELENAS_TOKEN}`, `card ${tokenOf(MIGUELS_CARD.number)}`]);
	});

	test('cannot be looked up before the server has been met', async () => {
		setup = null;
		expect(guests.known(ELENAS_CARD)).toBeUndefined();
		expect(await guests.lookUp(ELENAS_CARD)).toEqual(err({ code: 'server_away' }));
		expect(link.asked).toEqual([]);
	});

	test('who were shown are found without asking, with the card they swiped', async () => {
		await guests.lookUp(ELENAS_CARD);
		link.isOnline = false;
		expect(await guests.find(ELENA.id)).toEqual(ELENA);
		expect(guests.shown(ELENA.id)).toEqual(ELENA);
	});

	test('who were not shown here are asked for', async () => {
		expect(await guests.find(ELENA.id)).toEqual({ ...ELENA, cardEnding: null });
		expect(guests.shown(ELENA.id)).toBeUndefined();
		expect(await guests.find(memberId(9))).toBeUndefined();
		link.isOnline = false;
		expect(await guests.find(ELENA.id)).toBeUndefined();
	});

	test('whom the server cannot tell of are found in the replica; whom it does not know any more are not', async () => {
		records = [ELENAS_RECORD, aRecord(9)];
		expect(await guests.find(memberId(9))).toBeUndefined();
		link.isOnline = false;
		expect(await guests.find(ELENA.id)).toMatchObject({ displayName: 'Elena Petrova', cardEnding: null });
	});

	test('are seen again as they stand now, with the card they swiped', async () => {
		await guests.lookUp(ELENAS_CARD);
		link.know(ELENAS_TOKEN, { ...ELENA, worthMinor: 1 });
		expect(await guests.seeAgain(ELENA.id)).toEqual({ ...ELENA, worthMinor: 1 });
		expect(guests.shown(ELENA.id)).toMatchObject({ worthMinor: 1, cardEnding: '0013' });
		link.isOnline = false;
		expect(await guests.seeAgain(ELENA.id)).toBeUndefined();
		expect(await guests.seeAgain(memberId(9))).toBeUndefined();
	});

	test('whose visits are on their way to the server are asked for when it has them', async () => {
		records = [ELENAS_RECORD];
		outbox.keep(A_WAITING_VISIT, '2026-11-21T17:00:00.000Z');
		const answer = guests.lookUp(ELENAS_CARD);
		const other = await guests.lookUp(MIGUELS_CARD);
		expect(other).toEqual(err({ code: 'card_unknown' }));
		expect(link.asked).toEqual([`card ${tokenOf(MIGUELS_CARD.number)}`]);

		outbox.settle(A_WAITING_VISIT.id, err({ code: 'member_not_found' }), '2026-11-21T17:42:00.000Z');
		expect(await answer).toEqual(ok(ELENA));
	});

	test('whose visit was just refused are seen again when it is out of the way', async () => {
		await guests.lookUp(ELENAS_CARD);
		outbox.keep(A_WAITING_VISIT, '2026-11-21T17:00:00.000Z');
		const answer = guests.seeAgain(ELENA.id);
		link.know(ELENAS_TOKEN, { ...ELENA, worthMinor: 1 });
		outbox.remove(A_WAITING_VISIT.id);
		expect(await answer).toMatchObject({ worthMinor: 1 });
	});

	test('are forgotten, the longest unseen first, when there are more than two hundred', async () => {
		for (let number = 1; number <= 201; number++) {
			const card = { ...ELENAS_CARD, number: String(number) };
			link.know(tokenOf(card.number), { ...ELENA, id: memberId(number) });
			await guests.lookUp(card);
			if (number === 200) await guests.lookUp({ ...ELENAS_CARD, number: '1' });
		}
		expect([1, 2, 3, 201].map((number) => guests.shown(memberId(number)) !== undefined)).toEqual([
			true,
			false,
			true,
			true,
		]);
	});
});

describe('a guest of the replica', () => {
	test('is known without asking anybody', () => {
		records = [ELENAS_RECORD];
		const standing = standingWith({ tier: 'gold', balancePoints: 1_250, isFirstVisit: true, takesClaims: false });
		expect(guests.known(ELENAS_CARD)).toMatchObject({ ok: true, value: { standing, cardEnding: '0013' } });
		expect(guests.known(MIGUELS_CARD)).toBeUndefined();
		expect(guests.shown(ELENA.id)).toMatchObject({ standing });
		expect(link.asked).toEqual([]);
	});

	test('with a blocked card is refused', () => {
		records = [aRecord(1, { cards: [cardOf('00'), cardOf(ELENAS_TOKEN, 'blocked')] })];
		expect(guests.known(ELENAS_CARD)).toEqual(err({ code: 'card_blocked' }));
	});

	test('has what the visits give that wait here, and no other guest has', () => {
		records = [ELENAS_RECORD, aRecord(2, { cards: [cardOf(tokenOf(MIGUELS_CARD.number))] })];
		outbox.keep(A_WAITING_VISIT, '2026-11-21T17:00:00.000Z');
		expect(guests.known(ELENAS_CARD)).toMatchObject({ value: { standing: { balancePoints: 1_253 } } });
		expect(guests.known(MIGUELS_CARD)).toMatchObject({ value: { standing: { balancePoints: 1_250 } } });
	});
});

describe('seeking a guest', () => {
	const seen = async () => (await Array.fromAsync(seek(guests, ELENAS_CARD))).map((one) => [one.freshness, one.answer]);

	test('finds them here at once, and then as the server says', async () => {
		records = [ELENAS_RECORD];
		expect(await seen()).toEqual([
			['replica', guests.known(ELENAS_CARD)],
			['live', ok(ELENA)],
		]);
	});

	test('finds only what is known here while the server is away', async () => {
		records = [ELENAS_RECORD];
		link.isOnline = false;
		expect(await seen()).toEqual([['replica', guests.known(ELENAS_CARD)]]);
	});

	test('says of a blocked card that it is blocked, not that the server is away', async () => {
		records = [aRecord(1, { cards: [cardOf(ELENAS_TOKEN, 'blocked')] })];
		link.isOnline = false;
		expect(await seen()).toEqual([['replica', err({ code: 'card_blocked' })]]);
	});

	test('says that the server is away where nothing is known here', async () => {
		link.isOnline = false;
		expect(await seen()).toEqual([['live', err({ code: 'server_away' })]]);
	});
});
