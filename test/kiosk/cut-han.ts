import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import subsetFont from 'subset-font';
import { facesOf, hanAtRest, hanOfKiosk, isInRange } from './han.ts';

/**
 * Cuts Noto Sans SC down to the characters of the kiosk's own Chinese texts, so that the first screen does not load 600 kB
 * of slices for 200 signs: `node test/kiosk/cut-han.ts`, after a Chinese text has changed.
 */
const FOLDER = join(import.meta.dirname, '../../kiosk/lib/kiosk/han');
const SLICES = '@fontsource-variable/noto-sans-sc/wght.css';
/** The weights that the kiosk writes in. */
const WEIGHTS = { min: 430, max: 680, default: 430 };

const sheet = createRequire(import.meta.url).resolve(SLICES);
const rules: string[] = [];
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

const atRest = hanAtRest();
const later = [...hanOfKiosk()].filter((sign) => !atRest.has(sign));
for (const signs of [[...atRest], later]) {
	const left = new Set(signs);
	for (const { file, ranges } of facesOf(readFileSync(sheet, 'utf8'))) {
		const mine = [...left].filter((sign) => isInRange(sign, ranges)).sort();
		for (const sign of mine) left.delete(sign);
		if (mine.length > 0) rules.push(await cut(join(sheet, '..', file), mine, `han-${rules.length + 1}.woff2`));
	}
	if (left.size > 0) throw new Error(`Noto Sans SC has no ${[...left].join('')}.`);
}

const head = '/* Cut from Noto Sans SC (SIL Open Font License 1.1) for the Chinese texts of the kiosk. */';
const path = join(FOLDER, 'han.css');
writeFileSync(
	path,
	await format([head, ...rules].join('\n'), {
		...(await resolveConfig(path)),
		parser: 'css',
	}),
);
console.log(`${rules.length} files for ${hanOfKiosk().size} characters.`);

/** Writes the cut and gives the rule that says when it is needed. */
async function cut(font: string, signs: readonly string[], name: string): Promise<string> {
	const options = {
		targetFormat: 'woff2',
		variationAxes: { wght: WEIGHTS },
	} as const;
	writeFileSync(join(FOLDER, name), await subsetFont(readFileSync(font), signs.join(''), options));
	const range = signs.map((sign) => `U+${sign.codePointAt(0)!.toString(16).toUpperCase()}`).join(', ');
	return `@font-face { font-family: 'Retorno Han'; font-style: normal; font-display: swap;
		font-weight: ${WEIGHTS.min} ${WEIGHTS.max}; src: url('./${name}') format('woff2-variations'); unicode-range: ${range}; }`;
}
