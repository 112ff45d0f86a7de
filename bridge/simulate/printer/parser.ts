import { type Command } from './command.ts';
import { measure } from './measure.ts';
import { readCommand } from './read-command.ts';

/**
 * Bytes to commands, in whatever pieces they come. A command that is not whole yet waits for its rest, as in a real
 * printer, even if the rest comes from the next session. A run of text may come out in several pieces.
 */
export class CommandParser {
	#chunks: Uint8Array[] = [];
	#heldBytes = 0;
	/** Not asked again before there are that many, so that an image that comes byte by byte stays linear. */
	#neededBytes = 1;

	push(chunk: Uint8Array): readonly Command[] {
		this.#chunks.push(chunk);
		this.#heldBytes += chunk.length;
		if (this.#heldBytes < this.#neededBytes) return [];

		const bytes = joined(this.#chunks);
		const commands: Command[] = [];
		let at = 0;
		this.#neededBytes = 1;
		while (at < bytes.length) {
			const rest = bytes.subarray(at);
			const lengthBytes = measure(rest);
			if (lengthBytes > rest.length) {
				this.#neededBytes = lengthBytes;
				break;
			}
			commands.push(readCommand(rest.subarray(0, lengthBytes)));
			at += lengthBytes;
		}
		this.#chunks = at < bytes.length ? [bytes.slice(at)] : [];
		this.#heldBytes = bytes.length - at;
		return commands;
	}
}

export function joined(chunks: readonly Uint8Array[]): Uint8Array {
	const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
	let at = 0;
	for (const chunk of chunks) {
		bytes.set(chunk, at);
		at += chunk.length;
	}
	return bytes;
}
