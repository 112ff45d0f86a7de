import { createHmac, hash, randomBytes, scrypt } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PinList } from '#shared/protocol/sockets.ts';

/** The hotel's own secrets. They lie beside the books, readable by their owner only, and go into sealed backups alone. */
export type Keys = {
	/** Hex. Turns a card number into its token. */
	readonly cardKey: string;
	/** Hex. Without it a list of PIN verifiers tells nothing, although there are only ten thousand PINs. */
	readonly pinKey: string;
};

/** Reads the keys of a data folder, or makes them at the first start. */
export function openKeys(dataFolder: string): Keys {
	if (hasKeys(dataFolder)) return JSON.parse(readFileSync(keysPath(dataFolder), 'utf8')) as Keys;
	const keys: Keys = { cardKey: randomBytes(32).toString('hex'), pinKey: randomBytes(32).toString('hex') };
	writeKeys(dataFolder, keys);
	return keys;
}

export const hasKeys = (dataFolder: string): boolean => existsSync(keysPath(dataFolder));

/** Puts keys into a data folder that has none. */
export function writeKeys(dataFolder: string, keys: Keys): void {
	const path = keysPath(dataFolder);
	writeFileSync(path, JSON.stringify(keys), { mode: 0o600, flag: 'wx' });
	chmodSync(path, 0o600);
}

const keysPath = (dataFolder: string): string => join(dataFolder, 'keys.json');

/** @returns hex of HMAC-SHA-256: the same card gives the same token in this hotel and another one elsewhere */
export const cardTokenOf = (number: string, { cardKey }: Pick<Keys, 'cardKey'>): string =>
	createHmac('sha256', Buffer.from(cardKey, 'hex')).update(number).digest('hex');

/** Slow on purpose. Source: RFC 7914, parameters of OWASP's password sheet. */
export const pinScryptOf = ({ pinKey }: Pick<Keys, 'pinKey'>): PinList['scrypt'] => ({
	salt: pinKey,
	N: 2 ** 14,
	r: 8,
	p: 1,
});

/** Beside the thread that writes the books. @returns hex */
export function pinVerifierOf(pin: string, keys: Pick<Keys, 'pinKey'>): Promise<string> {
	const { salt, ...cost } = pinScryptOf(keys);
	return new Promise((resolve, reject) => {
		scrypt(pin, Buffer.from(salt, 'hex'), 32, cost, (cause, key) =>
			cause ? reject(cause) : resolve(key.toString('hex')),
		);
	});
}

/** 256 random bits need no slow hash. */
export const deviceKeyHashOf = (key: string): string => hash('sha256', key);

export const newDeviceKey = (): string => randomBytes(32).toString('base64url');
