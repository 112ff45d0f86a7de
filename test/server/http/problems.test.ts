import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { PROBLEMS, problemBody, type ProblemCode } from '../../../server/http/api/problem.ts';
import { API_LIMITS } from '../../../server/http/limits/api-limits.ts';
import { cursorText } from '../../../server/http/api/cursor.ts';
import { FAULT_CODES } from '../../../server/http/api/faults.ts';
import { API_TEXTS } from '../../../server/http/api/texts/texts.ts';
import { addProgramme } from '../../../server/store/house-store.ts';
import { expireApiKey, revokeApiKey } from '../../../server/store/api-key-store.ts';
import type { Store } from '../../../server/store/store.ts';
import { findsWindow } from '../../support/digit-search.ts';
import { MEMBERS } from '../../../server/demo/miramar.ts';
import {
	cardOf,
	Pos,
	posAdjustment,
	posBatch,
	posBill,
	posCoupon,
	posDecision,
	posEnrolment,
	posHold,
	posStay,
	printedBill,
	type Said,
} from '../../support/pos.ts';

const dinner = (change: object = {}, amount = 8000) => ({
	...posBill('restaurant', 'Elena', { food: amount }),
	...change,
});
const line = (change: object) => ({ id: '1', category: 'food', quantity: 1, grossMinor: 100, ...change });
const points = (points: number, amountMinor = 100) => ({ type: 'points', points, amountMinor });
const card = (value: string) => ({ credential: { type: 'card', value } });
const VISITS = '/api/v1/visits';

