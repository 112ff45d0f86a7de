import type { Page } from 'playwright';
import { afterEach, describe, expect, test } from 'vitest';
import { heardOf, type HeardState } from '#lib/sound/heard.ts';
import type { FakeBridge } from '../fakes/fake-bridge.ts';
import { usePage } from '../support/own-page.ts';
import { next, openKiosk } from './kiosk-scenes.ts';
import { standing } from './miramar-kiosk.ts';
import { shown } from './miramar-till.ts';
import { openScene } from './till-scenes.ts';

const state = (kind: HeardState['guest']['kind'], conversation = 1, count?: number): HeardState => ({
	conversation,
	guest: { kind },
	notice: count === undefined ? null : { count },
});

describe('what can be heard', () => {
	test.each<[string, HeardState | undefined, HeardState, string | undefined]>([
		['the page opens before a guest', undefined, state('shown'), undefined],
		['the page opens on a notice', undefined, state('none', 1, 4), undefined],
		['a card is read', state('none'), state('seeking'), 'read'],
		['still looking the guest up', state('seeking'), state('seeking'), undefined],
		['the guest is found', state('seeking'), state('shown'), undefined],
		['a guest whom the counter knows is there at once', state('none'), state('shown'), 'read'],
		['another card takes the place of the first', state('shown', 1), state('seeking', 2), 'read'],
		['another card at the till, same bill', state('shown'), state('seeking'), 'read'],
		['the same state again, after a broken line', state('shown'), state('shown'), undefined],
		['the guest goes', state('shown', 1), state('none', 2), undefined],
		['a card is refused', state('none'), state('none', 1, 1), 'refused'],
		['another one is refused', state('none', 1, 1), state('none', 1, 2), 'refused'],
		['the notice stays', state('none', 1, 2), state('none', 1, 2), undefined],
		['the notice goes', state('none', 1, 2), state('none'), undefined],
		['a card is refused while a guest is there', state('shown'), state('shown', 1, 3), 'refused'],
		['the look-up finds nobody', state('seeking'), state('none', 1, 1), 'refused'],
	])('%s', (_name, before, after, expected) => {
		expect(heardOf(before, after)).toBe(expected);
	});
});

type Tone = { readonly fromHz: number; readonly toHz: number; readonly startS: number; readonly loudest: number };

/** An AudioContext that notes its tones, and is silent until it has been woken, as a browser's is. */
function fakeAudio(): void {
	const heard: { made: number; tones: Tone[] } = { made: 0, tones: [] };
	Object.assign(window, { heard });
	const param = () => ({
		values: [] as number[],
		setValueAtTime(value: number) {
			this.values.push(value);
		},
		linearRampToValueAtTime(value: number) {
			this.values.push(value);
		},
	});
	const context = class {
		readonly destination = {};
		readonly currentTime = 0;
		state = 'suspended';
		constructor() {
			heard.made++;
		}
		resume() {
			this.state = 'running';
			return Promise.resolve();
		}
		close() {
			return Promise.resolve();
		}
		createGain() {
			return { gain: param(), connect: () => undefined };
		}
		createOscillator() {
			const frequency = param();
			let gain = param();
			return {
				frequency,
				connect(node: { gain: ReturnType<typeof param>; connect: () => void }) {
					gain = node.gain;
					return node;
				},
				start: (startS: number) => {
					const [fromHz = 0, toHz = 0] = frequency.values;
					heard.tones.push({ fromHz, toHz, startS, loudest: Math.max(...gain.values) });
				},
				stop: () => undefined,
			};
		}
	};
	Object.assign(window, { AudioContext: context });
}

let page: Page;
let bridge: FakeBridge;

const heard = () =>
	page.evaluate(() => (window as unknown as { heard: { made: number; tones: readonly Tone[] } }).heard);

describe('a screen', () => {
	afterEach(() => bridge.stop());
	usePage(
		async (opened) => {
			page = opened;
			await page.addInitScript(fakeAudio);
		},
		{ viewport: { width: 1080, height: 1920 } },
	);

	describe('of a kiosk', () => {
		const swipe = async () => {
			bridge.sayKiosk({ conversation: next(bridge), guest: { kind: 'seeking' } });
			bridge.sayKiosk(standing('Alice'));
			await page.getByText('Good evening').waitFor();
		};

		test('is silent until somebody has touched it', async () => {
			bridge = await openKiosk(page);
			await swipe();
			bridge.sayKiosk({ notice: { code: 'card_payment', tries: 0, count: 1 } });
			await page.getByText('This is a bank card.').waitFor();
			expect(await heard()).toEqual({ made: 0, tones: [] });
		});

		test('says with one rising tone that a card was read, and with two low ones that it was not taken', async () => {
			bridge = await openKiosk(page);
			await page.getByRole('button', { name: 'English' }).click();
			await swipe();
			const read = (await heard()).tones;
			expect(read.length).toBe(1);
			expect(read[0]!.toHz).toBeGreaterThan(read[0]!.fromHz);

			bridge.sayKiosk({ notice: { code: 'card_payment', tries: 0, count: 1 } });
			await page.getByText('This is a bank card.').waitFor();
			const [first, second, ...more] = (await heard()).tones.slice(1);
			expect(more).toEqual([]);
			expect(first!.toHz).toBe(first!.fromHz);
			expect(first!.fromHz).toBeLessThan(read[0]!.fromHz);
			expect(second).toEqual({ ...first!, startS: second!.startS });
			expect(second!.startS).toBeGreaterThan(first!.startS);
		});

		test('counts down with one soft tick a second, and stops when the guest is still there', async () => {
			bridge = await openKiosk(page);
			await page.getByRole('button', { name: 'English' }).click();
			await swipe();
			const beganMs = await page.evaluate(() => Date.now());
			for (const second of [27, 28, 29]) {
				await page.clock.setFixedTime(beganMs + second * 1_000);
				await page
					.getByText(`In ${35 - second} seconds this screen forgets you.`)
					.first()
					.waitFor();
				await page.clock.setFixedTime(beganMs + second * 1_000 + 400);
			}
			await page.getByRole('button', { name: 'I’m still here' }).click();
			await page.getByRole('button', { name: 'Print my points' }).waitFor();
			const [read, ...ticks] = (await heard()).tones;
			expect(ticks.length).toBe(3);
			expect(ticks.every(({ loudest }) => loudest < read!.loudest / 2)).toBe(true);
		});
	});

	test('of a till lets hear the same, once a key has been pressed', async () => {
		bridge = await openScene('ready', page);
		bridge.say(shown('Елена'));
		await page.getByRole('heading', { name: 'Elena Petrova' }).waitFor();
		expect((await heard()).tones).toEqual([]);
		await page.keyboard.press('5');
		bridge.say({ notice: { code: 'card_payment', count: 7 } });
		await page.getByRole('alert').waitFor();
		expect((await heard()).tones.length).toBe(2);
		bridge.say({ conversation: bridge.state.conversation + 1, notice: null, guest: { kind: 'seeking' } });
		await page.getByText('Fetching the guest').waitFor();
		expect((await heard()).tones.length).toBe(3);
	});
});
