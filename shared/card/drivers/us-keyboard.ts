/**
 * The ASCII character that a key gives on a US keyboard, whatever layout the computer has. `undefined` for keys that write
 * nothing.
 *
 * Source: W3C UI Events KeyboardEvent code values, "Writing system keys" and "Numpad section".
 */
export function characterOf(code: string, shift: boolean): number | undefined {
	const pair = KEYS.get(code);
	return pair?.charCodeAt(shift ? 1 : 0);
}

/** Plain and shifted. On the numeric pad Shift changes nothing: what it would do is the computer's, not the reader's. */
const KEYS: ReadonlyMap<string, string> = new Map([
	...Array.from('abcdefghijklmnopqrstuvwxyz', (letter): [string, string] => [
		`Key${letter.toUpperCase()}`,
		letter + letter.toUpperCase(),
	]),
	...Array.from(')!@#$%^&*(', (shifted, digit): [string, string] => [`Digit${digit}`, `${digit}${shifted}`]),
	...Array.from('0123456789', (digit): [string, string] => [`Numpad${digit}`, digit + digit]),
	['NumpadAdd', '++'],
	['NumpadSubtract', '--'],
	['NumpadMultiply', '**'],
	['NumpadDivide', '//'],
	['NumpadDecimal', '..'],
	['Space', '  '],
	['Minus', '-_'],
	['Equal', '=+'],
	['BracketLeft', '[{'],
	['BracketRight', ']}'],
	['Backslash', '\\|'],
	['Semicolon', ';:'],
	['Quote', `'"`],
	['Backquote', '`~'],
	['Comma', ',<'],
	['Period', '.>'],
	['Slash', '/?'],
]);
