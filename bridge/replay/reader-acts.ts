import type { RecordEntry } from '#shared/protocol/record.ts';
import type { Step } from '../simulate/reader-scripts.ts';

/** What the system says where a reader cannot be opened. */
const REASONS: Readonly<Record<string, string>> = {
	held: 'Resource temporarily unavailable, cannot lock port',
	forbidden: 'Permission denied',
};

/** What befalls a reader, at a time of the record. `at`: which entry says so. */
export type ReaderAct = { readonly t: number; readonly at: number; readonly reader: number; readonly step: Step };

/** Where the first word of a reader is that it could not be opened, it was not there. */
export function isPluggedAtFirst(entries: readonly RecordEntry[], reader: number): boolean {
	const first = entries.find((entry) => (entry.what === 'reader' || entry.what === 'read') && entry.reader === reader);
	const isMissing = first?.what === 'reader' && first.is === 'lost' && first.why === 'absent';
	// A reader that had stood before the record began is lost by being pulled: then nothing follows for 250 ms.
	const next = entries.filter((entry) => entry.what === 'reader' && entry.reader === reader)[1];
	return !isMissing || next === undefined;
}

/** What befalls all readers, in order. A reader is plugged in again right after the last try that failed. */
export function readerActsOf(entries: readonly RecordEntry[]): readonly ReaderAct[] {
	const acts: ReaderAct[] = [];
	const state = new Map<number, 'open' | 'lost'>();
	let atMs = entries[0]?.t ?? 0;
	for (const [index, entry] of entries.entries()) {
		const add = (reader: number, ...steps: Step[]): unknown =>
			acts.push(...steps.map((step) => ({ t: atMs, at: index, reader, step })));
		if (entry.what === 'clock') {
			// It is noticed some time later.
			add(1, { do: 'sleep', ms: entry.jumpMs });
			continue;
		}
		if (entry.what === 'read') {
			atMs = entry.t;
			add(entry.reader, { do: 'send', bytes: Buffer.from(entry.bytes, 'latin1') });
			continue;
		}
		if (entry.what !== 'reader') continue;
		const { reader } = entry;
		if (entry.is === 'lost') {
			atMs = entry.t;
			if (state.get(reader) !== 'lost') add(reader, { do: 'unplug' });
			const later = entries.slice(index + 1).find((one) => one.what === 'reader' && one.reader === reader);
			if (later?.what === 'reader' && later.is === 'open') {
				add(reader, { do: 'refuse', reason: null }, { do: 'plug' });
			} else if (later?.what === 'reader' && later.is === 'lost') {
				const reason = REASONS[later.why] ?? null;
				add(reader, { do: 'refuse', reason }, { do: reason ? 'plug' : 'unplug' });
			}
		}
		state.set(reader, entry.is);
	}
	return acts;
}
