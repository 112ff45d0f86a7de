import { chromium, type Browser } from 'playwright';
import { chromiumPath } from './chromium.ts';

/** The machine's own Chromium, with nothing that would call out of the house. */
export const launchChromium = (): Promise<Browser> =>
	chromium.launch({
		executablePath: chromiumPath(),
		args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
	});
