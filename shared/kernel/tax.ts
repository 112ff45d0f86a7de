import { BPS_WHOLE, scale } from './money.ts';

/**
 * The tax inside a price: 20.00 of 120.00 at 20 %. Half up, once for each line.
 *
 * @param grossMinor with tax, in minor units
 * @param taxBps of the price without tax: 2,000 is 20 %
 */
export const taxWithin = (grossMinor: number, taxBps: number): number =>
	scale(grossMinor, { num: taxBps, den: BPS_WHOLE + taxBps }, 'half-up');
