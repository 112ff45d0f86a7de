import { hash, randomBytes } from 'node:crypto';
import { readVoucherCode, VOUCHER_CODE_BYTES, voucherCode } from '#shared/kernel/voucher-code.ts';

/** A new code, which nobody has said before. */
export const newVoucherCode = (): string => voucherCode(randomBytes(VOUCHER_CODE_BYTES));

/** Of a code, however it was typed: what is kept of it, and by what it is found. What cannot be a code is found by nobody. */
export const voucherHashOf = (typed: string): string => hash('sha256', `voucher:${readVoucherCode(typed) ?? ''}`);
