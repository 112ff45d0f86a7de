import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { MEMBERS } from '../../../server/demo/miramar.ts';
import { Pos, posBill, posHold } from '../../support/pos.ts';

const ELENA = MEMBERS[0]!.memberId;

type Points = { readonly available: number; readonly pending: number; readonly held: number; readonly owed: number };
type Statement = {
	readonly from: string;
	readonly until: string;
	readonly opening: Points;
	readonly closing: Points;
	readonly items: readonly {
		readonly kind: string;
		readonly visitId: string | null;
		readonly points: number;
		readonly total: number;
		readonly text: string;
		readonly entries: readonly { readonly id: string; readonly kind: string }[];
	}[];
	readonly today: {
		readonly available: number;
		readonly expiring: readonly { readonly on: string | null; readonly points: number }[];
	};
};
type Explained = {
	readonly kind: string;
	readonly programme: { readonly id: string; readonly version: number };
	readonly text: string;
	readonly rules: readonly { readonly ruleId: string; readonly rule: { readonly rateBps?: number } }[];
	readonly explanation: readonly { readonly kind: string; readonly text: string }[];
};

describe('over the API, the statement of a member', () => {
	let pos: Pos;
	beforeEach(async () => {
		pos = await Pos.open();
	});
	afterEach(() => pos.close());

	const read = async <Body>(url: string): Promise<Body> => {
		const { status, body } = await pos.get(url);
		expect(status).toBe(200);
		return body as Body;
	};
	const statement = (query = '') => read<Statement>(`/api/v1/members/${ELENA}/statement${query}`);
	const explain = (id: string, language = 'en') =>
		read<Explained>(`/api/v1/entries/${encodeURIComponent(id)}?language=${language}`);
	const dinner = async (changes = {}): Promise<string> => {
		const bill = posBill('restaurant', 'Elena', { food: 12_000, tobacco: 2_000 });
		expect((await pos.visit({ ...bill, ...changes })).status).toBe(201);
		return bill.id;
	};

	test('shows each bill once with all that came of it, what is held, and when what is left runs out', async () => {
		const visitId = await dinner();
		await pos.takeBack(visitId, { lines: [{ id: '1', listMinor: 6_000 }] });
		await pos.post('/api/v1/holds', posHold({ occurredAt: '2026-11-21T17:43:00Z' }));
		const told = await statement();
		expect(told.items.map(({ kind, points, total, text }) => [kind, points, total, text])).toEqual([
			['opening', 1250, 1250, 'Brought along'],
			['visit', 2, 1252, 'Bill'],
			['hold', 0, 1252, 'Set aside for a bill that comes later'],
		]);
		expect(told.items[1]!.entries.map(({ kind }) => kind)).toEqual(['earn', 'reverse']);
		expect(told.closing).toEqual({ available: 1242, pending: 0, held: 10, owed: 0 });
	});

	test('C30: every day on which points run out is listed, and together they are the balance', async () => {
		await dinner();
		const { today } = await statement();
		expect(today.expiring).toEqual([
			{ on: '2026-12-11', points: 200 },
			{ on: '2028-11-30', points: 1055 },
		]);
		expect(today.expiring.reduce((total, { points }) => total + points, 0)).toBe(today.available);
	});

	test('begins with what stood before its first day, and says of a day only what counts on it', async () => {
		await dinner({ occurredAt: '2026-11-20T17:42:00.000Z' });
		await dinner();
		const told = await statement('?from=2026-11-21&until=2026-11-21');
		// The guest brought their points along today.
		expect(told.opening.available).toBe(5);
		expect(told.items.filter(({ kind }) => kind === 'visit')).toHaveLength(1);
		expect(told.closing.available).toBe(1260);
		expect(await statement('?from=2026-11-01&until=2026-11-19')).toMatchObject({
			items: [],
			closing: { available: 0 },
		});
	});

	test.each([
		['?from=2026-11-21&until=2026-11-20', 400],
		['?from=2020-01-01&until=2026-11-20', 400],
		['?from=yesterday', 400],
	])('refuses %s with a sentence', async (query, status) => {
		const said = await pos.get(`/api/v1/members/${ELENA}/statement${query}`);
		expect(said.status).toBe(status);
		expect(said.body).toMatchObject({ code: 'query_invalid', errors: [{ path: '/from' }] });
	});

	test('knows no member of another hotel, and no id that is none', async () => {
		for (const id of ['00000000-0000-4000-8000-000000000000', 'elena']) {
			const { status, body } = await pos.get(`/api/v1/members/${id}/statement`);
			expect([status, body['code']]).toEqual([404, 'member_not_found']);
		}
	});

	test('from any entry to rule, version, base, exclusions and rounding', async () => {
		const visitId = await dinner();
		const explained = await explain(`${visitId}/earn`);
		expect(explained).toMatchObject({
			programme: { id: 'miramar-club', version: 1, name: 'Miramar Club' },
			text: 'Earned with the bill: 5 points.',
			rules: [{ ruleId: 'spend-gold', baseMinor: 10_800, points: 5, stands: 5, rule: { rateBps: 500 } }],
			explanation: [
				{ kind: 'excluded', text: 'Tobacco: 20.00\u00a0EUR earns nothing.' },
				{ kind: 'earn-proportional', rounding: 'floor', text: '5% of 108.00\u00a0EUR is 5.40: 5 points.' },
			],
			postings: [
				{ account: 'ISSUED', quantity: -5 },
				{ account: 'AV', quantity: 5, expiresOn: '2028-11-30' },
			],
		});
	});

	test('what was taken back says of which rule, and what of it stands', async () => {
		const visitId = await dinner();
		const { body } = await pos.takeBack(visitId, { lines: [{ id: '1', listMinor: 6_000 }] });
		expect(await explain(`${String(body['reversalId'])}/reverse`)).toMatchObject({
			text: 'Taken back with what was returned of the bill: 3 points.',
			rules: [{ ruleId: 'spend-gold', points: 5, takenBack: 3, stands: 2 }],
		});
	});

	test('every entry of a day is explained in each language', async () => {
		const visitId = await dinner({
			tenders: [
				{ type: 'points', points: 20, amountMinor: 1000 },
				{ type: 'other', amountMinor: 11_800 },
			],
		});
		await pos.visit(posBill('spa', 'Elena', { treatment: 6000 }));
		await pos.post('/api/v1/holds', posHold());
		await pos.takeBack(visitId);
		const { items } = await statement();
		const ids = items.flatMap(({ entries }) => entries.map(({ id }) => id));
		expect(ids.length).toBeGreaterThan(5);
		for (const id of ids) {
			const texts = await Promise.all(LANGUAGES.map(async (language) => (await explain(id, language)).text));
			expect(new Set(texts).size, texts.join(' | ')).toBe(LANGUAGES.length);
		}
	});

	test('an entry that is not there has no explanation', async () => {
		const { status, body } = await pos.get('/api/v1/entries/nothing');
		expect([status, body['code']]).toEqual([404, 'entry_not_found']);
	});
});
