import iconv from 'iconv-lite';

/** Which encoding each `ESC t n` selects. Every brand numbers them its own way. */
export type CodeTables = Readonly<Record<number, string>>;

/** Source: Epson ESC/POS command reference, character code tables (T88V and later, T20III). */
export const EPSON_CODE_TABLES: CodeTables = {
	0: 'cp437',
	2: 'cp850',
	16: 'win1252',
	17: 'cp866',
	18: 'cp852',
	19: 'cp858',
	40: 'iso8859-15',
	46: 'win1251',
};

/** What a printer cannot show: a byte its table has no character for, or a table that it does not have. */
export const UNPRINTABLE = '\ufffd';

/** ASCII as the international sets change it, for the twelve places `INTERNATIONAL_PLACES`. */
const INTERNATIONAL_PLACES = '#$@[\\]^`{|}~';
const INTERNATIONAL_SETS = [
	'#$@[\\]^`{|}~', // USA
	'#$à°ç§^`éùè¨', // France
	'#$§ÄÖÜ^`äöüß', // Germany
	'£$@[\\]^`{|}~', // UK
	'#$@ÆØÅ^`æøå~', // Denmark I
	'#¤ÉÄÖÅÜéäöåü', // Sweden
	'#$@°\\é^ùàòèì', // Italy
	'₧$@¡Ñ¿^`¨ñ}~', // Spain I
	'#$@[¥]^`{|}~', // Japan
	'#¤ÉÆØÅÜéæøåü', // Norway
	'#$ÉÆØÅÜéæøåü', // Denmark II
	'#$á¡Ñ¿é`íñóú', // Spain II
	'#$á¡Ñ¿éüíñóú', // Latin America
	'#$@[₩]^`{|}~', // Korea
];

/** The character that one byte prints. `internationalSet` is the n of `ESC R n`. */
export function characterOf(byte: number, encoding: string | undefined, internationalSet: number): string {
	if (byte >= 0x80) return encoding === undefined ? UNPRINTABLE : (upperHalf(encoding)[byte - 0x80] ?? UNPRINTABLE);
	const ascii = String.fromCharCode(byte);
	const place = INTERNATIONAL_PLACES.indexOf(ascii);
	return place === -1 ? ascii : (INTERNATIONAL_SETS[internationalSet]?.[place] ?? ascii);
}

export const isInternationalSet = (n: number): boolean => n < INTERNATIONAL_SETS.length;

/**
 * The Chinese character that starts with `bytes`, in GB18030: two bytes, or four where the second is a digit.
 * `undefined` while bytes are missing.
 */
export function chineseCharacterOf(bytes: readonly number[]): string | undefined {
	const [, second] = bytes;
	if (second === undefined) return undefined;
	const lengthBytes = second >= 0x30 && second <= 0x39 ? 4 : 2;
	if (bytes.length < lengthBytes) return undefined;
	return legible(iconv.decode(Buffer.from(bytes), 'gb18030'));
}

const upperHalves = new Map<string, readonly string[]>();

function upperHalf(encoding: string): readonly string[] {
	const known = upperHalves.get(encoding);
	if (known) return known;
	const bytes = Buffer.from(Array.from({ length: 0x80 }, (_, index) => 0x80 + index));
	const characters = [...iconv.decode(bytes, encoding)].map(legible);
	upperHalves.set(encoding, characters);
	return characters;
}

/** C1 controls stand where a table has no character; a four-byte code may be none at all. */
const legible = (text: string): string => ([...text].length === 1 && !/\p{C}/u.test(text) ? text : UNPRINTABLE);
