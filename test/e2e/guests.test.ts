import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MEMBERS, OUTLETS } from '../../server/demo/miramar.ts';
import { FIXTURES, GUEST_NAMES, guestNamed, type Fixture, type GuestName } from '../miramar/fixtures.ts';
import { GUESTS_AT_KIOSK, RESTING } from '../miramar/kiosk-guests.ts';
import { nextSlip, PaperReader } from '../miramar/paper-reader.ts';
import { launchChromium } from '../support/browser.ts';
import { KioskScreen } from '../support/kiosk-screen.ts';
import { heapOf, keptBy } from '../support/page-memory.ts';
import { RunningHouse } from '../support/running-house.ts';
import { TillPage } from '../support/till-page.ts';

/**
 * What is proven: the demo hotel serves its four guests from the bytes of a swipe to the paper, with real processes, a real
 * serial line, a real browser and an emulated printer that knows nothing of the encoder. Paper is read, not compared: text
 * by the printer's own code tables; pictures, which is how Chinese is printed, character by character by how Chromium draws
 * them (`GlyphReader`), and then dot for dot against the line that was read.
 */
let browser: Browser;
let reader: PaperReader;
beforeAll(async () => {
	browser = await launchChromium();
	reader = await PaperReader.open(browser);
});
afterAll(() => browser.close());

const tracesOf = (guest: GuestName): readonly string[] => {
	const { givenName, displayName, memberId } = guestNamed(guest);
	return [givenName, displayName, memberId];
};
const tracesOfOthers = (guest: GuestName): readonly string[] =>
	GUEST_NAMES.filter((other) => other !== guest).flatMap(tracesOf);
const foundIn = (text: string, traces: readonly string[]): readonly string[] =>
	traces.filter((trace) => text.includes(trace));

/** Names and numbers that no log may hold. */
const PRIVATE = MEMBERS.flatMap(({ givenName, displayName, card }) => [givenName, ...displayName.split(' '), card]);

const english = new Intl.NumberFormat('en');

/** What the cashier types, by the names on the keys. */
const typed = ({ outlet, bill }: Fixture): Record<string, string> => {
	const { categories } = OUTLETS.find(({ code }) => code === outlet)!;
	return Object.fromEntries(
		Object.entries(bill).map(([category, amount]) => [
			categories.find(({ code }) => code === category)!.names.en,
			String(category === 'night' ? amount : amount / 100),
		]),
	);
};

describe.each(['restaurant', 'spa', 'lobby'] as const)('at the till of the %s', (outlet) => {
	let house: RunningHouse;
	let till: TillPage;
	beforeAll(async () => {
		house = await RunningHouse.open(outlet);
		till = await TillPage.open(browser, house);
	});
	afterAll(async () => {
		await till.page.close();
		await house.close();
	});

	/** The house stays open: what a guest has is what the visits before have left. */
	const balances = new Map<GuestName, number>();

	test.each(Object.entries(FIXTURES).filter(([, fixture]) => fixture.outlet === outlet))(
		'%s',
		async (_name, fixture) => {
			const { guest, earned, spent } = fixture;
			const { card, displayName, points } = guestNamed(guest);
			const before = balances.get(guest) ?? points;
			const after = before + earned - spent;

			await till.swipes(card, displayName);
			await till.guest(displayName).getByText(english.format(before), { exact: true }).waitFor();
			await till.types(typed(fixture));
			if (spent > 0) await till.page.keyboard.press('F5');
			await till.bill.getByText(fixture.screen, { exact: true }).waitFor();

			const slip = nextSlip(house.printer);
			await till.page.keyboard.press('Enter');
			const { lines, drawn, faults } = await reader.read(await slip);
			expect(lines).toEqual(expect.arrayContaining([...fixture.paper]));
			if (before === points) expect(lines).toEqual(expect.arrayContaining([...fixture.account]));
			expect(drawn).toEqual(lines.filter((line) => /\p{Script=Han}/u.test(line)));
			expect(faults).toEqual([]);
			expect(foundIn(lines.join('\n'), tracesOfOthers(guest))).toEqual([]);

			await till.sees('Slip printed');
			await till.guest(displayName).getByText(english.format(after), { exact: true }).waitFor();
			balances.set(guest, after);
			await till.goesOn();
		},
	);

	test('what both processes wrote names nobody and holds no card', () => {
		expect(foundIn(house.log, PRIVATE)).toEqual([]);
		expect(house.log).toContain('counter connected');
	});
});

describe('at the kiosk in the lobby', () => {
	let house: RunningHouse;
	let kiosk: KioskScreen;
	beforeAll(async () => {
		house = await RunningHouse.open('lobby', 'kiosk');
		kiosk = await KioskScreen.open(browser, house);
		await kiosk.reads(RESTING.title);
	});
	afterAll(() => house.close());

	async function leaves(guest: GuestName): Promise<void> {
		const { keys, screen } = GUESTS_AT_KIOSK[guest];
		await kiosk.presses(keys.leave);
		const text = await kiosk.reads(RESTING.title);
		expect(await kiosk.language()).toBe(RESTING.language);
		for (const words of screen) expect(text).not.toMatch(words);
		expect(foundIn(await keptBy(kiosk.page), tracesOf(guest))).toEqual([]);
	}

	/** @returns what the paper says, in one line */
	async function prints(guest: GuestName): Promise<string> {
		const slip = nextSlip(house.printer);
		await kiosk.presses(GUESTS_AT_KIOSK[guest].keys.print);
		const { lines, drawn, faults } = await reader.read(await slip);
		expect(drawn).toEqual(lines.filter((line) => /\p{Script=Han}/u.test(line)));
		expect(faults).toEqual([]);
		return lines.join(' ');
	}

	test.each(GUEST_NAMES)('%s is greeted, prints, is thanked, leaves, and nothing stays', async (guest) => {
		const { language, screen, paper, thanks } = GUESTS_AT_KIOSK[guest];
		const shown = await kiosk.swipes(guestNamed(guest).card, ...screen);
		expect(await kiosk.language()).toBe(language);

		const printed = await prints(guest);
		for (const words of paper) expect(printed).toMatch(words);
		const thanked = await kiosk.reads(...thanks);
		expect(foundIn([shown, printed, thanked].join('\n'), tracesOfOthers(guest))).toEqual([]);
		await leaves(guest);
	});

	test('who walks away without a word gives way to the next card', async () => {
		await kiosk.swipes(guestNamed('王小明').card, ...GUESTS_AT_KIOSK['王小明'].screen);
		const shown = await kiosk.swipes(guestNamed('Alice').card, ...GUESTS_AT_KIOSK['Alice'].screen);
		const printed = await prints('Alice');
		expect(foundIn([shown, await keptBy(kiosk.page), printed].join('\n'), tracesOf('王小明'))).toEqual([]);
		await leaves('Alice');
	});

	test('nobody who was there is left in the memory of the page', async () => {
		const everybody = GUEST_NAMES.flatMap(tracesOf);
		await kiosk.swipes(guestNamed('Elena').card, ...GUESTS_AT_KIOSK['Elena'].screen);
		expect(foundIn(await heapOf(kiosk.page), everybody)).toEqual(tracesOf('Elena'));
		await leaves('Elena');
		await vi.waitFor(async () => expect(foundIn(await heapOf(kiosk.page), everybody)).toEqual([]), { timeout: 15_000 });
	});

	test('what both processes wrote names nobody and holds no card', () => {
		expect(foundIn(house.log, PRIVATE)).toEqual([]);
		expect(house.log).toContain('counter connected');
	});
});
