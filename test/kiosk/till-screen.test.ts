import type { Locator, Page } from 'playwright';
import { afterEach, describe, expect, test } from 'vitest';
import type { CounterInput } from '#shared/counter/state.ts';
import { LANGUAGES } from '#shared/kernel/language.ts';
import type { FakeBridge } from '../fakes/fake-bridge.ts';
import { barriersOf } from '../support/barriers.ts';
import { SOON, usePage } from '../support/own-page.ts';
import { enlargeLetters, lookFaults } from './look.ts';
import { LOCKED, memberOf, READY, shown } from './miramar-till.ts';
import { answering, openScene, SCENES, type SceneName } from './till-scenes.ts';

/** Counters as they are sold, the smallest of them, and text twice as large. */
const SIZES = [
	[1280, 800],
	[1440, 900],
	[1280, 720],
	[640, 400],
] as const;

/** A walk through several screens, on a loaded machine. */
const WALK_MS_MAX = 300_000;

let page: Page;
let bridge: FakeBridge | undefined;
afterEach(async () => {
	await bridge?.stop();
	bridge = undefined;
});
usePage((opened) => (page = opened));

const open = async (name: SceneName, look = {}): Promise<FakeBridge> => (bridge = await openScene(name, page, look));
/** Where it ends on the screen, from above, in pixels. */
const endOf = (element: Locator) => element.evaluate((shown) => shown.getBoundingClientRect().bottom);
const confirmedBy = ({ inputs }: FakeBridge) =>
	inputs.flatMap((input) => (input.kind === 'visit-confirmed' ? [input.command] : []));

/** Texts that run out of what holds them, in words. */
const cutTexts = (): Promise<readonly string[]> =>
	page.evaluate(() => {
		// Lines are set close: an accent or a comma may hang out of its line by so much.
		const HANGING = 0.2;
		const texts = [
			...document.querySelectorAll<HTMLElement>('h1, h2, p, li, button, strong, .sum, .value, .guest, .acts'),
		];
		return texts
			.filter((element) => element.clientWidth > 1 && element.checkVisibility() && !element.matches('.only-heard'))
			.filter((element) => {
				const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
				const hangingPx = HANGING * parseFloat(getComputedStyle(element).fontSize) + 1;
				return scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + hangingPx;
			})
			.map((element) => element.innerText);
	});

/** The screens with the most words. */
const WORDY = [
	...(['amount', 'recorded', 'pending', 'points', 'offline', 'offline-notice', 'away'] as const),
	...([
		'undo',
		'finding',
		'not-found',
		'line-part',
		'sign',
		'sign-refused',
		'unknown',
		'not-undone',
		'returned',
	] as const),
	'conflict' as const,
];

const CONTROLS_MAX = 28;
const nameOfFocused = (): string =>
	document.activeElement?.ariaLabel ?? (document.activeElement?.textContent ?? '').replace(/\s+/g, ' ').trim();

