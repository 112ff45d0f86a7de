import type { Page } from 'playwright';
import type { SlipProgress } from '#shared/counter/state.ts';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import { FakeBridge } from '../fakes/fake-bridge.ts';
import { guestOf, kioskSetup, RESTING, standing } from './miramar-kiosk.ts';
import { READY } from './miramar-till.ts';
import { standingWith } from '../support/standing.ts';

/** The hotel's 19:42. */
const AT = '2026-11-21T17:42:00.000Z';
const SINCE = '2026-11-21T16:05:00.000Z';

/** Who reads which language: a scene with a guest is played by the guest of the language. */
const GUESTS: Readonly<Record<Language, string>> = { en: 'Alice', es: 'Miguel Ángel', zh: '小明', bg: 'Елена' };

type Played = { readonly bridge: FakeBridge; readonly page: Page; readonly guest: string };
export type KioskScene = (played: Played) => Promise<void> | void;

export const next = ({ kiosk }: FakeBridge): number => (kiosk?.conversation ?? 0) + 1;

const shows = async ({ bridge, page, guest }: Played, changes: Parameters<typeof standing>[2] = {}): Promise<void> => {
	bridge.sayKiosk({ conversation: next(bridge), ...standing(guest, 'live', changes) });
	await page.locator('h1 span[lang]').waitFor();
};

const slip =
	(progress: SlipProgress): KioskScene =>
	async (played) => {
		await shows(played);
		played.bridge.sayKiosk({ slip: progress });
		await played.page.locator('.known').waitFor();
	};

const notice =
	(
		code: 'card_unreadable' | 'card_payment' | 'card_identity' | 'card_foreign' | 'card_unknown',
		tries = 0,
	): KioskScene =>
	({ bridge }) =>
		bridge.sayKiosk({ notice: { code, tries, count: 1 } });

