/** The two voices, and behind them the signs of the page's own Chinese texts: what a page can write from the first. */
const OWN = "1em 'Ysabeau Office Variable', 'Sofia Sans Variable', 'Retorno Han', 'Retorno Han Host'";
/** All of Chinese, for names: a hundred files, of which a name needs one or two. */
const ALL_HAN = "1em 'Noto Sans SC Variable', 'Noto Sans SC Variable Host'";
const OWN_HAN = 'Retorno Han';

/** Han signs, their punctuation and full-width forms. */
const HAN = /[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]|[\ud840-\ud8bf][\udc00-\udfff]/g;

/** Letters come from this machine, in milliseconds; where they do not come, the name matters more than its looks. */
const WAIT_MS_MAX = 1_000;

let hasAllHan = false;

/** The sheet that names the hundred files. */
export async function loadAllHan(): Promise<void> {
	await import('@fontsource-variable/noto-sans-sc/wght.css');
	hasAllHan = true;
}

/** The Chinese signs of a text that the page's own cut of the font does not have. */
export function rareIn(text: string): string {
	const signs = text.match(HAN);
	if (!signs) return '';
	const ranges = [...document.fonts].filter(({ family }) => family.includes(OWN_HAN)).flatMap(rangesOf);
	const isOwn = (code: number): boolean => ranges.some(([from, to]) => code >= from && code <= to);
	return [...new Set(signs)].filter((sign) => !isOwn(sign.codePointAt(0)!)).join('');
}

const rangesOf = ({ unicodeRange }: FontFace): readonly (readonly [number, number])[] =>
	unicodeRange.split(',').map((range) => {
		const [from = '', to = from] = range.trim().slice(2).split('-');
		return [parseInt(from, 16), parseInt(to, 16)];
	});

/** Every letter of this text is there: drawing it now needs no other font for a moment, and moves nothing later. */
export function canWrite(text: string): boolean {
	const rare = rareIn(text);
	return document.fonts.check(OWN, text) && (rare === '' || (hasAllHan && document.fonts.check(ALL_HAN, rare)));
}

/** Fetches the letters of this text, and waits for them as long as is sensible. */
export async function readyToWrite(text: string): Promise<void> {
	if (canWrite(text)) return;
	const rare = rareIn(text);
	const fetched = Promise.all([
		document.fonts.load(OWN, text),
		rare && loadAllHan().then(() => document.fonts.load(ALL_HAN, rare)),
	]).catch(() => undefined);
	await Promise.race([fetched, new Promise((resolve) => setTimeout(resolve, WAIT_MS_MAX))]);
}

/** Does one thing after the other, each when the page can write what it says: at once, nearly always. */
export class Writing {
	#last: Promise<void> | undefined;

	when(text: string, then: () => void): void {
		if (!this.#last && canWrite(text)) return then();
		const mine = (this.#last ?? Promise.resolve())
			.then(() => readyToWrite(text))
			.then(() => {
				if (this.#last === mine) this.#last = undefined;
				then();
			});
		this.#last = mine;
	}
}
