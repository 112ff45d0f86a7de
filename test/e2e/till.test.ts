import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/browser.ts';
import { RunningHouse } from '../support/running-house.ts';
import { TillPage } from '../support/till-page.ts';

const ELENA = '9702310000000013';
const MIGUEL = '9702310000000021';
const ALICE = '9702310000000047';
const LOST_CARD_OF_ALICE = '9702310000000054';

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** From the bytes of a swipe to the paper: two processes, a serial line, a browser and a printer. */
describe('a till in the restaurant', () => {
	let house: RunningHouse;
	let till: TillPage;
	beforeAll(async () => {
		house = await RunningHouse.open('restaurant');
		till = await TillPage.open(browser, house);
	});
	afterAll(() => house.close());

	test('a swipe in the middle of a bill gives the guest their discount', async () => {
		await till.types({ Food: '62' });
		await till.sees('€62.00');
		await till.swipes(MIGUEL, 'Miguel Ángel Núñez');
		await till.sees('€58.90');
		await till.confirms();
		await till.goesOn();
	});

	test.each([
		['a bank card', ';4111111111111111=30121010000000000000?', 'This is a bank card. We did not read it.'],
		['half a swipe', ';97023100', 'Swipe again, stripe toward you.'],
		['a card of another house', ';6058123456789012?', 'This card is from another hotel. Ask for our card.'],
		['a card that nobody has yet', ';9702310000000062?', 'We do not know this card yet. Give a new one.'],
		['a card that was lost', `;${LOST_CARD_OF_ALICE}?`, 'This card is blocked. Ask the guest for the new one.'],
	])('%s gets a clear sentence', async (_name, stripe, sentence) => {
		// Two cards quicker than any hand are two at once.
		await setTimeout(300);
		await house.reader.write(Buffer.from(`${stripe}\r`, 'latin1'));
		await till.sees(sentence);
		await till.page.keyboard.press('Escape');
	});

	test('a printer without paper keeps the visit, and the slip comes with the new roll', async () => {
		house.printer.paperOut();
		await till.sees('Printer: put in a new roll');
		await till.swipes(ALICE, 'Alice Brown');
		await till.types({ Food: '10' });
		await till.page.keyboard.press('Enter');
		await till.sees('Visit recorded');
		await till.sees('Slip waits');
		const slip = till.nextSlip();
		house.printer.loadPaper();
		expect(await slip).toContain('9.00 EUR');
		await till.sees('Slip printed');
		await till.goesOn();
	});

	test('a reader that is pulled is missed, and works again when it is back', async () => {
		await house.reader.unplug();
		await till.sees(/No reader since/);
		await house.plugReader();
		await till.page.getByText(/No reader since/).waitFor({ state: 'hidden' });
		await till.swipes(MIGUEL, 'Miguel Ángel Núñez');
		await till.clears();
	});

	test('what both processes wrote names nobody and holds no card', () => {
		expect(house.log).not.toMatch(/Elena|Petrova|Miguel|Alice|9702310|4111111/);
		expect(house.log).toContain('counter connected');
	});
});

describe('without the server', () => {
	let house: RunningHouse;
	let till: TillPage;
	beforeAll(async () => {
		house = await RunningHouse.open('restaurant');
		till = await TillPage.open(browser, house);
	});
	afterAll(() => house.close());

	test('a server that freezes in the middle of a visit is noticed; the visit waits and is booked once', async () => {
		await till.swipes(ELENA, 'Elena Petrova');
		await till.types({ Food: '62', Drinks: '18' });
		house.signal('server/main.ts', 'SIGSTOP');
		const slip = await till.confirms();
		expect(slip).toContain('72,00 EUR');
		await till.sees('Visit saved here');
		await till.sees(/No server since/);

		house.signal('server/main.ts', 'SIGCONT');
		await till.sees('Visit recorded');
		await till.goesOn();
		await till.swipes(ELENA, 'Elena Petrova');
		await till.sees('1,253');
		await till.clears();
	});

	test('C24: visits of an evening without a server all arrive when it is back', async () => {
		await till.swipes(ALICE, 'Alice Brown');
		await house.end('server/main.ts', 'SIGKILL');
		await till.sees(/No server since/);
		await till.types({ Food: '80' });
		await till.confirms();
		await till.sees('Visit saved here');
		await till.goesOn();
		await till.types({ Drinks: '5' });
		await till.confirms();
		await till.goesOn();
		await till.sees('Offline, 2 waiting');

		await house.startServer();
		await till.page.getByText(/waiting/).waitFor({ state: 'hidden' });
		await till.swipes(ALICE, 'Alice Brown');
		await till.sees('43');
		await till.clears();
	});

	test('a bridge that is killed while a visit waits sends it when it is back', async () => {
		await till.swipes(MIGUEL, 'Miguel Ángel Núñez');
		await house.end('server/main.ts', 'SIGKILL');
		await till.types({ Food: '80' });
		await till.confirms();
		await till.sees('Visit saved here');
		await house.end('bridge/main.ts', 'SIGKILL');
		await till.sees('This till is restarting.');

		await house.startServer();
		await house.startBridge();
		await till.sees('PIN, please');
		await till.page.keyboard.type('1111');
		await till.sees('Nothing to clear');
		await till.swipes(MIGUEL, 'Miguel Ángel Núñez');
		await till.sees('482');
	});
});

