import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { launchChromium } from '../support/browser.ts';
import { isLanguage, KIOSK_SCENES, openKioskScene, type KioskSceneName } from './kiosk-scenes.ts';
import { DEVICE_SCENES, openDeviceScene } from './device-scenes.ts';
import { openSetupScene, SETUP_SCENES } from './setup-scenes.ts';
import { openSlipScene, SLIP_SCENES } from './slip-scenes.ts';
import { openScene, SCENES, type SceneName } from './till-scenes.ts';

/**
 * Draws the screens. Without arguments those of the manual, into `docs/screens`; for looking at more of them:
 * `node test/kiosk/draw-screens.ts till|kiosk|setup|devices|slips FOLDER [scenes] [languages] [themes] [sizes]`, each a list with commas.
 */

type Drawing = {
	readonly screen: string;
	readonly scene: string;
	readonly language: string;
	readonly theme: string;
	readonly size: string;
	readonly path: string;
};

/** A paper is as wide as it has dots. */
const WIDE_PAPER = '576x600';
const NARROW_PAPER = '384x600';
const SIZES: Record<string, string> = {
	...{ till: '1280x800', kiosk: '1080x1920', setup: '1280x800', devices: '1280x800' },
	slips: WIDE_PAPER,
};
const KNOWN: Record<string, object> = {
	till: SCENES,
	kiosk: KIOSK_SCENES,
	setup: SETUP_SCENES,
	devices: DEVICE_SCENES,
	slips: SLIP_SCENES,
};

/** Screen, scene, language, theme, the name in the manual, and the size where it is another one. */
const MANUAL: readonly (readonly [string, string, string, string, string, string?])[] = [
	['till', 'ready', 'en', 'light', 'till-ready-en'],
	['till', 'amount', 'en', 'light', 'till-bill-en'],
	['till', 'amount', 'zh', 'dark', 'till-bill-zh-dark'],
	['till', 'offline', 'bg', 'light', 'till-away-bg'],
	['till', 'recorded', 'es', 'contrast', 'till-recorded-es-contrast'],
	['till', 'locked', 'bg', 'light', 'till-locked-bg'],
	['till', 'sign', 'es', 'light', 'till-refund-es'],
	['kiosk', 'attract', 'en', 'light', 'kiosk-attract-en'],
	['kiosk', 'home', 'bg', 'light', 'kiosk-home-bg'],
	['kiosk', 'home', 'zh', 'dark', 'kiosk-home-zh-dark'],
	['kiosk', 'home', 'es', 'contrast', 'kiosk-home-es-contrast'],
	['kiosk', 'bank-card', 'en', 'light', 'kiosk-bank-card-en'],
	['setup', 'home', 'en', 'light', 'setup-home-en'],
	['setup', 'slip', 'zh', 'light', 'setup-slip-zh'],
	['slips', 'supper', 'es', 'light', 'slip-80mm-es'],
	['slips', 'supper', 'bg', 'light', 'slip-58mm-bg', NARROW_PAPER],
	['slips', 'balance', 'zh', 'light', 'slip-58mm-zh', NARROW_PAPER],
];

const manual = (): Drawing[] =>
	MANUAL.map(([screen, scene, language, theme, name, size = SIZES[screen]!]) => {
		return { screen, scene, language, theme, size, path: join('docs/screens', `${name}.png`) };
	});

function chosen([screen = 'till', folder = 'pictures', ...lists]: readonly string[]): Drawing[] {
	const known = Object.keys(KNOWN[screen]!);
	const [scenes = known, languages = ['en'], themes = ['light'], sizes = [SIZES[screen]!]] = lists.map((list) =>
		list === 'all' ? known : list.split(','),
	);
	return sizes.flatMap((size) =>
		scenes.flatMap((scene) =>
			languages.flatMap((language) =>
				themes.map((theme) => {
					const path = join(folder, `${screen}-${scene}-${language}-${theme}-${size}.png`);
					return { screen, scene, language, theme, size, path };
				}),
			),
		),
	);
}

function openOn(page: Page, { screen, scene, language, theme }: Drawing) {
	if (screen === 'setup') return openSetupScene(scene, page, { language, theme });
	if (screen === 'devices') return openDeviceScene(scene, page, { language, theme });
	if (screen === 'till') return openScene(scene as SceneName, page, { language, theme });
	if (!isLanguage(language)) throw new Error(`There is no language "${language}".`);
	if (screen === 'slips') return openSlipScene(scene as keyof typeof SLIP_SCENES, page, language);
	return openKioskScene(scene as KioskSceneName, page, { language, theme });
}

/** Movement has ended and the fonts are there. */
const SETTLED_MS = 800;

const wanted = process.argv.slice(2);
const browser = await launchChromium();
for (const drawing of wanted.length > 0 ? chosen(wanted) : manual()) {
	const [width = 0, height = 0] = drawing.size.split('x').map(Number);
	mkdirSync(join(drawing.path, '..'), { recursive: true });
	const page = await browser.newPage({
		viewport: { width, height },
		timezoneId: 'UTC',
		reducedMotion: 'reduce',
	});
	page.on('pageerror', (error) => console.error(drawing.scene, error.message));
	const bridge = await openOn(page, drawing);
	await page.waitForTimeout(SETTLED_MS);
	await page.screenshot({ path: drawing.path, fullPage: width < 1_000 });
	await page.close();
	await bridge?.stop();
}
await browser.close();
