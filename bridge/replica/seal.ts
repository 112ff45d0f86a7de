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
	/** Where the key is still to be written. */
	#keyPath: string | null = null;

	/** @param key 32 bytes */
	constructor(key: Buffer) {
		invariant(key.length === KEY_BYTES, 'the key of a replica has 32 bytes');
		this.#key = key;
	}

	/** With the key in this file; where there is none, or what is too short or too long, with a new one that is still to be kept. */
	static open(keyPath: string): Seal {
		const known = existsSync(keyPath) ? readFileSync(keyPath) : undefined;
		if (known?.length === KEY_BYTES) return new Seal(known);
		const fresh = new Seal(randomBytes(KEY_BYTES));
		fresh.#keyPath = keyPath;
		return fresh;
	}

	/** The key lies in its file when this returns. @throws where the disk does not take it */
	keep(): void {
		if (this.#keyPath === null) return;
		rmSync(this.#keyPath, { force: true });
		writeFileSync(this.#keyPath, this.#key, { mode: 0o600, flag: 'wx', flush: true });
		this.#keyPath = null;
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
