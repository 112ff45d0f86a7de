import { hash, randomBytes, randomInt } from 'node:crypto';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { DeviceRecord } from '../store/device-store.ts';

/** A counter that may be paired once, as it lies in the data folder until then. */
export type Ticket = {
	/** What the counter has to know. */
	readonly secret: string;
	readonly counter: Omit<DeviceRecord, 'id'>;
	/** RFC 3339, UTC. */
	readonly expiresAt: string;
	readonly triesLeft: number;
};

/** A code is typed while two people look at two screens. */
const CODE_MS = 60_000;
export const TRIES_MAX = 5;
/** There is one code at a time, because nobody types which one they mean. */
const CODE_ID = 'code';
const ID = /^(code|[0-9a-f]{32})$/;

/** Lets a counter be paired by a code of six digits. An older code is over. @param now RFC 3339, UTC */
export function openCode(dataFolder: string, counter: Ticket['counter'], now: string): string {
	const code = String(randomInt(1_000_000)).padStart(6, '0');
	const expiresAt = new Date(Date.parse(now) + CODE_MS).toISOString();
	keep(dataFolder, CODE_ID, { secret: code, counter, expiresAt, triesLeft: TRIES_MAX });
	return code;
}

/** Lets a counter be paired by whoever has this text. @param now RFC 3339, UTC */
export function openFileTicket(
	dataFolder: string,
	counter: Ticket['counter'],
	now: string,
	hours: number,
): { readonly id: string; readonly text: string; readonly expiresAt: string } {
	const [id, text] = [randomBytes(16).toString('hex'), randomBytes(32).toString('base64url')];
	const expiresAt = new Date(Date.parse(now) + hours * 3_600_000).toISOString();
	keep(dataFolder, id, { secret: secretOfText(text), counter, expiresAt, triesLeft: TRIES_MAX });
	return { id, text, expiresAt };
}

/** The server keeps no more than this of what lies in a counter's file. */
export const secretOfText = (text: string): string => hash('sha256', text);

/** @param id `null` for the code. @returns `null` where there is none, or its time or tries are over */
export function readTicket(dataFolder: string, id: string | null, now: string): Ticket | null {
	const path = pathOf(dataFolder, id ?? CODE_ID);
	if (path === null || !existsSync(path)) return null;
	const ticket = JSON.parse(readFileSync(path, 'utf8')) as Ticket;
	if (Date.parse(ticket.expiresAt) > Date.parse(now) && ticket.triesLeft > 0) return ticket;
	rmSync(path, { force: true });
	return null;
}

/** Takes one try away. @returns how many are left */
export function countTry(dataFolder: string, id: string | null, ticket: Ticket): number {
	const triesLeft = ticket.triesLeft - 1;
	if (triesLeft > 0) keep(dataFolder, id ?? CODE_ID, { ...ticket, triesLeft });
	else takeTicket(dataFolder, id);
	return triesLeft;
}

/** Uses it up. @returns whether it was there: of several who ask at once, one gets it */
export function takeTicket(dataFolder: string, id: string | null): boolean {
	const path = pathOf(dataFolder, id ?? CODE_ID);
	try {
		if (path !== null) unlinkSync(path);
		return path !== null;
	} catch {
		return false;
	}
}

/** Deletes what is over. */
export function forgetTickets(dataFolder: string, now: string): void {
	const folder = folderOf(dataFolder);
	if (!existsSync(folder)) return;
	for (const name of readdirSync(folder)) readTicket(dataFolder, name.replace(/\.json$/, ''), now);
}

function keep(dataFolder: string, id: string, ticket: Ticket): void {
	mkdirSync(folderOf(dataFolder), { recursive: true, mode: 0o700 });
	const path = pathOf(dataFolder, id)!;
	writeFileSync(`${path}.new`, JSON.stringify(ticket), { mode: 0o600 });
	chmodSync(`${path}.new`, 0o600);
	renameSync(`${path}.new`, path);
}

const folderOf = (dataFolder: string): string => join(dataFolder, 'pairing');

const pathOf = (dataFolder: string, id: string): string | null =>
	ID.test(id) ? join(folderOf(dataFolder), `${id}.json`) : null;
