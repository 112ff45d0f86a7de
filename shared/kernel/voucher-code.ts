import { invariant } from './result.ts';

/** Source: Crockford's base 32, which leaves out I, L, O and U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS_PER_SIGN = 5;
const GROUP_SIGNS = 4;

/** 80 bits: sixteen signs, nothing to pad. */
export const VOUCHER_CODE_BYTES = 10;
const CODE_SIGNS = (VOUCHER_CODE_BYTES * 8) / BITS_PER_SIGN;

/** The code of a voucher as a person reads it: `7QK4-M2ZB-90HT-VD3E`. @param random `VOUCHER_CODE_BYTES` random bytes */
export function voucherCode(random: Uint8Array): string {
	invariant(random.length === VOUCHER_CODE_BYTES, 'a voucher has eighty random bits');
	let bits = random.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
	let signs = '';
	for (let at = 0; at < CODE_SIGNS; at++) {
		signs = ALPHABET[Number(bits & 31n)]! + signs;
		bits >>= BigInt(BITS_PER_SIGN);
	}
	return signs.match(new RegExp(`.{${GROUP_SIGNS}}`, 'g'))!.join('-');
}

/** The signs of a code as somebody typed it, with what looks alike put right; `null` where it cannot be one. */
export function readVoucherCode(typed: string): string | null {
	const signs = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
	const isCode = signs.length === CODE_SIGNS && [...signs].every((sign) => ALPHABET.includes(sign));
	return isCode ? signs : null;
}
