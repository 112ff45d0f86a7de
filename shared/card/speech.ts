/**
 * What a reader sends: the tracks of a stripe as text, RDM6300 frames, binary frames from STX by their length, answers of
 * a TWN4, the text of a barcode or QR code (`aim-code`: with `]`, a letter and a modifier in front), or whole USB reports.
 */
export type Speech = 'swipe' | 'rdm6300' | 'stx' | 'twn4' | 'twn4-binary' | 'code' | 'aim-code' | 'report';
