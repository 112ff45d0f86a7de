import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { invariant } from '#shared/kernel/result.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals what a counter keeps of its guests. Whoever takes the sealed file alone reads nothing; whoever takes the whole disk
 * also takes the key, which lies beside it, readable by its owner only.
 *
 * Source: AES-256-GCM, NIST SP 800-38D, with random nonces.
 */
export class Seal {
	readonly #key: Buffer;

	/** @param key 32 bytes */
	constructor(key: Buffer) {
		invariant(key.length === KEY_BYTES, 'the key of a replica has 32 bytes');
		this.#key = key;
	}

	/** With the key in this file, which is made where there is none; what is too short or too long is no key. */
	static open(keyPath: string): Seal {
		const known = existsSync(keyPath) ? readFileSync(keyPath) : undefined;
		if (known?.length === KEY_BYTES) return new Seal(known);
		rmSync(keyPath, { force: true });
		writeFileSync(keyPath, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx', flush: true });
		return new Seal(readFileSync(keyPath));
	}

	/** @param name what it is, so that one sealed thing cannot take the place of another */
	seal(name: string, value: unknown): Buffer {
		const nonce = randomBytes(NONCE_BYTES);
		const cipher = createCipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
		cipher.setAAD(Buffer.from(name));
		const sealed = cipher.update(JSON.stringify(value), 'utf8');
		return Buffer.concat([nonce, sealed, cipher.final(), cipher.getAuthTag()]);
	}

	/** @returns `undefined` where it was sealed with another key or under another name, or changed since */
	unseal<Value>(name: string, sealed: Uint8Array): Value | undefined {
		if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
		const decipher = createDecipheriv(CIPHER, this.#key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
		decipher.setAAD(Buffer.from(name));
		decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
		const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
		try {
			return JSON.parse(Buffer.concat([text, decipher.final()]).toString()) as Value;
		} catch {
			return undefined;
		}
	}
}
