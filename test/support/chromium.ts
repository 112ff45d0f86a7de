import { accessSync, constants } from 'node:fs';

const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/snap/bin/chromium',
];

/** The browser of the browser tests: `CHROMIUM` alone where it is set, else the usual places. */
export function findChromium(named: string | undefined, isThere = isProgram): string | undefined {
	return (named ? [named] : PLACES).find(isThere);
}

/** @throws one sentence that says what to do, where there is none */
export function chromiumPath(named = process.env['CHROMIUM'], isThere = isProgram): string {
	const path = findChromium(named, isThere);
	if (path) return path;
	throw new Error(
		named
			? `CHROMIUM names ${named}, which is no program: correct or unset it.`
			: 'The browser tests need Chromium: run `apt-get install -y chromium` as root, or set CHROMIUM to its path.',
	);
}

export function isProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
