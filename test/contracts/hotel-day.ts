import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Pos } from '../support/pos.ts';
import type { OpenBooks } from './books.ts';

const CARD = { type: 'card', value: '9702310000000062' };
const OTHER_CARD = { type: 'card', value: '9702310000000070' };
const at = (time: string): string => `2026-11-${time}:00Z`;

type Body = Record<string, unknown>;
/** Where a call goes, and what it says. */
type Sending = readonly [path: string, body: object];
type Said = { readonly status: number; readonly body: Body };

type Statement = {
	readonly closing: { readonly available: number };
	readonly items: readonly (Body & { readonly entries: readonly { readonly id: string }[] })[];
	readonly today: { readonly available: number; readonly expiring: readonly { readonly points: number }[] };
};

/** A restaurant, a spa and a stay, as their systems see the hotel: over HTTP alone. One suite, run on each database. */
export function describeHotelDay(name: string, open: OpenBooks): void {
	describe(`a day of a hotel over HTTP, on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let pos: Pos;
		let api: string;
		beforeEach(async () => {
			books = await open();
			pos = await Pos.open({ store: books.store });
			api = `${await pos.app.listen({ host: '127.0.0.1', port: 0 })}/api/v1`;
		});
		afterEach(async () => {
			expect(await pos.hotel.faults()).toEqual([]);
			await pos.app.close();
			await pos.sandbox.close();
			await books.end();
		});

		const call = async (method: string, path: string, body?: object): Promise<Said> => {
			const answer = await fetch(`${api}${path}`, {
				method,
				headers: { authorization: 'Bearer demo', ...(body && { 'content-type': 'application/json' }) },
				...(body && { body: JSON.stringify(body) }),
			});
			return { status: answer.status, body: (await answer.json()) as Body };
		};
		const booked = async (path: string, body: object): Promise<Body> => {
			const said = await call('POST', path, body);
			expect(said, JSON.stringify(said.body)).toMatchObject({ status: 201 });
			return said.body;
		};
		const enrol = async (credential = CARD): Promise<string> =>
			String(
				(
					await booked('/members', {
						...{ id: randomUUID(), credential, displayName: 'Alice Brown', givenName: 'Alice', language: 'en' },
						...{ outlet: 'lobby', terminal: 'desk', cashier: 'ana' },
					})
				)['memberId'],
			);
		const bill = (outlet: string, time: string, amounts: Readonly<Record<string, number>>, checkNumber: string) => ({
			...{ id: randomUUID() as string, credential: CARD, outlet, terminal: 'pos', cashier: 'ana', currency: 'EUR' },
			...{ occurredAt: at(time), checkNumber },
			lines: Object.entries(amounts).map(([category, grossMinor], index) => {
				return { id: String(index + 1), category, quantity: 1, grossMinor };
			}),
		});
		const stay = () => ({
			...{ id: randomUUID() as string, credential: CARD, outlet: 'lobby', terminal: 'pms', cashier: 'ana' },
			...{ currency: 'EUR', occurredAt: at('22T10:00'), reservationNumber: 'R-4711', room: '214' },
			...{ arrival: '2026-11-19', departure: '2026-11-22' },
			nights: ['19', '20', '21'].map((day) => ({ date: `2026-11-${day}`, grossMinor: 9_000 })),
		});
		const statementOf = async (memberId: string): Promise<Statement> => {
			const { status, body } = await call('GET', `/members/${memberId}/statement?from=2026-11-19&until=2026-11-23`);
			expect(status).toBe(200);
			return body as Statement;
		};
		/** What a guest reads of it, without the ids that each hotel makes anew. */
		const readable = ({ items }: Statement) =>
			items.map(({ at, outlet, kind, points, total }) => [at, outlet, kind, points, total]);

		test('ends with the statement that its bills say, in the order in which things happened', async () => {
			const memberId = await enrol();

			// The restaurant: a bill is shown, agreed and paid.
			pos.hotel.now = at('21T18:00');
			const dinner = bill('restaurant', '21T18:00', { food: 12_000, drinks: 4_500, tobacco: 2_000 }, '1042');
			const { status, body: quoted } = await call('POST', '/quotes', {
				...{ credential: CARD, outlet: dinner.outlet, currency: 'EUR', lines: dinner.lines },
				occurredAt: dinner.occurredAt,
			});
			expect(status).toBe(200);
			const { programmeVersion, quoteFingerprint, payableMinor } = quoted;
			const agreed = { ...dinner, programmeVersion, quoteFingerprint };
			expect(await booked('/visits', agreed)).toMatchObject({ payableMinor, points: { earned: 3 } });

			// The spa: its line was down, and it sends the bill later. Nobody heard whether the first one came in.
			pos.hotel.now = at('22T08:00');
			const treatment = bill('spa', '21T14:30', { treatment: 6_000 }, 'S-7');
			await booked('/visits', treatment);
			const found = await call('GET', '/visits?outlet=spa&businessDate=2026-11-21&checkNumber=S-7');
			expect(found.body).toMatchObject({ visits: [{ visitId: treatment.id }] });
			expect((await call('POST', '/visits', treatment)).status).toBe(200);
			const other = await call('POST', '/visits', { ...treatment, id: randomUUID() });
			expect(other).toMatchObject({ status: 409, body: { code: 'check_duplicate', visitId: treatment.id } });

			// The stay: points are set aside and taken at check-out.
			pos.hotel.now = at('22T09:00');
			const hold = await booked('/holds', {
				...{ id: randomUUID(), credential: CARD, points: 3, until: at('30T10:00'), reference: 'R-4711' },
				...{ outlet: 'lobby', terminal: 'pms', cashier: 'ana', occurredAt: at('22T09:00') },
			});
			pos.hotel.now = at('22T10:00');
			const checkOut = {
				...stay(),
				holds: [hold['holdId']],
				tenders: [
					{ type: 'points', points: 2, amountMinor: 100 },
					{ type: 'other', amountMinor: 26_900 },
				],
			};
			expect(await booked('/stays', checkOut)).toMatchObject({ points: { spent: 2 }, pointsPaidMinor: 100 });
			expect((await call('POST', '/stays', checkOut)).status).toBe(200);

			// The restaurant again: the drinks were somebody else's.
			pos.hotel.now = at('22T11:00');
			await booked(`/visits/${dinner.id}/reversals`, {
				...{ id: randomUUID(), terminal: 'pos', cashier: 'ana', occurredAt: at('22T11:00') },
				...{ reason: 'goods_returned', lines: [{ id: '2', quantity: 1 }] },
			});
			// And the boutique, whose till was away the whole afternoon.
			pos.hotel.now = at('22T18:00');
			const gifts = bill('boutique', '22T13:00', { gifts: 10_000 }, 'B-1');
			const batch = await call('POST', '/visits/batch', {
				visits: [{ ...gifts, tenders: [{ type: 'other', amountMinor: 10_000 }] }],
			});
			expect(batch).toMatchObject({ status: 200, body: { results: [{ status: 201 }] } });

			const told = await statementOf(memberId);
			expect(readable(told)).toEqual([
				['2026-11-21T18:00:00.000Z', 'restaurant', 'visit', 2, 2],
				['2026-11-22T09:00:00.000Z', 'lobby', 'hold', 0, 2],
				['2026-11-22T10:00:00.000Z', 'lobby', 'visit', 27, 29],
				['2026-11-22T13:00:00.000Z', 'boutique', 'visit', 2, 31],
			]);
			expect(told.closing).toEqual({ available: 31, pending: 0, held: 0, owed: 0 });
			expect(told.today.expiring.reduce((total, { points }) => total + points, 0)).toBe(31);
			const guest = await call('POST', '/members/lookup', { credential: CARD, outlet: 'spa' });
			expect(guest.body).toMatchObject({ balancePoints: 31, stamps: [{ card: 'spa', stamps: 1 }] });

			// What the house counts at the end of the day is what its systems sent.
			const { body: closed } = await call('GET', '/day-close?outlet=restaurant&businessDate=2026-11-21');
			expect(closed).toMatchObject({ visits: { count: 1, listMinor: 18_500, pointsEarned: 3 } });
			// Every figure of it is explained.
			for (const { entries } of told.items)
				for (const { id } of entries) {
					const { status, body } = await call('GET', `/entries/${encodeURIComponent(id)}`);
					expect([status, typeof body['text']]).toEqual([200, 'string']);
				}
		});

		test('has the same statement in whatever order its bills come in', async () => {
			pos.hotel.now = at('22T20:00');
			const dayOf = async (credential: typeof CARD, mark: string, inOrder: (parts: Sending[]) => Sending[]) => {
				const memberId = await enrol(credential);
				const billOf = (...[outlet, time, amounts, check]: Parameters<typeof bill>): Sending => [
					'/visits',
					{ ...bill(outlet, time, amounts, `${check}${mark}`), credential },
				];
				const parts = inOrder([
					billOf('spa', '21T14:30', { treatment: 6_000 }, 'S-7'),
					billOf('restaurant', '21T18:00', { food: 12_000, drinks: 4_500 }, '1042'),
					['/stays', { ...stay(), credential, reservationNumber: `R-${mark}` }],
					billOf('boutique', '22T13:00', { gifts: 10_000 }, 'B-1'),
					billOf('restaurant', '22T19:00', { food: 5_100 }, '1100'),
				]);
				for (const [path, body] of parts) await booked(path, body);
				return readable(await statementOf(memberId));
			};
			const first = await dayOf(CARD, 'a', (parts) => parts);
			expect(first.map(([, outlet, , points]) => [outlet, points])).toEqual([
				['restaurant', 3],
				['lobby', 30],
				['boutique', 2],
				['restaurant', 1],
			]);
			expect(await dayOf(OTHER_CARD, 'b', (parts) => parts.toReversed())).toEqual(first);
		});
	});
}
