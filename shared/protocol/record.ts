import type { CardPattern } from '../card/card.ts';
import type { ReaderState } from '../counter/reader-state.ts';

/** In a counter's state folder: records of what the last minutes were. */
export const RECORDS_FOLDER = 'records';

/** A file of this name in the state folder asks the bridge for a record; it goes when the record is there. */
export const RECORD_WANTED = 'record.wanted';

/** Records are about the work of people: they are not kept longer than they may be asked for. */
export const RECORD_KEPT_MS = 48 * 60 * 60 * 1_000;

export const RECORD_VERSION = 1;

/** The first line of a record. */
export type RecordHeader = {
	readonly record: typeof RECORD_VERSION;
	readonly role: 'till' | 'kiosk';
	readonly build: string;
	/** When it was written, RFC 3339, UTC. */
	readonly at: string;
	/** The same moment, as the entries count. */
	readonly t: number;
	/** What the house's cards look like. */
	readonly cards: readonly CardPattern[];
	/** How each reader speaks, from 1. */
	readonly readers: readonly RecordedSpeech[];
};

/** As a reader's codec is set up. `pauseMs`: so long a silence ends a frame. */
export type RecordedSpeech = { readonly speech: string; readonly end: string; readonly pauseMs?: number };

/** What happened to the conversation, by its kind, with codes, counts and random ids. */
export type RecordedEvent = Readonly<Record<string, string | number | boolean>>;

/** One line. `t`: milliseconds since the bridge began, by elapsed time. Readers count from 1. */
export type RecordEntry = { readonly t: number } & (
	| { readonly what: 'reader'; readonly reader: number; readonly is: 'open' }
	| { readonly what: 'reader'; readonly reader: number; readonly is: 'lost'; readonly why: ReaderState['kind'] }
	/** What a reader sent, Latin-1, with another card's data in the place of the card's. */
	| { readonly what: 'read'; readonly reader: number; readonly bytes: string }
	| { readonly what: 'printer'; readonly is: 'open' | 'refused' | 'closed' }
	/** Commands by name and texts by length. */
	| { readonly what: 'to-printer' | 'from-printer'; readonly bytes: number; readonly says: readonly string[] }
	| { readonly what: 'event'; readonly event: RecordedEvent }
	| { readonly what: 'slip'; readonly slip: RecordedEvent }
	| { readonly what: 'page'; readonly page: number; readonly is: 'opened' | 'foreign' | 'has' | 'waits' | 'closed' }
	| { readonly what: 'page'; readonly page: number; readonly is: 'drew'; readonly seq: number | null }
	| { readonly what: 'link'; readonly is: 'online' | 'offline' | 'refused' | 'news'; readonly code?: string }
	| { readonly what: 'link'; readonly is: 'skewed'; readonly skewMs: number }
	| { readonly what: 'asked' | 'told'; readonly name: string }
	/** Wall time went its own way: the machine slept, or its clock was set. */
	| { readonly what: 'clock'; readonly jumpMs: number }
	/** An error that ended the bridge: where it happened, not what it said. */
	| { readonly what: 'fault'; readonly name: string; readonly at: readonly string[] }
);

export type FlightRecord = {
	readonly header: RecordHeader;
	readonly entries: readonly RecordEntry[];
	/** The file ends as it should. */
	readonly isWhole: boolean;
};

/**
 * Reads a record as far as it goes: a line that is cut off ends it. `undefined` where it is none, or of another version.
 */
export function parseRecord(text: string): FlightRecord | undefined {
	const lines = text.split('\n').map(parsed);
	const [header, ...rest] = lines;
	if (header?.['record'] !== RECORD_VERSION) return undefined;
	const cutAt = rest.findIndex((line) => line === undefined || 'end' in line);
	const entries = (cutAt === -1 ? rest : rest.slice(0, cutAt)) as unknown as readonly RecordEntry[];
	const end = cutAt === -1 ? undefined : rest[cutAt];
	return { header: header as unknown as RecordHeader, entries, isWhole: end?.['end'] === entries.length };
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
	} catch {
		return undefined;
	}
}
