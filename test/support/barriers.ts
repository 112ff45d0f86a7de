import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A colour on its way to another is neither. A sheet of the page's own making passes its security policy. */
function endTransitions(): void {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync('*, ::before, ::after { transition: none !important; }');
	document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** What keeps somebody from using this page, as far as axe can see, with the pieces of the page where it does. */
export async function barriersOf(page: Page): Promise<readonly string[]> {
	await page.evaluate(AXE);
	await page.evaluate(endTransitions);
	await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
	const { violations } = await page.evaluate<AxeResults>('axe.run()');
	return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Those that stop people, not those that slow them. */
export const graveBarriersOf = async (page: Page): Promise<readonly string[]> =>
	(await barriersOf(page)).filter((barrier) => /^(serious|critical) /.test(barrier));
