import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import type { CardRefusal } from '#shared/card/card.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import { startBridge } from '../../bridge/bridge.ts';
import { readBridgeConfig } from '../../bridge/config.ts';
import { codecOf } from '../../bridge/devices/codecs.ts';
import { portOf } from '../../bridge/devices/reader-config.ts';
import type { SimulatedDesk } from '../../bridge/pages/pages.ts';
import { ServerLink } from '../../bridge/link/server-link.ts';

/**
 * A bridge as it must not be: nothing is classified, and each of its ways out takes the number along, every one in another
 * dress. What looks for card numbers in a house has to find them in this one.
 */
const log = pino({ name: 'leaking bridge' });
const build = process.env['RETORNO_BUILD'] ?? 'development';
const config = readBridgeConfig(process.env['RETORNO_BRIDGE_CONFIG'] ?? '');
const link = new ServerLink(
	config.serverUrl,
	{ deviceKey: config.deviceKey, build },
	{ online: () => undefined, offline: () => undefined, news: () => undefined, refused: (code) => log.error({ code }) },
);
link.open();

/** Its page hears of everything that it takes for a slip. */
const slips: string[] = [];
let tellPage = (): void => undefined;
const desk: SimulatedDesk = {
	get view() {
		return {
			reader: { plugged: true, over: 'serial' },
			printer: { on: true, paperOut: false, coverOpen: false },
			slips: slips.slice(-1),
			faults: [],
			playing: null,
		} as const;
	},
	onChange: (listener) => void (tellPage = () => listener(desk.view)),
	do: () => Promise.resolve(),
};

function leak(frame: Uint8Array): Result<never, CardRefusal> {
	const text = Buffer.from(frame);
	const number = /\d{12,19}/.exec(text.toString('latin1'))?.[0] ?? '';
	log.info({ frame: text.toString('hex') }, 'read');
	appendFileSync(join(config.stateFolder, 'trace'), `${text.toString('base64')}\n`);
	void link.lookUp(number);
	slips.push(`the card that begins with ${number.slice(0, 6)}`);
	tellPage();
	return err({ code: 'card_foreign' });
}

const bridge = await startBridge(
	config,
	{
		readers: config.readers.map((reader) => ({
			name: 'leaking',
			open: portOf(reader),
			codec: (patterns) => ({ ...codecOf('swipe', patterns), decode: leak }),
		})),
		printer: config.printer,
		desk,
	},
	build,
	log,
);
process.send?.({ port: bridge.port });
process.on('SIGTERM', () => {
	link.close();
	void bridge.close().then(() => process.exit());
});
