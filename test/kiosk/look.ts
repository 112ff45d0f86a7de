import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';

const LIB = join(import.meta.dirname, '../../kiosk/lib');
const PX_A_REM = 16;

/** The sizes that the tokens name, in pixels; with large letters also half as large again. */
function scaleOf(path: string): readonly number[] {
	const css = readFileSync(join(LIB, path), 'utf8');
	const sizes = [...css.matchAll(/--(?:type|kiosk)-[a-z-]+: \d{3} (?:calc\()?([\d.]+)rem( \* var\(--see\))?/g)];
	return sizes.flatMap(([, rem, see]) => [Number(rem) * PX_A_REM, ...(see ? [Number(rem) * PX_A_REM * 1.5] : [])]);
}

const SCALES = { till: scaleOf('tokens.css'), kiosk: scaleOf('kiosk/kiosk.css') } as const;

/** Larger than any text of the scale, and fitted to its place: by steps of this. */
const STEPS_PX = { till: { from: 36, by: 4 }, kiosk: { from: 48, by: 8 } } as const;
/** Distances are whole steps of half a grid of 8 px. */
const GRID_PX = 4;
const CONTRAST = { primary: 7, secondary: 4.5 } as const;
/** What may be read but need not be, by the names of its colours. */
const SECONDARY = ['ink2', 'ink3', 'onsky2', 'onsea2', 'suntext'] as const;

/** As a browser's own setting does it: letters twice as large, on a screen that stays as it is. */
export async function enlargeLetters(page: Page): Promise<void> {
	const client = await page.context().newCDPSession(page);
	await client.send('Page.setFontSizes', { fontSizes: { standard: 2 * PX_A_REM, fixed: 2 * PX_A_REM } });
}

/** What a stranger would find wrong with this screen, in words: sizes, distances, contrast, figures, and a second sun. */
export const lookFaults = (page: Page, screen: keyof typeof SCALES): Promise<readonly string[]> =>
	page.evaluate(
		async ({ scale, steps, gridPx, contrast, secondary }) => {
			const running = document.getAnimations().filter(({ playState }) => playState === 'running');
			// One whose element goes meanwhile ends by being given up.
			await Promise.allSettled(running.map(({ finished }) => finished));
			const faults = new Set<string>();
			const said = (element: Element) => `<${element.localName}> ${element.textContent.trim().slice(0, 40)}`;
			const channels = (colour: string): readonly number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
			const luminance = (colour: readonly number[]): number => {
				const [red = 0, green = 0, blue = 0] = colour.map((channel) => {
					const share = channel / 255;
					return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
				});
				return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
			};
			const ratio = (one: readonly number[], other: readonly number[]): number => {
				const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
				return (light + 0.05) / (dark + 0.05);
			};
			/** Every colour that may lie behind a text: a sky has three bands. */
			const groundsOf = (element: Element | null): readonly (readonly number[])[] => {
				if (!element) return [[255, 255, 255]];
				const { backgroundColor, backgroundImage } = getComputedStyle(element);
				if (backgroundImage.includes('gradient')) return (backgroundImage.match(/rgba?\([^)]*\)/g) ?? []).map(channels);
				const [red, green, blue, alpha = 1] = channels(backgroundColor);
				return alpha === 0 ? groundsOf(element.parentElement) : [[red ?? 0, green ?? 0, blue ?? 0]];
			};
			const probe = document.body.appendChild(document.createElement('i'));
			const colourOf = (token: string): string => {
				probe.style.color = `var(--${token})`;
				return getComputedStyle(probe).color;
			};
			const quiet = secondary.map(colourOf);
			const sun = colourOf('sun');
			probe.remove();

			const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			for (let node = walker.nextNode(); node; node = walker.nextNode()) {
				const holder = node.parentElement;
				const text = node.textContent?.trim();
				if (!holder || !text || holder.closest('.only-heard, option, script, style') || !holder.checkVisibility())
					continue;
				const { color, fontSize, fontVariantNumeric, fontWeight } = getComputedStyle(holder);
				const sizePx = parseFloat(fontSize);
				const isFitted = sizePx >= steps.from && sizePx % steps.by === 0;
				if (!isFitted && !scale.includes(sizePx)) faults.add(`${fontSize} is no size of the scale: ${said(holder)}`);
				if (Number(fontWeight) > 680) faults.add(`${fontWeight} is heavier than the fonts: ${said(holder)}`);
				if (/\d/.test(text) && !fontVariantNumeric.includes('tabular-nums'))
					faults.add(`figures of different widths: ${said(holder)}`);
				const least = quiet.includes(color) ? contrast.secondary : contrast.primary;
				const own = Math.min(...groundsOf(holder).map((ground) => ratio(channels(color), ground)));
				if (own < least) faults.add(`contrast ${own.toFixed(1)} of ${least}: ${said(holder)}`);
			}

			for (const element of document.body.querySelectorAll('*')) {
				// The one number and the caret are set by eye, in times their own size.
				if (element.closest('svg, .only-heard, .balance .sum strong, .caret') || !element.checkVisibility()) continue;
				const style = getComputedStyle(element);
				for (const side of [
					'paddingTop',
					'paddingRight',
					'paddingBottom',
					'paddingLeft',
					'rowGap',
					'columnGap',
				] as const) {
					const px = parseFloat(style[side]) || 0;
					if (px % gridPx !== 0) faults.add(`${side} of ${px} px is off the grid: ${said(element)}`);
				}
			}

			const keys = [...document.querySelectorAll('button, a')].filter((key) => key.checkVisibility());
			const suns = keys.filter((key) => getComputedStyle(key).backgroundColor === sun);
			if (suns.length > 1) faults.add(`${suns.length} keys that complete: ${suns.map(said).join(', ')}`);
			return [...faults];
		},
		{ scale: SCALES[screen], steps: STEPS_PX[screen], gridPx: GRID_PX, contrast: CONTRAST, secondary: SECONDARY },
	);
