import { conditionOf, type PrinterReply } from '../printing/status.ts';

const [DLE, ESC, FS, GS, LF, NUL] = [0x10, 0x1b, 0x1c, 0x1d, 0x0a, 0x00];
/** A slip is some sixty commands. */
const TOLD_MAX = 100;
const NAMES: Readonly<Record<number, string>> = { [DLE]: 'DLE', [ESC]: 'ESC', [FS]: 'FS', [GS]: 'GS' };

/** Bytes of a command behind its first two; what is not here has one. Source: Epson ESC/POS command reference. */
const PARAMETERS: Readonly<Record<string, number>> = { 'ESC @': 0, 'ESC 2': 0, 'FS .': 0, 'FS &': 0, 'ESC p': 3 };

/**
 * What is sent to a printer, as commands by name and texts by their length: no letter and no dot of a slip. Where a
 * command is none that is known, the rest is told by length.
 */
export function commandsIn(bytes: Uint8Array): readonly string[] {
	const said: string[] = [];
	for (let at = 0; at < bytes.length;) {
		const { name, length } = commandAt(bytes, at);
		if (said.length === TOLD_MAX) return [...said, `${bytes.length - at} bytes`];
		said.push(name);
		at += length;
	}
	return said;
}

function commandAt(bytes: Uint8Array, at: number): { readonly name: string; readonly length: number } {
	const first = bytes[at]!;
	if (first === LF || first === NUL) {
		const length = runOf(bytes, at, (byte) => byte === first);
		return { name: `${first === LF ? 'LF' : 'NUL'} ${length}`, length };
	}
	const prefix = NAMES[first];
	if (prefix === undefined) {
		const length = runOf(bytes, at, (byte) => byte !== LF && byte !== NUL && NAMES[byte] === undefined);
		return { name: `text ${length}`, length };
	}
	const code = bytes[at + 1] ?? 0;
	const name = first === DLE ? (code === 0x04 ? 'DLE EOT' : 'DLE ENQ') : `${prefix} ${letterOf(code)}`;
	if (name === 'GS (') {
		const length = 5 + ((bytes[at + 3] ?? 0) | ((bytes[at + 4] ?? 0) << 8));
		return { name: `GS ( ${letterOf(bytes[at + 2] ?? 0)} ${length - 5}`, length };
	}
	if (name === 'GS v') {
		const [width, height] = [4, 6].map((low) => (bytes[at + low] ?? 0) | ((bytes[at + low + 1] ?? 0) << 8)) as [
			number,
			number,
		];
		return { name: `GS v ${width * 8}×${height}`, length: 8 + width * height };
	}
	const parameters = PARAMETERS[name] ?? 1;
	return { name: parameters === 1 ? `${name} ${bytes[at + 2] ?? ''}` : name, length: 2 + parameters };
}

/** A sign that is none of a command says that text was taken for one. */
const letterOf = (code: number): string => (/[!-~]/.test(String.fromCharCode(code)) ? String.fromCharCode(code) : '?');

function runOf(bytes: Uint8Array, from: number, belongs: (byte: number) => boolean): number {
	let at = from;
	while (at < bytes.length && belongs(bytes[at]!)) at++;
	return at - from;
}

/** What a printer says: its states, but no names and ids. A line that gives back what it gets must not tell it here. */
export function replyOf(reply: PrinterReply): string {
	switch (reply.kind) {
		case 'automatic': {
			const condition = Object.entries(conditionOf(reply.bytes)).filter(([, is]) => is);
			return ['automatic', ...condition.map(([name]) => name)].join(' ');
		}
		case 'real-time':
			return `real-time ${reply.byte & REAL_TIME_BITS}`;
		case 'in-order':
			return `in-order ${reply.byte & SENSOR_BITS}`;
		case 'process-id':
		case 'name':
		case 'block':
			return reply.kind;
	}
}

/** The bits that mean something. Source: Epson ESC/POS command reference, DLE EOT and GS r. */
const REAL_TIME_BITS = 0x6c;
const SENSOR_BITS = 0x0f;
