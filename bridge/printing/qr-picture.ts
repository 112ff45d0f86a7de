import { encode } from 'uqr';
import type { RasterImage } from './mark.ts';

/** What a reader wants to see around a code. */
const QUIET_MODULES = 4;
/** The encoder takes multiples of eight. */
const toEight = (dots: number): number => Math.ceil(dots / 8) * 8;

/** A QR code as a picture, for printers that draw none, with error correction M as theirs. */
export function qrPicture(data: string, moduleDots: number): RasterImage {
	const modules = encode([...Buffer.from(data)], { ecc: 'M', border: QUIET_MODULES }).data;
	const side = toEight(modules.length * moduleDots);
	const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
	for (let y = 0; y < modules.length * moduleDots; y++) {
		for (let x = 0; x < modules.length * moduleDots; x++) {
			if (!modules[Math.floor(y / moduleDots)]?.[Math.floor(x / moduleDots)]) continue;
			pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
		}
	}
	return { width: side, height: side, data: pixels };
}
