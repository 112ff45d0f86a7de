import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import type { Keys } from '../identity/keys.ts';
import type { Seal } from './manifest.ts';

/** Half a second and 128 MB for each guess. Source: RFC 7914, parameters of OWASP's password sheet. */
const COST = { N: 2 ** 17, r: 8, p: 1 } as const;
/** scrypt needs 128·N·r bytes and a little. */
const memoryBytesMax = (N: number): number => 128 * N * 8 + 2 ** 20;

const PIECE_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const PREFIX_BYTES = 7;
const NONCE_BYTES = 12;

/** One for the body, one for the hotel's keys, so that no nonce is ever used twice under one key. */
export type SealKeys = { readonly body: Buffer; readonly keys: Buffer };

type Unsealed = { readonly seal: SealKeys; readonly keys: Keys | null };

/** Makes what seals one backup. @param keys the hotel's, which travel along */
export async function makeSeal(passphrase: string, keys: Keys | null): Promise<{ seal: Seal; sealKeys: SealKeys }> {
	const salt = randomBytes(16);
	const sealKeys = await deriveKeys(passphrase, salt, COST);
	const nonce = randomBytes(NONCE_BYTES);
	const cipher = createCipheriv('aes-256-gcm', sealKeys.keys, nonce);
	const sealed = [nonce, cipher.update(JSON.stringify(keys)), cipher.final(), cipher.getAuthTag()];
	return {
		sealKeys,
		seal: {
			cost: COST,
			salt: salt.toString('base64'),
			noncePrefix: randomBytes(PREFIX_BYTES).toString('base64'),
			keys: Buffer.concat(sealed).toString('base64'),
		},
	};
}

/** @returns `null` where the passphrase is another one */
export async function openSeal(passphrase: string, { cost, salt, keys }: Seal): Promise<Unsealed | null> {
	const seal = await deriveKeys(passphrase, Buffer.from(salt, 'base64'), cost);
	const sealed = Buffer.from(keys, 'base64');
	const decipher = createDecipheriv('aes-256-gcm', seal.keys, sealed.subarray(0, NONCE_BYTES), {
		authTagLength: TAG_BYTES,
	});
	try {
		decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
		const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
		return { seal, keys: JSON.parse(text.toString()) as Keys | null };
	} catch {
		return null;
	}
}

/**
 * Seals a stream in pieces, each with a tag of its own, so that nothing is used before it is known to be true. The number
 * of a piece and whether it is the last stand in its nonce: none can be left out, moved or cut off.
 *
 * Source: Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance" (STREAM).
 *
 * @param bound what the pieces belong to: none fits another backup's manifest
 */
export function sealing({ body }: SealKeys, { noncePrefix }: Seal, bound: Buffer) {
	return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
		for await (const { piece, nonce } of pieces(source, PIECE_BYTES, noncePrefix)) {
			const cipher = createCipheriv('aes-256-gcm', body, nonce).setAAD(bound);
			yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
		}
	};
}

/** The other way. @throws at a piece that is not what was sealed */
export function unsealing({ body }: SealKeys, { noncePrefix }: Seal, bound: Buffer) {
	return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
		for await (const { piece, nonce } of pieces(source, PIECE_BYTES + TAG_BYTES, noncePrefix)) {
			const decipher = createDecipheriv('aes-256-gcm', body, nonce, { authTagLength: TAG_BYTES }).setAAD(bound);
			decipher.setAuthTag(piece.subarray(-TAG_BYTES));
			yield Buffer.concat([decipher.update(piece.subarray(0, -TAG_BYTES)), decipher.final()]);
		}
	};
}

async function* pieces(source: AsyncIterable<Buffer>, bytes: number, noncePrefix: string) {
	const prefix = Buffer.from(noncePrefix, 'base64');
	let held: Buffer = Buffer.alloc(0);
	let index = 0;
	const next = (piece: Buffer, isLast: boolean) => {
		const nonce = Buffer.alloc(NONCE_BYTES);
		prefix.copy(nonce);
		nonce.writeUInt32BE(index++, PREFIX_BYTES);
		nonce.writeUInt8(isLast ? 1 : 0, NONCE_BYTES - 1);
		return { piece, nonce };
	};
	for await (const part of source) {
		held = Buffer.concat([held, part]);
		while (held.length > bytes) {
			yield next(held.subarray(0, bytes), false);
			held = held.subarray(bytes);
		}
	}
	yield next(held, true);
}

function deriveKeys(passphrase: string, salt: Buffer, cost: Seal['cost']): Promise<SealKeys> {
	return new Promise((resolve, reject) => {
		scrypt(passphrase.normalize('NFC'), salt, 64, { ...cost, maxmem: memoryBytesMax(cost.N) }, (cause, key) =>
			cause ? reject(cause) : resolve({ body: key.subarray(0, 32), keys: key.subarray(32) }),
		);
	});
}
