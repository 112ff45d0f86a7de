import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import subsetFont from 'subset-font';
import { HAN_WEIGHTS, hanRules } from '#lib/fonts/han.ts';
import { facesOf, groupsOf, HAN_GROUPS, HAN_SCREENS, isInRange, signsIn, type Face } from './han.ts';

/**
 * Cuts the fonts down to what the screens write: `node test/kiosk/cut-fonts.ts`, after a Chinese text or a weight has
 * changed. The two voices lose the weights that nobody uses, a third of their size; Noto Sans SC loses all signs that
 * are not in a screen's own texts, so that a Chinese screen does not load 600 kB for 300 signs.
 */
const FONTS = join(import.meta.dirname, '../../kiosk/lib/fonts');
const HAN = join(FONTS, 'han');
const SLICES = '@fontsource-variable/noto-sans-sc/wght.css';
/** Nobody writes from top to bottom here, and the page knows the weights from its stylesheet. */
const SPARE_TABLES = ['vhea', 'vmtx', 'VORG', 'VVAR', 'BASE', 'STAT'];

const resolve = (specifier: string): string => createRequire(import.meta.url).resolve(specifier);

for (const face of facesOf(readFileSync(join(FONTS, 'voices.css'), 'utf8'))) await cutVoice(face);

rmSync(HAN, { recursive: true, force: true });
mkdirSync(HAN, { recursive: true });
for (const [screen, signs] of Object.entries(HAN_SCREENS)) await cutHan(screen, groupsOf(signs));

async function cutVoice({ file, ranges, weights }: Face): Promise<void> {
	const [, voice, subset] = /^(.+)-(latin|cyrillic)\.woff2$/.exec(file) ?? [];
	const source = resolve(`@fontsource-variable/${voice}/files/${voice}-${subset}-wght-normal.woff2`);
	await cut(source, signsIn(ranges).join(''), weights, join(FONTS, file));
}

/** Each group in files of its own, one for each slice of the whole font that has signs of it. */
async function cutHan(screen: string, groups: ReturnType<typeof groupsOf>): Promise<void> {
	const sheet = resolve(SLICES);
	const slices = facesOf(readFileSync(sheet, 'utf8'));
	const rules = ['/* Cut from Noto Sans SC (SIL Open Font License 1.1) by test/kiosk/cut-fonts.ts. */'];
	for (const group of HAN_GROUPS) {
		const left = new Set(groups[group]);
		let count = 0;
		for (const { file, ranges } of slices) {
			const mine = [...left].filter((sign) => isInRange(sign, ranges)).sort();
			for (const sign of mine) left.delete(sign);
			if (mine.length === 0) continue;
			const name = `${screen}-${group}-${++count}.woff2`;
			await cut(join(sheet, '..', file), mine.join(''), HAN_WEIGHTS, join(HAN, name));
			rules.push(ruleOf(name, mine));
		}
		if (left.size > 0) throw new Error(`Noto Sans SC has no ${[...left].join('')}.`);
	}
	writeFileSync(join(HAN, `${screen}.css`), `${rules.join('\n')}\n`);
	console.log(`${screen}: ${HAN_GROUPS.map((group) => `${groups[group].size} ${group}`).join(', ')}.`);
}

async function cut(source: string, text: string, weights: Face['weights'], path: string): Promise<void> {
	const options = {
		targetFormat: 'woff2',
		variationAxes: { wght: { ...weights, default: weights.min } },
		dropTables: SPARE_TABLES,
	} as const;
	writeFileSync(path, await subsetFont(readFileSync(source), text, options));
}

function ruleOf(file: string, signs: readonly string[]): string {
	const range = signs.map((sign) => `U+${sign.codePointAt(0)!.toString(16).toUpperCase()}`).join(', ');
	const says = [
		...["font-family: 'Retorno Han'", 'font-style: normal', 'font-display: block', 'font-weight: 0 0'],
		...[`src: url('./${file}') format('woff2-variations')`, `unicode-range: ${range}`],
	];
	return hanRules(`@font-face { ${says.join('; ')}; }`);
}
