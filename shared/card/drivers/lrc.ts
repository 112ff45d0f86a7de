/**
 * The check character behind a track's end sentinel: the exclusive or of all characters from start to end sentinel,
 * in the character set of the track. The parity bit stays in the reader; what arrives is ASCII.
 *
 * Source: ISO/IEC 7811-6, longitudinal redundancy check.
 */
const lrcOver =
	(base: number) =>
	(sentinelToSentinel: Uint8Array): number =>
		base + sentinelToSentinel.reduce((check, byte) => check ^ (byte - base), 0);

/** 7-bit set (6 bits and parity): the value is ASCII − 0x20. */
export const lrcTrack1 = lrcOver(0x20);

/** 5-bit set (4 bits and parity): the value is ASCII − 0x30. Track 3 has the same. */
export const lrcTrack2 = lrcOver(0x30);
