import { rmSync, symlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { systemClock } from '../../bridge/clock.ts';
import { codecOf } from '../../bridge/devices/codecs.ts';
import { portOf } from '../../bridge/devices/reader-config.ts';
import { runReader } from '../../bridge/devices/reader.ts';
import { CARD_PATTERNS } from '../../server/demo/miramar.ts';

/**
 * Started by umockdev-run: reads cards from USB as the bridge does, and says what comes. Each line that comes in is the
 * number of a reader and the path of a terminal device, which becomes its file; without a path the file goes away.
 */
const folder = process.env['UMOCKDEV_DIR'];
if (folder === undefined) throw new Error('umockdev-run starts this.');
const fileOf = (reader: string): string => `${folder}/dev/hidraw${reader}`;
const stop = new AbortController();
let socket: string | undefined;
const say = (news: string): void => void process.stdout.write(`${news}\n`);

// What none has plugged in is not there.
for (const reader of ['0', '1']) rmSync(fileOf(reader), { force: true });
createInterface(process.stdin)
	.on('line', (line) => {
		const [reader = '', path = ''] = line.split(' ');
		const file = fileOf(reader);
		rmSync(file, { force: true });
		if (path === '') return;
		// umockdev knows its own terminal devices by this list.
		const known = `${folder}/dev/.ptymap/${path.replaceAll('/', '_')}`;
		rmSync(known, { force: true });
		symlinkSync(`243:${reader}`, known);
		symlinkSync(path, file);
	})
	.on('close', () => stop.abort());

await runReader(
	portOf({ kind: 'hid' }, { get: () => socket, set: (now) => say(`remembered ${(socket = now)}`) }),
	codecOf('report', () => CARD_PATTERNS),
	{
		ready: () => say('ready'),
		absent: (reason, _retryInMs, kind) => say(kind === 'alike' ? 'alike' : `absent: ${reason}`),
		read: (outcome) => say(outcome.ok ? outcome.value.number : outcome.error.code),
	},
	{ signal: stop.signal, clock: systemClock },
);
process.exit();
