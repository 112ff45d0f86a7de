import { join } from 'node:path';
import type { CardPattern } from '#shared/card/card.ts';
import { nameOf, portOf, readerCodecOf, type ReaderConfig } from './devices/reader-config.ts';
import { socketMemory } from './devices/socket-memory.ts';
import type { CounterReader } from './readers.ts';

/** Where the counter keeps which of two readers that look alike is its own. */
export const socketsPath = (stateFolder: string): string => join(stateFolder, 'readers.json');

/** The readers of a configuration, ready to be opened. */
export const countersReaders = (readers: readonly ReaderConfig[], stateFolder: string): readonly CounterReader[] =>
	readers.map((reader, index) => ({
		name: nameOf(reader),
		open: portOf(reader, socketMemory(socketsPath(stateFolder), String(index + 1))),
		codec: (patterns: () => readonly CardPattern[]) => readerCodecOf(reader, patterns),
	}));
