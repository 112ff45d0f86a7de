import { createHash, hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { manifestSchema, type Manifest } from './manifest.ts';
import type { Refusal } from './refusal.ts';
import { sha256OfFile } from './sha256-of-file.ts';
import { sealing, unsealing, type SealKeys } from './seal.ts';

/**
 * A backup is one file. Four lines of text, for `head -n 4`, and then the packed copy:
 *
 *     retorno-backup 1
 *     {manifest as JSON}
 *     body <its bytes, 15 digits> <its SHA-256>
 *     <SHA-256 of the three lines>
 *     <body: zstd of the copy; sealed in pieces where the manifest says how>
 *
 * Every format to come keeps these four lines, so that an older program can tell a newer backup from a damaged one.
 */
const FORMAT = 1;
const FIRST_LINE = /^retorno-backup ([1-9]\d{0,3})$/;
const BODY_LINE = /^body (\d{15}) ([0-9a-f]{64})$/;
const LONGEST_START = 'retorno-backup 9999\n';

const LINES = 4;
/** Room for the ids of a million forgotten guests; a file that shows no fourth line by then is none of ours. */
const HEADER_BYTES_MAX = 64 * 2 ** 20;
const READ_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** Bodies of other damage are refused before they are unpacked; this one stops what was made to fill a disk. */
const ZSTD_WINDOW_LOG_MAX = 27;

export type Opened = {
	readonly path: string;
	readonly manifest: Manifest;
	readonly bodyStart: number;
	/** What the pieces of a sealed body are bound to. */
	readonly bound: Buffer;
};

/** Packs a copy into a file that does not exist yet, and makes sure that it is on the disk. */
export async function packBackup(
	path: string,
	copyPath: string,
	manifest: Manifest,
	sealKeys: SealKeys | null,
): Promise<{ readonly bytes: number }> {
	const start = Buffer.from(`retorno-backup ${FORMAT}\n${JSON.stringify(manifest)}\n`);
	const bodyStart = headerOf(start, 0, '0'.repeat(64)).length;
	const digest = createHash('sha256');
	let bytes = 0;
	await pipeline(
		createReadStream(copyPath),
		createZstdCompress(),
		sealKeys && manifest.seal ? sealing(sealKeys, manifest.seal, boundTo(start)) : unchanged,
		async function* (source: AsyncIterable<Buffer>) {
			for await (const part of source) {
				digest.update(part);
				bytes += part.length;
				yield part;
			}
		},
		createWriteStream(path, { flags: 'wx', mode: 0o600, start: bodyStart }),
	);
	const file = await open(path, 'r+');
	try {
		await file.write(headerOf(start, bytes, digest.digest('hex')), 0, bodyStart, 0);
		await file.sync();
	} finally {
		await file.close();
	}
	return { bytes: bodyStart + bytes };
}

function headerOf(start: Buffer, bytes: number, sha256: string): Buffer {
	const lines = Buffer.concat([start, Buffer.from(`body ${String(bytes).padStart(15, '0')} ${sha256}\n`)]);
	return Buffer.concat([lines, Buffer.from(`${hash('sha256', lines)}\n`)]);
}

const boundTo = (start: Buffer): Buffer => hash('sha256', start, 'buffer');

/** Reads what a backup says of itself and compares every byte of it with its checksums. */
export async function openBackup(path: string): Promise<Result<Opened, Refusal>> {
	const file = await open(path).catch(() => null);
	if (!file) return err({ code: 'backup_missing', at: path });
	try {
		if (!(await file.stat()).isFile()) return err({ code: 'backup_missing', at: path });
		const read = await readHeader(file);
		if (!read.ok) return read;
		const { manifest, bodyStart, bodyBytes, sha256, bound } = read.value;
		const { size } = await file.stat();
		if (size < bodyStart + bodyBytes) return err({ code: 'backup_truncated' });
		if (size > bodyStart + bodyBytes) return err({ code: 'backup_altered', part: 'length' });
		if ((await sha256OfFile(path, bodyStart)) !== sha256) return err({ code: 'backup_altered', part: 'body' });
		return ok({ path, manifest, bodyStart, bound });
	} finally {
		await file.close();
	}
}

type Header = Pick<Opened, 'manifest' | 'bodyStart' | 'bound'> & {
	readonly bodyBytes: number;
	readonly sha256: string;
};

/** What a backup says of itself; its body is not looked at. */
export async function readManifest(path: string): Promise<Result<Manifest, Refusal>> {
	const file = await open(path).catch(() => null);
	if (!file) return err({ code: 'backup_missing', at: path });
	try {
		const read = await readHeader(file);
		return read.ok ? ok(read.value.manifest) : read;
	} finally {
		await file.close();
	}
}

async function readHeader(file: FileHandle): Promise<Result<Header, Refusal>> {
	let bytes: Buffer = Buffer.alloc(0);
	let ends: number[] = [];
	while (ends.length < LINES && bytes.length < HEADER_BYTES_MAX) {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, bytes.length);
		bytes = Buffer.concat([bytes, buffer.subarray(0, bytesRead)]);
		ends = lineEnds(bytes);
		// Before more of it is read: a foreign file may be large.
		if (!startsLikeOurs(bytes)) return err({ code: 'backup_foreign' });
		if (bytesRead === 0) break;
	}
	if (ends.length < LINES) return err({ code: 'backup_truncated' });
	const [first, second, third, fourth] = ends as [number, number, number, number];

	const damaged = err({ code: 'backup_altered', part: 'manifest' } as const);
	const line = (from: number, end: number): string => bytes.toString('utf8', from, end);
	if (line(third + 1, fourth) !== hash('sha256', bytes.subarray(0, third + 1))) return damaged;
	const format = Number(FIRST_LINE.exec(line(0, first))?.[1]);
	if (format > FORMAT) return err({ code: 'backup_too_new', what: `format ${format}` });

	const body = BODY_LINE.exec(line(second + 1, third));
	const manifest = manifestSchema.safeParse(parsed(line(first + 1, second)));
	if (!body || !manifest.success) return damaged;
	return ok({
		manifest: manifest.data,
		bodyStart: fourth + 1,
		bodyBytes: Number(body[1]),
		sha256: body[2]!,
		bound: boundTo(bytes.subarray(0, second + 1)),
	});
}

