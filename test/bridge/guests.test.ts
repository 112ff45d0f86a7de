import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { err, ok } from '#shared/kernel/result.ts';
import { Guests } from '../../bridge/guests.ts';
import { FakeServerLink } from '../fakes/fake-server-link.ts';
import { ELENA, ELENAS_CARD, memberId, MIGUELS_CARD } from '../shared/counter/samples.ts';

const CARD_KEY = 'ab'.repeat(32);
const tokenOf = (number: string): string =>
	createHmac('sha256', Buffer.from(CARD_KEY, 'hex')).update(number).digest('hex');

let link: FakeServerLink;
let guests: Guests;
beforeEach(() => {
	link = new FakeServerLink();
	link.know(tokenOf(ELENAS_CARD.number), ELENA);
	guests = new Guests(link);
	guests.useKey(CARD_KEY);
});

describe('the guests of a counter', () => {
	test('are looked up by token: no number goes over the line', async () => {
		expect(await guests.lookUp(ELENAS_CARD)).toEqual(ok(ELENA));
		expect(await guests.lookUp(MIGUELS_CARD)).toEqual(err({ code: 'card_unknown' }));
		expect(link.asked).toEqual([`card ${tokenOf(ELENAS_CARD.number)}`, `card ${tokenOf(MIGUELS_CARD.number)}`]);
	});

	test('cannot be looked up before the server has been met', async () => {
		expect(await new Guests(link).lookUp(ELENAS_CARD)).toEqual(err({ code: 'server_away' }));
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

	test('are seen again as they stand now, with the card they swiped', async () => {
		await guests.lookUp(ELENAS_CARD);
		link.know(tokenOf(ELENAS_CARD.number), { ...ELENA, worthMinor: 1 });
		expect(await guests.seeAgain(ELENA.id)).toEqual({ ...ELENA, worthMinor: 1 });
		expect(guests.shown(ELENA.id)).toMatchObject({ worthMinor: 1, cardEnding: '0013' });
		link.isOnline = false;
		expect(await guests.seeAgain(ELENA.id)).toBeUndefined();
		expect(await guests.seeAgain(memberId(9))).toBeUndefined();
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
