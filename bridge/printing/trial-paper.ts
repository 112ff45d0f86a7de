import CodepageEncoder, { type Codepage } from '@point-of-sale/codepage-encoder';
import type { Language } from '#shared/kernel/language.ts';
import { layOut } from '#shared/receipt/columns.ts';
import { blank, centred, pair, rule } from '#shared/receipt/receipt-lines.ts';
import { TRIAL_AMOUNTS, TRIAL_WORDS } from '#shared/setup/trial-words.ts';
import { encode, type Drawer, type EncodedSlip } from './encode.ts';
import { PROFILE_NAMES, PROFILES, type PrinterProfile, type ProfileName } from './profile.ts';
import { rasteriser } from './rasterise.ts';

/** In which the makes differ; what stands there tells them apart. */
const TELLING: readonly Codepage[] = ['cp858', 'cp850', 'cp866', 'windows1251'];
const SAMPLES: Readonly<Partial<Record<Codepage, string>>> = {
	cp858: 'Ñandú5€',
	cp850: 'Ñandú5Ø',
	cp866: 'Слънце',
	windows1251: 'Морето',
};

/** One way to number code pages: `n` of ESC t for each of them. */
export type Numbering = readonly (readonly [page: Codepage, n: number])[];

const numberingOf = ({ codePages }: PrinterProfile): Numbering =>
	TELLING.flatMap((page) => (codePages[page] === undefined ? [] : [[page, codePages[page]] as const]));

const isSame = (one: Numbering, other: Numbering): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The rows of the trial paper: those that say most stand first, so that the first one that is right is the best. */
export const NUMBERINGS: readonly Numbering[] = PROFILE_NAMES.map((name) => PROFILES[name])
	.filter((profile: PrinterProfile) => !profile.asciiOnly)
	.map(numberingOf)
	.filter((one, index, all) => all.findIndex((other) => isSame(one, other)) === index)
	.toSorted((one, other) => other.length - one.length);

/** What stands in a row, where it is right. */
export const rowText = (row: number): string => NUMBERINGS[row - 1]!.map(([page]) => SAMPLES[page]).join(' ');

/** The narrowest paper of each figure of the ruler; 0 is narrower than any that slips are made for. */
const COLUMNS_FROM = [0, 32, 42, 48] as const;
const RULER_COLUMNS = 64;

/** Its first line ends with the figure of its width. */
const RULER = Array.from({ length: RULER_COLUMNS }, (_, column) =>
	COLUMNS_FROM.findLastIndex((from) => column + 1 >= from),
).join('');

const ESC = 0x1b;
/** A printer for the Chinese market starts in a mode that reads Cyrillic bytes as Chinese ones. */
const BEGIN = [ESC, 0x40, 0x1c, 0x2e];
const LINE_FEED = 0x0a;
/** Nobody knows yet whether it cuts: the paper is torn off. */
const FEED_LINES = 7;

const ascii = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const tableOf = (n: number): number[] => [ESC, 0x74, n];

/** A ruler, and behind it the rows: fits on the narrowest paper, and asks nothing of the printer but ESC t. */
export function trialPaper(): EncodedSlip {
	const rows = NUMBERINGS.flatMap((numbering, index) => [
		...ascii(`${index + 1} `),
		// Back to the first after each: a number that the printer does not have must not be right by the one before.
		...numbering.flatMap(([page, n]) => [
			...tableOf(n),
			...CodepageEncoder.encode(SAMPLES[page]!, page),
			...tableOf(0),
			...ascii(' '),
		]),
		LINE_FEED,
	]);
	const body = Uint8Array.from([...BEGIN, ...ascii(RULER), LINE_FEED, LINE_FEED, ...rows]);
	return { body, cut: new Uint8Array(FEED_LINES).fill(LINE_FEED), replaced: 0 };
}

/**
 * What a printer is, by what stands on its paper. Of several that look the same the one that is promised least.
 *
 * @param figure of the end of the ruler's first line, from 1
 * @param row the first that was right, from 1; 0: none
 */
export function profileBy(figure: number, row: number): ProfileName {
	const columns = COLUMNS_FROM[figure] ?? 0;
	const numbering = NUMBERINGS[row - 1];
	const promises = ({ processId, qr }: PrinterProfile): number => Number(processId) + Number(qr);
	const fitting = PROFILE_NAMES.filter((name) => {
		const profile: PrinterProfile = PROFILES[name];
		const isRow = numbering !== undefined && !profile.asciiOnly && isSame(numberingOf(profile), numbering);
		return isRow && profile.columns === columns;
	}).toSorted((one, other) => promises(PROFILES[one]) - promises(PROFILES[other]));
	return fitting[0] ?? (columns >= 42 ? 'unknown-80' : 'unknown-58');
}

/** Opens the drawer, and prints nothing. */
export const kick = (drawer: Drawer): EncodedSlip => ({
	...encode([{ kind: 'drawer' }], PROFILES['unknown-80'], undefined, { drawer }),
	cut: new Uint8Array(0),
});

/** A slip with all that slips have. @param code for a scanner */
export function testSlip(profileName: ProfileName, house: string, code: string): EncodedSlip {
	const profile = PROFILES[profileName];
	const lines = [
		{ kind: 'mark' } as const,
		centred(house, { bold: true }),
		blank,
		...TRIAL_WORDS.map((words) => centred(words)),
		rule,
		...TRIAL_AMOUNTS.map(([label, amount]) => pair(label, amount)),
		rule,
		blank,
		{ kind: 'qr', data: code } as const,
		blank,
	];
	const language: Language = 'en';
	return encode(layOut({ language, lines }, profile.columns), profile, rasteriser(profile.columns));
}
