import { rmSync, symlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { systemClock } from '../../bridge/clock.ts';
import { codecOf } from '../../bridge/devices/codecs.ts';
import { portOf } from '../../bridge/devices/reader-config.ts';
import { runReader } from '../../bridge/devices/reader.ts';
import { CARD_PATTERNS } from '../../server/demo/miramar.ts';

/**
 * Started by umockdev-run: reads cards from USB as the bridge does, and says what comes. Each line that comes in is the
 * path of a terminal device, which becomes the reader's file; an empty one takes the file away.
 */
const folder = process.env['UMOCKDEV_DIR'];
if (folder === undefined) throw new Error('umockdev-run starts this.');
const file = `${folder}/dev/hidraw0`;
const stop = new AbortController();
const say = (news: string): void => void process.stdout.write(`${news}\n`);

rmSync(file, { force: true });
createInterface(process.stdin)
	.on('line', (path) => {
		rmSync(file, { force: true });
		if (path === '') return;
		// umockdev knows its own terminal devices by this list.
		const known = `${folder}/dev/.ptymap/${path.replaceAll('/', '_')}`;
		rmSync(known, { force: true });
		symlinkSync('243:0', known);
		symlinkSync(path, file);
	})
	.on('close', () => stop.abort());

await runReader(
	portOf({ kind: 'hid' }),
	codecOf('report', () => CARD_PATTERNS),
	{
		ready: () => say('ready'),
		absent: (reason) => say(`absent: ${reason}`),
		read: (outcome) => say(outcome.ok ? outcome.value.number : outcome.error.code),
	},
	{ signal: stop.signal, clock: systemClock },
);
process.exit();