describe('anyone can use the till', () => {
	test.each(Object.keys(SCENES) as SceneName[])(
		'%s has no barrier that axe can see, one scale, one grid, one sun, and is never cut',
		async (name) => {
			await open(name);
			expect(await barriersOf(page)).toEqual([]);
			expect(await lookFaults(page, 'till')).toEqual([]);
			for (const [width, height] of SIZES) {
				await page.setViewportSize({ width, height });
				expect(await cutTexts()).toEqual([]);
			}
		},
	);

	test.each([
		['amount', 'dark'],
		['offline', 'dark'],
		['changed', 'dark'],
		['amount', 'contrast'],
		['offline', 'contrast'],
		['changed', 'contrast'],
		['conflict-debt', 'dark'],
		['conflict', 'contrast'],
		['conflict-told', 'contrast'],
		['undo', 'dark'],
		['line-part', 'dark'],
		['sign-refused', 'dark'],
		['finding', 'contrast'],
		['undo', 'contrast'],
		['line-part', 'contrast'],
		['sign-refused', 'contrast'],
		['unknown', 'contrast'],
	] as const)('%s has none in the %s colours', async (name, theme) => {
		await open(name, { theme });
		expect(await barriersOf(page)).toEqual([]);
		expect(await lookFaults(page, 'till')).toEqual([]);
	});

	test.each(LANGUAGES)(
		'no word is cut in %s, nor at twice the size',
		async (language) => {
			for (const name of WORDY) {
				await open(name, { language });
				for (const [width, height] of SIZES) {
					await page.setViewportSize({ width, height });
					expect(await cutTexts(), name).toEqual([]);
					expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
				}
				await page.setViewportSize({ width: 1280, height: 800 });
				await bridge?.stop();
			}
		},
		WALK_MS_MAX,
	);

	test.each(LANGUAGES)(
		'no word is cut in %s where the letters alone are twice as large',
		async (language) => {
			await enlargeLetters(page);
			for (const name of ['amount', 'offline', 'locked', 'undo', 'finding', 'line-part', 'sign-refused'] as const) {
				await open(name, { language });
				expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');
				expect(await cutTexts(), name).toEqual([]);
				expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
				await bridge?.stop();
			}
		},
		WALK_MS_MAX,
	);

	test('every control is reached with Tab, in the order of the screen', async () => {
		await open('amount');
		await page.getByRole('combobox', { name: 'Language' }).focus();
		const names: string[] = [];
		for (let step = 0; step < CONTROLS_MAX; step++) {
			names.push(await page.evaluate(nameOfFocused));
			await page.keyboard.press('Tab');
		}
		const order = ['Language', 'Lock Ana', 'Food', 'Other', '7', '00', 'Delete', 'Record visit'];
		const places = order.map((start) => names.findIndex((name) => name.startsWith(start)));
		expect(places).not.toContain(-1);
		expect(places).toEqual(places.toSorted((a, b) => a - b));
	});

	test.each(['--host', '--tool'])('every figure of %s is as wide as the next, at every weight', async (voice) => {
		await open('ready');
		const widths = await page.evaluate(async (family) => {
			const line = document.body.appendChild(document.createElement('p'));
			line.style.cssText = 'position: absolute; white-space: nowrap;';
			const found = new Set<string>();
			for (const weight of [430, 480, 520, 560, 600, 680]) {
				line.style.font = `${weight} 100px var(${family})`;
				for (const figure of '0123456789') {
					line.textContent = figure.repeat(10);
					await document.fonts.ready;
					found.add(`${weight}: ${line.getBoundingClientRect().width.toFixed(1)}`);
				}
			}
			return [...found];
		}, voice);
		expect(new Set(widths.map((width) => width.split(':')[0])).size).toBe(widths.length);
	});

	test('nothing moves when the guest appears', async () => {
		const till = await open('anonymous');
		const keys = page.locator('.sea button');
		const before = await Promise.all((await keys.all()).map((key) => key.boundingBox()));
		till.say(shown('Елена'));
		await page.getByRole('heading', { name: 'Elena Petrova' }).waitFor();
		expect(await Promise.all((await keys.all()).map((key) => key.boundingBox()))).toEqual(before);
	});
});

