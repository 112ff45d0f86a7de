import { OVERLAP_DAYS, type KeyOrder } from './key.ts';

type Options = {
	readonly scopes?: string;
	readonly outlets?: string;
	readonly test?: boolean;
	readonly overlap?: string;
};

/** What a command line asks of `retorno key`. @throws with a sentence where it asks nothing that makes sense */
export function readKeyOrder(verb: string | undefined, argument: string | undefined, options: Options): KeyOrder {
	const needed = (what: string): string => {
		if (argument === undefined) throw new Error(`retorno key ${verb} needs ${what}.`);
		return argument;
	};
	switch (verb) {
		case 'create':
			return {
				kind: 'create',
				name: needed('the name of the system'),
				scopes: namesIn(options.scopes ?? 'pos'),
				outlets: options.outlets === undefined ? null : namesIn(options.outlets),
				test: options.test ?? false,
			};
		case 'rotate':
			// What is no number is refused with the sentence for one that is out of bounds.
			return { kind: 'rotate', id: needed('the id of the key'), overlapDays: Number(options.overlap ?? OVERLAP_DAYS) };
		case 'revoke':
			return { kind: 'revoke', id: needed('the id of the key') };
		case 'list':
			return { kind: 'list' };
		default:
			throw new Error('retorno key create, rotate, list or revoke; retorno --help says more.');
	}
}

const namesIn = (text: string): readonly string[] =>
	text
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