/** How each code comes about. Whoever adds a code adds a way to it. */
const WAYS: Readonly<Record<ProblemCode, (pos: Pos) => Promise<Said>>> = {
	key_missing: (pos) => pos.visit(dinner(), { key: null }),
	key_unknown: (pos) => pos.visit(dinner(), { key: 'demo2' }),
	key_expired: async (pos) => {
		const key = await pos.key({ name: 'Old POS' });
		await pos.endKey('Old POS', (propertyId, id) => expireApiKey(propertyId, id, pos.hotel.now));
		return pos.visit(dinner(), { key });
	},
	key_revoked: async (pos) => {
		const key = await pos.key({ name: 'Stolen POS' });
		await pos.endKey('Stolen POS', (propertyId, id) => revokeApiKey(propertyId, id, pos.hotel.now));
		return pos.visit(dinner(), { key });
	},
	scope_missing: async (pos) => pos.visit(dinner(), { key: await pos.key({ scopes: [] }) }),
	outlet_forbidden: async (pos) => pos.visit(dinner(), { key: await pos.key({ outlets: ['spa'] }) }),
	route_unknown: (pos) => pos.get('/api/v1/vouchers'),
	method_not_allowed: (pos) => pos.get('/api/v1/members/lookup'),
	url_invalid: (pos) => pos.get(`${VISITS}/%zz`),
	query_invalid: (pos) => pos.get(`${VISITS}?outlet=spa&businessDate=2026-11-21&limit=101`),
	media_type_unsupported: (pos) => pos.post(VISITS, 'x=1', { headers: { 'content-type': 'text/plain' } }),
	body_too_large: (pos) => pos.visit(dinner({ terminal: 'x'.repeat(300_000) })),
	body_not_json: (pos) => pos.post(VISITS, '{"id":'),
	body_invalid: (pos) => pos.visit(dinner({ colour: 'red' })),
	id_missing: (pos) => pos.visit(dinner({ id: undefined })),
	id_invalid: (pos) => pos.visit(dinner({ id: undefined }), { headers: { 'idempotency-key': 'check 1042' } }),
	id_conflict: (pos) => pos.visit(dinner(), { headers: { 'idempotency-key': randomUUID() } }),
	id_reused: async (pos) => {
		const bill = dinner();
		await pos.visit(bill);
		return pos.visit({ ...bill, partySize: 2 });
	},
	check_duplicate: async (pos) => {
		await pos.visit(dinner({ checkNumber: '1' }));
		return pos.visit(dinner({ checkNumber: '1' }));
	},
	card_payment: (pos) => pos.visit(dinner(card('4111111111111111'))),
	card_foreign: (pos) => pos.visit(dinner(card('1234567'))),
	card_unknown: (pos) => pos.visit(dinner(card('9702310000000062'))),
	card_blocked: (pos) => pos.visit(dinner(card('9702310000000054'))),
	business_date_implausible: (pos) => pos.visit(dinner({ businessDate: '2026-11-23' })),
	outlet_unknown: (pos) => pos.visit(dinner({ outlet: 'bar' })),
	cashier_unknown: (pos) => pos.visit(dinner({ cashier: 'nobody' })),
	member_not_found: (pos) => pos.visit(dinner({ credential: null, memberId: randomUUID() })),
	entry_not_found: (pos) => pos.get('/api/v1/entries/nothing'),
	visit_not_found: (pos) => pos.get(`${VISITS}/${randomUUID()}`),
	time_in_future: (pos) => pos.visit(dinner({ occurredAt: '2026-11-21T18:00:00Z' })),
	club_unknown: (pos) =>
		pos.post(`/api/v1/members/${MEMBERS[0]!.memberId}/clubs`, {
			...{ id: randomUUID(), club: 'golf', joins: true, cashier: 'ana' },
		}),
	programme_missing: (pos) => pos.visit(dinner({ occurredAt: '2019-11-21T18:00:00Z', approvedBy: 'boris' })),
	currency_mismatch: (pos) => pos.visit(dinner({ currency: 'BGN' })),
	bill_empty: (pos) => pos.visit(dinner({ lines: [] })),
	line_duplicate: (pos) => pos.visit(dinner({ lines: [line({}), line({})] })),
	amount_invalid: (pos) => pos.visit(dinner({ lines: [line({ taxMinor: 101 })] })),
	night_date_invalid: (pos) => pos.visit(dinner({ lines: [line({ on: '2026-11-20' })] })),
	room_taken: async (pos) => {
		await pos.stay(posStay({ room: '7' }));
		return pos.stay(posStay({ room: '7', ...card(cardOf('Miguel')) }));
	},
	stay_changed: async (pos) => {
		await pos.stay(posStay({ room: '8' }));
		return pos.stay(posStay({ room: '8', nights: [] }));
	},
	total_too_large: (pos) =>
		pos.visit(dinner({ lines: [line({ grossMinor: 1e10 }), line({ id: '2', grossMinor: 1e10 })] })),
	tax_missing: (pos) => onDay(pos, 10, { basis: 'net' }, {}),
	points_not_accepted: (pos) => onDay(pos, 12, { payment: { outlets: ['spa'] } }, { tenders: [points(10)] }),
	points_under_minimum: (pos) => onDay(pos, 14, { payment: { minPoints: 20 } }, { tenders: [points(10)] }),
	points_off_step: (pos) => onDay(pos, 16, { payment: { stepPoints: 25 } }, { tenders: [points(30)] }),
	hold_not_found: (pos) => pos.visit(dinner({ holds: [randomUUID()] })),
	hold_closed: async (pos) => {
		const { body } = await pos.post('/api/v1/holds', posHold());
		await pos.delete(`/api/v1/holds/${String(body['holdId'])}`);
		return pos.visit(dinner({ holds: [body['holdId']] }));
	},
	hold_until_invalid: (pos) => pos.post('/api/v1/holds', posHold({ until: '2026-11-20T12:00:00Z' })),
	offer_unknown: (pos) => pos.post(COUPONS, posCoupon({ offerId: 'gold-bar' })),
	offer_not_sold: (pos) => pos.post(COUPONS, posCoupon({ offerId: 'spa-gold' })),
	offer_not_here: (pos) => pos.post(COUPONS, posCoupon({ outlet: 'lobby' })),
	offer_limit_reached: async (pos) => {
		const { house, store } = pos.hotel;
		const offers = PROGRAMME.offers.map((offer) =>
			offer.id === 'spa-voucher' ? { ...offer, budgetMinor: 5_000 } : offer,
		);
		await store.configure([
			addProgramme(house.id, { ...PROGRAMME, offers, version: 20, validFrom: '2026-11-18' }),
			addProgramme(house.id, { ...PROGRAMME, version: 21, validFrom: '2026-11-19' }),
		]);
		const thatDay = { occurredAt: '2026-11-18T18:00:00Z' };
		await sold(pos, thatDay);
		return pos.post(COUPONS, posCoupon(thatDay));
	},
	coupon_not_found: (pos) => pos.delete(`${COUPONS}/${randomUUID()}`),
	coupon_expired: async (pos) => {
		const { couponId } = await sold(pos, LONG_AGO);
		return pos.delete(`${COUPONS}/${couponId}`);
	},
	coupon_used: async (pos) => {
		const { couponId, code } = await sold(pos);
		await pos.visit(treatment([code]));
		return pos.delete(`${COUPONS}/${couponId}`);
	},
	voucher_unknown: (pos) => pos.visit(treatment(['0000-0000-0000-0000'])),
	voucher_foreign: async (pos) => {
		const { code } = await sold(pos);
		return pos.visit({ ...posBill('spa', 'Miguel', { treatment: 6000 }), vouchers: [code] });
	},
	voucher_cancelled: async (pos) => {
		const { couponId, code } = await sold(pos);
		await pos.delete(`${COUPONS}/${couponId}`);
		return pos.visit(treatment([code]));
	},
	voucher_expired: async (pos) => pos.visit(treatment([(await sold(pos, LONG_AGO)).code])),
	voucher_used: async (pos) => {
		const { code } = await sold(pos);
		await pos.visit(treatment([code]));
		return pos.visit(treatment([code]));
	},
	claim_refused: (pos) => pos.visit(dinner({ claims: ['free-massage'] })),
	points_invalid: (pos) => pos.visit(dinner({ tenders: [points(2 ** 53 - 1), points(2 ** 53 - 1)] })),
	member_required: (pos) => pos.visit(dinner({ credential: null, tenders: [points(1)] })),
	insufficient_points: (pos) => pos.visit(dinner({ ...card(cardOf('Miguel')), tenders: [points(5000)] })),
	points_over_bill: (pos) => pos.visit(dinner({ tenders: [points(200)] })),
	tenders_mismatch: (pos) => pos.visit(dinner({ tenders: [{ type: 'other', amountMinor: 1 }] })),
	quote_changed: (pos) => pos.visit(printedBill(randomUUID(), '0'.repeat(16))),
	card_taken: (pos) =>
		pos.post('/api/v1/members', posEnrolment({ credential: { type: 'card', value: cardOf('Elena') } })),
	cursor_stale: (pos) => pos.get(`/api/v1/events?after=${cursorText([1, '0'.repeat(64)])}`),
	approver_forbidden: (pos) => pos.takenBack({ approvedBy: 'ana' }),
	time_before_visit: (pos) => pos.takenBack({ occurredAt: '2026-11-21T17:00:00Z' }),
	visit_reversed: async (pos) => {
		const { body } = await pos.takenBack({});
		return pos.takeBack(String(body['visitId']));
	},
	lines_empty: (pos) => pos.takenBack({ lines: [] }),
	line_unknown: (pos) => pos.takenBack({ lines: [{ id: '9', quantity: 1 }] }),
	return_exceeds_rest: (pos) => pos.takenBack({ lines: [{ id: '2', listMinor: 1801 }] }),
	note_missing: (pos) => pos.decided({ decision: 'rejected' }),
	note_personal: (pos) => pos.post('/api/v1/adjustments', posAdjustment({ note: 'elena@example.org' })),
	request_not_found: (pos) => pos.post(`/api/v1/requests/${randomUUID()}/decision`, posDecision()),
	request_decided: async (pos) => {
		const { body } = await pos.decided({ decision: 'rejected', note: 'No' });
		return pos.post(`/api/v1/requests/${String(body['requestId'])}/decision`, posDecision());
	},
	approval_missing: (pos) => pos.visit(dinner({ occurredAt: '2026-09-21T18:00:00Z' })),
	approver_asked: (pos) => pos.decided({ decidedBy: 'boris' }),
	limit_exceeded: (pos) => pos.decided({ decidedBy: 'boris' }, { cashier: 'ana' }),
	batch_faulty: (pos) => pos.post('/api/v1/adjustment-batches', posBatch([1, -481])),
	batch_not_applied: (pos) => pos.batchBack(false),
	batch_reversed: (pos) => pos.batchBack(true, 2),
	member_same: (pos) => pos.moved(MEMBERS[0]!.memberId),
	bill_not_movable: (pos) => pos.moved(MEMBERS[1]!.memberId, [points(1, 50), { type: 'other', amountMinor: 7150 }]),
	rate_limited: async (pos) => {
		const from = '192.0.2.1';
		for (let calls = 0; calls < API_LIMITS.strangers.calls; calls++) await pos.visit(dinner(), { key: null, from });
		return pos.visit(dinner(), { key: null, from });
	},
	internal: (pos) => pos.visit(dinner({ terminal: 'broken' })),
};

