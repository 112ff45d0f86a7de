import type { HouseScript } from './house-scripts.ts';
import type { KeyScript } from './key-scripts.ts';
import type { PageScript } from './page-scripts.ts';
import type { PrinterFaultName } from './printer/faults.ts';
import type { PairScript, ReaderScript } from './reader-scripts.ts';

/** A script by its name, and what it is played on: one reader, two that look alike, a keyboard, a printer, pages, the machine. */
export type FaultScript =
	| { readonly on: 'reader'; readonly script: ReaderScript }
	| { readonly on: 'two-readers'; readonly script: PairScript }
	| { readonly on: 'keyboard'; readonly script: KeyScript }
	| { readonly on: 'printer'; readonly script: PrinterFaultName }
	| { readonly on: 'pages'; readonly script: PageScript }
	| { readonly on: 'machine'; readonly script: HouseScript };

const reader = (script: ReaderScript): FaultScript => ({ on: 'reader', script });
const keyboard = (script: KeyScript): FaultScript => ({ on: 'keyboard', script });
const printer = (script: PrinterFaultName): FaultScript => ({ on: 'printer', script });
const pages = (script: PageScript): FaultScript => ({ on: 'pages', script });
const machine = (script: HouseScript): FaultScript => ({ on: 'machine', script });

/** Every fault of `docs/faults.md` by its number. */
export const FAULTS = {
	F1: reader('unplugged'),
	F2: reader('unplugged-in-a-swipe'),
	F3: reader('garbage'),
	F4: reader('bad-stripe'),
	F5: reader('swiped-twice'),
	F6: reader('two-cards'),
	F7: { on: 'two-readers', script: 'look-alike' },
	F8: reader('another-path'),
	F9: reader('held'),
	F10: reader('forbidden'),
	F11: reader('bank-and-identity-card'),
	F12: keyboard('typed-into-a-field'),
	F13: keyboard('other-layout'),
	F14: printer('off'),
	F15: printer('no-paper'),
	F16: printer('paper-ends'),
	F17: printer('cover-opened'),
	F18: printer('paper-low'),
	F19: printer('cutter-stuck'),
	F20: printer('head-hot'),
	F21: printer('broken'),
	F22: printer('half-open'),
	F23: printer('occupied'),
	F24: printer('exchanged'),
	F25: printer('cut-before-answer'),
	F26: printer('half-picture'),
	F27: pages('asked-again'),
	F28: printer('slow-line'),
	F29: printer('chinese-mode'),
	F30: pages('reloaded'),
	F31: pages('two-pages'),
	F32: pages('frozen'),
	F33: reader('slept'),
	F34: machine('ended-in-a-slip'),
	F35: machine('clock-set'),
	F36: machine('disk-full'),
	F37: pages('flooded'),
	F38: machine('second-bridge'),
	F39: pages('foreign'),
	F40: pages('other-version'),
} as const satisfies Readonly<Record<`F${number}`, FaultScript>>;

export type FaultNumber = keyof typeof FAULTS;
