import { expect, test } from 'vitest';
import { lrcTrack1, lrcTrack2 } from '#shared/card/drivers/lrc.ts';
import { ascii } from '../../../support/ascii.ts';

test.each([
	[';6058123456789012?', '='],
	[';1001237801001=0708?', '8'],
	[';125981562345623655?', '0'],
	[';4111111111111111=30121010000000000000?', '<'],
])('track 2 %s is checked by %s', (track, lrc) => {
	expect(String.fromCharCode(lrcTrack2(ascii(track)))).toBe(lrc);
});

test.each([
	['%LHT^000123456789?', '5'],
	['%B4111111111111111^DOE/JOHN^3012101000000000?', '?'],
])('track 1 %s is checked by %s', (track, lrc) => {
	expect(String.fromCharCode(lrcTrack1(ascii(track)))).toBe(lrc);
});
