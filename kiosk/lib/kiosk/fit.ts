/** Han and full-width signs are square; letters and digits of the host's voice are about half as wide as high. */
const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]/u;
const EM_WIDE = 1;
const EM_NARROW = 0.53;

/** About how wide a text is, in times its own size: so that one line of it can be as large as the place allows. */
export const emsOf = (text: string): number =>
	[...text].reduce((total, sign) => total + (WIDE.test(sign) ? EM_WIDE : EM_NARROW), 0);
