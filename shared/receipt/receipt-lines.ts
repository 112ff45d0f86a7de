import type { ReceiptLine } from './receipt.ts';

type Look = { readonly bold?: boolean; readonly size?: 'normal' | 'double' };

export const blank: ReceiptLine = { kind: 'blank' };
export const rule: ReceiptLine = { kind: 'rule' };

export const centred = (text: string, { bold = false, size = 'normal' }: Look = {}): ReceiptLine => ({
	kind: 'text',
	text,
	align: 'center',
	size,
	bold,
});

/** What it is on the left, how much on the right. */
export const pair = (
	left: string,
	right: string,
	{ bold = false, size = 'normal', note }: Look & { readonly note?: string } = {},
): ReceiptLine => ({ kind: 'pair', left, right, size, bold, ...(note !== undefined && { note }) });
