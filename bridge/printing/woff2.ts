import { brotliDecompressSync } from 'node:zlib';
import { invariant } from '#shared/kernel/result.ts';

const HEADER_BYTES = 48;
const CMAP = 0;
const GLYF = 10;
const LOCA = 11;
const ARBITRARY_TAG = 63;

/**
 * The code points that a font file has a glyph for: what it has, not what its style sheet says.
 *
 * Source: W3C WOFF 2.0, 4 and 5 (header, table directory); OpenType 1.9 `cmap`, formats 4 and 12.
 */
export function codePointsOf(file: Buffer): ReadonlySet<number> {
	invariant(file.toString('latin1', 0, 4) === 'wOF2', 'a bundled font is a WOFF 2 file');
	const tables = file.readUInt16BE(12);
	const compressedBytes = file.readUInt32BE(20);
	let at = HEADER_BYTES;
	let offset = 0;
	let cmap: readonly [from: number, to: number] | undefined;

	const readBase128 = (): number => {
		let value = 0;
		for (;;) {
			const byte = file[at++]!;
			value = value * 128 + (byte & 0x7f);
			if (byte < 0x80) return value;
		}
	};
	for (let table = 0; table < tables; table++) {
		const flags = file[at++]!;
		const tag = flags & 0x3f;
		const version = flags >> 6;
		if (tag === ARBITRARY_TAG) at += 4;
		let bytes = readBase128();
		const isTransformed = tag === GLYF || tag === LOCA ? version !== 3 : version !== 0;
		if (isTransformed) bytes = readBase128();
		if (tag === CMAP) cmap = [offset, offset + bytes];
		offset += bytes;
	}
	invariant(cmap !== undefined, 'a font maps characters to glyphs');
	return readCmap(brotliDecompressSync(file.subarray(at, at + compressedBytes)).subarray(...cmap));
}

function readCmap(cmap: Buffer): ReadonlySet<number> {
	const found = new Set<number>();
	for (let table = 0; table < cmap.readUInt16BE(2); table++) {
		const subtable = cmap.subarray(cmap.readUInt32BE(4 + table * 8 + 4));
		const format = subtable.readUInt16BE(0);
		if (format === 4) readSegments(subtable, found);
		if (format === 12) readGroups(subtable, found);
	}
	return found;
}

function readSegments(table: Buffer, found: Set<number>): void {
	const doubled = table.readUInt16BE(6);
	for (let segment = 0; segment < doubled; segment += 2) {
		const end = table.readUInt16BE(14 + segment);
		const start = table.readUInt16BE(16 + doubled + segment);
		const delta = table.readUInt16BE(16 + 2 * doubled + segment);
		const rangeAt = 16 + 3 * doubled + segment;
		const range = table.readUInt16BE(rangeAt);
		for (let code = start; code <= end && code < 0xffff; code++) {
			const glyph = range === 0 ? code + delta : table.readUInt16BE(rangeAt + range + 2 * (code - start));
			if ((glyph & 0xffff) !== 0) found.add(code);
		}
	}
}

function readGroups(table: Buffer, found: Set<number>): void {
	for (let group = 0; group < table.readUInt32BE(12); group++) {
		const at = 16 + group * 12;
		for (let code = table.readUInt32BE(at); code <= table.readUInt32BE(at + 4); code++) found.add(code);
	}
}
