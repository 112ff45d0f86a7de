import type { Page } from 'playwright';

/** What a page holds and keeps, seen or not. */
export const keptBy = (page: Page): Promise<string> =>
	page.evaluate(() =>
		JSON.stringify([
			document.documentElement.outerHTML,
			{ ...localStorage },
			{ ...sessionStorage },
			document.cookie,
			location.href,
			history.state,
		]),
	);

/** Every string that the page's script can still reach, one to the line. */
export async function heapOf(page: Page): Promise<string> {
	const client = await page.context().newCDPSession(page);
	const parts: string[] = [];
	client.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void parts.push(chunk));
	await client.send('HeapProfiler.collectGarbage');
	await client.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
	await client.detach();
	const { strings } = JSON.parse(parts.join('')) as { readonly strings: readonly string[] };
	return strings.join('\n');
}
