export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

export const isUpperHex = (byte: number): boolean => isDigit(byte) || (byte >= 0x41 && byte <= 0x46);

/** Of either case. */
export const isHex = (byte: number): boolean => isUpperHex(byte) || (byte >= 0x61 && byte <= 0x66);

export const areDigits = (bytes: Uint8Array): boolean => bytes.length > 0 && bytes.every(isDigit);

/** The value of the first `count` digits, as a number, so that no text comes into being; `undefined` where there are fewer. */
export function leadingValue(digits: Uint8Array, count: number): number | undefined {
	if (digits.length < count) return undefined;
	let value = 0;
	for (let index = 0; index < count; index++) value = value * 10 + (digits[index]! - 0x30);
	return value;
}

/** Only for cards that the classifier has let through. */
export const asciiText = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
