import type { Page } from 'playwright';
import type { SlipProgress } from '#shared/counter/state.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { invariant } from '#shared/kernel/result.ts';
import { quote } from '#shared/loyalty/quote.ts';
import { FakeBridge } from '../fakes/fake-bridge.ts';
import { ANA, answerTo, LOCKED, memberOf, pastVisit, READY, setupOf, shown } from './miramar-till.ts';
import { CONFLICT_SCENES } from './conflict-scenes.ts';
import { RETURN_SCENES } from './return-scenes.ts';

/** One picture of the till: how the bridge stands, and what the cashier has done. */
export type Scene = {
	readonly outlet: string;
	/** Plays the scene; the page is open and shows `READY`. */
	readonly play: (bridge: FakeBridge, page: Page) => Promise<void>;
};

export const AT = '2026-11-21T17:42:00.000Z';

/** A bridge that records at once and then waits for its printer. */
export function answering(bridge: FakeBridge, kind: 'recorded' | 'kept', slip: SlipProgress): void {
	bridge.oninput = (input) => {
		if (input.kind !== 'visit-confirmed' || !bridge.setup) return;
		const member = bridge.state.guest.kind === 'shown' ? bridge.state.guest.member : null;
		bridge.say({ visit: { kind, answer: answerTo(input.command, bridge.setup, member), slip } });
	};
}

async function playRecorded(bridge: FakeBridge, page: Page, slip: SlipProgress): Promise<void> {
	answering(bridge, 'recorded', slip);
	bridge.say(shown('Елена'));
	await type(page, DINNER);
	await page.keyboard.press('Enter');
	await page
		.getByText(/\d\d:\d\d/)
		.nth(1)
		.waitFor();
}

/** Types `food:64 drinks:28` as a cashier does: category, then digits. */
async function type(page: Page, bill: readonly (readonly [category: number, typed: string])[]): Promise<void> {
	for (const [category, typed] of bill) {
		await page.locator('.categories button').nth(category).click();
		await page.keyboard.type(typed);
	}
}

const DINNER = [
	[0, '64'],
	[1, '28'],
	[2, '6.50'],
] as const;

async function morning(bridge: FakeBridge): Promise<void> {
	const setup = bridge.setup;
	invariant(setup !== null, 'the bridge has met its server');
	const visits = [
		pastVisit(setup, null, '2026-11-21T16:58:00.000Z', 2_300),
		pastVisit(setup, memberOf('Alice'), '2026-11-21T17:12:00.000Z', 4_600),
		pastVisit(setup, memberOf('Miguel Ángel'), '2026-11-21T17:31:00.000Z', 8_300),
	];
	for (const [index, visit] of visits.entries()) {
		const guest = [{}, shown('Alice'), shown('Miguel Ángel')][index];
		bridge.say({ conversation: bridge.state.conversation + 1, ...guest, visit });
	}
	bridge.say({ ...READY, conversation: bridge.state.conversation + 1 });
	await Promise.resolve();
}

