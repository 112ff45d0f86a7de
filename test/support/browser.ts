import { chromium, type Browser } from 'playwright';
import { chromiumPath } from './chromium.ts';

/** What Playwright turns off, said again: Chromium heeds the last such list alone. */
export const PLAYWRIGHT_OFF = [
	'AvoidUnnecessaryBeforeUnloadCheckSync',
	'DestroyProfileOnBrowserClose',
	'HttpsUpgrades',
	'HttpsFirstBalancedModeAutoEnable',
	'LensOverlay',
	'MediaRouter',
	'PaintHolding',
	'ThirdPartyStoragePartitioning',
	'AvoidCorsURLLoaderRestartOnRedirect',
	'TcpPortRandomizationWin',
	'OptimizationHints',
	'NetworkTimeServiceQuerying',
	'AimEnabled',
	'PreconnectToSearch',
	'msForceBrowserSignIn',
	'msEdgeUpdateLaunchServicesPreferredVersion',
];
/** Two pages for the address bar that nobody sees, in a process of their own: half of what a new page costs. */
const ADDRESS_BAR = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];

/** It is there in a third of a second, on a loaded machine in some. */
const START_MS_MAX = 30_000;

const launch = (): Promise<Browser> =>
	chromium.launch({
		executablePath: chromiumPath(),
		timeout: START_MS_MAX,
		args: [
			...['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
			`--disable-features=${[...PLAYWRIGHT_OFF, ...ADDRESS_BAR].join(',')}`,
		],
	});

/** The machine's own Chromium, with nothing that would call out of the house. One that does not come up is started again. */
export const launchChromium = (): Promise<Browser> => launch().catch(launch);
