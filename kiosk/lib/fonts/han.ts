/**
 * How Noto Sans SC stands beside the two voices. Han signs fill their square and are denser, so they are drawn a little
 * smaller and never as heavy as letters may be: each voice has its own weights of the same files.
 */
export const HAN_WEIGHTS = { min: 360, max: 540 } as const;

type HanVoice = { readonly suffix: string; readonly weights: string };
const VOICES: readonly HanVoice[] = [
	{ suffix: '', weights: '400 540' },
	{ suffix: ' Host', weights: '360 390' },
];

/** The rule of a face, once for each voice. Weights outside the range are drawn with the nearest in it. */
export const hanRules = (rule: string): string =>
	VOICES.map(({ suffix, weights }) =>
		rule
			.replace(/font-family: '([^']+)';/, `font-family: '$1${suffix}';`)
			.replace(/font-weight: \d+ \d+;/, `font-weight: ${weights}; size-adjust: 92%;`),
	).join('\n');
