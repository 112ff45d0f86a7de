import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BRIDGE_PORT, KIOSK_PORT } from '../config.ts';
import { keptDevices, writeCounterConfig } from '../counter-config.ts';
import { fingerprintOf, isFingerprintOf } from '../identity/fingerprint.ts';
import { beginAgreement, endAgreement, proofOf } from '../identity/pake.ts';
import { secretOfText } from '../identity/pairing-tickets.ts';
import { grantOf, isSame } from '../identity/pairing.ts';
import { ask, pinAt } from './pairing-call.ts';
import type { CounterFile } from './pair.ts';

export type JoinOrder = {
	/** `https://server:4700`; from the file where there is one. */
	readonly url: string | undefined;
	readonly code: string | undefined;
	readonly fingerprint: string | undefined;
	readonly file: string | undefined;
	/** Of the counter's pages. */
	readonly port: number | undefined;
};

export type JoinPlace = {
	readonly dataFolder: string;
	readonly screensFolder: string;
	/** Asks the person at the counter. */
	readonly ask: (question: string) => Promise<string>;
	readonly say: (line: string) => void;
};

export const NOT_JOINED = 52;

const fileSchema = z.strictObject({
	serverUrl: z.url(),
	serverPin: z.string(),
	ticket: z.string(),
	text: z.string(),
	expiresAt: z.string(),
}) satisfies z.ZodType<CounterFile>;

const begunSchema = z.object({ session: z.string(), share: z.string().regex(/^[0-9a-f]+$/) });
const pairedSchema = z.object({
	deviceKey: z.string().min(20),
	counter: z.object({
		outlet: z.string(),
		terminal: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
		role: z.enum(['till', 'kiosk']),
	}),
	proof: z.string(),
});
const refusalSchema = z.object({ code: z.string(), triesLeft: z.number().optional() });

/** What this counter pairs with, and what it has in common with it. */
type Target = {
	readonly url: URL;
	readonly pin: string;
	readonly ticket: string | null;
	readonly secret: string;
};

/**
 * Makes this machine a counter of a server: compares the server's key, proves the code or the file, and writes the
 * counter's configuration with the key that it got. Nothing is written unless both sides have proven what they know.
 *
 * @returns the exit code
 * @throws with a sentence where the order makes no sense or nobody answers
 */
export async function runJoin(order: JoinOrder, place: JoinPlace): Promise<number> {
	const target = await targetOf(order, place);
	if (typeof target === 'string') {
		place.say(`${target} This machine was not paired.`);
		return NOT_JOINED;
	}
	const { url, pin, ticket, secret } = target;
	const channel = { pin, nonce: randomBytes(16).toString('hex') };
	const half = beginAgreement(secret, channel);
	const said = await ask(url, pin, '/pair/begin', { ticket, nonce: channel.nonce, share: half.share });
	const begun = begunSchema.safeParse(said.body);
	if (!begun.success) return refused(said.body, place);
	const key = endAgreement(half, begun.data.share, channel, true);
	if (key === null) return refused({ code: 'pairing_wrong' }, place);
	const { session } = begun.data;
	const answer = await ask(url, pin, '/pair/finish', { session, proof: proofOf(key, 'counter') });
	const paired = pairedSchema.safeParse(answer.body);
	if (!paired.success) return refused(answer.body, place);
	const { deviceKey, counter, proof } = paired.data;
	if (!isSame(proof, proofOf(key, 'server', grantOf(deviceKey, counter)))) {
		return refused({ code: 'server_unproven' }, place);
	}
	const port = order.port ?? (counter.role === 'till' ? BRIDGE_PORT : KIOSK_PORT);
	writeCounterConfig(place.dataFolder, counter.terminal, {
		...{ role: counter.role, serverUrl: url.origin, serverPin: pin, deviceKey, port },
		...{ screensFolder: place.screensFolder, simulate: false },
		...keptDevices(place.dataFolder, counter.terminal),
	});
	place.say(`This machine is ${counter.outlet}/${counter.terminal}. "retorno start" opens it.`);
	return 0;
}

/** @returns a sentence where it is not to be paired with */
async function targetOf(order: JoinOrder, { ask: askPerson, say }: JoinPlace): Promise<Target | string> {
	if (order.file !== undefined) {
		const file = fileSchema.parse(JSON.parse(readFileSync(order.file, 'utf8')));
		const url = httpsUrl(order.url ?? file.serverUrl);
		if ((await pinAt(url)) !== file.serverPin) return `The server at ${url.host} is not the one that wrote the file.`;
		return { url, pin: file.serverPin, ticket: file.ticket, secret: secretOfText(file.text) };
	}
	if (order.url === undefined) throw new Error('retorno join needs the address of the server, or --file.');
	const url = httpsUrl(order.url);
	const pin = await pinAt(url);
	if (order.fingerprint === undefined) {
		say(`Fingerprint of ${url.host}: ${fingerprintOf(pin)}`);
		const answer = await askPerson('Does the server show the same one? (yes/no) ');
		if (!/^y(es)?$/i.test(answer.trim())) return 'The fingerprints differ: somebody else may stand between.';
	} else if (!isFingerprintOf(order.fingerprint, pin)) {
		return `The server at ${url.host} has the fingerprint ${fingerprintOf(pin)}: somebody else may stand between.`;
	}
	const code = (order.code ?? (await askPerson('Code that the server shows: '))).replaceAll(/\s/g, '');
	if (!/^\d{6}$/.test(code)) return 'A code has six digits.';
	return { url, pin, ticket: null, secret: code };
}

function httpsUrl(text: string): URL {
	const url = URL.parse(text);
	if (url?.protocol !== 'https:') throw new Error(`${text} is no address that begins with https://.`);
	return url;
}

function refused(body: unknown, { say }: JoinPlace): number {
	const refusal = refusalSchema.safeParse(body);
	say(`${refusal.success ? sentenceOf(refusal.data) : String(body)} This machine was not paired.`);
	return NOT_JOINED;
}

function sentenceOf({ code, triesLeft = 0 }: z.infer<typeof refusalSchema>): string {
	switch (code) {
		case 'pairing_wrong':
			return triesLeft > 0
				? `The code is wrong; it can be tried ${triesLeft} times more.`
				: 'The code is wrong, and over: ask for another one.';
		case 'pairing_closed':
			return 'The server does not wait for a counter: the code or file is over. Ask for another one.';
		case 'pairing_busy':
			return 'Too many have tried from here: wait, or pair from another address.';
		case 'server_unproven':
			return 'The server could not prove that it knows the code: somebody else may stand between.';
		default:
			return `The server says ${code}.`;
	}
}
