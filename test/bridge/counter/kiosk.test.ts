import { beforeEach, describe, expect, test } from 'vitest';
import type { KioskState } from '#shared/counter/kiosk-state.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import { Kiosk } from '../../../bridge/counter/kiosk.ts';
import type { SlipOrder } from '../../../bridge/printing/spool.ts';
import { settled } from '../../fakes/fake-clock.ts';
import { anAnswer, ELENA, ELENAS_CARD, MIGUEL, MIGUELS_CARD, visitId } from '../../shared/counter/samples.ts';

const NOW = '2026-11-21T17:42:00.000Z';

let orders: SlipOrder[];
let withdrawn: string[];
let shown: KioskState[];
/** Look-ups that wait for their answer, by number. */
let answers: Map<string, (answer: Awaited<ReturnType<LookUp>>) => void>;
let kiosk: Kiosk;
/** Whom the server has shown here. */
let seen: MemberView[];

type LookUp = ConstructorParameters<typeof Kiosk>[0]['guests']['lookUp'];
const lookUp: LookUp = ({ number }) => new Promise((resolve) => answers.set(number, resolve));

function open(session: string): Kiosk {
	return new Kiosk({
		guests: { known: () => undefined, lookUp },
		printing: () => ({ submit: (order) => orders.push(order), withdraw: (id) => withdrawn.push(id) }),
		show: (state) => shown.push(state),
		saw: (member) => seen.push(member),
		now: () => NOW,
		session,
	});
}
beforeEach(() => {
	orders = [];
	withdrawn = [];
	shown = [];
	seen = [];
	answers = new Map();
	kiosk = open('monday');
});

async function elenaIsShown(): Promise<void> {
	kiosk.feed({ kind: 'card-read', card: ELENAS_CARD });
	answers.get(ELENAS_CARD.number)!(ok(ELENA));
	await settled();
}

describe('a kiosk that runs', () => {
	test('looks a card up and shows its guest', async () => {
		await elenaIsShown();
		expect(shown.map(({ guest }) => guest.kind)).toEqual(['seeking', 'shown']);
		expect(kiosk.state.guest).toMatchObject({ member: ELENA, freshness: 'live' });
	});

	test('shows the second guest though the first answer comes later', async () => {
		kiosk.feed({ kind: 'card-read', card: ELENAS_CARD });
		kiosk.feed({ kind: 'card-read', card: MIGUELS_CARD });
		answers.get(MIGUELS_CARD.number)!(ok(MIGUEL));
		await settled();
		answers.get(ELENAS_CARD.number)!(ok(ELENA));
		await settled();
		expect(kiosk.state.guest).toMatchObject({ member: MIGUEL });
		expect(JSON.stringify(shown)).not.toContain('Elena');
	});

	test('says that the server is away', async () => {
		kiosk.online();
		expect(kiosk.state.server).toEqual({ kind: 'online' });
		kiosk.offline();
		expect(kiosk.state.server).toEqual({ kind: 'offline', since: NOW });
		kiosk.feed({ kind: 'card-read', card: ELENAS_CARD });
		answers.get(ELENAS_CARD.number)!(err({ code: 'server_away' }));
		await settled();
		expect(kiosk.state.notice).toMatchObject({ code: 'server_away' });
	});

	test("prints what the guest asks for, and tells how far that slip has come and no other's", async () => {
		await elenaIsShown();
		kiosk.feed({ kind: 'balance-print-asked' });
		const order: SlipOrder = { kind: 'balance', jobId: 'monday-1-1', memberId: ELENA.id, at: NOW };
		expect(orders).toEqual([order]);
		kiosk.slipMoved({ kind: 'visit', answer: anAnswer({ visitId: visitId(1) }), copy: 0 }, 'confirmed');
		kiosk.slipMoved({ ...order, jobId: 'sunday-1-1' }, 'confirmed');
		expect(kiosk.state.slip).toBe('waiting');
		kiosk.slipMoved(order, 'confirmed');
		expect(kiosk.state.slip).toBe('confirmed');
	});

	test('gives another name to the slips of another run', async () => {
		await elenaIsShown();
		kiosk.feed({ kind: 'balance-print-asked' });
		kiosk = open('tuesday');
		await elenaIsShown();
		kiosk.feed({ kind: 'balance-print-asked' });
		expect(orders.map((order) => order.kind === 'balance' && order.jobId)).toEqual(['monday-1-1', 'tuesday-1-1']);
	});

	test('takes back the slip of a guest who leaves before it began', async () => {
		await elenaIsShown();
		kiosk.feed({ kind: 'balance-print-asked' });
		kiosk.feed({ kind: 'guest-left' });
		expect(withdrawn).toEqual(['monday-1-1']);
	});

	test('tells whom the server has shown, once they are on the screen, and not who has gone', async () => {
		await elenaIsShown();
		expect(seen).toEqual([ELENA]);
		kiosk.feed({ kind: 'card-read', card: ELENAS_CARD });
		kiosk.feed({ kind: 'guest-left' });
		answers.get(ELENAS_CARD.number)!(ok(ELENA));
		await settled();
		expect(seen).toEqual([ELENA]);
	});
});
