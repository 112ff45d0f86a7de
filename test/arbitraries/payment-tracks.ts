/** What a bank's card has on its stripe, sentinels included, LRC not. None of these numbers was ever issued on purpose. */
export type PaymentTracks = {
	readonly brand: string;
	readonly number: string;
	/** At least one of the two. */
	readonly track1: string | undefined;
	readonly track2: string | undefined;
};

/** Brand, prefixes and how many digits. Written down apart from the classifier's table, so that a hole in that one shows. */
const BRANDS: readonly (readonly [brand: string, prefixes: readonly string[], lengths: readonly number[]])[] = [
	['visa', ['4'], [13, 16, 19]],
	['mastercard', ['51', '52', '53', '54', '55'], [16]],
	['mastercard-2', ['2221', '2229', '223', '229', '23', '26', '270', '271', '2720'], [16]],
	['amex', ['34', '37'], [15]],
	['diners', ['300', '301', '302', '303', '304', '305', '309', '36', '38', '39'], [14]],
	['discover', ['6011', '644', '645', '646', '647', '648', '649', '65'], [16, 17, 18, 19]],
	['jcb', ['3528', '3529', '353', '354', '355', '356', '357', '358'], [16]],
	['unionpay', ['62'], [16, 17, 18, 19]],
	['maestro', ['50', '56', '57', '58', '59', '61', '63040', '66', '67', '68', '69'], [12, 13, 14, 15, 16, 17, 18, 19]],
	['uatp', ['1'], [15]],
	['mir', ['2200', '2201', '2202', '2203', '2204'], [16, 17, 18, 19]],
	['troy', ['9792'], [16]],
	['rupay', ['606', '607', '608', '6521', '6522', '81', '82', '508'], [16]],
	['verve', ['5060', '5061', '650002', '650027'], [16, 18, 19]],
];

export const PAYMENT_BRANDS: readonly string[] = BRANDS.map(([brand]) => brand);

const NAMES = ['DOE/JOHN', 'NUNEZ/MIGUEL A', 'PETROVA/ELENA.MS', 'LI/WEI', 'O BRIEN/SEAN PATRICK DR'];
const SERVICE_CODES = ['101', '120', '201', '206', '221', '226', '520', '601', '620', '702', '901'];

/** Characters of a frame without its LRC. */
const TRACK_1_MAX = 78;
const TRACK_2_MAX = 39;

/** So many payment cards, every brand in turn: track 1, track 2, both. The same seed gives the same cards. */
export function* paymentTracks(seed: number, count: number): Generator<PaymentTracks> {
	const random = randomFrom(seed);
	for (let index = 0; index < count; index++) {
		const [brand, prefixes, lengths] = BRANDS[index % BRANDS.length]!;
		const number = withCheckDigit(random.pick(prefixes), random.pick(lengths), random);
		const tracks = Math.floor(index / BRANDS.length) % 3;
		yield {
			brand,
			number,
			track1: tracks === 1 ? undefined : track1Of(number, random),
			track2: tracks === 0 ? undefined : track2Of(number, random),
		};
	}
}

type Random = { below(bound: number): number; pick<Item>(items: readonly Item[]): Item; digits(count: number): string };

/** Source: mulberry32 by Tommy Ettinger, public domain. */
function randomFrom(seed: number): Random {
	let state = seed >>> 0;
	const below = (bound: number): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
	};
	return {
		below,
		pick: (items) => items[below(items.length)]!,
		digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
	};
}

/** Source: ISO/IEC 7812-1, annex B. */
function withCheckDigit(prefix: string, length: number, random: Random): string {
	const body = prefix + random.digits(length - 1 - prefix.length);
	const sum = [...body].reverse().reduce((total, character, index) => {
		const value = Number(character) * (index % 2 === 0 ? 2 : 1);
		return total + (value > 9 ? value - 9 : value);
	}, 0);
	return body + ((10 - (sum % 10)) % 10);
}

function track1Of(number: string, random: Random): string {
	const start = `%B${number}^${random.pick(NAMES)}^${validity(random)}`;
	return `${start}${random.digits(random.below(TRACK_1_MAX - start.length))}?`;
}

function track2Of(number: string, random: Random): string {
	const start = `;${number}=${validity(random)}`;
	return `${start}${random.digits(random.below(TRACK_2_MAX - start.length))}?`;
}

/** `YYMM` and service code. */
function validity(random: Random): string {
	const year = String(26 + random.below(10));
	const month = String(1 + random.below(12)).padStart(2, '0');
	return year + month + random.pick(SERVICE_CODES);
}
