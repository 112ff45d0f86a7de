import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** @param start where the file begins to count @returns hex */
export async function sha256OfFile(path: string, start = 0): Promise<string> {
	const digest = createHash('sha256');
	for await (const part of createReadStream(path, { start })) digest.update(part as Buffer);
	return digest.digest('hex');
}
