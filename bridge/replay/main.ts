import { readFileSync } from 'node:fs';
import { parseRecord } from '#shared/protocol/record.ts';
import { PARTS, replay } from './replay.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Ends with 0 where the same came of the devices as then, with 2 where something else did, with 1 where it is no record. */
const [path = ''] = process.argv.slice(2);
const record = parseRecord(readFileSync(path, 'utf8'));
if (!record) {
	process.stderr.write(`${path} is no record of a counter, or one of another version.\n`);
	process.exit(1);
}
const result = await replay(record);
const { header, entries, isWhole } = record;
say(`${header.role}, build ${header.build}, ${header.at}: ${entries.length} entries${isWhole ? '' : ', broken off'}`);
for (const part of PARTS) {
	const { recorded, replayed, isSame } = result[part];
	if (recorded.length + replayed.length === 0) continue;
	say(`${part}:`);
	// What follows the end of a record is nothing that was otherwise then.
	const lines = isSame ? recorded.length : Math.max(recorded.length, replayed.length);
	for (let index = 0; index < lines; index++) {
		const [then, now] = [recorded[index] ?? '', replayed[index] ?? ''];
		say(`${then === now ? ' ' : '≠'} ${then.padEnd(36)} ${now}`);
	}
}
for (const sentence of result.notPlayed) say(sentence);
process.exitCode = result.isSame ? 0 : 2;