describe('the cashier', () => {
	test('opens the till with four digits, on the keys or the keyboard', async () => {
		const till = await open('ready');
		till.say({ ...LOCKED, conversation: 9 });
		await page.getByText('PIN, please').waitFor();
		await page.getByRole('button', { name: '1', exact: true }).click();
		await page.keyboard.type('111');
		await expect.poll(() => till.inputs, SOON).toEqual([{ kind: 'pin-entered', pin: '1111' }]);
	});

	test('types a bill before the card is swiped, and keeps it', async () => {
		const till = await open('anonymous');
		till.say(shown('Елена'));
		await page.getByRole('button', { name: /Record visit €11\.25/ }).waitFor();
		await page.keyboard.press('Enter');
		await expect
			.poll(() => confirmedBy(till), SOON)
			.toMatchObject([{ memberId: memberOf('Елена').id, lines: [{ grossMinor: 1_250 }] }]);
	});

	test('presses twice and records once', async () => {
		const till = await open('amount');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');
		await expect.poll(() => confirmedBy(till).length, SOON).toBe(2);
		const [first, second] = confirmedBy(till);
		expect(second).toEqual(first);
	});

	test('sees the sum of the server and confirms that', async () => {
		const till = await open('changed');
		const refusal = till.state.visit.kind === 'refused' ? till.state.visit.refusal : undefined;
		const quote = refusal?.code === 'quote_changed' ? refusal.quote : undefined;
		await page.getByRole('button', { name: /Confirm again €93\.90/ }).click();
		await expect.poll(() => confirmedBy(till).length, SOON).toBe(2);
		const [first, second] = confirmedBy(till);
		expect(second).toMatchObject({
			quoteFingerprint: quote?.fingerprint,
			tenders: [{ amountMinor: quote?.payableMinor }],
		});
		expect(second?.id).not.toBe(first?.id);
	});

	test('changes the bill after a refusal, and the refusal is gone', async () => {
		await open('changed');
		await page.keyboard.press('Backspace');
		await page.getByRole('button', { name: /Record visit/ }).waitFor();
		expect(await page.getByRole('alert').count()).toBe(0);
	});

	test('goes on with the next guest and an empty bill', async () => {
		const till = await open('recorded');
		const asked: CounterInput[] = [];
		till.oninput = (input) => {
			asked.push(input);
			till.say({ ...READY, conversation: till.state.conversation + 1 });
		};
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: /^Type an amount/ }).waitFor();
		expect(asked).toEqual([{ kind: 'next-guest' }]);
		await page.getByText('1 visit since you signed in').waitFor();
	});

	test('asks for a slip of which nobody knows, and for no other', async () => {
		const till = await open('recorded');
		const asked: CounterInput[] = [];
		till.oninput = (input) => asked.push(input);
		const key = page.getByRole('button', { name: 'Print slip' });
		expect(await key.count()).toBe(0);
		const { visit } = till.state;
		if (visit.kind !== 'recorded') throw new Error('nothing is recorded');
		for (const slip of ['expired', 'unkept', 'unknown'] as const) {
			till.say({ visit: { ...visit, slip } });
			await key.waitFor();
			expect(await endOf(key)).toBeLessThanOrEqual(await endOf(page.locator('.paper ul')));
			await key.click();
		}
		const asking = { kind: 'slip-asked' };
		await expect.poll(() => asked, SOON).toEqual([asking, asking, asking]);
		expect((await key.boundingBox())?.height).toBeGreaterThanOrEqual(48);
	});

	test('uses points with one key and takes them back with another press', async () => {
		const till = await open('points');
		await page.getByText('Left to pay').waitFor();
		await page.keyboard.press('F5');
		await page.getByText('To pay').waitFor();
		await page.keyboard.press('F5');
		await page.keyboard.press('Enter');
		await expect
			.poll(() => confirmedBy(till), SOON)
			.toMatchObject([
				{
					tenders: [
						{ type: 'points', points: 158, amountMinor: 7_900 },
						{ type: 'other', amountMinor: 9 },
					],
				},
			]);
	});

	test('is told when an amount is more than a bill can be', async () => {
		await open('anonymous');
		await page.getByRole('button', { name: 'Drinks' }).click();
		await page.keyboard.type('9999999999');
		await page.getByRole('alert').getByText('A bill goes up to €100,000,000.00.').waitFor();
	});

	test('reads the notice until the next key', async () => {
		const till = await open('notice');
		await page
			.getByRole('alert')
			.getByText('This is a bank card. We did not read it. Swipe the member card.')
			.waitFor();
		await page.keyboard.press('5');
		await expect.poll(() => till.inputs, SOON).toEqual([{ kind: 'notice-read' }]);
	});

	test('chooses the language of the screen, and it stays', async () => {
		await open('ready');
		await page.getByRole('combobox', { name: 'Language' }).selectOption('bg');
		await page.getByText('Добър вечер, Ana.').waitFor();
		expect(await page.evaluate(() => document.documentElement.lang)).toBe('bg');
		expect(await page.evaluate(() => localStorage.getItem('retorno.language'))).toBe('bg');
	});
});

describe('the guest', () => {
	test('is greeted in their own language, marked as such', async () => {
		await open('amount');
		expect(await page.getByText('„Добър вечер, Елена.“').getAttribute('lang')).toBe('bg');
	});

	test('leaves nothing behind for the next one', async () => {
		const till = await open('amount');
		till.say({ ...READY, conversation: till.state.conversation + 1, ...shown('小明') });
		await page.getByRole('heading', { name: '王小明' }).waitFor();
		await page.getByRole('button', { name: /^Type an amount/ }).waitFor();
	});
});

describe('the link', () => {
	test('breaks: the page says so, sends nothing, and goes on by itself', async () => {
		const till = await open('amount');
		till.refuse = true;
		till.drop();
		await page.getByText('This till is restarting.').first().waitFor();
		await page.keyboard.press('Enter');
		await page.keyboard.press('F12');
		till.refuse = false;
		await page.getByRole('button', { name: /Record visit €89\.30/ }).waitFor();
		expect(till.inputs).toEqual([]);
		answering(till, 'recorded', 'sent');
		await page.keyboard.press('Enter');
		await page.getByText('Visit recorded').waitFor();
	});

	test('meets another build: the page loads itself again, once', async () => {
		const till = await open('ready');
		till.build = 'another';
		till.drop();
		await expect.poll(() => till.hellos.length, SOON).toBe(3);
		await page.getByText('Good evening, Ana.').waitFor();
		till.drop();
		await expect.poll(() => till.hellos.length, SOON).toBe(4);
	});

	test('comes to a bridge that has never met its server', async () => {
		const till = await open('ready');
		till.setup = null;
		till.drop();
		await page.getByText('This till has not met its server yet.').waitFor();
		expect(await barriersOf(page)).toEqual([]);
	});
});
