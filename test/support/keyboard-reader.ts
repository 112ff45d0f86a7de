import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright';
import { KEY_GAP_MS_MAX } from '#shared/card/drivers/wedge.ts';
import { wedgeStrokes } from '../arbitraries/reader-frames.ts';

type Layout = 'us' | 'bg';

/** What a Bulgarian keyboard writes on these places. */
const CYRILLIC: Readonly<Record<string, string>> = { Semicolon: 'ж', Slash: 'б', Equal: '.', Minus: '-' };

function written(code: string, shift: boolean, layout: Layout): string {
	const digit = /^Digit(\d)$/.exec(code)?.[1];
	if (digit !== undefined) return shift ? ')!@#$%^&*('[Number(digit)]! : digit;
	return layout === 'us' ? code.slice(-1).toLowerCase() : (CYRILLIC[code] ?? 'я');
}

/**
 * Keys as a keyboard reader sends them. All are on their way at once, and each carries the time at which it was pressed,
 * so that a loaded machine makes no reader slow.
 */
export async function typeAsReader(
	page: Page,
	text: string,
	{ layout = 'us', enter = true }: { readonly layout?: Layout; readonly enter?: boolean } = {},
): Promise<void> {
	const strokes = wedgeStrokes(text).slice(0, enter ? undefined : -1);
	const startMs = Date.now() - strokes.at(-1)!.atMs;
	const devtools = await page.context().newCDPSession(page);
	await Promise.all(
		strokes.flatMap(({ code, shift, atMs }) => {
			const key = code === 'Enter' ? 'Enter' : written(code, shift, layout);
			const event = { code, key, modifiers: shift ? 8 : 0, timestamp: (startMs + atMs) / 1_000 };
			return [
				devtools.send('Input.dispatchKeyEvent', { ...event, type: 'keyDown', text: code === 'Enter' ? '\r' : key }),
				devtools.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' }),
			];
		}),
	);
	await devtools.detach();
}

/** No hand is as quick as a reader: a person's first key behind a swipe comes after this at the earliest. */
export const reachForTheKeys = (): Promise<void> => setTimeout(2 * KEY_GAP_MS_MAX);
