import { expect, test } from 'vitest';
import { whichReader } from '../../../bridge/setup/which-reader.ts';

const [HERE, THERE, AWAY] = ['1-1.2', '1-1.3', '1-1.4'];
const fits = (socket?: string) => ({ fits: true, socket });
const other = { fits: false, socket: undefined };
const alone = { place: HERE, alike: [HERE] };
const twins = { place: HERE, alike: [HERE, THERE] };
const network = { place: null, alike: [] };

test.each([
	['a device alone is the reader that fits', [other, fits()], alone, 1],
	['also where it was plugged in elsewhere before', [fits(AWAY)], alone, 0],
	['a device that nothing fits is none', [other], alone, undefined],
	['an address is itself', [other, fits()], network, 1],
	['of two the one in this place', [fits(THERE), fits(HERE)], twins, 1],
	['the second of two is not the first', [fits(THERE)], twins, undefined],
	['one of which the place was never asked may be the other of two', [fits()], twins, undefined],
	['as many readers as devices: the one without a place', [fits(THERE), fits()], twins, 1],
	['as many readers as devices: the one whose place is empty', [fits(AWAY), fits(THERE)], twins, 0],
	['as many readers as devices, and this one moved into no empty place', [fits(THERE), fits(HERE)], twins, 1],
] as const)('%s', (_name, readers, device, index) => {
	expect(whichReader(readers, device)).toBe(index);
});
