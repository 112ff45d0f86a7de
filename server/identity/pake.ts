import { createHmac, getDiffieHellman, hash, randomBytes } from 'node:crypto';

/**
 * Agreement on a key between two who know the same short secret: whoever listens, or stands between, learns nothing that
 * would let them try secrets by themselves. Each run is one try. The secret is mixed with what each side knows of the
 * channel, so two who do not speak over the same one do not agree, though both know the secret.
 *
 * Source: draft-irtf-cfrg-cpace (the shape), IEEE P1363.2 (SPEKE over a safe prime), RFC 3526 group 15.
 */
export type Channel = {
	/** Of the server's key, as this side sees it. */
	readonly pin: string;
	/** Random, of this run. */
	readonly nonce: string;
};

/** What is kept until the other side has spoken. */
export type Half = { readonly exponent: bigint; readonly share: string };

const BYTES = 384;
const EXPONENT_BYTES = 32;
/** So much longer than the group that what is left over favours no number. */
const SPARE_BYTES = 16;

let prime: bigint | undefined;
const modulus = (): bigint => (prime ??= BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`));

/** @returns `share` in hex, for the other side */
export function beginAgreement(secret: string, channel: Channel): Half {
	const exponent = BigInt(`0x${randomBytes(EXPONENT_BYTES).toString('hex')}`);
	return { exponent, share: hexOf(power(generatorOf(secret, channel), exponent)) };
}

/**
 * @param counterShare whose share is whose, so that neither is sent back as the other
 * @returns the common key; `null` where the other share is none
 */
export function endAgreement(
	{ exponent, share }: Half,
	other: string,
	channel: Channel,
	isCounter: boolean,
): Buffer | null {
	if (other.length !== BYTES * 2) return null;
	const number = BigInt(`0x${other}`);
	// 0, 1 and their like would make a key that everybody knows.
	if (number <= 1n || number >= modulus() - 1n) return null;
	const [ofCounter, ofServer] = isCounter ? [share, other] : [other, share];
	const common = hexOf(power(number, exponent));
	return hash('sha256', wrap('key', channel.pin, channel.nonce, ofCounter, ofServer, common), 'buffer');
}

/** What one side shows the other to prove that it has the key. @param about what goes along is proven too */
export const proofOf = (key: Buffer, by: 'counter' | 'server', about = ''): string =>
	createHmac('sha256', key).update(wrap(by, about)).digest('hex');

/** Squares of a safe prime have one large order. */
function generatorOf(secret: string, { pin, nonce }: Channel): bigint {
	const digest = hash('shake256', wrap('generator', secret, pin, nonce), {
		outputEncoding: 'hex',
		outputLength: BYTES + SPARE_BYTES,
	});
	return (BigInt(`0x${digest}`) % modulus()) ** 2n % modulus();
}

/** No two lists look alike. */
const wrap = (...parts: readonly string[]): string => JSON.stringify(['retorno pairing 1', ...parts]);

const hexOf = (number: bigint): string => number.toString(16).padStart(BYTES * 2, '0');

function power(base: bigint, exponent: bigint): bigint {
	const by = modulus();
	let result = 1n;
	let square = base;
	for (let left = exponent; left > 0n; left >>= 1n) {
		if (left & 1n) result = (result * square) % by;
		square = (square * square) % by;
	}
	return result;
}