export const SCENES = {
	locked: {
		outlet: 'restaurant',
		play: async (bridge, page) => {
			bridge.say({ ...LOCKED, signIn: { kind: 'refused', refusal: { code: 'pin_wrong', triesLeft: 2 } } });
			await page.getByRole('alert').waitFor();
		},
	},
	typing: {
		outlet: 'restaurant',
		play: async (bridge, page) => {
			bridge.say({ ...LOCKED });
			await page.locator('.pin').waitFor();
			await page.keyboard.type('11');
			await page.locator('.pin .typed').nth(1).waitFor();
		},
	},
	ready: { outlet: 'restaurant', play: (bridge) => morning(bridge) },
	notice: {
		outlet: 'restaurant',
		play: (bridge) => Promise.resolve(bridge.say({ notice: { code: 'card_payment', count: 1 } })),
	},
	amount: {
		outlet: 'restaurant',
		play: async (bridge, page) => {
			await morning(bridge);
			bridge.say(shown('Елена'));
			await type(page, DINNER);
		},
	},
	claims: {
		outlet: 'spa',
		play: async (bridge, page) => {
			const alice = memberOf('Alice');
			const standing = { ...alice.standing, rewards: { 'free-treatment': 1 } };
			bridge.say({ guest: { kind: 'shown', member: { ...alice, standing }, freshness: 'live' } });
			await page.getByText('4 / 5').waitFor();
			await type(page, [[0, '60']]);
			await page.locator('button[aria-keyshortcuts="F1"]:not([aria-disabled])').waitFor();
			await page.keyboard.press('F1');
			await page.locator('button[aria-keyshortcuts="F1"][aria-pressed]').waitFor();
		},
	},
	pending: {
		outlet: 'restaurant',
		play: async (bridge, page) => {
			invariant(bridge.setup !== null, 'the bridge has met its server');
			const { programme } = bridge.setup;
			bridge.setup = { ...bridge.setup, programme: { ...programme, pending: { days: 14 } } };
			await page.reload();
			await page.locator('.keypad').waitFor();
			const waiting = {
				pending: { points: 123_456, nextOn: '2026-12-01' },
				held: [{ points: 1_200, until: '2026-12-05T10:00:00.000Z', on: '2026-12-05' }],
				atRisk: {
					tier: 'gold',
					on: '2026-12-31',
					missing: { nights: 12, spendMinor: 123_456 },
					all: false,
					told: false,
				},
			};
			bridge.say({ guest: { kind: 'shown', member: { ...memberOf('Елена'), ...waiting }, freshness: 'live' } });
			await type(page, DINNER);
		},
	},
	points: {
		outlet: 'restaurant',
		play: async (bridge, page) => {
			bridge.say(shown('Miguel Ángel'));
			await type(page, [[0, '83.25']]);
			await page.keyboard.press('F5');
		},
	},
	anonymous: { outlet: 'restaurant', play: async (_bridge, page) => type(page, [[0, '12.5']]) },
	nights: {
		outlet: 'lobby',
		play: async (bridge, page) => {
			bridge.say(shown('Елена'));
			await page.keyboard.type('3');
		},
	},
	seeking: {
		outlet: 'spa',
		play: (bridge) => Promise.resolve(bridge.say({ guest: { kind: 'seeking' } })),
	},
	changed: {
		outlet: 'restaurant',
		play: async (bridge, page) => {
			bridge.say(shown('Елена'));
			bridge.oninput = (input) => {
				if (input.kind !== 'visit-confirmed' || !bridge.setup) return;
				const quoted = quote(bridge.setup.programme, memberOf('Miguel Ángel').standing, {
					outlet: 'restaurant',
					moment: momentAt(AT, bridge.setup.property),
					currency: 'EUR',
					lines: input.command.lines,
					pointsTendered: 0,
					claims: [],
				});
				invariant(quoted.ok, 'a bill that the page could quote');
				bridge.say({ visit: { kind: 'refused', refusal: { code: 'quote_changed', quote: quoted.value } } });
			};
			await type(page, DINNER);
			await page.keyboard.press('Enter');
			await page.getByRole('alert').waitFor();
		},
	},
	recording: {
		outlet: 'restaurant',
		play: async (bridge, page) => {
			bridge.say(shown('小明'));
			await type(page, [[0, '80']]);
			bridge.say({ visit: { kind: 'recording', visitId: '1' as never } });
		},
	},
	recorded: { outlet: 'restaurant', play: (bridge, page) => playRecorded(bridge, page, 'confirmed') },
	'slip-unknown': { outlet: 'restaurant', play: (bridge, page) => playRecorded(bridge, page, 'unknown') },
	stamps: {
		outlet: 'spa',
		play: async (bridge, page) => {
			bridge.say(shown('Alice'));
			await type(page, [[0, '60']]);
		},
	},
	offline: {
		outlet: 'spa',
		play: async (bridge, page) => {
			const since = '2026-11-21T14:05:00.000Z';
			answering(bridge, 'kept', 'waiting');
			bridge.say({
				...shown('Miguel Ángel', 'replica'),
				staff: ANA,
				server: { kind: 'offline', since },
				printer: { kind: 'paper_out', since },
				waitingVisits: 3,
			});
			await type(page, [[0, '70']]);
			await page.keyboard.press('Enter');
			await page
				.getByText(/\d\d:\d\d/)
				.nth(2)
				.waitFor();
		},
	},
	'offline-notice': {
		outlet: 'spa',
		play: async (bridge, page) => {
			const server = { kind: 'offline', since: '2026-11-21T14:05:00.000Z' } as const;
			bridge.say({ ...shown('Miguel Ángel', 'replica'), server, notice: { code: 'card_identity', count: 1 } });
			await page.getByRole('alert').waitFor();
		},
	},
	opening: {
		outlet: 'restaurant',
		play: async (bridge, page) => {
			bridge.refuse = true;
			bridge.drop();
			await page.reload();
			await page.locator('.opening .title').waitFor();
		},
	},
	new: {
		outlet: 'restaurant',
		play: async (bridge, page) => {
			bridge.setup = null;
			bridge.state = { ...bridge.state, server: { kind: 'offline', since: '2026-11-21T14:05:00.000Z' } };
			await page.reload();
			await page.locator('.opening main p + p').waitFor();
		},
	},
	away: {
		outlet: 'restaurant',
		play: async (bridge, page) => {
			bridge.say(shown('Елена'));
			await type(page, DINNER);
			bridge.refuse = true;
			bridge.drop();
			await page.locator('.banner').waitFor();
		},
	},
	'offline-ready': {
		outlet: 'restaurant',
		play: (bridge) =>
			Promise.resolve(
				bridge.say({
					server: { kind: 'offline', since: '2026-11-21T14:05:00.000Z' },
					reader: { kind: 'absent', since: '2026-11-21T14:05:00.000Z' },
				}),
			),
	},
	...RETURN_SCENES,
	...CONFLICT_SCENES,
} as const satisfies Readonly<Record<string, Scene>>;

export type SceneName = keyof typeof SCENES;

/** Opens the till on a fresh bridge and plays one scene. The clock of the page stands at the hotel's 19:42. */
export async function openScene(
	name: SceneName,
	page: Page,
	{ language = 'en', theme = 'light' }: { readonly language?: string; readonly theme?: string } = {},
): Promise<FakeBridge> {
	const scene: Scene = SCENES[name];
	const bridge = await FakeBridge.start(setupOf(scene.outlet), READY);
	await page.clock.setFixedTime(AT);
	await page.addInitScript(
		([chosenLanguage, chosenTheme]) => {
			localStorage.setItem('retorno.language', chosenLanguage);
			localStorage.setItem('retorno.theme', chosenTheme);
		},
		[language, theme] as const,
	);
	await page.goto(`${bridge.url}/till`);
	await page.locator('.keypad').waitFor();
	await scene.play(bridge, page);
	return bridge;
}
