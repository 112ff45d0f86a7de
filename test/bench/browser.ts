import { chromium, type Browser } from 'playwright';
import { chromiumPath } from '../support/chromium.ts';

/** The machine's own Chromium, without anything that would call out of the house. */
export const launchBrowser = (): Promise<Browser> =>
	chromium.launch({
		executablePath: chromiumPath(),
		args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
	});