const COUPONS = '/api/v1/coupons';
const LONG_AGO = { occurredAt: '2025-11-19T18:00:00Z' };
const treatment = (vouchers: readonly string[]) => ({ ...posBill('spa', 'Elena', { treatment: 6000 }), vouchers });

async function sold(pos: Pos, changes: object = {}): Promise<{ readonly couponId: string; readonly code: string }> {
	const { body } = await pos.post(COUPONS, posCoupon(changes));
	return body as { couponId: string; code: string };
}

/** For one day of November the programme was another. */
async function onDay(pos: Pos, day: number, changes: Partial<Programme>, bill: object): Promise<Said> {
	const { house, store } = pos.hotel;
	await store.configure([
		addProgramme(house.id, { ...PROGRAMME, ...changes, version: day, validFrom: `2026-11-${day}` }),
		addProgramme(house.id, { ...PROGRAMME, version: day + 1, validFrom: `2026-11-${day + 1}` }),
	]);
	return pos.visit(dinner({ occurredAt: `2026-11-${day}T18:00:00Z`, ...bill }));
}

const NUMBERS: Partial<Record<ProblemCode, object>> = {
	scope_missing: { scope: 'pos' },
	check_duplicate: { visitId: expect.any(String) as string },
	business_date_implausible: { expected: '2026-11-21' },
	currency_mismatch: { expected: 'EUR' },
	line_duplicate: { lineId: '1' },
	amount_invalid: { lineId: '1' },
	night_date_invalid: { lineId: '1' },
	room_taken: { visitId: expect.any(String) as string },
	stay_changed: { visitId: expect.any(String) as string },
	tax_missing: { lineId: '1' },
	insufficient_points: { shortPoints: 4520 },
	points_over_bill: { pointsMax: 144 },
	points_under_minimum: { of: 'bill', pointsMin: 20 },
	points_off_step: { stepPoints: 25 },
	hold_not_found: { holdId: expect.any(String) as string },
	hold_closed: { state: 'released' },
	hold_until_invalid: { latest: expect.any(String) as string },
	offer_unknown: { offerId: 'gold-bar' },
	offer_not_sold: { offerId: 'spa-gold' },
	offer_not_here: { offerId: 'spa-voucher', of: 'outlet' },
	offer_limit_reached: { offerId: 'spa-voucher', of: 'budget', limit: 5_000 },
	coupon_expired: { on: '2026-11-19' },
	voucher_unknown: { voucher: 0 },
	voucher_foreign: { voucher: 0 },
	voucher_cancelled: { voucher: 0 },
	voucher_expired: { voucher: 0, on: '2026-11-19' },
	voucher_used: { voucher: 0 },
	claim_refused: { offerId: 'free-massage', reason: 'offer_unknown' },
	tenders_mismatch: { payableMinor: 7200, tenderedMinor: 1 },
	quote_changed: { quote: expect.objectContaining({ payableMinor: 7200 }) as object },
	line_unknown: { lineId: '9' },
	request_decided: { decision: 'rejected' },
	approval_missing: { olderThanDays: 60 },
	limit_exceeded: { of: 'entry', limitPoints: 200 },
	batch_faulty: { preview: expect.objectContaining({ members: 2, givenPoints: 1, takenPoints: 481 }) as object },
	bill_not_movable: { because: 'points' },
	return_exceeds_rest: { lineId: '2', quantityLeft: 1, listLeftMinor: 1800 },
	rate_limited: { policy: 'strangers', retryAfterSeconds: 60 },
	internal: { incident: expect.any(String) as string },
};

