import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from 'vite';
import type { MemberId, StaffId } from '#shared/kernel/ids.ts';
import { canonical, type Plain } from '#shared/kernel/canonical.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { BillLine } from '#shared/loyalty/bill.ts';
import { needsClaim } from '#shared/loyalty/offers/claims.ts';
import { programmeSchema } from '#shared/loyalty/programme/programme.schema.ts';
import type { Quote, QuoteRefusal } from '#shared/loyalty/quote.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import type { Priced } from '#lib/till/bill/price.ts';
import { enrol } from '../../server/commands/enrol-member.ts';
import { OUTLETS, PROGRAMME } from '../../server/demo/miramar.ts';
import { MONEDERO } from '../../server/demo/monedero.ts';
import { cardTokenOf } from '../../server/identity/keys.ts';
import { memberNumberOf } from '../arbitraries/member-cards.ts';
import { launchChromium } from '../support/browser.ts';
import { Chance } from '../support/chance.ts';
import { KEYS, someMemberId } from '../support/hotel.ts';
import { unlimited } from '../support/limits.ts';
import { Pos } from '../support/pos.ts';
import { RICH } from '../support/rich-programme.ts';
import { setupOf } from './miramar-till.ts';
import type { Asked, PageTill } from './page-quote-entry.ts';

