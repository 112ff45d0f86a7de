import type { Browser } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { layOut } from '#shared/receipt/columns.ts';
import { encode } from '../../bridge/printing/encode.ts';
import { PROFILES } from '../../bridge/printing/profile.ts';
import { rasteriser } from '../../bridge/printing/rasterise.ts';
import { WIDE_PRINTER } from '../../bridge/simulate/printer/model.ts';
import { slips, type Slip } from '../../bridge/simulate/printer/paper.ts';
import { SimulatedPrinter } from '../../bridge/simulate/printer/printer.ts';
import { composeSlip } from '../../bridge/counter/slips.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import { setupOf } from '../kiosk/miramar-till.ts';
import { bill, guest, line, quoted } from '../shared/loyalty/bills.ts';
import { launchChromium } from '../support/browser.ts';
import { Hotel } from '../support/hotel.ts';
import { Pos, posBill } from '../support/pos.ts';
import { FIXTURES, guestNamed, type Fixture } from './fixtures.ts';
import { PaperReader, singleSpaced } from './paper-reader.ts';

const ALL = Object.entries(FIXTURES);

describe('the quote', () => {
	test.each(ALL)('%s', (_name, { guest: name, outlet, bill: amounts, spent, ...expected }) => {
		const member = guest(guestNamed(name).displayName);
		const lines = Object.entries(amounts).map(([category, amount], index) =>
			category === 'night' ? line(String(index), category, 0, amount) : line(String(index), category, amount),
		);
		const answer = quoted(PROGRAMME, member, bill(outlet, lines, spent));
		const { discountMinor, payableMinor, earned, balance, stamps } = expected;
		expect(answer).toMatchObject({ discountMinor, payableMinor, pointsEarned: earned, pointsSpent: spent });
		expect(member.balancePoints + answer.pointsEarned - answer.pointsSpent).toBe(balance);
		expect(answer.stamps.map(({ rewards }) => ({ rewards }))).toEqual(stamps.map(({ rewards }) => ({ rewards })));
		expect(answer.explanation.flatMap((step) => (step.kind === 'stamp' ? [step.after] : []))).toEqual(
			stamps.map(({ balance: left }) => left),
		);
	});
});

describe('the API', () => {
	let pos: Pos;
	beforeEach(async () => {
		pos = await Pos.open();
		return () => pos.close();
	});

	test.each(ALL)('%s', async (_name, fixture) => {
		const { guest: name, outlet, bill: amounts, discountMinor, payableMinor, earned, spent, balance, stamps } = fixture;
		const tenders = [
			...(spent > 0 ? [{ type: 'points', points: spent, amountMinor: payableMinor }] : []),
			...(spent === 0 && payableMinor > 0 ? [{ type: 'other', amountMinor: payableMinor }] : []),
		];
		const { status, body } = await pos.visit({ ...posBill(outlet, name, amounts), tenders });
		expect(status).toBe(201);
		expect(body).toMatchObject({ status: 'recorded', discountMinor, payableMinor, points: { earned, spent, balance } });
		expect(body['stamps']).toMatchObject(stamps);
		expect(body['stamps']).toHaveLength(stamps.length);

		const { card, language } = guestNamed(name);
		const receipt = body['receipt'] as { readonly language: string; readonly lines: readonly string[] };
		expect(receipt.language).toBe(language);
		expect(singleSpaced(receipt.lines)).toEqual(expect.arrayContaining([...fixture.paper, ...fixture.account]));

		const credential = { type: 'card', value: card };
		const found = await pos.post('/api/v1/members/lookup', { credential, outlet });
		expect(found.body).toMatchObject({
			balancePoints: balance,
			rewards: stamps.map(({ rewards: count }) => ({ reward: { code: 'free-treatment' }, count })),
		});
		expect(await pos.hotel.faults()).toEqual([]);
	});
});

/** From the books of the hotel to the paper, without a network in between. */
async function printed({ guest: name, outlet, bill: amounts, spent }: Fixture): Promise<Slip> {
	const store = openSqliteStore(':memory:', (cause) => {
		throw cause;
	});
	const hotel = await Hotel.open(store);
	const answer = await hotel.record(hotel.bill(outlet, await hotel.guest(name), amounts, spent), 'live');
	if (!answer.ok) throw new Error(answer.error.code);
	const guests = { find: () => hotel.guest(name) };
	const receipt = await composeSlip({ kind: 'visit', answer: answer.value, copy: 0 }, guests, setupOf(outlet));
	await store.close();

	const profile = PROFILES.epson;
	const { body, cut, replaced } = encode(layOut(receipt!, profile.columns), profile, rasteriser(profile.columns));
	expect(replaced).toBe(0);
	const printer = new SimulatedPrinter(WIDE_PRINTER, { reply: () => undefined, cut: () => undefined });
	printer.receive(Uint8Array.from([...body, ...cut]));
	const [slip, ...more] = slips(printer.paper());
	expect([slip?.isCut, more]).toEqual([true, []]);
	return slip!;
}

describe('the paper', () => {
	let browser: Browser;
	let reader: PaperReader;
	beforeAll(async () => {
		browser = await launchChromium();
		reader = await PaperReader.open(browser);
	});
	afterAll(() => browser.close());

	test.each(ALL)('%s', async (_name, fixture) => {
		const { lines, drawn, qr, faults } = await reader.read(await printed(fixture));
		expect(lines).toEqual(expect.arrayContaining([...fixture.paper, ...fixture.account]));
		expect(faults).toEqual([]);
		expect(qr).toHaveLength(1);
		// What a code page has is printed as text, what none has as a picture.
		expect(drawn).toEqual(lines.filter((text) => /\p{Script=Han}/u.test(text)));
	});
});