/** These need a visit that stands: one link of the feed for it and one for its member. */
/** What the way to a refusal books before it: a visit and its member are two places in the feed. */
const BOOKED_BEFORE: Partial<Record<ProblemCode, number>> = {
	// A hold and its end: each has its entry and its member, and the hold stands in the feed as well.
	hold_closed: 5,
	// A request is one place, its decision another; what a batch books and takes back are three each.
	...{ note_missing: 1, request_decided: 2, approver_asked: 1, limit_exceeded: 1 },
	...{ batch_not_applied: 1, batch_reversed: 10, member_same: 2, bill_not_movable: 2 },
	// So with a coupon; a visit is two more.
	...{ offer_limit_reached: 3, coupon_expired: 3, voucher_expired: 3, voucher_foreign: 3 },
	...{ coupon_used: 5, voucher_used: 5, voucher_cancelled: 5 },
	...{ room_taken: 2, stay_changed: 2, id_reused: 2, check_duplicate: 2, visit_reversed: 4 },
	...{ approver_forbidden: 2, time_before_visit: 2, lines_empty: 2, line_unknown: 2, return_exceeds_rest: 2 },
};

describe('what the API refuses', () => {
	let pos: Pos;
	beforeAll(async () => {
		// Booking fails at the till "broken", and the database says whose row it was, as databases do.
		const around = (store: Store): Store => ({
			...store,
			execute: (command, call) =>
				JSON.stringify(call.body).includes('"terminal":"broken"')
					? Promise.reject(Object.assign(new Error('the disk is gone'), { detail: cardOf('Elena') }))
					: store.execute(command, call),
		});
		pos = await Pos.open({ around });
	});
	afterAll(() => pos.close());

	test.each(Object.keys(WAYS) as ProblemCode[])('%s is a problem with its numbers and words', async (code) => {
		const before = await pos.position();
		const { status, headers, body } = await WAYS[code](pos);
		expect((await pos.position()) - before).toBe(BOOKED_BEFORE[code] ?? 0);
		expect(body).toMatchObject({ ...PROBLEMS[code], code, type: `/problems/${code}`, ...NUMBERS[code] });
		expect(status).toBe(PROBLEMS[code].status);
		expect(headers['content-type']).toMatch(/^application\/problem\+json/);
		expect(body['title']).toBe(API_TEXTS.en.problems[code].title);
		expect(headers['content-language']).toBe('en');
	});

	test('the incident of a fault of ours is in the log with its cause, and the caller learns only its id', async () => {
		const { body } = await WAYS.internal(pos);
		expect(JSON.stringify(body)).not.toContain('disk');
		expect(pos.log).toContain(String(body['incident']));
		expect(pos.log).toContain('the disk is gone');
	});

	test('no name and no card stands in the log', () => {
		expect(pos.log).not.toMatch(/Elena|Petrova|Елена/);
		expect(findsWindow(Buffer.from(pos.log), cardOf('Elena'))).toBe(false);
	});

	test.each(LANGUAGES)('every problem and every fault of a field has its own words in %s', (language) => {
		const { problems, faults } = API_TEXTS[language];
		const details = Object.values(problems).map(({ detail }) => detail);
		expect(new Set(details).size).toBe(Object.keys(PROBLEMS).length);
		expect(new Set(FAULT_CODES.map((code) => faults[code]('7'))).size).toBe(FAULT_CODES.length);
		expect(details.every((detail) => /[.。]$/.test(detail))).toBe(true);
	});

	test('every code is explained in the manual with its status', () => {
		const manual = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
		const explained = [...manual.matchAll(/^\| (\d{3}) +\| `(\w+)` +\| .+ \| .+ \|$/gm)].map(([, status, code]) => [
			code,
			Number(status),
		]);
		const known = Object.entries(PROBLEMS).map(([code, { status }]) => [code, status]);
		expect(explained.sort()).toEqual(known.sort());
		for (const code of FAULT_CODES) expect(manual).toContain(`\`${code}\``);
	});

	test('is said in the language that was asked for', async () => {
		const { headers, body } = await pos.visit(dinner({ colour: 'red' }), { headers: { 'accept-language': 'es' } });
		expect(headers['content-language']).toBe('es');
		expect(body).toMatchObject({
			title: 'Cuerpo no válido',
			errors: [{ path: '/colour', code: 'unknown_field', message: 'No es un campo conocido.' }],
		});
	});

	test('a number of a refusal cannot take the place of what every problem has', () => {
		expect(problemBody({ code: 'bill_empty', status: 200, type: 'x', retryable: true }, 'en')).toMatchObject({
			status: 422,
			type: '/problems/bill_empty',
			retryable: false,
		});
	});

	test.each([
		['a fraction', { lines: [line({ grossMinor: 0.5 })] }, '/lines/0/grossMinor', 'not_whole'],
		['more than a double holds', { lines: [line({ grossMinor: 2 ** 53 })] }, '/lines/0/grossMinor', 'too_large'],
		['less than nothing', { lines: [line({ grossMinor: -1 })] }, '/lines/0/grossMinor', 'too_small'],
		['text for a number', { lines: [line({ grossMinor: '100' })] }, '/lines/0/grossMinor', 'wrong_type'],
		['no outlet', { outlet: undefined }, '/outlet', 'missing'],
		['no lines', { lines: null }, '/lines', 'wrong_type'],
		['a till with a control character', { terminal: 'till\u001b1' }, '/terminal', 'wrong_form'],
		['a till that never ends', { terminal: 'x'.repeat(41) }, '/terminal', 'too_long'],
		['a check number of nothing', { checkNumber: '' }, '/checkNumber', 'too_short'],
		['too many tenders', { tenders: Array(21).fill({ type: 'other', amountMinor: 1 }) }, '/tenders', 'too_long'],
		['a tender of another kind', { tenders: [{ type: 'cash', amountMinor: 1 }] }, '/tenders/0/type', 'wrong_form'],
		['another source', { source: 'newspaper' }, '/source', 'not_one_of'],
		['an unknown field of a line', { lines: [line({ 'a/b': 1 })] }, '/lines/0/a~1b', 'unknown_field'],
		['card and member at once', { memberId: randomUUID() }, '/memberId', 'not_together'],
		['a fingerprint alone', { quoteFingerprint: '0'.repeat(16) }, '/programmeVersion', 'only_together'],
		['an hour that is not there', { occurredAt: '2026-11-21T25:00:00Z' }, '/occurredAt', 'wrong_form'],
		['a time finer than a clock', { occurredAt: '2026-11-21T17:42:00.1234567890Z' }, '/occurredAt', 'wrong_form'],
		['a time without its offset', { occurredAt: '2026-11-21T19:42:00' }, '/occurredAt', 'wrong_form'],
		['a day that is not there', { businessDate: '2026-02-29' }, '/businessDate', 'wrong_form'],
	])('%s is named by its place', async (_what, change, path, code) => {
		const { status, body } = await pos.visit(dinner(change));
		expect(status).toBe(400);
		expect(body['errors']).toContainEqual(expect.objectContaining({ path, code }));
	});

	test.each([
		['PUT', '/api/v1/visits', 'GET, HEAD, POST'],
		['DELETE', `/api/v1/visits/${randomUUID()}`, 'GET, HEAD'],
		['OPTIONS', '/api/v1/members/lookup', 'POST'],
		['POST', '/api/openapi.json', 'GET, HEAD'],
	] as const)('%s %s is told what the address takes', async (method, url, allow) => {
		const answer = await pos.app.inject({ method, url, payload: '{', headers: { 'content-type': 'application/json' } });
		expect([answer.statusCode, answer.headers['allow']]).toEqual([405, allow]);
	});

	test('a key of the spa neither finds nor reads what the restaurant booked', async () => {
		const { body } = await pos.visit(dinner());
		const key = await pos.key({ outlets: ['spa'] });
		const found = await pos.get(`${VISITS}?outlet=restaurant&businessDate=2026-11-21`, { key });
		const read = await pos.get(`${VISITS}/${String(body['visitId'])}`, { key });
		expect([found.status, read.status]).toEqual([403, 403]);
		expect((await pos.visit(posBill('spa', 'Elena', { treatment: 100 }), { key })).status).toBe(201);
	});

	test.each(['/healthz', '/api/openapi.json', '/api/v1/vouchers', '/nothing', '/api/v1/visits/%zz'])(
		'%s is answered with what keeps a browser from doing anything with it',
		async (url) => {
			const { headers } = await pos.app.inject(url);
			expect(headers).toMatchObject({
				'content-security-policy': "default-src 'none';frame-ancestors 'none'",
				'cross-origin-resource-policy': 'same-origin',
				'referrer-policy': 'no-referrer',
				'strict-transport-security': 'max-age=31536000; includeSubDomains',
				'x-content-type-options': 'nosniff',
			});
		},
	);

	test.each(['', 'x', 'bnVsbA', 'WyJhIiwiYiJd', '%00'])('a cursor of nobody (%s) is refused', async (after) => {
		const { status, body } = await pos.get(`${VISITS}?outlet=spa&businessDate=2026-11-21&after=${after}`);
		expect([status, body['code']]).toEqual([400, 'query_invalid']);
	});
});