const SEED = Number(process.env['QUOTE_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
/** At each programme. */
const MEMBERS = 12;
const BILLS = 150;

/** Offers of every kind, with limits and savings, beside the rules that look back. */
const FULL = programmeSchema.parse({
	...RICH,
	version: 3,
	validFrom: '2020-01-03',
	stacking: { policy: 'best_for_guest', perBill: 3, floorBps: 1_500 },
	payment: { stepPoints: 2, maxShareBps: 8_000 },
	offers: [
		...PROGRAMME.offers,
		{
			kind: 'percent',
			id: 'evening',
			outlets: ['restaurant', 'spa'],
			rateBps: 333,
			group: 'time',
			when: { weekdays: [6] },
		},
		{
			kind: 'amount',
			id: 'once',
			outlets: ['restaurant'],
			amountMinor: 777,
			minSpendMinor: 2_000,
			limits: { perMember: 1 },
			group: 'once',
		},
		{
			kind: 'fixed-price',
			id: 'drink',
			outlets: ['restaurant'],
			categories: ['drinks'],
			priceMinor: 450,
			group: 'drink',
		},
		{ kind: 'amount', id: 'fund', outlets: ['boutique'], amountMinor: 500, budgetMinor: 1_200, group: 'fund' },
		{ kind: 'amount', id: 'gift', outlets: ['boutique', 'spa'], amountMinor: 1_000, coupon: true, group: 'gift' },
	],
});

/** The very module that the page runs, as a page gets it: bundled, made small, in the browser's own engine. */
async function openPage(browser: Browser): Promise<Page> {
	const built = await build({
		configFile: false,
		logLevel: 'error',
		root: fileURLToPath(new URL('../..', import.meta.url)),
		build: {
			write: false,
			minify: true,
			lib: { entry: 'test/kiosk/page-quote-entry.ts', formats: ['iife'], name: 'entry', fileName: 'entry' },
		},
	});
	const [{ output }] = built as unknown as readonly [{ readonly output: readonly [{ readonly code: string }] }];
	const page = await browser.newPage();
	await page.addScriptTag({ content: output[0].code });
	return page;
}

const askPage = (page: Page, bills: readonly Asked[]): Promise<readonly string[]> =>
	page.evaluate((asked) => {
		const { till } = globalThis as unknown as { till: PageTill };
		return asked.map((one) => till.priced(one));
	}, bills as Asked[]);

let browser: Browser;
let page: Page;
beforeAll(async () => {
	browser = await launchChromium();
	page = await openPage(browser);
});
afterAll(() => browser.close());

describe.each([
	['the demo hotel', PROGRAMME],
	['rules that look back', RICH],
	['offers of every kind', FULL],
	['a wallet in pesos', { ...MONEDERO, version: 2, validFrom: '2020-01-02' }],
])('%s', (_name, programme) => {
	let pos: Pos;
	let guests: readonly (MemberView | null)[];
	const chance = new Chance(SEED);

	beforeAll(async () => {
		pos = await Pos.open({ limits: unlimited() });
		if (programme !== PROGRAMME) await pos.hotel.adopt(programme);
		const cards = Array.from({ length: MEMBERS }, (_, index) => memberNumberOf(1_000 + index));
		for (const card of cards) await enrolSomebody(card);
		for (const card of cards) if (chance.isLess(0.6)) await visitSomewhere(card);
		guests = [null, ...(await Promise.all(cards.map(viewOf)))];
	});
	afterAll(() => pos.close());

	async function viewOf(card: string): Promise<MemberView> {
		const answer = await pos.hotel.swipe(card);
		if (!answer.ok) throw new Error(answer.error.code);
		return answer.value;
	}

	async function enrolSomebody(card: string): Promise<void> {
		const { store, house, now } = pos.hotel;
		const memberId = someMemberId();
		const tier = chance.of(programme.tiers).code;
		const lots = [
			{ unit: 'points', quantity: chance.of([0, 3, 25, 400, 5_000]), expiresOn: chance.of([null, '2026-12-31']) },
			{ unit: 'stamp:spa', quantity: chance.below(5), expiresOn: null },
			{ unit: 'reward:free-treatment', quantity: chance.below(2), expiresOn: null },
			{ unit: 'coupon:gift', quantity: chance.below(2), expiresOn: '2026-12-01' },
		] as const;
		await enrol(store, house, {
			fact: { memberId, at: now, by: 'ana' as StaffId, outlet: 'lobby', source: 'direct', tier },
			identity: {
				...{ memberId, displayName: 'N', givenName: 'N', language: 'en' },
				birthday: chance.of([null, '11-25', '05-05']),
				cards: [{ token: cardTokenOf(card, KEYS), ending: card.slice(-4), status: 'active' }],
			},
			opening: lots.filter(({ quantity }) => quantity > 0),
			...{ businessDate: '2026-11-21', recordedAt: now, terminal: 'office', programmeVersion: programme.version },
		});
	}

	async function visitSomewhere(card: string): Promise<void> {
		const guest = await viewOf(card);
		const { code: outlet, categories } = chance.of(OUTLETS);
		const amounts = { [categories[0]!.code]: 1 + chance.below(20) * (outlet === 'lobby' ? 1 : 730) };
		const visit = { ...pos.hotel.bill(outlet, guest, amounts), currency: programme.currency.code };
		expect((await pos.hotel.record(visit, 'live')).ok).toBe(true);
	}

	/** A bill that a till can type in, for somebody who is here or for nobody. */
	function someBill(): { readonly asked: Asked; readonly memberId: MemberId | null } {
		const guest = chance.of(guests);
		const outlet = chance.of(OUTLETS);
		const count = 1 + chance.below(outlet.categories.length);
		const lines = outlet.categories.slice(0, count).map(({ code: category }, index): BillLine => ({
			...{ id: String(index + 1), category, sku: null, taxMinor: null, costMinor: null },
			quantity: category === 'night' ? 1 + chance.below(9) : 1,
			grossMinor: category === 'night' ? 0 : chance.of([chance.below(60), chance.below(20_000), chance.below(2e8)]),
		}));
		return {
			memberId: guest?.id ?? null,
			asked: {
				setup: { ...setupOf(outlet.code), programme, currency: programme.currency },
				standing: guest?.standing ?? null,
				lines,
				claims: programme.offers.filter((offer) => needsClaim(offer) && chance.isLess(0.4)).map(({ id }) => id),
				paysWithPoints: chance.isLess(0.4),
				instant: pos.hotel.now,
			},
		};
	}

	/** What both say of a bill: all that the API tells. */
	const bytes = (told: object): string => canonical(told as Plain);
	function ofPage({ quote }: Priced): string {
		const {
			programmeId: _id,
			grants: _grants,
			pointsEarned: earned,
			pointsSpent: spent,
			fingerprint,
			...figures
		} = quote;
		return bytes({ ...figures, points: { earned, spent }, quoteFingerprint: fingerprint });
	}
	function ofServer(body: Record<string, unknown>): string {
		const { memberId: _memberId, points, explanation, refusedOffers, ...figures } = body;
		const { earned, spent } = points as { earned: number; spent: number };
		const silent = (steps: unknown) => (steps as { text: string }[]).map(({ text: _text, ...step }) => step);
		const said = { explanation: silent(explanation), refusedOffers: silent(refusedOffers) };
		return bytes({ ...figures, ...said, points: { earned, spent } });
	}

	test(`${BILLS} bills of anybody come to the same on the page and on the server, byte for byte`, async () => {
		const bills = Array.from({ length: BILLS }, someBill);
		const priced = await askPage(
			page,
			bills.map(({ asked }) => asked),
		);
		const met = { refused: 0, discounted: 0, earned: 0, usedUp: 0, inPoints: 0, notGiven: 0 };
		for (const [index, text] of priced.entries()) {
			const { asked, memberId } = bills[index]!;
			const answer = JSON.parse(text) as Result<Priced, QuoteRefusal>;
			const points = answer.ok && answer.value.points.kind === 'used' ? answer.value.points.points : 0;
			const { outlet, currency } = asked.setup;
			const { status, body } = await pos.post('/api/v1/quotes', {
				...{ memberId, outlet: outlet.code, currency: currency.code, points, claims: asked.claims },
				...{ lines: asked.lines, occurredAt: asked.instant },
			});
			if (!answer.ok) {
				met.refused++;
				expect(body['code'], `seed ${SEED}`).toBe(answer.error.code);
				continue;
			}
			expect(status, `seed ${SEED}: ${JSON.stringify(body)}`).toBe(200);
			expect(ofServer(body), `seed ${SEED}`).toBe(ofPage(answer.value));
			count(met, answer.value.quote);
		}
		const { refused: _refused, ...cases } = met;
		for (const [name, times] of Object.entries(cases)) expect(times, name).toBeGreaterThan(0);
	});
});

function count(met: Record<'discounted' | 'earned' | 'usedUp' | 'inPoints' | 'notGiven', number>, quote: Quote): void {
	if (quote.discountMinor > 0) met.discounted++;
	if (quote.pointsEarned > 0) met.earned++;
	if (quote.offers.some(({ uses }) => uses !== 'nothing')) met.usedUp++;
	if (quote.pointsPaidMinor > 0) met.inPoints++;
	if (quote.refusedOffers.length > 0) met.notGiven++;
}
