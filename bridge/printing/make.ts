import type { ProfileName } from './profile.ts';

type Models = readonly (readonly [model: RegExp, profile: ProfileName])[];

/** Makers whose models say what they can do. Of another model of theirs nothing is known. */
const MAKERS: readonly (readonly [maker: RegExp, models: Models])[] = [
	[
		/^EPSON\b/,
		[
			[/^TM-(T20|T82|M30|M50)/, 'epson'],
			[/^TM-(T88(IV|VI?I?)|T70(II)?)\b/, 'epson-180dpi'],
			[/^TM-T88III\b/, 'epson-old'],
		],
	],
	[
		/^BIXOLON\b/,
		[
			[/^SRP-(33|35|38|F31|Q30)2/, 'bixolon'],
			[/^SRP-(33|35|38|F31|Q30)0/, 'bixolon-180dpi'],
		],
	],
	[/^CITIZEN\b/, [[/^CT-(S(310|601|651|801|851)|E[36]51)/, 'citizen']]],
	[/^STAR\b/, [[/^(TSP(1|65)\d|MC-PRINT3)/, 'star']]],
];

/** What has no maker worth the name is known by its model. */
const CLONES: Models = [
	[/^(XP-(80|N160|Q[28]\d\d)|(POS-?)?8360|POS-?80)/, 'clone-80'],
	[/^(XP-58|(POS-?)?5890|POS-?58)/, 'clone-58'],
	[/^MPT-(II|2)\b/, 'mpt'],
];

/**
 * What a printer can do, by what it says of itself; `undefined` where that tells nothing. A model that its maker does not
 * build tells nothing either.
 *
 * Source: the makers' lists of models; Bixolon counts 180 dpi as 0 and 203 dpi as 2.
 */
export function profileOfMake(maker: string, model: string): ProfileName | undefined {
	const [by, what] = [maker, model].map((name) => name.trim().toUpperCase()) as [string, string];
	const known = MAKERS.find(([pattern]) => pattern.test(by));
	return (known ? known[1] : CLONES).find(([pattern]) => pattern.test(what))?.[1];
}
