import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { renderUnicodeCompact } from 'uqr';
import { fingerprintOf } from '../identity/fingerprint.ts';
import { openCode, openFileTicket, readTicket, type Ticket } from '../identity/pairing-tickets.ts';
import { openServerPin } from '../identity/server-key.ts';
import { withHouse, type HousePlace } from './open-house.ts';
import { loadDevices } from '../store/device-store.ts';

export type PairOrder = {
	/** The name of the counter: `till-2`. */
	readonly name: string;
	readonly role: string;
	readonly outlet: string;
	/** Where counters reach this server. */
	readonly url: string;
	/** Writes a file instead of showing a code; `null` shows one. */
	readonly file: { readonly path: string; readonly hours: number } | null;
};

/** What `retorno join --file` reads. Whoever has it is the counter, once. */
export type CounterFile = {
	readonly serverUrl: string;
	readonly serverPin: string;
	readonly ticket: string;
	readonly text: string;
	/** RFC 3339, UTC. */
	readonly expiresAt: string;
};

export const IMPOSSIBLE = 50;
export const NOT_PAIRED = 51;

/** A name of a counter is the name of a folder too. */
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const NAME_LENGTH_MAX = 40;
/** A file that lies about for longer is forgotten by people. */
const FILE_HOURS_MAX = 168;
const LOOK_MS = 200;
const LOOKS_AFTER = 10;

type Say = (line: string) => void;

/** What is wrong with a counter that somebody wants to pair, as a sentence; `null` where nothing is. */
function faultOfCounter(
	{ name, role, outlet }: Pick<PairOrder, 'name' | 'role' | 'outlet'>,
	house: { readonly name: string; readonly outlets: readonly { readonly code: string }[] },
): string | null {
	if (!NAME.test(name) || name.length > NAME_LENGTH_MAX) {
		return `"${name}" is no name of a counter: small letters, digits and hyphens, ${NAME_LENGTH_MAX} at most.`;
	}
	if (role !== 'till' && role !== 'kiosk') return `"${role}" is no role: till or kiosk.`;
	const codes = house.outlets.map(({ code }) => code);
	return codes.includes(outlet) ? null : `${house.name} has no outlet "${outlet}": ${codes.join(', ')}.`;
}

/**
 * Lets one counter be paired with the server of this data folder: shows a code and waits until it was used or is over, or
 * writes a file.
 *
 * @returns the exit code
 * @throws with a sentence where there are no books
 */
export function runPair(order: PairOrder, place: HousePlace, say: Say, now = systemNow): Promise<number> {
	return withHouse(place, async (store, house) => {
		const fault = faultOfCounter(order, house) ?? faultOfFile(order);
		if (fault !== null) {
			say(`${fault} Nothing was changed.`);
			return IMPOSSIBLE;
		}
		const { name, role, outlet, url, file } = order;
		const counter: Ticket['counter'] = { terminal: name, outlet, role: role as 'till' | 'kiosk' };
		const { dataFolder } = place;
		const serverPin = openServerPin(dataFolder);
		if (file) {
			const { id, text, expiresAt } = openFileTicket(dataFolder, counter, now(), file.hours);
			const content: CounterFile = { serverUrl: url, serverPin, ticket: id, text, expiresAt };
			writeFileSync(file.path, JSON.stringify(content, null, '\t'), { mode: 0o600, flag: 'wx' });
			say(`${file.path} pairs ${outlet}/${name} once, until ${expiresAt}. Whoever has it is that counter.`);
			return 0;
		}
		const startedAt = now();
		const code = openCode(dataFolder, counter, startedAt);
		say(screenOf(code, url, serverPin));
		while (readTicket(dataFolder, null, now())?.secret === code) await sleep(LOOK_MS);
		const id = `${outlet}/${name}`;
		let isPaired = false;
		// The code is used up a moment before the counter stands in the books.
		for (let looks = 0; looks < LOOKS_AFTER && !isPaired; looks++) {
			const found = (await store.read(loadDevices(house.id))).find((device) => device.id === id);
			isPaired = (found?.pairedAt ?? '') >= startedAt;
			if (!isPaired) await sleep(LOOK_MS);
		}
		say(isPaired ? `${id} is paired.` : 'The code is over, and no counter was paired.');
		return isPaired ? 0 : NOT_PAIRED;
	});
}

function faultOfFile({ file }: PairOrder): string | null {
	if (!file || (Number.isInteger(file.hours) && file.hours >= 1 && file.hours <= FILE_HOURS_MAX)) return null;
	return `A file is good for 1 to ${FILE_HOURS_MAX} whole hours.`;
}

const systemNow = (): string => new Date().toISOString();

const screenOf = (code: string, url: string, pin: string): string => `
  On the counter:   retorno join ${url}

  Code              ${code.slice(0, 3)} ${code.slice(3)}     for one minute
  Fingerprint       ${fingerprintOf(pin)}

${renderUnicodeCompact(`${url}#${fingerprintOf(pin)}`)}
`;
