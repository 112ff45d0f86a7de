import CodepageEncoder, { type Codepage } from '@point-of-sale/codepage-encoder';
import { columnsOfCharacter } from '#shared/receipt/columns.ts';
import type { PrinterProfile } from './profile.ts';

/** Text that one code page holds. */
export type Run = { readonly page: Codepage; readonly text: string };

/** Which of a printer's code pages holds a character, the most wanted first. */
export type CodePages = {
	readonly pages: readonly Codepage[];
	readonly pagesOf: ReadonlyMap<string, readonly Codepage[]>;
};

const known = new WeakMap<PrinterProfile, CodePages>();

/**
 * The characters that a printer can print as text.
 *
 * A place below 0x20 does not count: code page 437 draws arrows and suits there, so the name "←p" would leave as ESC p
 * and open the cash drawer.
 */
export function codePagesOf(profile: PrinterProfile): CodePages {
	const before = known.get(profile);
	if (before) return before;

	const pages = Object.keys(profile.codePages) as Codepage[];
	const pagesOf = new Map<string, Codepage[]>();
	for (const page of pages) {
		const { codepoints } = CodepageEncoder.getEncoding(page);
		for (const codepoint of new Set(codepoints)) {
			const place = codepoints.indexOf(codepoint);
			if (profile.asciiOnly && codepoint > 0x7e) continue;
			if (place < 0x20 || place === 0x7f || codepoint < 0x20 || codepoint === REPLACEMENT) continue;
			const character = String.fromCodePoint(codepoint);
			pagesOf.set(character, [...(pagesOf.get(character) ?? []), page]);
		}
	}
	const built = { pages, pagesOf };
	known.set(profile, built);
	return built;
}

/** Stands in the tables for "no character here". */
const REPLACEMENT = 0xfffd;

/** What stands for a character that no page has. The letter ѝ and quotation marks are common in Bulgarian. */
const STAND_INS: Readonly<Record<string, string>> = {
	ѝ: 'и',
	Ѝ: 'И',
	'€': 'EUR',
	'„': '"',
	'“': '"',
	'”': '"',
	'«': '"',
	'»': '"',
	'‘': "'",
	'’': "'",
	'‚': "'",
	'–': '-',
	'—': '-',
	'−': '-',
	'…': '...',
	'№': 'No',
	'×': 'x',
	'·': '.',
};

/**
 * Text cut into runs of one code page each, staying on a page as long as it has the next character.
 * `replaced` counts the characters that will not stand on the paper as they were written.
 */
export function runsOf(
	text: string,
	{ pages, pagesOf }: CodePages,
	startPage: Codepage | undefined,
): { readonly runs: readonly Run[]; readonly replaced: number } {
	const runs: { page: Codepage; text: string }[] = [];
	let replaced = 0;
	let page = startPage;
	for (const character of text) {
		const has = pagesOf.has(character);
		if (!has) replaced++;
		for (const printed of has ? [character] : standInFor(character, pagesOf)) {
			const fitting = pagesOf.get(printed)!;
			if (page === undefined || !fitting.includes(page)) page = fitting[0] ?? pages[0]!;
			const last = runs.at(-1);
			if (last?.page === page) last.text += printed;
			else runs.push({ page, text: printed });
		}
	}
	return { runs, replaced };
}

/** In order: a stand-in, the letter without its accent, question marks as wide as the character is. */
function standInFor(character: string, pagesOf: CodePages['pagesOf']): string {
	const plain = STAND_INS[character] ?? character.normalize('NFD').replace(/\p{M}/gu, '');
	const printable = plain !== '' && [...plain].every((one) => pagesOf.has(one));
	return printable ? plain : '?'.repeat(columnsOfCharacter(character));
}
