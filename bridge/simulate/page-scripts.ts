/** What hands at pages can do; pages go by a name. */
export type PageHand = {
	/** `frozen` draws nothing that it hears, `old` is of another version, `foreign` comes from elsewhere. */
	readonly open: (page: string, how: PageKind) => void | Promise<void>;
	/** Closed, crashed, or loaded again. */
	readonly close: (page: string) => void | Promise<void>;
	readonly takeOver: (page: string) => void | Promise<void>;
	/** Says something so many times without a pause. */
	readonly flood: (page: string, messages: number) => void | Promise<void>;
	/** Asks for the slip of the last visit, as after an answer that did not come. */
	readonly askForSlip: (page: string) => void | Promise<void>;
	/** A member card at the counter's reader. */
	readonly swipe: () => void | Promise<void>;
	readonly wait: (ms: number) => Promise<void>;
};

export type PageKind = 'working' | 'frozen' | 'old' | 'foreign';

type Step =
	| { readonly do: 'open'; readonly page: string; readonly how: PageKind }
	| { readonly do: 'close' | 'takeOver' | 'askForSlip'; readonly page: string }
	| { readonly do: 'flood'; readonly page: string; readonly messages: number }
	| { readonly do: 'swipe' }
	| { readonly do: 'wait'; readonly ms: number };

const open = (page: string, how: PageKind = 'working'): Step => ({ do: 'open', page, how });
const close = (page: string): Step => ({ do: 'close', page });
const askForSlip = (page: string): Step => ({ do: 'askForSlip', page });
const wait = (ms: number): Step => ({ do: 'wait', ms });
const SWIPE: Step = { do: 'swipe' };

/** More than anybody means in a second. */
const MESSAGES = 2_000;

/** The faults of pages, by name. Each begins with no page. */
const SCRIPTS = {
	'asked-again': [open('one'), askForSlip('one'), wait(2_500), askForSlip('one'), wait(2_500), askForSlip('one')],
	reloaded: [open('one'), SWIPE, close('one'), wait(10_000), open('one')],
	'reloaded-too-late': [open('one'), close('one'), SWIPE, wait(30_000), open('one')],
	'two-pages': [open('one'), open('two'), SWIPE, wait(500), { do: 'takeOver', page: 'two' }],
	frozen: [open('one', 'frozen'), SWIPE, wait(30_000)],
	flooded: [open('one'), { do: 'flood', page: 'one', messages: MESSAGES }],
	foreign: [open('one'), open('two', 'foreign')],
	'other-version': [open('one', 'old'), open('two')],
} as const satisfies Record<string, readonly Step[]>;

export type PageScript = keyof typeof SCRIPTS;

export async function playPages(script: PageScript, hand: PageHand): Promise<void> {
	for (const step of SCRIPTS[script] as readonly Step[]) {
		switch (step.do) {
			case 'open':
				await hand.open(step.page, step.how);
				break;
			case 'close':
			case 'takeOver':
			case 'askForSlip':
				await hand[step.do](step.page);
				break;
			case 'flood':
				await hand.flood(step.page, step.messages);
				break;
			case 'swipe':
				await hand.swipe();
				break;
			case 'wait':
				await hand.wait(step.ms);
				break;
		}
	}
}
