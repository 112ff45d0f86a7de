import type { RecordedEvent } from '#shared/protocol/record.ts';

/** What of an event may be told: words of the product, small numbers, random ids. */
const WORDS = ['kind', 'code', 'quality', 'freshness', 'medium', 'slip'];
const COUNTS = ['seq', 'swipe', 'waitingVisits', 'skewMs', 'copy'];
const IDS = ['visitId', 'reversalId', 'jobId'];
/** Where those may stand. */
const PARTS = ['card', 'refusal', 'mark', 'reader', 'printer', 'server', 'answer', 'error', 'command'];

const WORD = /^[a-z][a-z_-]{0,39}$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const COUNT_MAX = 10_000_000;

/** An allow-list: whatever is not named here is left out, so that what is added to an event one day is not told by itself. */
export function summaryOf(event: object): RecordedEvent {
	const told: Record<string, string | number | boolean> = {};
	tell(event, '', told);
	return told;
}

function tell(part: object, path: string, told: Record<string, string | number | boolean>): void {
	for (const [key, value] of Object.entries(part) as [string, unknown][]) {
		if (isTold(key, value)) told[path + key] = value;
		else if (PARTS.includes(key) && typeof value === 'object' && value !== null) tell(value, `${path}${key}.`, told);
	}
}

function isTold(key: string, value: unknown): value is string | number | boolean {
	if (typeof value === 'string')
		return (WORDS.includes(key) && WORD.test(value)) || (IDS.includes(key) && UUID.test(value));
	if (typeof value === 'number')
		return (COUNTS.includes(key) || key === 'reader') && Number.isSafeInteger(value) && Math.abs(value) < COUNT_MAX;
	return key === 'ok' && typeof value === 'boolean';
}

/** Where an error happened; what it says may hold anything. */
export function faultOf(cause: unknown): { readonly name: string; readonly at: readonly string[] } {
	if (!(cause instanceof Error)) return { name: typeof cause, at: [] };
	const name = /^[A-Z][A-Za-z]{0,39}$/.test(cause.name) ? cause.name : 'Error';
	const at = (cause.stack ?? '').split('\n').flatMap((line) => PLACE.exec(line)?.[1] ?? []);
	return { name, at: at.slice(0, PLACES_MAX) };
}

/** The file's own path below the product, its line and column. */
const PLACE = /^\s+at .*?((?:bridge|shared|node_modules)\/[\w@./-]+:\d+:\d+)\)?$/;
const PLACES_MAX = 20;
