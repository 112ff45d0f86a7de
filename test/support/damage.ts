import { hash } from 'node:crypto';

const FIRST_LINE_BYTES = 'retorno-backup 1\n'.length;

export type Damage = { readonly name: string; readonly bytes: Buffer; readonly codes: readonly string[] };

const ALTERED = ['backup_altered'];
const FOREIGN = ['backup_foreign'];

type Making = (backup: Buffer, other: Buffer, pick: (below: number) => number) => Damage;

/** A bit anywhere; in the first line it may also make the file somebody else's. */
const flip: Making = (backup, _other, pick) => {
	const at = pick(backup.length);
	const bytes = withFlip(backup, at, pick(8));
	return { name: `bit flipped at ${at}`, bytes, codes: at < FIRST_LINE_BYTES ? [...ALTERED, ...FOREIGN] : ALTERED };
};

const cut: Making = (backup, _other, pick) => {
	const length = pick(backup.length);
	return { name: `cut at ${length}`, bytes: backup.subarray(0, length), codes: ['backup_truncated'] };
};

/** Kinds of damage, taken in turn. */
export const DAMAGES: readonly Making[] = [
	flip,
	cut,
	flip,
	() => ({ name: 'empty', bytes: Buffer.alloc(0), codes: ['backup_truncated'] }),
	(backup, other) => ({ name: "another's manifest", bytes: swapped(backup, other), codes: ALTERED }),
	cut,
	() => ({ name: 'a zip', bytes: Buffer.from('504b0304140000000800', 'hex'), codes: FOREIGN }),
	flip,
	() => ({ name: 'a text', bytes: Buffer.from('retorno-backup is what I wanted to call it\n'), codes: FOREIGN }),
	(backup) => ({ name: 'a tail', bytes: Buffer.concat([backup, Buffer.from('\n')]), codes: ALTERED }),
	(backup) => ({ name: 'a forged head', bytes: forged(backup), codes: ALTERED }),
	() => ({ name: 'bare books', bytes: Buffer.from('SQLite format 3\0'), codes: FOREIGN }),
];

export function withFlip(bytes: Buffer, at: number, bit: number): Buffer {
	const flipped = Buffer.from(bytes);
	flipped[at]! ^= 1 << bit;
	return flipped;
}

/** The four lines and the body. */
export function partsOf(backup: Buffer): { readonly lines: readonly string[]; readonly body: Buffer } {
	const ends: number[] = [];
	for (let at = backup.indexOf('\n'); ends.length < 4; at = backup.indexOf('\n', at + 1)) ends.push(at);
	return { lines: backup.toString('utf8', 0, ends[3]).split('\n'), body: backup.subarray(ends[3]! + 1) };
}

/** A backup of these parts whose checksums are right. */
export function joined(manifest: string, body: Buffer, first = 'retorno-backup 1'): Buffer {
	const bodyLine = `body ${String(body.length).padStart(15, '0')} ${hash('sha256', body)}`;
	const lines = `${first}\n${manifest}\n${bodyLine}\n`;
	return Buffer.concat([Buffer.from(`${lines}${hash('sha256', lines)}\n`), body]);
}

const swapped = (backup: Buffer, other: Buffer): Buffer => joined(partsOf(other).lines[1]!, partsOf(backup).body);

function forged(backup: Buffer): Buffer {
	const { lines, body } = partsOf(backup);
	const manifest = JSON.parse(lines[1]!) as { head: { position: number } };
	manifest.head.position++;
	return joined(JSON.stringify(manifest), body);
}