describe('a till in the spa', () => {
	let house: RunningHouse;
	let till: TillPage;
	beforeAll(async () => {
		house = await RunningHouse.open('spa');
		till = await TillPage.open(browser, house);
	});
	afterAll(() => house.close());

	test('gives the fifth stamp, and then the treatment that it won, for nothing', async () => {
		await till.swipes(ALICE, 'Alice Brown');
		await till.types({ Treatment: '60' });
		expect(await till.confirms()).toContain('51.00 EUR');
		await till.goesOn();

		await till.swipes(ALICE, 'Alice Brown');
		await till.types({ Treatment: '60' });
		await till.sees('€51.00');
		await till.page.getByRole('button', { name: /Free treatment/ }).click();
		await till.sees('€0.00');
		const slip = await till.confirms();
		for (const word of ['Free treatment', '-60.00', '0.00 EUR']) expect(slip).toContain(word);
		await till.goesOn();

		await till.swipes(ALICE, 'Alice Brown');
		await till.types({ Treatment: '60' });
		await till.sees('€51.00');
		expect(await till.page.getByRole('button', { name: /Free treatment/ }).count()).toBe(0);
		await till.page.keyboard.press('Escape');
		await till.guest('Alice Brown').waitFor({ state: 'hidden' });
		await till.clears();
	});

	test('takes points for something off, on top of what the tier gives', async () => {
		await till.swipes(ELENA, 'Elena Petrova');
		await till.types({ Treatment: '60' });
		await till.page.keyboard.press('F1');
		await till.sees('€40.80');
		const slip = await till.confirms();
		for (const word of ['-10,20', '40,80 EUR', '1230 точки']) expect(slip).toContain(word);
		await till.goesOn();
	});
});

describe('a till that is switched on while the server is away', () => {
	let house: RunningHouse;
	let till: TillPage;
	beforeAll(async () => {
		house = await RunningHouse.open('restaurant');
		await house.logged('all members are known here');
		await house.end('bridge/main.ts', 'SIGKILL');
		await house.end('server/main.ts', 'SIGKILL');
		await house.startBridge();
		till = await TillPage.open(browser, house);
	});
	afterAll(() => house.close());

	test('knows its staff, its cards and guests whom it has never shown', async () => {
		await till.swipes(ELENA, 'Elena Petrova');
		await till.sees('1,250');
		await till.types({ Food: '62', Drinks: '18' });
		const slip = await till.confirms();
		for (const word of ['-8,00', '72,00 EUR', '+3', '1253 точки']) expect(slip).toContain(word);
		await till.sees('Visit saved here');
		await till.goesOn();
	});

	test('counts what the guest did meanwhile, before any server has heard of it', async () => {
		// The same card at once again would be the same swipe.
		await till.swipes(MIGUEL, 'Miguel Ángel Núñez');
		await till.swipes(ELENA, 'Elena Petrova');
		await till.sees('1,253');
		await till.types({ Food: '62', Drinks: '18' });
		expect(await till.confirms()).toContain('1256 точки');
		await till.goesOn();
	});

	test('refuses the card that was lost', async () => {
		await house.swipe(LOST_CARD_OF_ALICE);
		await till.sees('This card is blocked. Ask the guest for the new one.');
	});

	test('and the server books what was promised, when it is back', async () => {
		await house.startServer();
		await till.page.getByText(/waiting/).waitFor({ state: 'hidden' });
		await till.swipes(ELENA, 'Elena Petrova');
		await till.sees('1,256');
		await till.clears();
	});
});

describe('two tills', () => {
	let house: RunningHouse;
	let first: TillPage;
	beforeAll(async () => {
		house = await RunningHouse.open('restaurant');
		first = await TillPage.open(browser, house);
	});
	afterAll(() => house.close());

	test('points that were spent at another till meanwhile change the quote, and the cashier confirms again', async () => {
		await first.swipes(ALICE, 'Alice Brown');
		await first.types({ Food: '80' });
		await first.page.keyboard.press('F5');
		await first.sees('40 points used. Take them back');
		await house.recordElsewhere(ALICE, { food: 8000 }, 40);
		await first.page.keyboard.press('Enter');
		await first.sees('The guest has 38 points less now. Confirm again.');
		const paper = await first.confirms();
		expect(paper).toContain('72.00 EUR');
		await first.sees('Slip printed');
	});
});
