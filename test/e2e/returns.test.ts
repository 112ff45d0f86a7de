import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/browser.ts';
import { RunningHouse } from '../support/running-house.ts';
import { TillPage } from '../support/till-page.ts';

const ELENA = ['9702310000000013', 'Elena Petrova'] as const;
const MIGUEL = ['9702310000000021', 'Miguel Ángel Núñez'] as const;
const ALICE = ['9702310000000047', 'Alice Brown'] as const;
const SUPPER = { food: 6_200, drinks: 1_800 };

let browser: Browser;
let house: RunningHouse;
let till: TillPage;
beforeAll(async () => {
	browser = await launchChromium();
	house = await RunningHouse.open('restaurant');
	till = await TillPage.open(browser, house);
});
afterAll(async () => {
	await house.close();
	await browser.close();
});

const press = (key: string): Promise<void> => till.page.keyboard.press(key);

/** @returns the paper */
async function dines([card, name]: readonly [string, string]): Promise<string> {
	await till.swipes(card, name);
	await till.types({ Food: '62', Drinks: '18' });
	const paper = await till.confirms();
	await till.sees('Slip printed');
	return paper;
}

async function shows([card, name]: readonly [string, string], points: string): Promise<void> {
	await till.swipes(card, name);
	await till.guest(name).getByText(points, { exact: true }).waitFor();
	await till.clears();
}

async function findsBillOf(name: string): Promise<void> {
	await press('F9');
	await till.page.getByRole('button', { name }).first().click();
	await till.sees('Touch the lines that come back.');
}

async function leaves(): Promise<void> {
	await press('Escape');
	await till.sees('Nothing to clear');
}

async function signs(pin: string): Promise<void> {
	await till.sees('approves');
	await till.page.keyboard.type(pin);
}

describe('within a minute', () => {
	test('the last visit is undone with one key: the points are as before, and paper says so in the guest’s language', async () => {
		await dines(ELENA);
		await till.sees('1,253');
		await till.sees(/Undo, \d+\s*s/);
		const slip = till.nextSlip();
		await press('F8');
		const paper = await slip;
		for (const words of ['ВРЪЩАНЕ', 'Благодарим ви, Елена.', '72,00 EUR', 'Отнети', '1250 точки'])
			expect(paper).toContain(words);
		await till.sees('Taken back');
		await till.sees('Give the guest €72.00. The slip goes with it.');
		await till.sees('Slip printed');
		await till.goesOn();
		expect(await till.page.getByText(/Undo, /).count()).toBe(0);
		await shows(ELENA, '1,250');
	});
});

describe('a whole bill', () => {
	test('is found, and comes back with a supervisor’s PIN; wrong ones and a cashier’s own do nothing', async () => {
		await house.recordElsewhere(MIGUEL[0], SUPPER);
		await shows(MIGUEL, '482');
		await findsBillOf(MIGUEL[1]);
		await press('F2');
		await till.sees('€76.00');
		await till.sees('points, 480 afterwards');
		await till.sees('Nothing is booked yet.');
		await press('Enter');
		await till.sees('The reason first');
		await till.page.getByRole('button', { name: 'Complaint' }).click();
		await signs('9999');
		await till.sees('Not right. 4 tries left.');
		await signs('1111');
		await till.sees('This PIN may not approve. Ask a supervisor.');
		const slip = till.nextSlip();
		await signs('2222');
		const paper = await slip;
		for (const words of ['DEVOLUCIÓN', 'Gracias, Miguel Ángel.', 'DEVUELTO', '76,00 EUR', '480 puntos'])
			expect(paper).toContain(words);
		await till.sees('Slip printed');
		expect(await till.page.getByRole('button', { name: 'Lock Ana' }).count()).toBe(1);
		await till.goesOn();
		await shows(MIGUEL, '480');
	});

	test('that came back already stands there as such, and is not opened again', async () => {
		await press('F9');
		const row = till.page.getByRole('button', { name: MIGUEL[1] }).first();
		await row.getByText('Taken back').waitFor();
		expect(await row.getAttribute('aria-disabled')).toBe('true');
		await leaves();
	});

	test('that another till took back meanwhile is refused with a sentence', async () => {
		const visitId = await house.recordElsewhere(ELENA[0], SUPPER);
		await findsBillOf(ELENA[1]);
		await press('F2');
		await till.sees('€72.00');
		await press('Enter');
		await press('F7');
		await house.takeBackElsewhere(visitId);
		await signs('2222');
		await till.sees('This bill is taken back already. Nothing comes back twice.');
		await press('Escape');
		await till.sees('Which bill comes back?');
		await leaves();
		await shows(ELENA, '1,250');
	});
});

