import { readFileSync } from 'node:fs';
import { parseRecord } from '#shared/protocol/record.ts';
import { replay } from './replay.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Ends with 0 where the same came of the readers as then, with 2 where something else did, with 1 where it is no record. */
const [path = ''] = process.argv.slice(2);
const record = parseRecord(readFileSync(path, 'utf8'));
if (!record) {
	process.stderr.write(`${path} is no record of a counter, or one of another version.\n`);
	process.exit(1);
}
const { recorded, replayed, isSame } = await replay(record);
const { header, entries, isWhole } = record;
say(`${header.role}, build ${header.build}, ${header.at}: ${entries.length} entries${isWhole ? '' : ', broken off'}`);
for (let index = 0; index < Math.max(recorded.length, replayed.length); index++) {
	const [then, now] = [recorded[index] ?? '', replayed[index] ?? ''];
	say(`${then === now ? ' ' : '≠'} ${then.padEnd(36)} ${now}`);
}
process.exitCode = isSame ? 0 : 2;
