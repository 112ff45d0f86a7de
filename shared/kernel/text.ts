/**
 * Text that cannot steer a printer or a terminal: every C0 and C1 control, DEL, line and direction mark is dropped.
 *
 * Source: ECMA-48 (C0, C1), Unicode Bidi controls; a guest's name with `ESC p` would open the cash drawer.
 */
export const printable = (text: string): string => text.replace(UNPRINTABLE, '').normalize('NFC');

// eslint-disable-next-line no-control-regex -- the controls are what it is for.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
