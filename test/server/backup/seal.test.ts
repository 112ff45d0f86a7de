import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { makeSeal, openSeal, sealing, unsealing } from '../../../server/backup/seal.ts';
import { KEYS } from '../../support/hotel.ts';

const PIECE = 64 * 1024;
const SEALED_PIECE = PIECE + 16;
const BOUND = Buffer.from('one manifest');

const { seal, sealKeys } = await makeSeal('correct horse', KEYS);

const through = async (
	bytes: Buffer,
	transform: (source: AsyncIterable<Buffer>) => AsyncIterable<Buffer>,
	chunk = 10_000,
) => {
	const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
		bytes.subarray(i * chunk, (i + 1) * chunk),
	);
	return Buffer.concat(await Array.fromAsync(transform(Readable.from(chunks))));
};
const sealed = (bytes: Buffer) => through(bytes, sealing(sealKeys, seal, BOUND));
const unsealed = (bytes: Buffer, bound = BOUND) => through(bytes, unsealing(sealKeys, seal, bound), 7_000);

describe('a seal', () => {
	test.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])('gives %i bytes back as they were', async (length) => {
		const bytes = randomBytes(length);
		expect((await unsealed(await sealed(bytes))).equals(bytes)).toBe(true);
	});

	test.each<[string, (bytes: Buffer) => Buffer]>([
		['a bit flipped', (bytes) => Buffer.from(bytes.map((byte, at) => (at === 70_000 ? byte ^ 1 : byte)))],
		['the last piece left out', (bytes) => bytes.subarray(0, 2 * SEALED_PIECE)],
		['the first piece left out', (bytes) => bytes.subarray(SEALED_PIECE)],
		[
			'two pieces that changed places',
			(bytes) =>
				Buffer.concat([
					bytes.subarray(SEALED_PIECE, 2 * SEALED_PIECE),
					bytes.subarray(0, SEALED_PIECE),
					bytes.subarray(2 * SEALED_PIECE),
				]),
		],
		['a few bytes left', (bytes) => bytes.subarray(0, 9)],
		['nothing left', () => Buffer.alloc(0)],
	])('is broken by %s', async (_name, damage) => {
		await expect(unsealed(damage(await sealed(randomBytes(2 * PIECE + 100))))).rejects.toThrow();
	});

	test("is broken by another backup's manifest", async () => {
		await expect(unsealed(await sealed(Buffer.from('books')), Buffer.from('another manifest'))).rejects.toThrow();
	});

	test('opens with its passphrase alone, however its accents are typed, and holds the keys', async () => {
		const { seal } = await makeSeal('Núñez', KEYS);
		expect((await openSeal('Núñez'.normalize('NFD'), seal))?.keys).toEqual(KEYS);
		expect(await openSeal('Nunez', seal)).toBeNull();
	});
});
