/** One line of a log, with nothing in it that says who anybody is or opens anything. */
export type LogLine = {
	/** RFC 3339, UTC. */
	readonly at: string;
	readonly level: 'warn' | 'error' | 'fatal';
	readonly text: string;
	readonly details: Readonly<Record<string, string | number | boolean>>;
};

export const LOG_LINES_MAX = 200;
const LOG_DAYS_MAX = 7;
export const LOG_TEXT_MAX = 200;
export const LOG_DETAILS_MAX = 12;
export const LOG_NAME_MAX = 40;

const LEVELS: Readonly<Record<number, LogLine['level']>> = { 40: 'warn', 50: 'error', 60: 'fatal' };

/** Words that are our own: codes, kinds, places of devices and random ids. Any other text may say who somebody is. */
const WORDS = ['code', 'kind', 'reason', 'reader', 'known', 'here', 'slip', 'visitId'];
const NOT_SAID = ['level', 'time', 'pid', 'msg'];

/** The year 2103. */
const TIME_MAX = 4.2e12;

/** Larger ones may be numbers of cards. */
const NUMBER_MAX = 1e9;

/**
 * What is kept of a record of the log; `null`: nothing, it is no warning. What is kept of a fault is its kind and, but where
 * that repeats what was read, its sentence without long numbers.
 *
 * @param record as pino writes it, parsed
 */
export function logLineOf(record: unknown): LogLine | null {
	if (typeof record !== 'object' || record === null) return null;
	const { level, time, msg, ...rest } = record as Readonly<Record<string, unknown>>;
	const known = LEVELS[Number(level)];
	if (!known || typeof time !== 'number' || !(time >= 0 && time < TIME_MAX)) return null;
	const details = Object.entries(rest)
		.flatMap(([name, value]) => detailsOf(name, value))
		.slice(0, LOG_DETAILS_MAX);
	return {
		at: new Date(time).toISOString(),
		level: known,
		text: typeof msg === 'string' ? maskNumbers(msg) : '',
		details: Object.fromEntries(details),
	};
}

type Detail = [string, string | number | boolean];

function detailsOf(name: string, value: unknown): Detail[] {
	if (NOT_SAID.includes(name) || name.length > LOG_NAME_MAX) return [];
	if (typeof value === 'boolean') return [[name, value]];
	if (typeof value === 'number') return Math.abs(value) < NUMBER_MAX ? [[name, value]] : [];
	if (typeof value === 'string') return WORDS.includes(name) ? [[name, maskNumbers(value)]] : [];
	if (typeof value !== 'object' || value === null || !['cause', 'err'].includes(name)) return [];
	const { code, type, message } = value as Readonly<Record<string, unknown>>;
	const repeats = type === 'SyntaxError' || type === 'ZodError';
	return [
		...(typeof code === 'string' ? [['causeCode', maskNumbers(code)] satisfies Detail] : []),
		...(typeof type === 'string' ? [['causeType', maskNumbers(type)] satisfies Detail] : []),
		...(typeof message === 'string' && !repeats ? [['causeText', maskNumbers(message)] satisfies Detail] : []),
	];
}

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;

/** A text without digits that could be a card, a birthday or a PIN in a row of numbers; random ids stay. */
export function maskNumbers(text: string): string {
	const short = text.slice(0, LOG_TEXT_MAX);
	const parts = short.split(UUID);
	const ids = short.match(UUID) ?? [];
	return parts.map((part, index) => part.replaceAll(/\d(?:[\d .-]*\d){3,}/g, '#') + (ids[index] ?? '')).join('');
}

/** The newest lines that may be kept, oldest first. @param now RFC 3339, UTC */
export function keptLines(lines: readonly LogLine[], now: string): readonly LogLine[] {
	const since = new Date(Date.parse(now) - LOG_DAYS_MAX * 86_400_000).toISOString();
	return lines.filter(({ at }) => at >= since).slice(-LOG_LINES_MAX);
}
