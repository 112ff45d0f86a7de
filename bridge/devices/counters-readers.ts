import { join } from 'node:path';
import type { CardPattern } from '#shared/card/card.ts';
import { Claims } from './fingerprint.ts';
import { nameOf, portOf, readerCodecOf, type ReaderConfig } from './reader-config.ts';
import { socketMemory } from './socket-memory.ts';
import type { CounterReader } from './readers.ts';

/** Where the counter keeps which of two readers that look alike is its own. */
export const socketsPath = (stateFolder: string): string => join(stateFolder, 'readers.json');

/** The readers of a configuration, ready to be opened. */
export function countersReaders(readers: readonly ReaderConfig[], stateFolder: string): readonly CounterReader[] {
	const claims = new Claims();
	return readers.map((reader, index) => ({
		name: nameOf(reader),
		open: portOf(reader, socketMemory(socketsPath(stateFolder), String(index + 1)), claims),
		codec: (patterns: () => readonly CardPattern[]) => readerCodecOf(reader, patterns),
	}));
}
