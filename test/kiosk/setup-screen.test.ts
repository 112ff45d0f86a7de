import type { Page } from 'playwright';
import { afterEach, describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { SETUP_TEXTS } from '#lib/setup/texts.ts';
import type { FakeBridge } from '../fakes/fake-bridge.ts';
import { graveBarriersOf } from '../support/barriers.ts';
import { SOON, usePage } from '../support/own-page.ts';
import { reachForTheKeys, typeAsReader } from '../support/keyboard-reader.ts';
import { kioskSetup } from './miramar-kiosk.ts';
import { enlargeLetters, lookFaults } from './look.ts';
import { openSetupScene, SETUP_SCENES } from './setup-scenes.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;

let page: Page;
let bridge: FakeBridge;
afterEach(() => bridge.stop());
usePage((opened) => (page = opened));

async function open(scene: string, language = 'en', theme = 'light'): Promise<void> {
	bridge = await openSetupScene(scene, page, { language, theme });
}
const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
const said = (): readonly unknown[] => bridge.setupInputs;

describe('the page that sets devices up', () => {
	test('says what a person does, and nothing of where a device is', async () => {
		await open('home');
		await press(/Learn this reader: Prolific/);
		await press(/Take out/);
		await press('Look again');
		await page.getByLabel('Address').fill('192.168.1.60');
		await page.getByLabel('Port').fill('4001');
		await press('Learn a reader there');
		await press('Done');
		await expect
			.poll(said, SOON)
			.toEqual([
				{ kind: 'reader-chosen', device: 'a1' },
				{ kind: 'reader-forgotten', number: 1 },
				{ kind: 'look' },
				{ kind: 'reader-address', host: '192.168.1.60', port: 4001 },
				{ kind: 'leave' },
			]);
	});

	test.each(['', '192.168.1.60:4001', 'http://moxa', 'moxa/..'])('asks nobody at the address "%s"', async (host) => {
		await open('home');
		await page.getByLabel('Address').fill(host);
		await page.getByLabel('Port').fill('4001');
		await page.getByLabel('Port').press('Enter');
		await press('Done');
		await expect.poll(said, SOON).toEqual([{ kind: 'leave' }]);
	});

	test('a PIN is typed or touched, and is gone when it was said', async () => {
		await open('closed');
		await page.keyboard.type('22');
		await press('2');
		await press('2');
		await expect.poll(said, SOON).toEqual([{ kind: 'pin-entered', pin: '2222' }]);
		await page.getByText('0 of 4 figures').waitFor();
	});

	test('a reader is taken by the one key that completes', async () => {
		await open('known');
		await page.getByText('magnetic stripe, as text, ended by a line end').waitFor();
		await press('Use this reader');
		await expect.poll(said, SOON).toEqual([{ kind: 'reader-taken' }]);
	});

	test('says what a person has read from the paper, and of the drawer', async () => {
		await open('width');
		await press('2');
		await press(/Unreadable: at 9600 baud next/);
		bridge.saySetup(SETUP_SCENES['row']!);
		await press('7');
		await press('None is right');
		bridge.saySetup(SETUP_SCENES['drawer']!);
		await press('Try the other way');
		await press('It opened');
		bridge.saySetup(SETUP_SCENES['slip']!);
		await page.getByText('Something else came.').waitFor();
		await press('Print it again');
		await press('Use this printer');
		await expect
			.poll(said, SOON)
			.toEqual([
				{ kind: 'printer-width', figure: 2 },
				{ kind: 'printer-speed' },
				{ kind: 'printer-row', row: 7 },
				{ kind: 'printer-row', row: 0 },
				{ kind: 'drawer-tried', pin: 5 },
				{ kind: 'drawer-said', opened: true },
				{ kind: 'paper-again' },
				{ kind: 'printer-taken' },
			]);
	});

	test('of two that look alike each is meant by its place', async () => {
		await open('alike');
		await press('Learn this reader: Prolific Technology Inc. USB-Serial Controller D · 1-1.3');
		await press('Take out: serial on USB · 1-1.2');
		await expect.poll(said, SOON).toEqual([
			{ kind: 'reader-chosen', device: 'd4' },
			{ kind: 'reader-forgotten', number: 1 },
		]);
	});

	test('says what the counter finds amiss, and what to do', async () => {
		await open('home');
		await page.getByText('Others on this machine can look into /srv (mode 755).').waitFor();
		await page.getByText('Run: chmod 700 /srv').waitFor();
		expect(await page.getByText('Node 26').count()).toBe(0);
	});

	test.each(['learning', 'known', 'keyboard', 'printing', 'trouble', 'width', 'row', 'drawer', 'slip'])(
		'leaves %s by the key that goes back, and says nothing else',
		async (scene) => {
			await open(scene);
			await press('Back');
			await expect.poll(said, SOON).toEqual([{ kind: 'back' }]);
		},
	);

	test('hears nothing of the conversation of the counter', async () => {
		await open('closed');
		expect(bridge.hellos).toContainEqual(expect.objectContaining({ setsUp: true }));
	});
});

const ELENA = '9702310000000013';
const CODE = '001234567890';
/** Every five figures of a card that follow each other. */
const runsOf = (card: string): readonly string[] =>
	Array.from({ length: card.length - 4 }, (_, from) => card.slice(from, from + 5));

describe('a reader that types as a keyboard', () => {
	test('is tried: the page says what it heard, and of the card the last figures alone', async () => {
		await open('home');
		await press('Try one');
		bridge.saySetup(SETUP_SCENES['keyboard']!);
		await page.getByText('Swipe a member card').waitFor();
		await typeAsReader(page, `;${ELENA}=4912?`);
		await typeAsReader(page, ';4111111111111111=30121010000000000000?');
		await expect
			.poll(said, SOON)
			.toEqual([
				{ kind: 'keyboard-chosen' },
				{ kind: 'keyboard-card', card: { medium: 'magstripe', masked: '…0013' }, isBare: false },
				{ kind: 'keyboard-refused', code: 'card_payment' },
			]);
		bridge.saySetup(SETUP_SCENES['typed']!);
		await page.getByText('This reader works as it is.').waitFor();
	});

	test('leaves nothing of a card on the page but its last figures', async () => {
		await open('keyboard');
		await typeAsReader(page, `;${ELENA}=4912?`);
		await expect.poll(said, SOON).toHaveLength(1);
		for (const scene of ['typed', 'known'] as const) {
			bridge.saySetup(SETUP_SCENES[scene]!);
			await page.getByText('…0013', { exact: true }).waitFor();
			const held = await page.evaluate(() =>
				[
					document.documentElement.outerHTML,
					document.title,
					...[...document.querySelectorAll('input')].map(({ value }) => value),
					...[localStorage, sessionStorage].map((storage) => JSON.stringify(storage)),
				].join('\n'),
			);
			expect(runsOf(ELENA).filter((run) => held.includes(run))).toEqual([]);
		}
	});

	test('that sends a bare code is one for a kiosk, and not for a till', async () => {
		await open('keyboard');
		await typeAsReader(page, ELENA);
		const card = { medium: 'code', masked: '…0013' };
		await expect.poll(said, SOON).toEqual([{ kind: 'keyboard-card', card, isBare: true }]);
		await bridge.stop();
		bridge = await openSetupScene('keyboard', page, { house: kioskSetup() });
		await typeAsReader(page, ELENA);
		await expect.poll(said, SOON).toEqual([{ kind: 'keyboard-card', card, isBare: false }]);
	});

	test.each(['', ';'])('reads the code of a test slip, with "%s" before it or without', async (sign) => {
		await open('unscanned');
		await typeAsReader(page, sign ? `;${CODE}?` : CODE);
		await typeAsReader(page, `;${ELENA}=4912?`);
		await expect.poll(said, SOON).toEqual([
			{ kind: 'keyboard-code', code: CODE },
			{ kind: 'keyboard-code', code: null },
		]);
	});

	test('types neither a PIN nor into a field', async () => {
		await open('closed');
		await typeAsReader(page, `;${ELENA}=4912?`);
		bridge.saySetup(SETUP_SCENES['home']!);
		await page.getByLabel('Address').focus();
		await typeAsReader(page, `;${ELENA}=4912?`);
		await reachForTheKeys();
		await page.keyboard.type('7');
		expect(await page.getByLabel('Address').inputValue()).toBe('7');
		await press('Done');
		await expect.poll(said, SOON).toEqual([{ kind: 'leave' }]);
	});
});

describe('at a kiosk', () => {
	test('a page that asks for a PIN and is left alone is for guests again', async () => {
		await page.clock.install();
		bridge = await openSetupScene('closed', page, { house: kioskSetup() });
		await page.getByRole('link', { name: 'To the kiosk' }).waitFor();
		await page.clock.runFor(119_000);
		await page.keyboard.press('1');
		await page.clock.runFor(119_000);
		expect(page.url()).toMatch(/setup$/);
		await page.clock.runFor(2_000);
		await page.waitForURL(/kiosk$/);
	});

	test('one at a till stays', async () => {
		await page.clock.install();
		await open('closed');
		await page.getByRole('link', { name: 'To the till' }).waitFor();
		await page.clock.runFor(240_000);
		expect(page.url()).toMatch(/setup$/);
	});
});

const SCENES = Object.keys(SETUP_SCENES);

describe.each(LANGUAGES)('in %s', (language) => {
	test.each(SCENES)('%s reads well and is open to all', async (scene) => {
		await open(scene, language, THEMES[SCENES.indexOf(scene) % THEMES.length]);
		expect(await lookFaults(page, 'till')).toEqual([]);
		expect(await graveBarriersOf(page)).toEqual([]);
		const cut = await page.evaluate(() =>
			[...document.querySelectorAll<HTMLElement>('h1, h2, p, button, li')]
				.filter(
					({ scrollWidth, clientWidth, className }) =>
						!className.includes('only-heard') && scrollWidth > clientWidth + 1,
				)
				.map(({ innerText }) => innerText),
		);
		expect(cut).toEqual([]);
	});
});

test.each(SCENES)('%s holds letters that are twice as large', async (scene) => {
	await enlargeLetters(page);
	await open(scene, 'bg', 'dark');
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
});

test('every language says all of it', () => {
	for (const language of LANGUAGES)
		for (const [key, text] of Object.entries(SETUP_TEXTS[language])) expect(text, `${language} ${key}`).not.toBe('');
});