export const KIOSK_SCENES = {
	attract: () => undefined,
	'attract-better': async ({ page }) => page.locator('.foot button').last().click(),
	'attract-no-reader': ({ bridge }) =>
		bridge.sayKiosk({ reader: { kind: 'absent', since: SINCE }, server: { kind: 'offline', since: SINCE } }),
	seeking: async ({ bridge, page }) => {
		bridge.sayKiosk({ conversation: next(bridge), guest: { kind: 'seeking' } });
		await page.getByRole('status').waitFor();
	},
	unreadable: notice('card_unreadable', 1),
	'unreadable-desk': notice('card_unreadable', 3),
	'bank-card': notice('card_payment'),
	'identity-card': notice('card_identity'),
	foreign: notice('card_foreign'),
	unknown: notice('card_unknown'),
	blocked: ({ bridge }) => bridge.sayKiosk({ notice: { code: 'card_blocked', tries: 0, count: 1 } }),
	'server-away': ({ bridge }) =>
		bridge.sayKiosk({
			notice: { code: 'server_away', tries: 0, count: 1 },
			server: { kind: 'offline', since: SINCE },
		}),
	home: (played) => shows(played),
	'home-better': async (played) => {
		await shows(played);
		await played.page.locator('.foot button').last().click();
	},
	'home-notice': async (played) => {
		await shows(played);
		played.bridge.sayKiosk({ notice: { code: 'card_payment', tries: 0, count: 1 } });
	},
	'home-empty': (played) =>
		shows(played, {
			standing: standingWith({}),
			worthMinor: 0,
			expiring: null,
			progress: guestOf('小明', { nights: 0, spendMinor: 0 }).progress,
		}),
	'home-full': (played) =>
		shows(played, {
			givenName: 'Maximiliana Alexandra',
			standing: standingWith({ tier: 'silver', balancePoints: 1_234_567, stamps: { spa: 3 } }),
			worthMinor: 61_728_350,
			rewards: { 'free-treatment': 2 },
			expiring: { points: 12_345, on: '2028-11-30' },
			pending: { points: 123_456, nextOn: '2027-01-05' },
			held: [{ points: 1_200, until: '2026-12-05T10:00:00.000Z', on: '2026-12-05' }],
			atRisk: {
				tier: 'silver',
				on: '2026-12-31',
				missing: { nights: 12, spendMinor: 123_456 },
				all: false,
				told: false,
			},
			progress: guestOf('Miguel Ángel').progress,
		}),
	'home-offline': async (played) => {
		await shows(played);
		played.bridge.sayKiosk({
			...standing(played.guest, 'replica'),
			server: { kind: 'offline', since: SINCE },
			printer: { kind: 'paper_out', since: SINCE },
		});
	},
	counting: async (played) => {
		await shows(played);
		await played.page.clock.setFixedTime(Date.parse(AT) + 27_000);
		await played.page.locator('.ring').waitFor();
	},
	'counting-better': async (played) => {
		await shows(played);
		await played.page.locator('.foot button').last().click();
		await played.page.clock.setFixedTime(Date.parse(AT) + 80_000);
		await played.page.locator('.ring').waitFor();
	},
	'slip-waiting': slip('waiting'),
	'slip-held': async (played) => {
		await slip('waiting')(played);
		played.bridge.sayKiosk({ printer: { kind: 'paper_out', since: SINCE } });
	},
	'slip-sending': slip('sending'),
	'slip-sent': slip('sent'),
	'slip-processed': slip('processed'),
	'slip-confirmed': slip('confirmed'),
	'slip-unknown': slip('unknown'),
	'slip-better': async (played) => {
		await shows(played);
		await played.page.locator('.foot button').last().click();
		played.bridge.sayKiosk({ slip: 'confirmed' });
	},
	'slip-counting': async (played) => {
		await slip('confirmed')(played);
		await played.page.clock.setFixedTime(Date.parse(AT) + 8_000);
		await played.page.locator('.ring').waitFor();
	},
	'home-offline-better': async (played) => {
		await KIOSK_SCENES['home-offline'](played);
		await played.page.locator('.foot button').last().click();
	},
	'home-away': async (played) => {
		await shows(played);
		played.bridge.refuse = true;
		played.bridge.drop();
		await played.page.getByRole('alert').waitFor();
	},
	opening: async ({ bridge, page }) => {
		bridge.refuse = true;
		bridge.drop();
		await page.reload();
		await page.locator('main .read h1').waitFor();
	},
	/** Leaves the page without a house: played last. */
	new: async ({ bridge, page }) => {
		bridge.setup = null;
		await page.reload();
		await page.locator('main .read p').waitFor();
	},
} as const satisfies Readonly<Record<string, KioskScene>>;

export type KioskSceneName = keyof typeof KIOSK_SCENES;

export const isLanguage = (text: string): text is Language => LANGUAGES.some((language) => language === text);

type Look = { readonly language?: Language; readonly theme?: string };

/** Opens the kiosk on a fresh bridge, in a house of this language. */
export async function openKiosk(page: Page, { language = 'en', theme = 'light' }: Look = {}): Promise<FakeBridge> {
	const setup = kioskSetup();
	const bridge = await FakeBridge.start({ ...setup, property: { ...setup.property, language } }, READY);
	bridge.kiosk = RESTING;
	await page.clock.setFixedTime(AT);
	await page.addInitScript((chosen) => localStorage.setItem('retorno.theme', chosen), theme);
	await page.goto(`${bridge.url}/kiosk`);
	await page.locator('.tile').first().waitFor();
	return bridge;
}

/** Plays a scene from the resting screen on, whatever was played before. */
export async function playKiosk(bridge: FakeBridge, page: Page, name: KioskSceneName): Promise<void> {
	await page.clock.setFixedTime(AT);
	bridge.refuse = false;
	bridge.sayKiosk({ ...RESTING, conversation: next(bridge) });
	await page.locator('.tile').first().waitFor();
	const scene: KioskScene = KIOSK_SCENES[name];
	await scene({ bridge, page, guest: GUESTS[bridge.setup?.property.language ?? 'en'] });
}

export async function openKioskScene(name: KioskSceneName, page: Page, look: Look = {}): Promise<FakeBridge> {
	const bridge = await openKiosk(page, look);
	await playKiosk(bridge, page, name);
	return bridge;
}
