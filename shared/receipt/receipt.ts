import type { Language } from '../kernel/language.ts';

/** One line of paper, without any printer's bytes. Widths are the printer's business. */
export type ReceiptLine =
	| { readonly kind: 'mark' }
	| { readonly kind: 'blank' }
	| { readonly kind: 'rule' }
	| {
			readonly kind: 'text';
			readonly text: string;
			readonly align: 'left' | 'center';
			readonly size: 'normal' | 'double';
			readonly bold: boolean;
	  }
	| {
			readonly kind: 'pair';
			readonly left: string;
			readonly right: string;
			/** The arithmetic: beside `left` where there is room, else on a line of its own. */
			readonly note?: string;
			readonly size: 'normal' | 'double';
			readonly bold: boolean;
	  }
	/** White on black: the one thing to remember. */
	| { readonly kind: 'banner'; readonly text: string }
	| { readonly kind: 'qr'; readonly data: string }
	/** Opens the cash drawer, where there is one. */
	| { readonly kind: 'drawer' };

export type Receipt = { readonly language: Language; readonly lines: readonly ReceiptLine[] };