describe('a part of a bill', () => {
	test('is found by the number of its slip and comes back by line, in Spanish', async () => {
		const paper = await dines(MIGUEL);
		await till.goesOn();
		const number = /Recibo (\S+)\./.exec(paper)![1]!;
		await till.page.getByRole('combobox', { name: 'Language' }).selectOption('es');
		await till.sees('Devolver');
		await press('F9');
		await till.sees('¿Qué cuenta se devuelve?');
		await till.page.keyboard.type(number);
		await press('Enter');
		await till.sees(`Número ${number}`);
		const found = till.page.getByRole('button', { name: MIGUEL[1] });
		await expect.poll(() => found.count()).toBe(1);
		await found.click();
		await till.page.getByRole('button', { name: 'Bebidas' }).click();
		await till.page.keyboard.type('9,50');
		await till.sees('9,03');
		await press('Backspace');
		await press('Backspace');
		await press('Backspace');
		await press('Backspace');
		await till.sees('17,10');
		await till.sees('puntos, 481 tras la devolución');
		await press('Enter');
		await till.page.getByRole('button', { name: 'Artículo devuelto' }).click();
		await till.sees('aprueba');
		const slip = till.nextSlip();
		await till.page.keyboard.type('2222');
		const back = await slip;
		for (const words of [/Bebidas +-18,00/, /Descuento +\+0,90/, /17,10 EUR/, /481 puntos/, `Del recibo ${number}`])
			expect(back).toMatch(words);
		await till.sees('Entregue 17,10');
		await press('Enter');
		await till.page.getByRole('combobox', { name: 'Idioma' }).selectOption('en');
		await till.sees('Nothing to clear');
		await shows(MIGUEL, '481');
	});

	test('shows what is left of it, and no more comes back', async () => {
		await findsBillOf(MIGUEL[1]);
		await till.page.getByRole('button', { name: 'Food' }).click();
		await till.page.keyboard.type('99');
		await till.sees('Food: 1 unit is left, €62.00 in all.');
		await press('Escape');
		await till.sees('Which bill comes back?');
		await leaves();
	});
});

describe('without the server', () => {
	test('an answer that is lost is said, asked for again, and takes nothing back twice', async () => {
		await dines(ALICE);
		house.signal('server/main.ts', 'SIGSTOP');
		const slip = till.nextSlip();
		await press('F8');
		await till.sees('The server has not answered.');
		await till.sees('Hand out nothing yet.');
		house.signal('server/main.ts', 'SIGCONT');
		expect(await slip).toContain('72.00 EUR');
		await till.sees('Taken back');
		await till.goesOn();
		await press('F9');
		await till.page.getByRole('button', { name: ALICE[1] }).first().getByText('Taken back').waitFor();
		await leaves();
		await shows(ALICE, '40');
	});

	test('nothing is looked for and nothing comes back', async () => {
		await dines(ALICE);
		await house.end('server/main.ts', 'SIGKILL');
		await till.sees(/No server since/);
		await press('F8');
		await till.sees('No server. Nothing is taken back.');
		await till.sees('The visit stands as it was.');
		await press('Enter');
		await till.sees('Next guest');
		await press('F9');
		await till.sees('No server. Nothing is taken back.');
		await leaves();
		await house.startServer();
		await till.page.getByText(/No server since/).waitFor({ state: 'hidden' });
		await shows(ALICE, '43');
	});
});

describe('after a minute', () => {
	test('the key goes; who presses it all the same undoes nothing', async () => {
		await dines(ALICE);
		await till.goesOn();
		await till.sees(/Undo, \d+\s*s/);
		await till.page.clock.install();
		await till.page.clock.fastForward(61_000);
		await till.page.getByText(/Undo, /).waitFor({ state: 'hidden' });
		await press('F8');
		await till.page.clock.resume();
		await shows(ALICE, '46');
	});

	test('and what both processes wrote names nobody and holds no PIN', () => {
		expect(house.log).not.toMatch(/Elena|Petrova|Miguel|Alice|9702310|"2222"|9999/);
	});
});
