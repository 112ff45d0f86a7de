import { randomInt } from 'node:crypto';
import type { StatusSubject } from './status.ts';

/** What is asked of a printer beside the slip. Source: Epson ESC/POS command reference. */

/** GS a: tell by yourself when you go online or offline, of errors and of paper. ESC @ switches it off. */
export const STATUS_BACK_ON: readonly number[] = [0x1d, 0x61, 0x0e];

/** ESC @ and status back on. */
export const GET_READY: readonly number[] = [0x1b, 0x40, ...STATUS_BACK_ON];

/** More than a picture can have left: NULs that end it, and that are nothing outside of it. */
export const PADDING = new Uint8Array(8_192);

/** DLE ENQ 1: the blade is free again, go on from the line where it stopped. */
export const RESUME = Uint8Array.of(0x10, 0x05, 0x01);

/** GS r 1: answered in order, so when everything before it is worked through. */
export const SENSOR_STATUS: readonly number[] = [0x1d, 0x72, 0x01];

/** GS I 66, 67 and 68, the names of maker and model and the number of this one: answered in order, by those that know it. */
export const NAME_QUESTIONS = {
	maker: Uint8Array.of(0x1d, 0x49, 66),
	model: Uint8Array.of(0x1d, 0x49, 67),
	serial: Uint8Array.of(0x1d, 0x49, 68),
} as const;

/** DLE EOT n: answered at once. */
export const statusQuestion = (subject: StatusSubject): Uint8Array => Uint8Array.of(0x10, 0x04, subject);

/** GS ( H, function 48: the id comes back when everything before it is on paper. */
export const processIdQuestion = (id: string): number[] => [
	...[0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30],
	...Buffer.from(id, 'ascii'),
];

/** Four characters that hardly any earlier question had, not even one of another run of the bridge. */
export const freshId = (): string =>
	randomInt(36 ** 4)
		.toString(36)
		.padStart(4, '0');