/** A beginning that is cut off is still ours. */
function startsLikeOurs(bytes: Buffer): boolean {
	const text = bytes.toString('latin1', 0, LONGEST_START.length);
	const end = text.indexOf('\n');
	if (end !== -1) return FIRST_LINE.test(text.slice(0, end));
	const word = 'retorno-backup ';
	return bytes.length < LONGEST_START.length && (word.startsWith(text) || FIRST_LINE.test(text));
}

function lineEnds(bytes: Buffer): number[] {
	const ends: number[] = [];
	for (let at = bytes.indexOf(NEWLINE); at !== -1 && ends.length < LINES; at = bytes.indexOf(NEWLINE, at + 1)) {
		ends.push(at);
	}
	return ends;
}

function parsed(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

/** Unpacks the copy of a backup that was opened, and compares it with what the manifest says. @throws where the disk fails */
export async function unpackBackup(
	{ path, manifest, bodyStart, bound }: Opened,
	copyPath: string,
	sealKeys: SealKeys | null,
): Promise<Result<void, Refusal>> {
	const { bytes: bytesMax, sha256 } = manifest.copy;
	const digest = createHash('sha256');
	let bytes = 0;
	const damaged = new Error('the body is not what the manifest says');
	try {
		await pipeline(
			createReadStream(path, { start: bodyStart }),
			sealKeys && manifest.seal ? unsealing(sealKeys, manifest.seal, bound) : unchanged,
			createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX } }),
			async function* (source: AsyncIterable<Buffer>) {
				for await (const part of source) {
					digest.update(part);
					bytes += part.length;
					if (bytes > bytesMax) throw damaged;
					yield part;
				}
			},
			createWriteStream(copyPath, { flags: 'wx', mode: 0o600, flush: true }),
		);
	} catch (cause) {
		// A disk that fails says so by a number; what does not unseal or unpack has none.
		if ((cause as NodeJS.ErrnoException).syscall !== undefined) throw cause;
		return err({ code: 'backup_altered', part: 'body' });
	}
	const whole = (await stat(copyPath)).size === bytesMax && digest.digest('hex') === sha256;
	return whole ? ok(undefined) : err({ code: 'backup_altered', part: 'body' });
}

async function* unchanged(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	yield* source;
}
