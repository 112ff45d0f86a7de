import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Pos, posBill } from '../../support/pos.ts';

type Page = {
	readonly events: readonly { readonly position: number; readonly kind: string; readonly subject: string }[];
	readonly next: string;
	readonly more: boolean;
};

describe('the events of a hotel over the API', () => {
	let pos: Pos;
	beforeEach(async () => {
		pos = await Pos.open();
	});
	afterEach(() => pos.close());

	const read = async (after?: string, limit = 100): Promise<Page> => {
		const place = after === undefined ? '' : `&after=${after}`;
		const { status, body } = await pos.get(`/api/v1/events?limit=${limit}${place}`);
		expect(status).toBe(200);
		return body as unknown as Page;
	};

	test('come in one order without a gap, page by page, to the end and no further', async () => {
		const whole = await read();
		expect(whole.more).toBe(false);
		expect(whole.events.map(({ position }) => position)).toEqual(whole.events.map((_, index) => index + 1));
		const pieces: Page['events'][number][] = [];
		let page = await read(undefined, 3);
		pieces.push(...page.events);
		while (page.more) {
			page = await read(page.next, 3);
			pieces.push(...page.events);
		}
		expect(pieces).toEqual(whole.events);
		expect(page.next).toBe(whole.next);
		expect(await read(whole.next)).toEqual({ events: [], next: whole.next, more: false });
	});

	test('say what was booked since, by ids and without a name', async () => {
		const { next } = await read();
		const bill = posBill('restaurant', 'Elena', { food: 6200 });
		await pos.visit(bill);
		const { body } = await pos.takeBack(bill.id);
		const { events } = await read(next);
		expect(events).toMatchObject([
			{ kind: 'visit.recorded', subject: bill.id },
			{ kind: 'member.changed', subject: body['memberId'] },
			{ kind: 'visit.reversed', subject: body['reversalId'] },
			{ kind: 'member.changed', subject: body['memberId'] },
		]);
		expect(JSON.stringify(events)).not.toMatch(/Elena|Petrova/);
	});

	test('of books that were restored are told apart from those that were read before', async () => {
		await pos.visit(posBill('restaurant', 'Elena', { food: 6200 }));
		const { next } = await read();
		const restored = await Pos.open();
		try {
			await restored.visit(posBill('restaurant', 'Alice', { food: 100 }));
			expect(await restored.get(`/api/v1/events?after=${next}`)).toMatchObject({
				status: 409,
				body: { code: 'cursor_stale' },
			});
		} finally {
			await restored.close();
		}
	});

	test.each(['x', '1', Buffer.from('[1]').toString('base64url'), 'x'.repeat(300)])(
		'after %s is no place',
		async (after) => {
			expect(await pos.get(`/api/v1/events?after=${after}`)).toMatchObject({
				status: 400,
				body: { code: 'query_invalid' },
			});
		},
	);

	test('need a key that may read them', async () => {
		const key = await pos.key({ scopes: ['pos'] });
		expect(await pos.get('/api/v1/events', { key })).toMatchObject({ status: 403, body: { scope: 'events' } });
	});
});
