export const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

export const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

export const isAllZero = (bytes: Uint8Array): boolean => Buffer.alloc(bytes.length).equals(bytes);
