import { TEXTS, ENDONYMS, type Text, type TextKey } from '#lib/i18n/text.ts';
import { OWN_TEXTS } from '#lib/kiosk/texts.ts';

/** Texts of the till that the kiosk says too. */
const SHARED: readonly TextKey[] = ['greeting.morning', 'greeting.afternoon', 'greeting.evening', 'guest.expiring'];
/** What a date brings along. */
const DATES = '年月日';
/** Han signs, their punctuation and full-width forms; all else has its letters in the two voices. */
const HAN_FROM = 0x2e80;

const formsOf = (text: Text): readonly string[] => (typeof text === 'string' ? [text] : Object.values(text));

const hanIn = (...texts: readonly Text[]): ReadonlySet<string> =>
	new Set([...texts.flatMap(formsOf).join('')].filter((sign) => sign.codePointAt(0)! >= HAN_FROM));

/** What stands on the resting screen whatever the language is: in files of its own, for the first load. */
export const hanAtRest = (): ReadonlySet<string> =>
	hanIn(ENDONYMS.zh, OWN_TEXTS.zh['attract.title'], OWN_TEXTS.zh['attract.touch']);

/** Every Chinese sign that the kiosk itself can write; names of guests and of the hotel come on top. */
export const hanOfKiosk = (): ReadonlySet<string> =>
	hanIn(ENDONYMS.zh, DATES, ...Object.values(OWN_TEXTS.zh), ...SHARED.map((key) => TEXTS.zh[key]));

type Range = readonly [from: number, to: number];
export type Face = { readonly file: string; readonly ranges: readonly Range[] };

/** The files of a stylesheet of fonts, and which characters each is for. */
export const facesOf = (css: string): readonly Face[] =>
	[...css.matchAll(/url\(['"]?\.\/([^)'"]+)['"]?\)[^}]*?unicode-range:([^;}]+)/g)].map(([, file = '', range = '']) => ({
		file,
		ranges: range.split(',').map((one): Range => {
			const [from = 0, to = from] = one
				.trim()
				.slice(2)
				.split('-')
				.map((hex) => parseInt(hex, 16));
			return [from, to];
		}),
	}));

export function isInRange(sign: string, ranges: readonly Range[]): boolean {
	const code = sign.codePointAt(0)!;
	return ranges.some(([from, to]) => code >= from && code <= to);
}
